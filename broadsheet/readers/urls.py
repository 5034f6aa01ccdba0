"""Addresses of consent, below each edition's front."""

from django.urls import path

from . import views

app_name = "readers"
edition_urlpatterns = [
    path("consent/", views.choices, name="choices"),
    path("consent/choose/", views.choose, name="choose"),
]

"""Addresses of the shell."""

from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("assets/<slug:digest>/<str:name>", views.asset, name="asset"),
]
edition_urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("_util/login/", views.sign_in, name="sign_in"),  # instead of Wagtail's unstyled page
]

"""Addresses for those who run the site."""

from django.urls import path

from .views import health

app_name = "ops"
urlpatterns = [path("health/", health, name="health")]

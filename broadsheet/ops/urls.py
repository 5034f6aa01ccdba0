"""Addresses for the operators of the site."""

from django.urls import path

from .metrics import metrics
from .views import health

app_name = "ops"
urlpatterns = [path("health/", health, name="health"), path("metrics", metrics, name="metrics")]

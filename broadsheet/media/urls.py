"""Addresses of media files."""

from django.urls import path

from . import views

app_name = "media"
urlpatterns = [
    path("renditions/<str:name>", views.rendition, name="rendition"),
    path("documents/<int:pk>/<str:digest>/<str:name>", views.document, name="document"),
]

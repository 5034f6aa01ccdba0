"""Addresses of the desk, below the admin's."""

from django.urls import path

from . import views
from .story_list import story_list

app_name = "desk"
urlpatterns = [
    path("", story_list, name="stories"),
    path("new/", views.new_story, name="new_story"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/translate/", views.translate, name="translate"),
    path("<int:pk>/brought-up-to-date/", views.brought_up_to_date, name="brought_up_to_date"),
    path("failures/<int:pk>/dismiss/", views.dismiss_failure, name="dismiss_failure"),
]

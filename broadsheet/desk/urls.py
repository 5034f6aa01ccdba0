"""Addresses of the desk: below the admin's, and the address of preview links."""

from django.urls import path, re_path

from . import preview_link_view, views, writing_state
from .story_list import story_list

app_name = "desk"
urlpatterns = [
    path("", story_list, name="stories"),
    path("writing/", writing_state.writing_state, name="writing_state"),
    path("writing/signed-in/", writing_state.signed_in_again, name="signed_in_again"),
    path("new/", views.new_story, name="new_story"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/bring-back/", views.bring_back, name="bring_back"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/translate/", views.translate, name="translate"),
    path("<int:pk>/brought-up-to-date/", views.brought_up_to_date, name="brought_up_to_date"),
    path("<int:pk>/preview-link/", views.preview_link, name="preview_link"),
    path("preview-link/<int:pk>/end/", views.end_link, name="end_preview_link"),
    path("failures/<int:pk>/dismiss/", views.dismiss_failure, name="dismiss_failure"),
]
# Catches every address below it, so that no other view answers there.
preview_urlpatterns = [re_path(r"^preview/(?P<token>.*)$", preview_link_view.draft, name="draft")]

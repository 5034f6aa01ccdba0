"""Addresses of topics, tags and people, below each edition's front."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views
from .metadata import share_view, social_card_view


class UnicodeSlug(StringConverter):
    """A slug that may have letters of any script."""

    regex = r"[-\w]+"


register_converter(UnicodeSlug, "uslug")

app_name = "stories"
urlpatterns = [
    path("share/cards/<int:pk>-<slug:digest>.png", social_card_view.card, name="card"),
]
edition_urlpatterns = [
    path("share/mastodon/", share_view.share_to_mastodon, name="share_to_mastodon"),
    path("topics/", views.topics, name="topics"),
    path("people/", views.people, name="people"),
    path("topics/<uslug:slug>/", views.topic, name="topic"),
    path("tags/<uslug:slug>/", views.tag, name="tag"),
    path("people/<uslug:slug>/", views.person, name="person"),
]

"""An editor ends or extends the rights of a picture in its form; readers and the record get what the clock gives them."""

from django.urls import reverse

from broadsheet.desk.tests.test_admin import form_of
from broadsheet.events.models import Event
from broadsheet.media.collections import collection_of
from broadsheet.media.models import Picture
from tests.newsroom import picture


def kinds_since(event):
    return sorted(Event.objects.filter(pk__gt=event.pk).values_list("kind", "page_id"))


def test_rights_that_are_ended_or_extended_by_hand_are_events(newsroom, client):
    lead = picture("Harbour", collection=collection_of(newsroom.sections["en"].locale))
    story = newsroom.story("Council votes", lead_picture=lead)
    client.force_login(newsroom.user("editor"))
    url = reverse("wagtailimages:edit", args=[lead.pk])
    for end, is_over in (("2026-01-01 10:00", True), ("", False)):
        last = Event.objects.last()
        assert client.post(url, form_of(client, url) | {"rights_end_at": end}).status_code == 302
        assert Picture.objects.get(pk=lead.pk).rights_ended == is_over
        assert ("<picture" in client.get("/world/council-votes/").content.decode()) != is_over
        ended = [("rights_ended", None)] if is_over else []
        assert kinds_since(last) == [*ended, ("updated", story.pk)]
        last = Event.objects.last()
        client.post(url, form_of(client, url) | {"title": f"Harbour {is_over}"})
        assert kinds_since(last) == []

"""Corrections, as readers see them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.events.models import Event
from broadsheet.record.actions.publish_correction import publish_correction


def test_a_correction_is_shown_under_the_story_with_the_wrong_statement(newsroom, client):
    story = newsroom.story("Council votes")
    publish_correction(page=story, was="32 to 29", now="The vote was 33 to 28.", made_at=timezone.now())
    html = client.get("/world/council-votes/").content.decode()
    assert "The vote was 33 to 28." in html
    assert "<q>32 to 29</q>" in html
    assert Event.objects.filter(page_id=story.pk, kind="corrected").count() == 1


def test_an_unpublished_story_cannot_be_corrected(newsroom):
    with pytest.raises(ValidationError, match="has not been published, so there is nothing to correct"):
        publish_correction(page=newsroom.draft(), was="a", now="b", made_at=timezone.now())


def test_a_correction_needs_both_sides(newsroom):
    with pytest.raises(ValidationError, match="needs both"):
        publish_correction(page=newsroom.story(), was=" ", now="b", made_at=timezone.now())

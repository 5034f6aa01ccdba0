"""Publishing requires certain things of a story and names what is missing."""

import pytest

from broadsheet.events.readiness import NotReadyToPublish
from broadsheet.stories.models import Byline
from tests.newsroom import blocks, picture


def missing(draft):
    with pytest.raises(NotReadyToPublish) as refusal:
        draft.get_latest_revision().publish()
    return refusal.value.missing


def test_a_lead_picture_needs_alt_text_and_credit(newsroom):
    draft = newsroom.draft(lead_picture=picture("Harbour", alt_text="", credit=""))
    said = missing(draft)
    assert said["lead_alt"].startswith("Lead picture: the alt text is missing")
    assert said["lead_picture"].startswith("Lead picture: the credit of “Harbour” is missing")


def test_alt_text_for_this_story_is_enough(newsroom):
    draft = newsroom.draft(lead_picture=picture(alt_text=""), lead_alt="Cranes")
    draft.get_latest_revision().publish()


def test_messages_name_pictures_in_the_text_by_their_number(newsroom):
    good, bad = picture("Good"), picture("Bad", credit="")
    value = {"alt": "", "caption": "", "size": "text"}
    draft = newsroom.draft(
        body=blocks(("picture", {"picture": good.pk} | value), ("picture", {"picture": bad.pk} | value))
    )
    assert missing(draft)["body"].startswith("Picture 2 in the text: the credit of “Bad” is missing")


def test_a_picture_whose_rights_have_ended_is_not_published_again(newsroom):
    ended = picture("Old")
    type(ended).objects.filter(pk=ended.pk).update(rights_ended=True)
    draft = newsroom.draft(lead_picture=ended)
    assert "the rights to “Old” have ended" in missing(draft)["lead_picture"]


def test_a_story_without_a_byline_is_not_published(newsroom):
    assert "byline is missing" in missing(newsroom.draft(byline=False))["bylines"]


def test_a_draft_may_have_an_empty_byline_but_a_published_story_may_not(newsroom):
    draft = newsroom.draft()
    draft.bylines.add(Byline(sort_order=1))
    draft.save_revision()
    assert missing(draft)["bylines"].startswith("One byline is empty")

"""A translation knows its source. Editors and readers see when the source has changed since."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.editions.models import TranslationSource
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.follow_source import follow_source
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.models import Article, Topic


@pytest.fixture
def pair(newsroom):
    """A live English story and its live Arabic translation."""
    story = newsroom.story("Council votes")
    draft = translate_story(story=story, section=newsroom.sections["ar"], now=timezone.now())
    draft.title = "المجلس يصوّت"
    draft.save_revision().publish()
    return Article.objects.get(pk=story.pk), Article.objects.get(pk=draft.pk)


def test_the_draft_is_linked_and_has_the_other_editions_people_and_topics(newsroom):
    topic = Topic.objects.create(locale=newsroom.sections["en"].locale, name="Harbour", slug="harbour")
    Topic.objects.create(
        locale=newsroom.sections["ar"].locale, translation_key=topic.translation_key, name="الميناء", slug="al-mina"
    )
    story = newsroom.draft("Council votes")
    story.topics.add(topic)
    story.save_revision().publish()
    story = Article.objects.get(pk=story.pk)
    draft = translate_story(story=story, section=newsroom.sections["ar"], now=timezone.now())
    assert (draft.live, draft.edition, draft.translation_key) == (False, "ar", story.translation_key)
    assert [byline.person.name for byline in draft.bylines.all()] == ["لينا حداد"]
    assert [topic.name for topic in draft.topics.all()] == ["الميناء"]
    assert draft.alias_of_id is None
    assert TranslationSource.objects.get(page=draft).revision_id == story.live_revision_id
    latest = draft.get_latest_revision_as_object()
    assert [byline.person.name for byline in latest.bylines.all()] == ["لينا حداد"]


def test_the_switcher_leads_from_one_to_the_other(pair, client):
    story, translation = pair
    assert f'href="{translation.url}"' in client.get(story.url).content.decode()
    assert f'href="{story.url}"' in client.get(translation.url).content.decode()


def test_there_is_no_notice_while_the_source_is_unchanged(pair, client):
    assert "source-news" not in client.get(pair[1].url).content.decode()


def test_readers_see_a_notice_of_a_significant_update_of_the_source(pair, client):
    story, translation = pair
    story.significantly_updated_at = timezone.now() + timedelta(seconds=5)
    story.save_revision().publish()
    html = client.get(translation.url).content.decode()
    assert 'class="source-news"' in html
    assert "Council votes" in html


def test_readers_see_a_notice_of_a_correction_of_the_source(pair, client):
    publish_correction(page=pair[0], was="a", now="b", made_at=timezone.now() + timedelta(seconds=5))
    assert 'class="source-news"' in client.get(pair[1].url).content.decode()


def test_the_notice_disappears_once_the_translation_is_up_to_date(pair, client):
    publish_correction(page=pair[0], was="a", now="b", made_at=timezone.now())
    follow_source(story=pair[1], now=timezone.now() + timedelta(seconds=1))
    assert "source-news" not in client.get(pair[1].url).content.decode()


def test_a_small_edit_of_the_source_causes_no_notice(pair, client):
    pair[0].standfirst = "A comma was moved."
    pair[0].save_revision().publish()
    assert "source-news" not in client.get(pair[1].url).content.decode()


def test_a_second_translation_into_the_same_edition_is_refused(pair, newsroom):
    with pytest.raises(ValidationError, match="is already the translation of this story"):
        translate_story(story=pair[0], section=newsroom.sections["ar"], now=timezone.now())


def test_a_story_is_not_translated_into_its_own_edition(newsroom):
    with pytest.raises(ValidationError, match="is in the story's own edition"):
        translate_story(story=newsroom.story(), section=newsroom.sections["en"], now=timezone.now())

"""Everything that nobody may see, each with the same word in every field. A new state needs a row in HIDDEN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from broadsheet.editions.models import TranslationSource
from broadsheet.events import clock
from broadsheet.media.models import NewsDocument
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Byline, Person, RelatedStory, Section, Topic
from tests.newsroom import blocks, picture

from .exits import SLUG, WORD


@dataclass
class Hidden:
    """What was hidden, and the files that only it uses."""

    files: list[str] = field(default_factory=list)


def draft(newsroom: Any, *, code: str = "en", section: Section | None = None, **fields: Any) -> tuple[Article, Hidden]:
    """A story that says the word wherever a story can say one, and that nothing is missing of."""
    locale = newsroom.sections[code].locale
    person = Person.objects.create(
        locale=locale, name=f"{WORD} Reporter", slug=SLUG, biography=f"{WORD} knows.", photo=picture(f"{WORD} portrait")
    )
    topic = Topic.objects.create(locale=locale, name=f"{WORD} affair", slug=SLUG, description=f"{WORD} again.")
    lead, inside = picture(f"{WORD} lead", colour="#112233"), picture(f"{WORD} inside", colour="#445566")
    document = NewsDocument.objects.create(title=f"{WORD} paper", file=ContentFile(b"%PDF-1.4 secret", f"{SLUG}.pdf"))
    story = newsroom.draft(
        f"{WORD} vote", code=code, section=section, byline=False, slug=SLUG, standfirst=f"{WORD} stands first.", kicker=WORD[:20],
        short_headline=f"{WORD} short", dateline=WORD, lead_picture=lead, lead_alt=WORD, lead_caption=WORD, sources=WORD,
        body=blocks(
            ("paragraph", f"<p>{WORD} in the text.</p>"), ("picture", {"picture": inside.pk, "alt": WORD, "caption": WORD}),
            ("document", {"document": document.pk}),
        ),
        **fields,
    )  # fmt: skip
    story.bylines = [Byline(person=person)]
    story.topics = [topic]
    story.tags.add(SLUG)
    story.save_revision()
    files = [image.get_rendition("width-300").url for image in (lead, inside, person.photo)]
    return Article.objects.get(pk=story.pk), Hidden([*files, document.url])


def published(newsroom: Any, **fields: Any) -> tuple[Article, Hidden]:
    """The same, live."""
    story, hidden = draft(newsroom, **fields)
    story.get_latest_revision().publish()
    return Article.objects.get(pk=story.pk), hidden


def restrict(page: Page, kind: str = PageViewRestriction.PASSWORD) -> None:
    PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="sesame" if kind == "password" else ""
    )


def a_draft(newsroom: Any) -> Hidden:
    return draft(newsroom)[1]


def a_scheduled_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    story = story.get_latest_revision_as_object()
    story.go_live_at = timezone.now() + timedelta(hours=1)
    story.save_revision().publish()
    return hidden


def an_embargoed_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom, embargo_until=timezone.now() + timedelta(hours=1))
    story.get_latest_revision().publish()
    return hidden


def the_copy_of_an_embargoed_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom, embargo_until=timezone.now() + timedelta(hours=1))
    copy = story.copy(update_attrs={"slug": f"{SLUG}-2"})
    Article.objects.get(pk=copy.pk).get_latest_revision().publish()
    return hidden


def the_translation_of_an_embargoed_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom, embargo_until=timezone.now() + timedelta(hours=1))
    made = translate_story(story=story, section=newsroom.sections["fr"], now=timezone.now())
    made.get_latest_revision().publish()
    return hidden


def an_embargoed_story_taken_back_to_a_version_from_before(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    before = story.get_latest_revision()
    story = story.get_latest_revision_as_object()
    story.embargo_until = timezone.now() + timedelta(hours=1)
    story.save_revision()
    before.publish()
    return hidden


def the_unpublished_change_of_a_live_story(newsroom: Any) -> Hidden:
    story = Article.objects.get(slug="council-votes")
    story.title, story.standfirst = f"{WORD} vote", f"{WORD} stands first."
    story.save_revision()
    return Hidden()


def a_restricted_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    restrict(story)
    story.get_latest_revision().publish()
    return hidden


def a_restricted_story_that_moved(newsroom: Any) -> Hidden:
    story, hidden = published(newsroom)
    restrict(story)
    story.slug = f"{SLUG}-moved"
    story.save_revision().publish()
    return hidden


def a_story_for_those_who_sign_in(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    restrict(story, PageViewRestriction.LOGIN)
    story.get_latest_revision().publish()
    return hidden


def a_restricted_section(newsroom: Any) -> Hidden:
    section = newsroom.section("en", f"{WORD} section", SLUG)
    restrict(section)
    return published(newsroom, section=section)[1]


def the_alias_of_a_story_in_a_restricted_section(newsroom: Any) -> Hidden:
    section = newsroom.section("en", f"{WORD} section", SLUG)
    restrict(section)
    story, hidden = published(newsroom, section=section)
    story.create_alias(parent=Section.objects.get(pk=newsroom.sections["en"].pk), update_slug=f"{SLUG}-alias")
    return hidden


def the_copy_of_a_story_in_a_restricted_section(newsroom: Any) -> Hidden:
    section = newsroom.section("en", f"{WORD} section", SLUG)
    restrict(section)
    story, hidden = published(newsroom, section=section)
    story.copy(
        to=Section.objects.get(pk=newsroom.sections["en"].pk),
        update_attrs={"slug": f"{SLUG}-copy"},
        keep_live=True,
        copy_revisions=False,
    )
    return hidden


def a_story_moved_out_of_a_restricted_section(newsroom: Any) -> Hidden:
    section = newsroom.section("en", f"{WORD} section", SLUG)
    restrict(section)
    story, hidden = published(newsroom, section=section)
    story.move(Section.objects.get(pk=newsroom.sections["en"].pk), pos="last-child")
    return hidden


def an_unpublished_section_with_a_live_story(newsroom: Any) -> Hidden:
    """The story may be read; what it stands in is named nowhere."""
    section = Section.objects.get(pk=newsroom.sections["ar"].pk)
    section.title = f"{WORD} section"
    section.save_revision().publish()
    Section.objects.get(pk=section.pk).unpublish()
    return Hidden()


def a_translation_whose_source_is_restricted(newsroom: Any) -> Hidden:
    source, hidden = published(newsroom)
    made = Article.objects.get(slug="conseil")
    TranslationSource.objects.create(page=made, source=source, revision_id=None, followed_until=timezone.now())
    restrict(source)
    publish_correction(page=source, was="Ten.", now="Eleven.", made_at=timezone.now() + timedelta(seconds=1))
    return hidden


def a_story_that_another_names(newsroom: Any) -> Hidden:
    """In its text, beside it, and pinned to the front."""
    story, hidden = draft(newsroom)
    other = Article.objects.get(slug="council-votes")
    other.body = blocks(("paragraph", "<p>The council voted.</p>"), ("read_more", {"story": story.pk}))
    other.related_stories = [RelatedStory(story=story)]
    other.save_revision().publish()
    return hidden


def a_deleted_draft(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    story.delete()
    return hidden


def an_expired_story(newsroom: Any) -> Hidden:
    story, hidden = draft(newsroom)
    story = story.get_latest_revision_as_object()
    story.expire_at = timezone.now() + timedelta(seconds=1)
    story.save_revision().publish()
    clock.tick(now=timezone.now() + timedelta(seconds=2))
    return hidden


def a_withdrawn_story(newsroom: Any) -> Hidden:
    story, hidden = published(newsroom)
    withdraw_story(story=story, reason="It was wrong.", now=timezone.now())
    return hidden


def a_withdrawn_story_that_is_deleted(newsroom: Any) -> Hidden:
    story, hidden = published(newsroom)
    withdraw_story(story=story, reason="It was wrong.", now=timezone.now())
    Article.objects.get(pk=story.pk).delete()
    return hidden


# (what is hidden, editions that are looked through, its own address if that tells that something was there)
HIDDEN: list[tuple[Callable[[Any], Hidden], str, str]] = [
    (a_draft, "en", ""),
    (a_scheduled_story, "en", ""),
    (an_embargoed_story, "en", ""),
    (the_copy_of_an_embargoed_story, "en", ""),
    (the_translation_of_an_embargoed_story, "en fr", ""),
    (an_embargoed_story_taken_back_to_a_version_from_before, "en", ""),
    (the_unpublished_change_of_a_live_story, "en", ""),
    (a_restricted_story, "en", f"/world/{SLUG}/"),
    (a_restricted_story_that_moved, "en", ""),
    (a_story_for_those_who_sign_in, "en", f"/world/{SLUG}/"),
    (a_restricted_section, "en", f"/{SLUG}/ /{SLUG}/{SLUG}/"),
    (the_alias_of_a_story_in_a_restricted_section, "en", f"/{SLUG}/ /{SLUG}/{SLUG}/"),
    (the_copy_of_a_story_in_a_restricted_section, "en", f"/{SLUG}/ /{SLUG}/{SLUG}/"),
    (a_story_moved_out_of_a_restricted_section, "en", f"/{SLUG}/ /world/{SLUG}/"),
    (a_translation_whose_source_is_restricted, "en fr", f"/world/{SLUG}/"),
    (a_story_that_another_names, "en", ""),
    (a_deleted_draft, "en", ""),
    (an_expired_story, "en", f"/world/{SLUG}/"),
    (a_withdrawn_story, "en", f"/world/{SLUG}/"),
    (a_withdrawn_story_that_is_deleted, "en", f"/world/{SLUG}/"),
]

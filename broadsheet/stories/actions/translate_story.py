"""Begin the translation of a story."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.editions.models import TranslationSource

from ..models import Article, Byline, Person, Section, Topic


def translate_story(*, story: Article, section: Section, now: datetime, user: User | None = None) -> Article:
    """Make a draft in the section's edition, linked to `story`, with everything that needs no translation filled in.

    The text is copied from the live version (or from the draft if nothing is live), to be replaced by the translator.
    Bylines and topics become those of the other edition if they exist there. The draft remembers its source's version.
    Raises ValidationError for the same edition, or if a translation already exists.
    """
    if section.locale_id == story.locale_id:
        raise ValidationError(_("“%(section)s” is in the story's own edition."), params={"section": section.title})
    source = story if story.live else story.get_latest_revision_as_object()
    source.pk = story.pk
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=story.pk)  # two people may press the button at the same time
        known = Article.objects.filter(translation_key=story.translation_key, locale_id=section.locale_id).first()
        if known:
            raise ValidationError(
                _("“%(title)s” is already the translation of this story in that edition. Edit it instead."),
                params={"title": known.title},
            )
        draft = source.copy(
            to=section,
            update_attrs={
                "locale": section.locale,
                "slug": find_available_slug(section, source.slug),
                "first_published_at": None,
            },
            copy_revisions=False,
            keep_live=False,
            reset_translation_key=False,
            user=user,
            log_action="wagtail.copy_for_translation",
        )
        draft = Article.objects.get(pk=draft.pk)
        _use_the_editions_own(draft, section)
        draft.save_revision(user=user)
        TranslationSource.objects.create(
            page=draft,
            source=story,
            revision_id=story.live_revision_id or story.latest_revision_id,
            followed_until=now,
        )
    return Article.objects.get(pk=draft.pk)


def _use_the_editions_own(draft: Article, section: Section) -> None:
    """Replace the source's people and topics by those of the section's edition. Tags are words in one language, so they are removed."""
    topic_keys = draft.topics.values_list("translation_key", flat=True)
    draft.topics.set(Topic.objects.filter(translation_key__in=list(topic_keys), locale_id=section.locale_id))
    draft.tags.clear()
    draft.related_stories.clear()
    bylines: list[Byline] = []
    for byline in draft.bylines.all():
        person = None
        if byline.person_id:
            key = byline.person.translation_key
            person = Person.objects.filter(translation_key=key, locale_id=section.locale_id).first() or byline.person
        bylines.append(Byline(person=person, guest=byline.guest, role=byline.role, sort_order=len(bylines)))
    draft.bylines.set(bylines)
    draft.save()

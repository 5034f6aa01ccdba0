"""A story as schema.org's NewsArticle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import Edition, TranslationSource
from broadsheet.record.models import Correction

from ...models import Article, Byline, BylineRole, StandingPurpose, StoryKind
from ...reading.cards import WRITERS
from ...reading.freshness import changed_at
from ...text import plain_text
from ..social_card import card_url
from .publisher import image_object

# The type at the top level is always NewsArticle, because readers of JSON-LD look for that one. `additionalType` names
# the kind, for readers that know the finer types.
FINER_TYPES = {
    StoryKind.ANALYSIS: "https://schema.org/AnalysisNewsArticle",
    StoryKind.EXPLAINER: "https://schema.org/BackgroundNewsArticle",
    StoryKind.OPINION: "https://schema.org/OpinionNewsArticle",
    StoryKind.REVIEW: "https://schema.org/ReviewNewsArticle",
}
ROLES = {
    BylineRole.TRANSLATED_BY: "translator",
    BylineRole.EDITED_BY: "editor",
    BylineRole.PHOTOGRAPHS: "contributor",
    BylineRole.ILLUSTRATION: "contributor",
    BylineRole.ADDITIONAL_REPORTING: "contributor",
}


def news_article(
    story: Article,
    *,
    url: str,
    edition: Edition,
    organisation: dict[str, object],
    standing: dict[str, str],
    keywords: list[str],
    images: list[Any],
) -> dict[str, Any]:
    """The story; `url` is its canonical address, `standing` purpose -> address of the standing pages."""
    corrections = list(Correction.objects.filter(page_id=story.pk))
    corrected_at = corrections[-1].made_at if corrections else None
    people = _people(story)
    return {
        "@type": "NewsArticle",
        "additionalType": FINER_TYPES.get(StoryKind(story.kind), ""),
        "@id": f"{url}#story",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": story.headline,
        "alternativeHeadline": story.short_headline,
        "description": story.description,
        "image": images,
        "datePublished": _minute(story.published_at, edition),
        "dateModified": _minute(changed_at(story, corrected_at), edition),
        "author": people.pop("author", None) or [{"@id": organisation["@id"], **_named(organisation)}],
        **people,
        "publisher": organisation,
        "dateline": story.dateline,
        "articleSection": story.shown_section.title if story.shown_section else "",
        "keywords": keywords,
        "wordCount": len(plain_text(story.body).split()),
        "inLanguage": edition.code,
        "isAccessibleForFree": True,
        "usageInfo": standing.get(str(StandingPurpose.TERMS), ""),
        "correction": [_correction(correction, edition) for correction in corrections],
        "translationOfWork": _source(story),
    }


def story_images(story: Article, edition: Edition) -> list[Any]:
    """The lead picture in its existing ratios, else the card that is drawn for the story."""
    images = [image_object(story.lead_picture, (place,)) for place in ("share", "lead", "natural")]
    pictures = {
        (picture_object["width"], picture_object["height"]): picture_object
        for picture_object in reversed(images)
        if picture_object
    }
    if pictures:
        return list(reversed(pictures.values()))
    card = card_url(story, edition)
    return [{"@type": "ImageObject", "url": absolute(card), "width": 1200, "height": 630}] if card else []


def _named(organisation: dict[str, object]) -> dict[str, object]:
    return {key: organisation[key] for key in ("@type", "name", "url")}


def _minute(moment: datetime | None, edition: Edition) -> str:
    """ISO 8601 with the edition's offset."""
    return moment.astimezone(edition.zone).isoformat(timespec="seconds") if moment else ""


def _people(story: Article) -> dict[str, list[dict[str, str]]]:
    """Property of the story -> people, according to their bylines."""
    people: dict[str, list[dict[str, str]]] = {}
    for _words, bylines in story.byline_groups:
        for byline in bylines:
            role = BylineRole(byline.role)
            people.setdefault("author" if role in WRITERS else ROLES[role], []).append(_person(byline))
    return people


def _person(byline: Byline) -> dict[str, str]:
    if byline.person is None:
        return {"@type": "Person", "name": byline.name}
    person = byline.person
    return {
        "@type": "Person",
        "name": person.name,
        "jobTitle": person.job,
        **({"url": absolute(person.get_absolute_url())} if byline.is_linked else {}),
    }


def _correction(correction: Correction, edition: Edition) -> dict[str, str]:
    return {
        "@type": "CorrectionComment",
        "text": correction.now,
        "datePublished": _minute(correction.made_at, edition),
    }


def _source(story: Article) -> dict[str, str] | None:
    """The story that this one was translated from, if everybody may read it."""
    translation = TranslationSource.objects.filter(page_id=story.pk, source__live=True).first()
    if translation is None:
        return None
    source = (
        open_to_all(Article.objects.filter(pk=translation.source_id)).select_related("locale").defer("body").first()
    )
    url = absolute(source.get_url() or "") if source else ""
    if source is None or not url:
        return None
    return {
        "@type": "NewsArticle",
        "@id": f"{url}#story",
        "url": url,
        "headline": source.headline,
        "inLanguage": source.edition,
    }

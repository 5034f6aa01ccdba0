"""What a story needs before readers may see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from broadsheet.media.models import Picture

from ..text import searchable_text

if TYPE_CHECKING:
    from ..models import Article, Section, StandingPage

# A gap in the first text of a standing page, for facts that only the publisher knows.
_GAP = re.compile(r"⟦[^⟧]*⟧?")


def missing_from(article: Article) -> dict[str, str]:
    """Field -> one sentence on what is missing; empty when the story may be published."""
    missing: dict[str, str] = {}
    if not article.title.strip():
        missing["title"] = _("The headline is missing.")
    names = [byline.name.strip() for byline in article.bylines.all()]
    if not any(names):
        missing["bylines"] = _("The byline is missing: add a person, or a guest's name.")
    elif not all(names):
        missing["bylines"] = _("One byline is empty: choose a person, write a guest's name, or remove it.")
    if article.path:
        missing |= missing_from_place(article.section_of_tree())
    if withdrawal := article.standing_withdrawal():
        missing["withdrawal"] = _(
            "The story was withdrawn on %(day)s: “%(reason)s” To publish it again, choose “Bring back” in its menu first."
        ) % {"day": date_format(localtime(withdrawal.withdrawn_at), "DATE_FORMAT"), "reason": withdrawal.reason}
    if article.lead_picture:
        for field, words in missing_from_picture(article.lead_picture, alt=article.lead_alt).items():
            name = {"alt": "lead_alt", "credit": "lead_picture", "rights": "lead_picture"}[field]
            missing[name] = _("Lead picture: %(what)s") % {"what": words}
    return missing | _missing_in_text(article)


def missing_from_place(section: Section | None) -> dict[str, str]:
    """What is wrong with the story's place in the tree: key `section`."""
    if section is None:
        return {"section": _("The story is in no section: move it into one.")}
    if not section.live:
        words = _("Its section, “%(section)s”, is not published: publish the section first, or move the story.")
        return {"section": words % {"section": section.title}}
    return {}


def missing_from_standing_page(page: StandingPage) -> dict[str, str]:
    """The same for a standing page: a title, a text, alt text and credit of each picture, and no gap that is still open."""
    missing: dict[str, str] = {}
    if not page.title.strip():
        missing["title"] = _("The title is missing.")
    if not page.body:
        missing["body"] = _("The text is missing.")
    elif gap := _GAP.search(f"{page.title} {page.standfirst} {searchable_text(page.body)}"):
        missing["body"] = _("A gap is still open: %(gap)s Fill it in, or delete it.") % {"gap": gap[0]}
    return missing | _missing_in_text(page)


def _missing_in_text(page: Article | StandingPage) -> dict[str, str]:
    in_text = missing_from_body(page)
    if not in_text:
        return {}
    sentences = (
        _("Picture %(number)s in the text: %(what)s") % {"number": number, "what": " ".join(words.values())}
        for number, _index, words in in_text
    )
    return {"body": " ".join(sentences)}


def missing_from_body(article: Article | StandingPage) -> list[tuple[int, int, dict[str, str]]]:
    """(number of the picture from 1, index of its block, what it lacks) for each picture that lacks something."""
    missing_parts = []
    number = 0
    for index, block in enumerate(article.body):
        if block.block_type == "picture":
            number += 1
            picture = block.value.get("picture")
            words = missing_from_picture(picture, alt=block.value.get("alt") or "") if picture else {}
            if words:
                missing_parts.append((number, index, words))
    return missing_parts


def missing_from_picture(picture: Picture, *, alt: str) -> dict[str, str]:
    """What a picture lacks in its place: keys `alt`, `credit`, `rights`."""
    missing = {}
    if not (alt or picture.alt_text).strip():
        missing["alt"] = _("the alt text is missing; say what it shows for those who cannot see it.")
    if not picture.credit.strip():
        missing["credit"] = _("the credit of “%(title)s” is missing; write it in the picture's own form.") % {
            "title": picture.title
        }
    if picture.rights_ended:
        missing["rights"] = _("the rights to “%(title)s” have ended; choose another picture.") % {
            "title": picture.title
        }
    return missing

"""Make topics for categories and tags for tags."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower
from django.utils.text import slugify
from wagtail.models import Locale

from broadsheet.stories.models import Tag, Topic

from ..export import Term
from ..old_site import plain_words
from ..sections import own_slug

_AT_ONCE = 400


def make_tags(*, terms: Iterable[Term]) -> dict[str, Tag]:
    """Nicename (or name) -> tag; a tag of that name, in whatever case, or of that slug is that tag."""
    wanted = {term.nicename or term.name: (plain_words(term.name) or term.nicename)[:100] for term in terms}
    names = list({name.lower() for name in wanted.values()})
    known: dict[str, Tag] = {}
    for at in range(0, len(names), _AT_ONCE):
        tags = Tag.objects.annotate(lower=Lower("name")).filter(lower__in=names[at : at + _AT_ONCE])
        known |= {tag.name.lower(): tag for tag in tags}
    found: dict[str, Tag] = {}
    for nicename, name in wanted.items():
        tag = known.get(name.lower())
        if tag is None:
            slug = own_slug(nicename, name, "tag")[:90]
            tag = Tag(name=name, slug=slug if not Tag.objects.filter(slug=slug).exists() else "")
            tag.save()  # an empty slug is made unique
            known[name.lower()] = tag
        found[nicename] = tag
    return found


def make_topic(*, term: Term, locale: Locale) -> Topic:
    """The topic of that name or slug in the edition, made where it is not there."""
    name = (plain_words(term.name) or term.nicename)[:100]
    known = Topic.objects.filter(locale=locale, name__iexact=name).first()
    if known:
        return known
    slug = own_slug(term.nicename, name, "topic")[:100]
    other = Topic.objects.filter(locale=locale, slug=slug).first()
    if other:
        slug = _free_slug(slugify(name, allow_unicode=True)[:90] or slug[:90], locale)
    return Topic.objects.create(locale=locale, name=name, slug=slug, description=plain_words(term.description))


def _free_slug(wanted: str, locale: Locale) -> str:
    slug, number = wanted, 2
    while Topic.objects.filter(locale=locale, slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug

"""Tags from the old site's tags, and topics from its categories below the top level."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Lower
from django.utils.text import slugify
from wagtail.models import Locale

from broadsheet.imports.ledger import IMPORTED, Ledger
from broadsheet.imports.report import ALREADY_THERE, ReportLine
from broadsheet.stories.models import Tag, Topic

from .export import WordPressTerm
from .old_site import OldSite, plain_words
from .sections import SectionPlan, own_slug

_NAMES_PER_QUERY = 400


class ImportedLabels:
    """Tags and topics by their nicenames. Each is made for the first story that has it."""

    def __init__(self, site: OldSite, plan: SectionPlan, ledger: Ledger, locale: Locale) -> None:
        self.site = site
        self.plan = plan
        self.ledger = ledger
        self.locale = locale
        self.tags: dict[str, Tag] = {}
        self.topics: dict[str, Topic] = {}

    def make(self, tags: Iterable[str], categories: Iterable[str]) -> list[ReportLine]:
        """Make the missing tags and topics. Call it inside the batch's transaction.

        Returns the report's lines.
        """
        tag_names = [name for name in dict.fromkeys(tags) if name not in self.tags]
        category_names = [name for name in dict.fromkeys(categories) if name not in self.topics]
        return [*self._make_tags(tag_names), *self._make_topics(category_names)]

    def _make_tags(self, nicenames: list[str]) -> list[ReportLine]:
        lines, rows = [], []
        known = self.ledger.imported("tag", nicenames)
        terms = [self.site.tags.get(name) or WordPressTerm("post_tag", "", name) for name in nicenames]
        for name, tag in _find_or_make_tags(terms).items():
            self.tags[name] = tag
            outcome = ALREADY_THERE if name in known else IMPORTED
            address = tag.url_in(self.locale.language_code)
            lines.append(ReportLine("tag", name, tag.name, outcome, f"stories.tag {tag.pk}", address))
            rows.append(self.ledger.row("tag", name, model=Tag._meta.label_lower, object_id=tag.pk))
        self.ledger.add(rows)
        return lines

    def _make_topics(self, nicenames: list[str]) -> list[ReportLine]:
        lines, rows = [], []
        for name in nicenames:
            topic = self.topics[name] = _find_or_make_topic(self.site.categories[name], self.locale)
            foreign_id = f"{name} (topic)" if name in self.plan.by_category else name
            outcome = ALREADY_THERE if self.ledger.imported("category", [foreign_id]) else IMPORTED
            became = f"stories.topic {topic.pk}"
            lines.append(ReportLine("category", foreign_id, topic.name, outcome, became, topic.get_absolute_url()))
            rows.append(self.ledger.row("category", foreign_id, model=Topic._meta.label_lower, object_id=topic.pk))
        self.ledger.add(rows)
        return lines


def _find_or_make_tags(terms: Iterable[WordPressTerm]) -> dict[str, Tag]:
    """Nicename (or name) -> tag. An existing tag of this name, in any case, is used."""
    names = {term.nicename or term.name: (plain_words(term.name) or term.nicename)[:100] for term in terms}
    lower_names = list({name.lower() for name in names.values()})
    known: dict[str, Tag] = {}
    for start in range(0, len(lower_names), _NAMES_PER_QUERY):
        batch = lower_names[start : start + _NAMES_PER_QUERY]
        known |= {tag.name.lower(): tag for tag in Tag.objects.annotate(lower=Lower("name")).filter(lower__in=batch)}
    tags: dict[str, Tag] = {}
    for nicename, name in names.items():
        tag = known.get(name.lower())
        if tag is None:
            slug = own_slug(nicename, name, "tag")[:90]
            tag = Tag(name=name, slug=slug if not Tag.objects.filter(slug=slug).exists() else "")
            tag.save()  # makes a unique slug if it is empty
            known[name.lower()] = tag
        tags[nicename] = tag
    return tags


def _find_or_make_topic(term: WordPressTerm, locale: Locale) -> Topic:
    """The edition's topic of this name, or a new one."""
    name = (plain_words(term.name) or term.nicename)[:100]
    known = Topic.objects.filter(locale=locale, name__iexact=name).first()
    if known:
        return known
    slug = own_slug(term.nicename, name, "topic")[:100]
    if Topic.objects.filter(locale=locale, slug=slug).exists():
        slug = _free_slug(slugify(name, allow_unicode=True)[:90] or slug[:90], locale)
    return Topic.objects.create(locale=locale, name=name, slug=slug, description=plain_words(term.description))


def _free_slug(base: str, locale: Locale) -> str:
    slug, number = base, 2
    while Topic.objects.filter(locale=locale, slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug

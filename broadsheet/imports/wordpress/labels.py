"""People, sections, topics and tags for what an export names, each made once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from wagtail.models import Locale

from broadsheet.imports.ledger import IMPORTED, LEFT, Ledger
from broadsheet.imports.models import ImportedItem
from broadsheet.imports.report import THERE, Line
from broadsheet.stories.models import Person, Section, Tag, Topic

from .actions.make_labels import make_tags, make_topic
from .actions.make_section import make_section
from .export import Term
from .old_site import Survey
from .people import make_people
from .sections import PAGES_PLACE, Place, Places

SECTIONS_IN_BAR = 8
NO_CATEGORY = "(no category)"


class Newsroom:
    """What stories hang on; knows what it made."""

    def __init__(self, survey: Survey, places: Places, ledger: Ledger, locale: Locale, now: datetime) -> None:
        self.survey = survey
        self.places = places
        self.ledger = ledger
        self.locale = locale
        self.now = now
        self.people: dict[str, Person] = {}
        self.tags: dict[str, Tag] = {}
        self.topics: dict[str, Topic] = {}

    def begin(self) -> list[Line]:
        """People and sections, written at once; the report's lines on them."""
        with transaction.atomic():
            return [*self._people(), *self._sections()]

    def _row(self, kind: str, foreign: str, outcome: str, made: Person | Section | Tag | Topic | None) -> ImportedItem:
        return ImportedItem(
            source=self.ledger.source,
            kind=kind,
            foreign_id=foreign[:200],
            outcome=outcome,
            model=made._meta.label_lower if made is not None else "",
            object_id=made.pk if made is not None else None,
            imported_at=self.now,
        )

    def _remember(self, rows: Iterable[ImportedItem]) -> None:
        ImportedItem.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)

    def _people(self) -> list[Line]:
        done = self.ledger.done("author", self.survey.authors)
        found = make_people(authors=self.survey.authors.values(), locale=self.locale)
        lines, rows = [], []
        for login, (person, is_new) in found.items():
            if person is None:
                notes = ["The author has no name; a guest's byline with the login stands under the stories."]
                lines.append(Line("author", login, "", LEFT, notes=notes))
                continue
            self.people[login.casefold()] = person
            notes = (
                [] if is_new or login in done else ["Somebody of this name was in the edition; the stories are theirs."]
            )
            outcome = THERE if login in done else IMPORTED
            became = f"stories.person {person.pk}"
            lines.append(Line("author", login, person.name, outcome, became, person.get_absolute_url(), notes=notes))
            rows.append(self._row("author", login, IMPORTED, person))
        self._remember(rows)
        return lines

    def _sections(self) -> list[Line]:
        lines, rows = [], []
        rows_there = self.ledger.done("category", [key or NO_CATEGORY for key in self.places.by_category])
        done = {"" if key == NO_CATEGORY else key for key in rows_there}
        ordered = sorted(self.places.by_category.items(), key=lambda each: -each[1].stories)
        in_bar = {place.slug for _, place in ordered[: SECTIONS_IN_BAR + 1] if place.name}
        for key, place in self.places.by_category.items():
            if key == PAGES_PLACE:
                continue
            is_new = place.page_id is None
            if is_new:
                make_section(front=self.places.front, place=place, in_bar=place.slug in in_bar)
            outcome = THERE if key in done else IMPORTED
            notes = (
                [] if is_new or key in done else ["The edition has a section of this name; the stories stand there."]
            )
            name = key or NO_CATEGORY
            became = f"stories.section {place.page_id}"
            lines.append(Line("category", name, place.name, outcome, became, place.path, notes=notes))
            rows.append(self._row("category", name, IMPORTED, Section(pk=place.page_id)))
        self._remember(rows)
        return lines

    def place(self, key: str) -> Place:
        """The section of a top category; the front for pages."""
        return self.places.of(key)

    def labels(self, tags: Iterable[str], topics: Iterable[str]) -> list[Line]:
        """Make what of these tags and topics is not there; call it inside the batch's transaction."""
        lines: list[Line] = []
        rows: list[ImportedItem] = []
        new = [name for name in dict.fromkeys(tags) if name not in self.tags]
        known = self.ledger.done("tag", new)
        for name, tag in make_tags(
            terms=[self.survey.tags.get(name) or Term("post_tag", "", name) for name in new]
        ).items():
            self.tags[name] = tag
            outcome = THERE if name in known else IMPORTED
            lines.append(
                Line("tag", name, tag.name, outcome, f"stories.tag {tag.pk}", tag.url_in(self.locale.language_code))
            )
            rows.append(self._row("tag", name, IMPORTED, tag))
        for name in dict.fromkeys(topics):
            if name in self.topics:
                continue
            topic = self.topics[name] = make_topic(term=self.survey.categories[name], locale=self.locale)
            foreign = f"{name} (topic)" if name in self.places.by_category else name
            outcome = THERE if self.ledger.done("category", [foreign]) else IMPORTED
            became = f"stories.topic {topic.pk}"
            lines.append(Line("category", foreign, topic.name, outcome, became, topic.get_absolute_url()))
            rows.append(self._row("category", foreign, IMPORTED, topic))
        self._remember(rows)
        return lines

"""People for the authors of the old site. Neither accounts nor e-mail addresses are created."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify
from wagtail.models import Locale

from broadsheet.imports.ledger import IMPORTED, LEFT, Ledger
from broadsheet.imports.report import ALREADY_THERE, ReportLine
from broadsheet.stories.models import Person

from .export import WordPressAuthor
from .old_site import plain_words


class ImportedPeople:
    """The people of an edition by their WordPress logins."""

    def __init__(self, ledger: Ledger, locale: Locale) -> None:
        self.ledger = ledger
        self.locale = locale
        self.by_login: dict[str, Person] = {}

    def get(self, login: str) -> Person | None:
        """The person with this login, in any case; None for an author without a name."""
        return self.by_login.get(login.casefold())

    def make(self, authors: dict[str, WordPressAuthor]) -> list[ReportLine]:
        """Make the missing people. `authors` are by their logins. Returns the report's lines.

        An author without a name becomes no person; the stories get a guest's byline with the login.
        """
        known = self.ledger.imported("author", authors)
        lines, rows = [], []
        for login, (person, is_new) in _find_or_make(authors.values(), self.locale).items():
            if person is None:
                notes = ["The author has no name, so the stories have a guest's byline with the login."]
                lines.append(ReportLine("author", login, "", LEFT, notes=notes))
                continue
            self.by_login[login.casefold()] = person
            notes = []
            if not is_new and login not in known:
                notes.append("The edition already had a person of this name, who gets the stories.")
            outcome = ALREADY_THERE if login in known else IMPORTED
            became = f"stories.person {person.pk}"
            lines.append(
                ReportLine("author", login, person.name, outcome, became, person.get_absolute_url(), notes=notes)
            )
            rows.append(self.ledger.row("author", login, model=Person._meta.label_lower, object_id=person.pk))
        self.ledger.add(rows)
        return lines


def _find_or_make(authors: Iterable[WordPressAuthor], locale: Locale) -> dict[str, tuple[Person | None, bool]]:
    """Login -> (person, whether they are new). An existing person of the edition with the same name or slug is used."""
    by_name = {person.name.casefold(): person for person in Person.objects.filter(locale=locale)}
    by_slug = {person.slug: person for person in by_name.values()}
    people: dict[str, tuple[Person | None, bool]] = {}
    for author in authors:
        name = plain_words(author.name)[:120]
        if not name:
            people[author.login] = (None, False)
            continue
        slug = slugify(name, allow_unicode=True)[:100] or slugify(author.login, allow_unicode=True)[:100] or "author"
        person = by_name.get(name.casefold()) or by_slug.get(slug)
        is_new = person is None
        if person is None:
            person = Person.objects.create(
                locale=locale, name=name, slug=slug, biography=plain_words(author.description)
            )
            by_name[name.casefold()] = by_slug[slug] = person
        people[author.login] = (person, is_new)
    return people

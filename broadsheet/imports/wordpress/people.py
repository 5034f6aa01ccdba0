"""Make a person for each author who has a name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify
from wagtail.models import Locale

from broadsheet.stories.models import Person

from .export import Author
from .old_site import plain_words


def make_people(*, authors: Iterable[Author], locale: Locale) -> dict[str, tuple[Person | None, bool]]:
    """Login -> (person, whether it was made now). Somebody of that name or slug in the edition is that person.

    No accounts, no e-mail addresses. An author without a name has no person; a guest's byline stands for them.
    """
    by_name = {person.name.casefold(): person for person in Person.objects.filter(locale=locale)}
    by_slug = {person.slug: person for person in by_name.values()}
    found: dict[str, tuple[Person | None, bool]] = {}
    for author in authors:
        name = plain_words(author.name)[:120]
        if not name:
            found[author.login] = (None, False)
            continue
        slug = slugify(name, allow_unicode=True)[:100] or slugify(author.login, allow_unicode=True)[:100] or "author"
        person = by_name.get(name.casefold()) or by_slug.get(slug)
        is_new = person is None
        if person is None:
            person = Person.objects.create(
                locale=locale, name=name, slug=slug, biography=plain_words(author.description)
            )
            by_name[name.casefold()] = by_slug[slug] = person
        found[author.login] = (person, is_new)
    return found

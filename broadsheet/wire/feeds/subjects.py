"""The lists that have feeds, and the stories in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation

from broadsheet.core.lite import full_path
from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_of
from broadsheet.editions.switcher import front_url
from broadsheet.stories.models import Article, Listing, Person, Section, Tag, Topic

FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
# Kind of list -> its part of the address.
KINDS = ("sections", "topics", "tags", "people")
LENGTH = 30  # stories in a feed


@dataclass(frozen=True, kw_only=True)
class FeedSubject:
    """One list with feeds. `path` is its page; `kind` is one of KINDS, or empty for the edition."""

    edition: Edition
    name: str
    description: str
    path: str
    kind: str = ""
    slug: str = ""
    stories: QuerySet[Article] | QuerySet[Listing]

    @property
    def title(self) -> str:
        """The paper, then the list."""
        return f"{self.edition.paper_name} – {self.name}" if self.kind else self.edition.paper_name

    def feed_path(self, form: str) -> str:
        """Path of the feed in the form `rss`, `atom` or `json`."""
        return feed_path(self.edition.code, form, kind=self.kind, slug=self.slug)

    def story_ids(self) -> list[int]:
        """The newest stories, from one index scan."""
        key = "article_id" if self.stories.model is Listing else "pk"
        return list(self.stories.values_list(key, flat=True)[:LENGTH])


def feed_path(code: str, form: str, *, kind: str = "", slug: str = "") -> str:
    """Path of a feed in an edition."""
    with translation.override(code):
        if kind:
            return full_path(reverse("wire:list_feed", args=[kind, slug, form]))
        return full_path(reverse("wire:edition_feed", args=[form]))


def subject_of(request: HttpRequest, kind: str, slug: str) -> FeedSubject:
    """The list that an address names, in the request's edition; raises Http404 if readers have no such list."""
    edition = edition_of(request)
    if not edition.is_open:
        raise Http404
    code = edition.code
    match kind:
        case "":
            return FeedSubject(
                edition=edition,
                name=edition.paper_name,
                description=edition.tagline or edition.paper_name,
                path=front_url(edition),
                stories=Article.objects.live_in(code),
            )
        case "sections":
            return _of_section(edition, slug)
        case "topics":
            topic = get_object_or_404(Topic.objects.filter(slug=slug, locale__language_code=code).with_open_stories())
            name, description, path = topic.name, topic.description, topic.get_absolute_url()
            stories = Listing.objects.under(code, topic=topic)
        case "people":
            people = Person.objects.select_related("locale")
            person = get_object_or_404(people.filter(slug=slug, locale__language_code=code).with_open_stories())
            name, description, path = person.name, person.biography, person.get_absolute_url()
            stories = Listing.objects.under(code, person=person)
        case "tags":
            tag = get_object_or_404(Tag, slug=slug)
            name, description, path = tag.name, "", tag.url_in(code)
            stories = Listing.objects.under(code, tag=tag)
            if not stories.exists():
                raise Http404
        case _:
            raise Http404
    return FeedSubject(
        edition=edition, name=name, description=description or name, path=path, kind=kind, slug=slug, stories=stories
    )


def _of_section(edition: Edition, slug: str) -> FeedSubject:
    sections = open_to_all(Section.objects.filter(slug=slug, locale__language_code=edition.code))
    section = get_object_or_404(sections.select_related("locale"))
    return FeedSubject(
        edition=edition,
        name=section.title,
        description=section.description or section.title,
        path=section.get_url() or "",
        kind="sections",
        slug=slug,
        stories=Article.objects.live_in(edition.code).filter(section=section),
    )

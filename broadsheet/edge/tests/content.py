"""The content of the newsroom in these tests, and the address of one page of every kind."""

from __future__ import annotations

from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from broadsheet.fronts.models import FrontPage
from broadsheet.stories.models import Article, Person, StandingPage, Tag, Topic
from tests.newsroom import SmallNewsroom, paragraphs

# The pattern of a view that opted in -> an address that it answers after `furnish` has filled the database.
ADDRESSES = {
    "sitemap.xml": "/sitemap.xml",
    "sitemaps/<slug:code>-stories-<int:part>.xml": "/sitemaps/en-stories-0.xml",
    "sitemaps/<slug:code>-pages.xml": "/sitemaps/fr-pages.xml",
    "gallery/": "/gallery/",
    "archive/": "/archive/",
    "archive/<int:year>/": "/archive/{year}/",
    "archive/<int:year>/<int:month>/": "/archive/{year}/{month}/",
    "archive/<int:year>/<int:month>/<int:day>/": "/archive/{year}/{month}/{day}/",
    "topics/": "/topics/",
    "people/": "/people/",
    "topics/<uslug:slug>/": "/topics/harbour/",
    "tags/<uslug:slug>/": "/tags/ferries/",
    "people/<uslug:slug>/": "/people/lina-haddad/",
    "feeds/": "/feeds/",
    "feeds/<feedfile:form>": "/feeds/rss.xml",
    "feeds/<feedkind:kind>/<uslug:slug>/<feedfile:form>": "/feeds/topics/harbour/atom.xml",
    r"^((?:[\w\-]+/)*)$": "/world/council-votes/",
}
# Pages of Wagtail's tree, which one view serves, and text-only pages.
TREE = {
    "front": "/",
    "front in Arabic": "/ar/",
    "section": "/world/",
    "standing page": "/about/",
    "story in text only": "/lite/world/council-votes/",
    "front in text only": "/lite/",
}
PAGES = {**ADDRESSES, **TREE}


def storable_patterns():
    """The pattern of every view that opted in."""

    def walk(resolver, before=""):
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                yield from walk(entry, before + str(entry.pattern))
            elif getattr(entry.callback, "edge", None):
                yield before + str(entry.pattern)

    return set(walk(get_resolver()))


def furnish():
    """Fill the database; returns the address of each of `PAGES` by its name."""
    newsroom = SmallNewsroom()
    world = newsroom.sections["en"]
    front = FrontPage.objects.get(locale=world.locale)
    topic = Topic.objects.create(locale=world.locale, name="Harbour", slug="harbour")
    tag = Tag.objects.create(name="Ferries", slug="ferries")
    for number, title in enumerate(["Council votes", "Ferries sail again", "Rain by evening"]):
        draft = newsroom.draft(title, standfirst=f"Standfirst {number}.")
        draft.topics = [topic]
        draft.tags.add(tag)
        draft.save()
        draft.save_revision().publish()
    newsroom.draft("Not to be seen yet")
    about = StandingPage(
        title="About", slug="about", purpose="about", locale=front.locale, live=False, body=paragraphs("Who we are.")
    )
    front.add_child(instance=about)
    about.save_revision().publish()
    assert Person.objects.filter(slug="lina-haddad").exists()
    listed = timezone.localtime(Article.objects.get(slug="council-votes").listed_at)
    paths = {
        name: address.format(year=listed.year, month=listed.month, day=listed.day) for name, address in PAGES.items()
    }
    for path in paths.values():  # Wagtail creates the row of a setting when a page first reads it
        assert Client().get(path).status_code == 200, path
    return paths


def retitle(title: str) -> None:
    """Publish the story of these tests under another headline."""
    story = Article.objects.get(slug="council-votes")
    story.title = title
    story.save_revision().publish()

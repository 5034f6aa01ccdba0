"""What readers cannot see costs them nothing; what they can is rendered where it stands, and nowhere else."""

import re
from datetime import timedelta
from random import Random

import pytest
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from broadsheet.desk.tests.test_admin import edit_url, form_of
from broadsheet.edge.models import Change
from broadsheet.edge.rendering.renderer import Renderer
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Byline, Person, Section
from tests.newsroom import paragraphs

from .world import ZONE, World


class Watched(Renderer):
    """Remembers what it was asked to render."""

    def __init__(self, handler):
        super().__init__(handler)
        self.pages, self.fragments = [], []

    def page(self, key):
        self.pages.append(key.path + ("?" if key.query else ""))
        return super().page(key)

    def fragment(self, key):
        self.fragments.append(key.partition("/")[2])
        return super().fragment(key)


@pytest.fixture
def world(store_seed):
    """A newsroom whose every page is stored."""
    made = World(store_seed, Random(1), budget=100_000_000)
    made.store.renderer = Watched(WSGIHandler())
    known = {address: made.ask(address) for address in made.addresses}
    absent = [address for address, how in known.items() if how == "refused: status 404"]
    assert {path for path, _ in absent} <= {
        "/people/nobody-yet/",
        "/topics/votes/",
        "/fr/topics/port/",
        "/people/sami-ode/",
        "/lite/people/sami-ode/",
    }
    made.addresses = [address for address in made.addresses if address not in absent]  # of whom there is no story yet
    assert {known[address] for address in made.addresses} <= {"rendered", "verified"}
    yield made
    made.close()


def asked_again(world):
    """How the store came by each page now -> the pages; and what was rendered for it: pages, fragments."""
    world.store.renderer.pages.clear()
    world.store.renderer.fragments.clear()
    ways = {}
    for path, query in world.addresses:
        ways.setdefault(world.ask((path, query)), set()).add(path + ("?" if query else ""))
    return ways, sorted(world.store.renderer.pages), sorted(world.store.renderer.fragments)


def changes_since(last):
    return list(Change.objects.filter(pk__gt=last).values_list("table", "kind", "key"))


def last_change():
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first()


def live_story():
    return Article.objects.filter(live=True, edition="en").order_by("-listed_at").first()


def draft_story():
    return Article.objects.filter(live=False).order_by("pk").first()


def publish_in(slug, title):
    """A new story in a section, by the harbour correspondent."""
    section = Section.objects.get(slug=slug)
    draft = Article(
        title=title, slug=slugify(title), locale=section.locale, live=False, body=paragraphs("It is new."), kind="news"
    )
    section.add_child(instance=draft)
    draft.bylines = [Byline(person=Person.objects.get(slug="sami-ode"))]
    draft.save_revision().publish()
    return Article.objects.get(pk=draft.pk)


def test_when_nothing_happens_every_page_is_a_hit(world):
    ways, pages, fragments = asked_again(world)
    assert list(ways) == ["hit"]
    assert (pages, fragments) == ([], [])


@pytest.mark.parametrize("which", [live_story, draft_story])
def test_an_autosave_costs_readers_nothing(world, which):
    last = last_change()
    story = which().get_latest_revision_as_object()
    story.title, story.standfirst, story.body = "Half a w", "Half a sent", paragraphs("Half a para")
    story.bylines = [Byline(guest="Somebody")]
    story.tags.add("Half")
    if not story.live:
        story.save()
    revision = story.save_revision(clean=False)
    story.save_revision(clean=False, overwrite_revision=revision)
    # A tag that is new is a word that anybody may use; it is no page's before something live has it.
    assert {table for table, _, _ in changes_since(last)} <= {"stories_tag"}
    ways, pages, fragments = asked_again(world)
    assert (pages, fragments) == ([], [])
    assert "rendered" not in ways


@pytest.mark.parametrize("which", [live_story, draft_story])
def test_an_autosave_from_the_editor_writes_nothing_that_readers_see(world, which):
    client = Client(HTTP_HOST="testserver")
    client.force_login(get_user_model().objects.create_superuser("chief", "chief@courier.example", "secret"))
    story = which()
    form = form_of(client, edit_url(story))
    last, before = last_change(), Page.objects.get(pk=story.pk).latest_revision_id
    answer = client.post(
        edit_url(story),
        form | {"title": "Half a w", "standfirst": "Half a sent"},
        headers={"Accept": "application/json"},
    )
    assert answer.json()["success"], answer.json()
    assert Page.objects.get(pk=story.pk).latest_revision_id != before
    assert Page.objects.get(pk=story.pk).draft_title == "Half a w"
    assert changes_since(last) == []
    ways, pages, fragments = asked_again(world)
    assert list(ways) == ["hit"]
    assert (pages, fragments) == ([], [])


def test_a_change_that_no_stored_page_shows_renders_none(world):
    Person.objects.filter(slug="nobody-yet").update(email="nobody@courier.example")
    ways, pages, fragments = asked_again(world)
    assert [path for path in pages if path != "/people/nobody-yet/"] == []
    assert fragments == []
    assert ways["verified"]


def test_publishing_a_story_renders_where_it_enters_and_no_other_story(world):
    stories = [story.get_url() for story in Article.objects.filter(live=True, edition="en").order_by("-listed_at")[:20]]
    for path in stories:
        world.note_path(path)
        world.ask((path, ""))
    draft = publish_in("culture", "New")
    own = draft.get_url()
    day = Article.objects.get(pk=draft.pk).published_at.astimezone(ZONE)
    world.note_path(own)

    ways, pages, fragments = asked_again(world)
    may_change = {
        own, "/", "/lite/", "/culture/", "/archive/", "/archive/2026/", "/archive/2026/3/", "/lite/archive/2026/3/",
        f"/archive/{day.year}/{day.month}/{day.day}/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json",
        "/people/", "/people/sami-ode/", "/lite/people/sami-ode/", "/sitemap.xml", "/sitemaps/en-stories-0.xml",
        "/sitemaps/en-pages.xml",
    }  # fmt: skip
    # It is the first story of its day, which the calendar beside the days of the month shows. The text-only edition keeps
    # its pages whole, with Top stories in them.
    may_change |= {path for path in pages if path.startswith(("/archive/2026/3/", "/lite/"))}
    assert set(pages) - may_change == set()
    assert {own, "/", "/culture/", "/feeds/rss.xml", "/sitemaps/en-stories-0.xml"} <= set(pages)
    assert not set(stories) & set(pages), "Another story's page was rendered."
    # Twenty stories show the new one in their Top stories, which were rendered once.
    assert [fragment for fragment in fragments if "beside_story" in fragment] == ["#fronts/beside_story.html:{}"]
    assert set(stories) <= ways["verified"]
    for path in stories:
        assert world.check((path, ""), world.store) == "hit"


def test_a_feed_is_rendered_for_its_own_stories_alone_and_a_day_for_its_own(world):
    publish_in("culture", "First of its day")
    feeds = {"/feeds/rss.xml", "/feeds/sections/culture/rss.xml", "/feeds/people/sami-ode/atom.xml"}
    others = {"/ar/feeds/rss.xml", "/feeds/sections/world/rss.xml", "/feeds/sections/world/atom.xml",
              "/feeds/topics/harbour/feed.json", "/feeds/tags/sea/rss.xml"}  # fmt: skip
    for path in feeds | others:
        world.note_path(path)
    asked_again(world)
    days = {path for path, _ in world.addresses if re.match(r"/archive/\d+/\d+/\d+/", path)}
    assert len(days) > 1
    second = publish_in("culture", "Second of its day")
    _, pages, _ = asked_again(world)
    assert feeds <= set(pages)
    assert not others & set(pages)
    assert not days & set(pages)
    withdraw_story(story=second, reason="It was wrong.", now=timezone.now())
    _, pages, _ = asked_again(world)
    assert feeds <= set(pages)
    assert "/ar/feeds/rss.xml" not in pages


def test_what_shows_the_date_is_rendered_again_at_midnight_and_not_before(world):
    tomorrow = (timezone.now().astimezone(ZONE) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    world.clock.move_to(tomorrow - timedelta(seconds=1))
    assert world.check(("/", ""), world.store) == "hit"
    world.clock.move_to(tomorrow + timedelta(seconds=1))
    assert world.check(("/", ""), world.store) == "rendered"


def test_the_triggers_are_those_of_this_code(world):
    from broadsheet.edge.changes import triggers

    assert triggers.are_complete()
    assert connection.vendor in {"sqlite", "postgresql"}

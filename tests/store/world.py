"""A site with a page store, made afresh for every run of the machine: commits are real and so is every file.

A newsroom is set up once (`Seed`); each `World` is a copy of its database and pictures, with stores of its own.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import shutil
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone, translation
from wagtail.models import Page

from broadsheet.edge.changes import triggers
from broadsheet.edge.changes.databases import change_log
from broadsheet.edge.rendering.capture import Capture
from broadsheet.edge.rendering.renderer import NotStored, Renderer, RenderResult
from broadsheet.edge.storable import key_of
from broadsheet.edge.store.disk_store import DiskStore
from broadsheet.edge.store.page_store import PageStore
from broadsheet.readers.models import Privacy
from broadsheet.stories.models import (
    Article,
    Person,
    Publisher,
    RelatedStory,
    Section,
    Sharing,
    StandingPage,
    Tag,
    Topic,
)
from broadsheet.wire.models import Syndication
from tests.newsroom import SmallNewsroom, blocks, picture

ZONE = ZoneInfo("Europe/Athens")  # of all editions
BEGIN = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
# What jobs would do at their leisure is left to the operations; plain names of files; nothing leaves the machine.
SETTINGS = {
    "TASKS": {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    },
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}
EDITIONS = ("en", "ar", "fr")
AT_ONCE = ("fill-400x267|format-jpeg", "fill-192x192|format-jpeg", "fill-800x533|format-jpeg", "width-800|format-jpeg")


class SqliteFiles:
    """Databases that are files: a copy is a copy of the file."""

    def __init__(self, folder: Path) -> None:
        from conftest import _template

        self._folder, self._number = folder, 0
        self._seed = folder / "seed.sqlite3"
        self._before = connection.settings_dict["NAME"]
        self._command = connection.settings_dict["OPTIONS"]["init_command"]
        connection.settings_dict["OPTIONS"]["init_command"] = self._command.replace(
            "synchronous=FULL", "synchronous=OFF"
        )
        shutil.copyfile(_template(), self._seed)

    def open_seed(self) -> None:
        """Have Django use the database that all copies are made from."""
        _connect(str(self._seed))

    def open_copy(self) -> None:
        """Have Django use a new copy, and drop the last one."""
        connection.close()
        for old in self._folder.glob(f"copy-{self._number}.sqlite3*"):
            old.unlink()
        self._number += 1
        path = self._folder / f"copy-{self._number}.sqlite3"
        shutil.copyfile(self._seed, path)
        _connect(str(path))

    def close(self) -> None:
        """Give Django its own database back."""
        connection.settings_dict["OPTIONS"]["init_command"] = self._command
        _connect(self._before)


class PostgresqlDatabases:
    """Databases of one server: a copy is made by the server, from the seed as a template."""

    def __init__(self) -> None:
        self._before, self._number = connection.settings_dict["NAME"], 0
        self._make("store_seed")
        _connect("store_seed")
        call_command("migrate", verbosity=0)

    def open_seed(self) -> None:
        """Have Django use the database that all copies are made from."""
        _connect("store_seed")

    def open_copy(self) -> None:
        """Have Django use a new copy, and drop the last one."""
        self._number += 1
        name = f"store_copy_{self._number}"
        self._make(name, template="store_seed", instead_of=f"store_copy_{self._number - 1}")
        _connect(name)

    def close(self) -> None:
        """Give Django its own database back."""
        _connect(self._before)

    def _make(self, name: str, *, template: str = "template0", instead_of: str = "") -> None:
        _connect(self._before)
        with connection.cursor() as cursor:
            for old in filter(None, (instead_of, name)):
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    for cache in caches.all():
        cache.clear()


class Seed:
    """The newsroom that every world begins with. A context manager: settings and the clock are its own meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases = SqliteFiles(folder) if connection.vendor == "sqlite" else PostgresqlDatabases()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Seed:
        self._stack.callback(self.databases.close)
        self._stack.enter_context(override_settings(**SETTINGS, MEDIA_ROOT=self.folder / "media"))
        self._stack.enter_context(translation.override("en"))
        (self.folder / "media").mkdir()
        self.databases.open_seed()
        if not triggers.are_complete():
            with transaction.atomic():
                triggers.install()
        with time_machine.travel(BEGIN, tick=False) as clock:
            self.addresses = _furnish(clock)
        connection.close()
        self.renderer = Renderer(WSGIHandler())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _furnish(clock) -> list[str]:
    """Three editions with all that a paper has; returns the addresses that are looked at."""
    room = SmallNewsroom()
    sections = [room.sections["en"], room.section("en", "Culture", "culture"), room.section("en", "Money", "money")]
    en, ar, fr = (room.sections[code].locale for code in EDITIONS)
    sami = Person.objects.create(locale=en, name="Sami Ode", slug="sami-ode", job="Harbour correspondent")
    Person.objects.create(locale=en, name="Nobody Yet", slug="nobody-yet")
    harbour = Topic.objects.create(locale=en, name="Harbour", slug="harbour", description="All of the harbour.")
    Topic.objects.create(locale=en, name="Votes", slug="votes")
    Topic.objects.create(locale=ar, translation_key=harbour.translation_key, name="الميناء", slug="al-mina")
    Topic.objects.create(locale=fr, translation_key=harbour.translation_key, name="Le port", slug="port")
    tags = [Tag.objects.create(name=name, slug=name.lower()) for name in ("Sea", "Council", "Élection")]
    pictures = [picture(f"Picture {number}", colour=f"#{number}36699") for number in range(1, 6)]
    for image in pictures:
        for spec in AT_ONCE[: 4 if image is not pictures[-1] else 0]:
            image.get_rendition(spec)
    sami.photo = pictures[2]
    sami.save()
    kinds = ["news", "news", "feature", "opinion", "news", "analysis"]
    stories = []
    where = [sections[0]] * 23 + [sections[1]] * 5 + [sections[2]] * 2
    where += [room.sections["ar"]] * 3 + [room.sections["fr"]] * 3
    for number, section in enumerate(where):
        clock.shift(timedelta(hours=5))
        code = section.locale.language_code
        story = room.draft(
            f"Story {number}", section=section, code=code, kind=kinds[number % 6], standfirst=f"Of {number}.",
            lead_picture=pictures[number % 4] if number % 3 == 0 else None,
            body=blocks(
                ("paragraph", f"<p>The council voted on {number}.</p>"),
                *([("picture", {"picture": pictures[3].pk, "alt": "", "caption": "", "size": "text"})] if number % 7 == 0 else []),
                *([("read_more", {"story": stories[-1].pk})] if number % 5 == 4 else []),
            ),
        )  # fmt: skip
        if number % 2:
            story.tags.add(tags[number % 3])
        if number % 4 == 0:
            story.topics.set(Topic.objects.filter(locale=section.locale)[:1])
        if number % 6 == 5:
            story.related_stories = [RelatedStory(story=stories[-1])]
        story.save_revision().publish()
        stories.append(Article.objects.get(pk=story.pk))
    for number in range(3):
        room.draft(f"Draft {number}", section=sections[number % 2])
    front = sections[0].get_parent()
    for purpose in ("about", "contact", "corrections"):
        page = StandingPage(
            title=purpose.title(), slug=purpose, purpose=purpose, locale=en, live=False, show_in_menus=True,
            standfirst=f"All {purpose}.", body=blocks(("paragraph", "<p>We say so.</p>")),
        )  # fmt: skip
        front.add_child(instance=page)
        page.save_revision().publish()
    for settings_model in (Publisher, Privacy, Sharing, Syndication):
        settings_model.load()  # Wagtail makes the row when it is first read
    clock.shift(timedelta(hours=1))
    return _addresses(stories)


def _addresses(stories: list[Article]) -> list[str]:
    days = {story.published_at.astimezone(ZONE).date() for story in (stories[0], stories[29])}
    paths = ["/", "/ar/", "/fr/", "/lite/", "/lite/ar/", "/topics/", "/people/", "/ar/topics/", "/fr/people/"]
    paths += ["/archive/", "/archive/2026/", "/archive/2026/3/", "/ar/archive/", "/lite/archive/2026/3/", "/feeds/"]
    paths += [f"/archive/{day.year}/{day.month}/{day.day}/" for day in sorted(days)]
    paths += [
        "/feeds/rss.xml",
        "/feeds/atom.xml",
        "/feeds/feed.json",
        "/ar/feeds/rss.xml",
        "/feeds/sections/world/rss.xml",
    ]
    paths += ["/sitemap.xml", "/sitemaps/en-stories-0.xml", "/sitemaps/en-pages.xml", "/sitemaps/fr-stories-0.xml"]
    paths += [person_or_topic.get_absolute_url() for person_or_topic in [*Person.objects.all(), *Topic.objects.all()]]
    paths += [f"/tags/{tag.slug}/" for tag in Tag.objects.all()] + ["/ar/tags/council/", "/lite/tags/sea/"]
    pages = [*Section.objects.all(), *StandingPage.objects.filter(live=True), *stories[::3], *stories[-6:]]
    paths += [page.get_url() for page in pages]
    paths += [
        f"/lite{page.get_url()}" for page in (stories[0], stories[1], stories[-1], Section.objects.get(slug="world"))
    ]
    paths.append("/lite/people/sami-ode/")
    return list(dict.fromkeys(unquote(path) for path in paths))


class Stale(AssertionError):
    """A stored page is not what a fresh render gives."""


class World:
    """One copy of the seed, with the store of a worker and that of another one beside it."""

    def __init__(self, seed: Seed, random: Random, *, budget: int = 0) -> None:
        self.seed, self.random = seed, random
        self.done: list[str] = []  # the operations so far
        self.counts: Counter[str] = Counter()
        self.reasons: dict[str, set[str]] = {}  # why pages were refused -> which
        self._stack = contextlib.ExitStack()
        self.folder = seed.folder / "world"
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(seed.folder / "media", self.folder / "media")
        self._stack.enter_context(override_settings(MEDIA_ROOT=self.folder / "media"))
        seed.databases.open_copy()
        begin = Page.objects.order_by("-last_published_at").exclude(last_published_at=None).first().last_published_at
        self.clock = self._stack.enter_context(time_machine.travel(begin + timedelta(hours=2), tick=False))
        self._stack.callback(connection.close)
        # Now and then there is so little memory that pages leave it all the time.
        self.budget = budget or random.choice([300_000, 50_000_000, 50_000_000])
        self._retired: Counter[str] = Counter()
        self.addresses = [(path, "") for path in seed.addresses]
        self.store = self.new_store()
        self.other = self.new_store()
        older = re.search(r"/world/\?(before=[\d-]+)", self.fresh("/world/", "").content.decode())
        assert older, "The first section has no second page."
        self.addresses.append(("/world/", older[1]))

    def close(self) -> None:
        """Give back what it took."""
        for store in (self.store, self.other):
            self.retire(store)
        self._stack.close()

    # --- stores -----------------------------------------------------------------------------------
    def new_store(self) -> PageStore:
        """A worker that has just started: nothing in memory, the machine's disk store behind it."""
        disk = DiskStore(self.folder / "cache" / "pages.sqlite3", budget=64_000_000)
        log = change_log(listens=False)
        return PageStore(disk=disk, log=log, renderer=self.seed.renderer, build="test", budget=self.budget)

    def retire(self, store: PageStore) -> None:
        """Keep what it counted, and close its connection."""
        self._retired.update(store.counts.as_dict())
        store.log.close()

    def store_counts(self) -> Counter[str]:
        """What all stores of this world have counted."""
        total = Counter(self._retired)
        for store in (self.store, self.other):
            total.update(store.counts.as_dict())
        return total

    # --- what operations need -----------------------------------------------------------------------
    def note(self, page: Page) -> None:
        """Look at this page's address from now on, wherever it leads one day."""
        path = page.get_url()
        if path:
            self.note_path(unquote(path))

    def note_path(self, path: str) -> None:
        """Look at an address from now on."""
        if (path, "") not in self.addresses:
            self.addresses.append((path, ""))

    def shift(self, **delta: float) -> datetime:
        """Time goes on; returns the moment that it is then."""
        self.clock.shift(timedelta(**delta))
        return timezone.now()

    # --- looking ------------------------------------------------------------------------------------
    def fresh(self, path: str, query: str):
        return self.seed.renderer.fresh(self._key(path, query))

    @staticmethod
    def _key(path: str, query: str):
        key = key_of(host="testserver", path=path, query=query)
        assert key is not None, f"{path}?{query} is not stored at all."
        return key

    def ask(self, address: tuple[str, str], store: PageStore | None = None) -> str:
        """Ask for a page as readers do; returns how the store came by it."""
        try:
            return (store or self.store).page(self._key(*address)).how
        except NotStored as refused:
            return f"refused: {refused.reason}"

    def check(self, address: tuple[str, str], store: PageStore) -> str:
        """Compare what the store says with what Django says, byte for byte; raises Stale."""
        key = self._key(*address)
        try:
            answer = store.page(key)
        except NotStored as refused:
            self._check_refused(key, refused, store)
            return "refused"
        fresh = self.seed.renderer.fresh(key)
        given = (answer.status, answer.headers, answer.composed.plain())
        true = (fresh.status_code, RenderResult(fresh, (), Capture()).headers, fresh.content)
        if given != true:
            raise Stale(self._difference(str(key), answer.how, given, true))
        ready = store.ready(str(key))
        if ready is not None and ready.composed.plain() != fresh.content:
            raise Stale(f"{key} is ready with other bytes than were just given.\n{self._story()}")
        return answer.how

    def _check_refused(self, key, refused: NotStored, store: PageStore) -> None:
        fresh = self.seed.renderer.fresh(key)
        expected = f"status {fresh.status_code}"
        reason = re.sub(r"^(wrote: \w+ \w+ \S+).*", r"\1", refused.reason)
        self.reasons.setdefault(reason, set()).add(str(key))
        if fresh.status_code != 200 and refused.reason != expected and not refused.reason.startswith("touched"):
            raise Stale(f"{key} was refused as “{refused.reason}”, fresh it is {expected}.\n{self._story()}")
        if fresh.status_code == 200 and refused.reason.startswith("status "):
            raise Stale(f"{key} is there, but was refused as “{refused.reason}”.\n{self._story()}")
        if refused.response is not None and refused.response.content != fresh.content:
            raise Stale(f"{key}: the answer that came with “{refused.reason}” is not the fresh one.\n{self._story()}")
        if store.ready(str(key)) is not None:
            raise Stale(
                f"{key} was refused as “{refused.reason}”, yet what was stored is still given.\n{self._story()}"
            )

    def _difference(self, name: str, how: str, given: tuple, true: tuple) -> str:
        lines = [answer[2].decode("utf-8", "replace").replace(">", ">\n").splitlines() for answer in (given, true)]
        shown = list(difflib.unified_diff(*lines, "stored", "fresh", lineterm="", n=2))[:40]
        heads = f"status {given[0]} / {true[0]}; headers {sorted(set(given[1]) ^ set(true[1]))}"
        return "\n".join([f"{name} is stale ({how}); {heads}", *shown, self._story()])

    def _story(self) -> str:
        return f"at {time.time():.0f}, after {len(self.done)} operations:\n  " + "\n  ".join(self.done[-60:])

    def stored_names(self) -> list[str]:
        """What is in memory."""
        return list(self.store.memory)

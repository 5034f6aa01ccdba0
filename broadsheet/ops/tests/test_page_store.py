"""The page store for operators and editors: metrics, explain, “Why is it not updated?” and purges."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from broadsheet.edge.changes.databases import change_log
from broadsheet.edge.changes.log import EVERYTHING
from broadsheet.edge.rendering.renderer import Renderer
from broadsheet.edge.storable import key_of
from broadsheet.edge.store import machine
from broadsheet.edge.store.page_store import PageStore
from broadsheet.ops.page_store import say_status, say_why
from broadsheet.ops.purging import PAUSES, Purger
from broadsheet.stories.models import Article, Person
from tests.newsroom import paragraphs


@pytest.fixture
def store(newsroom, settings, tmp_path):
    """A store that reads within the test's transaction; the tests advance its log, because nothing is committed."""
    settings.EDGE = settings.EDGE | {"folder": tmp_path, "is_on": True}
    handler = WSGIHandler()
    handler.load_middleware()
    store = PageStore(
        disk=machine.disk_store(), log=change_log(), renderer=Renderer(handler), build="test", budget=10_000_000
    )
    yield store
    store.log.close()


def page(store, path):
    """The stored page, as a reader gets it now."""
    from broadsheet.edge.rendering.renderer import NotStored

    key = key_of(host="testserver", path=path, query="")
    try:
        return store.page(key)
    except NotStored:  # the first request to a site creates the rows of its settings
        store.renderer.fresh(key)
        return store.page(key)


def commit(store):
    """Count everything as changed, in place of a commit."""
    store.log._take_in([EVERYTHING])


def explained(address, **how):
    lines = []
    wrong = say_why(address=address, statements=how.get("statements", False), say=lines.append)
    return wrong or "\n".join(lines)


def test_explain_says_what_a_page_was_made_from_and_what_changed(newsroom, store):
    story = newsroom.story("Council votes")
    assert "is not stored now" in explained(story.url) or "cannot be" in explained(story.url)
    page(store, story.url)
    text = explained(story.url)
    assert "what it was made from has not changed" in text
    assert "stories_article" in text and "fronts/beside_story.html" in text
    Person.objects.filter(pk=newsroom.people["en"].pk).update(name="Lina H.")
    text = explained(f"http://testserver{story.url}")
    assert "would be rendered again" in text
    assert "CHANGED" in text and '"stories_person"' in text
    assert 'SELECT "stories_person"' in explained(story.url, statements=True)


def test_explain_says_why_an_address_is_not_stored(newsroom, store):
    page(store, "/")
    assert "is never stored: no page of the store" in explained("/search/")
    assert "status 404" in explained("/nowhere/")
    assert "another site" in explained("http://evil.example/")
    assert "is not an address" in explained("world")


def test_metrics_are_available_to_this_machine_and_with_the_token(newsroom, store, client, settings):
    page(store, "/")
    page(store, "/")
    store.counts.hits = 3
    machine.Maintenance(store).write_counts()
    body = client.get("/metrics").content.decode()
    assert 'broadsheet_page_store_answers_total{how="hit"} 4.0' in body
    assert 'broadsheet_page_store_answers_total{how="rendered"} 1.0' in body
    assert "broadsheet_page_store_refused_total" in body
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    import dataclasses

    settings.SITE_ENV = dataclasses.replace(settings.SITE_ENV, metrics_token="open sesame")
    there = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.get("/metrics", headers={"Authorization": "Bearer open sesame"}, **there).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer close"}, **there).status_code == 404


def test_the_status_includes_the_counts_of_workers_that_have_ended(newsroom, store):
    store.disk.write_counts("999999999", {"hit": 5, "now:pages": 7})
    store.disk.merge_counts(is_alive=lambda worker: False)
    store.disk.write_counts("1", {"hit": 2, "now:pages": 3})
    assert store.disk.read_counts() == {"hit": 7, "now:pages": 3}
    lines = []
    say_status(say=lines.append)
    assert any("7  answered from the store" in line for line in lines)


def test_an_editor_learns_that_the_change_is_a_draft(newsroom, store, client):
    story = newsroom.story("Council votes")
    page(store, story.url)
    client.force_login(newsroom.user("editor"))
    why = reverse("ops_why")
    shown = client.get(why, {"address": story.url}).text
    assert "Readers get it as it is" in shown
    assert '<h1 class="w-header__title"' in shown
    story.title = "Council votes again"
    story.save_revision()
    html = client.get(why, {"address": f"http://testserver{story.url}"}).text
    assert "has changes that are not published" in html
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in html


def test_an_editor_learns_what_has_changed(newsroom, store, client):
    story = newsroom.story("Council votes")
    page(store, story.url)
    client.force_login(newsroom.user("reporter"))
    Article.objects.filter(pk=story.pk).update(body=paragraphs("Other words."))
    html = client.get(reverse("ops_why"), {"address": story.url}).text
    assert "changed; it will be made anew for the next reader" in html
    assert "Story" in html
    assert "There is no page at this address." in client.get(reverse("ops_why"), {"address": "/nowhere/"}).text
    assert "made anew for each reader" in client.get(reverse("ops_why"), {"address": "/search/"}).text
    assert "is not an address of this site" in client.get(reverse("ops_why"), {"address": "javascript:alert(1)"}).text


def test_every_published_page_has_the_button_why_is_it_not_updated(newsroom, client):
    client.force_login(newsroom.user("editor"))
    live, draft = newsroom.story("Council votes"), newsroom.draft("Not yet")
    for story, shown in ((live, True), (draft, False)):
        html = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text
        assert (f"{reverse('ops_why')}?address=" in html) is shown


def test_anonymous_users_cannot_open_why_is_it_not_updated(newsroom, client):
    assert client.get(reverse("ops_why")).status_code == 302


class Cache(BaseHTTPRequestHandler):
    """A cache in front that records purges, and can refuse them."""

    purged: list[str] = []
    refuses = 0

    def do_PURGE(self):
        if Cache.refuses:
            Cache.refuses -= 1
            self.send_error(503)
            return
        Cache.purged.append(f"{self.headers['Host']} {self.path}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def cache(settings):
    Cache.purged, Cache.refuses = [], 0
    server = HTTPServer(("127.0.0.1", 0), Cache)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    from broadsheet.settings.frontend_cache import frontend_cache

    settings.WAGTAILFRONTENDCACHE = frontend_cache(f"http://127.0.0.1:{server.server_address[1]}")
    yield Cache
    server.shutdown()
    server.server_close()


def test_only_pages_that_really_changed_are_purged(newsroom, store, cache):
    one, other = newsroom.story("Council votes"), newsroom.story("Ferry found")
    for path in (one.url, other.url, "/topics/", "/world/"):
        page(store, path)
    purger = Purger(store)
    purger.run_once()
    assert cache.purged == []
    Article.objects.filter(pk=one.pk).update(body=paragraphs("Other words."))
    commit(store)
    purger.run_once()
    assert cache.purged == [f"testserver {one.url}"]
    purger.run_once()
    assert len(cache.purged) == 1


def test_a_page_that_is_gone_is_purged(newsroom, store, cache):
    story = newsroom.story("Council votes")
    page(store, story.url)
    purger = Purger(store)
    purger.run_once()
    story.unpublish()
    commit(store)
    purger.run_once()
    assert f"testserver {story.url}" in cache.purged


def test_a_refused_purge_is_tried_again(newsroom, store, cache, monkeypatch):
    story = newsroom.story("Council votes")
    page(store, story.url)
    purger = Purger(store)
    purger.run_once()
    cache.refuses = 2
    Article.objects.filter(pk=story.pk).update(body=paragraphs("Other words."))
    commit(store)
    assert purger.run_once() == []
    for _ in PAUSES:
        purger._waiting = {url: (0.0, tries) for url, (_, tries) in purger._waiting.items()}
        purger.run_once()
    assert cache.purged == [f"testserver {story.url}"]
    assert purger._waiting == {}


def test_an_invalid_purge_address_is_refused_with_the_setting_s_name():
    from broadsheet.settings.env import SettingError
    from broadsheet.settings.frontend_cache import frontend_cache

    with pytest.raises(SettingError, match="BROADSHEET_PURGE_URL is “varnish:6081”"):
        frontend_cache("varnish:6081")
    assert frontend_cache("cloudflare://abc@0123")["default"]["ZONEID"] == "0123"

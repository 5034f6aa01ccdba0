"""Nothing that is for one reader is stored, whatever a view answers, and sessions go past the store both ways."""

from types import ModuleType
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import clear_url_caches, path
from django.utils import timezone

from broadsheet.desk.actions.end_preview_link import end_preview_link
from broadsheet.desk.actions.make_preview_link import make_preview_link
from broadsheet.desk.preview_link_token import address_of
from broadsheet.edge import marker
from broadsheet.edge.storable import opted_at, stored
from broadsheet.stories.models import Article

from .asking import HOST
from .content import storable_patterns
from .victim import CANARY, every_page


# --- cookies ---------------------------------------------------------------------------------------
def true_marker():
    return f"{marker.COOKIE}={Signer(salt='broadsheet.edge.marker').sign('1')}"


@every_page
def test_a_cookie_changes_nothing(victim, name):
    page = victim(name)
    for cookie in (
        f"consent={CANARY}", f"{settings.SESSION_COOKIE_NAME}={CANARY}", f"csrftoken={CANARY}", f"{settings.LANGUAGE_COOKIE_NAME}=ar",
        f"{marker.COOKIE}=1", f"{marker.COOKIE}={Signer(salt=CANARY).sign('1')}", f"{marker.COOKIE}=1:{CANARY}", f"{marker.COOKIE}=",
        f"x{true_marker()}", f"messages={CANARY}", f"{marker.COOKIE}={CANARY}; {true_marker()}",
    ):  # fmt: skip
        assert page.same_as_plain(page.ask(("cookie", cookie))), cookie
    assert page.is_unharmed()


@every_page
def test_a_true_marker_goes_past_the_store_both_ways(victim, name):
    page = victim(name)
    marked = ("cookie", f"a=1; {true_marker()}")
    reply = page.ask(marked)
    assert (reply.status, reply.how) == (200, 'fwd=bypass; detail="has a session"')
    assert page.entry is None
    page.ask()
    # HTTP/2 may send each cookie as a header of its own (RFC 9113, 8.2.3).
    assert page.ask(("cookie", "a=1"), marked).how == 'fwd=bypass; detail="has a session"'
    assert page.is_unharmed()


def test_an_editor_who_is_signed_in_sees_nothing_stored_and_stores_nothing(site):
    editor = get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    client = Client()
    client.force_login(editor)
    cookies = "; ".join([*(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), true_marker()])
    assert site.ask("/world/", ("cookie", cookies)).status == 200
    assert len(site.store.memory) == 0
    site.ask("/world/")
    reply = site.ask("/world/", ("cookie", cookies))
    assert "has a session" in reply.how
    assert site.ask("/world/").page == site.fresh("/world/").content


def test_signing_in_sets_the_marker_and_signing_out_takes_it_away(site):
    get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    client = Client()
    client.post("/admin/login/", {"username": "editor", "password": "secret"})
    assert marker.is_marked(f"{marker.COOKIE}={client.cookies[marker.COOKIE].value}")
    client.post("/admin/logout/")
    assert client.cookies[marker.COOKIE].value == ""


def signed_in(client, name="editor"):
    """The session's cookie alone of somebody who signed in before there was a marker."""
    client.force_login(get_user_model().objects.create_superuser(name, f"{name}@courier.example", "secret"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def marker_in(reply):
    """The marker that the answer sets; empty where it sets none."""
    return next((value for name, value in reply.headers if name == "set-cookie" and marker.COOKIE in value), "")


def test_a_session_from_before_the_store_gets_its_marker_at_the_first_page_that_looks_at_it(site):
    session = signed_in(Client())
    first = marker_in(site.ask("/admin/", ("cookie", session)))
    assert marker.is_marked(first.partition(";")[0])
    assert "HttpOnly" in first and "Path=/;" in first and "Max-Age=" in first
    both = f"{session}; {first.partition(';')[0]}"
    assert not marker_in(site.ask("/admin/", ("cookie", both))), "the marker is set again and again"
    assert "has a session" in site.ask("/world/", ("cookie", both)).how


@pytest.mark.parametrize("cookie", [f"{settings.SESSION_COOKIE_NAME}={CANARY}", "consent=1", ""])
def test_who_has_no_session_gets_no_marker(site, cookie):
    for target in ("/admin/login/", "/health/", "/world/", "/nowhere/"):
        given = marker_in(site.ask(target, *([("cookie", cookie)] if cookie else [])))
        assert given == "" or "Max-Age=0" in given


@every_page
def test_sessions_that_are_saved_at_every_request_reach_nobody_else(victim, settings, name):
    """CVE-2026-35192: SESSION_SAVE_EVERY_REQUEST puts a session's cookie into answers that have no Vary: Cookie."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    page = victim(name)
    client = Client()
    user = get_user_model().objects.create_superuser(f"every-{name[:20]}", "e@courier.example", "secret")
    client.force_login(user)
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    for cookie in (session, f"{session}; {true_marker()}"):
        for _ in range(2):
            page.ask(("cookie", cookie))
            other = page.ask()
            assert "set-cookie" not in dict(other.headers)
            assert page.same_as_plain(other)
    assert page.is_unharmed()
    user.delete()


# --- what a view answers ---------------------------------------------------------------------------
def _says(**headers):
    def view(request):
        return HttpResponse("said", headers={name.replace("_", "-"): value for name, value in headers.items()})

    return view


def _cookie(request):
    response = HttpResponse("said")
    response.set_cookie("of", CANARY)
    return response


def _random_policy(request):
    return HttpResponse("said", headers={"Content-Security-Policy": "script-src 'self' 'Nonce-abc'"})


REFUSED = {
    # Django's CVE-2026-6907 (Vary: *), CVE-2026-48587 (blanks in Vary), CVE-2026-48588 (a cookie that has nothing to do with it)
    "vary-all": (_says(Vary="*"), "varies by *"),
    "vary-blanks": (_says(Vary="  Accept-Encoding ,\t* "), "varies by *"),
    "vary-cookie": (_says(Vary="cOOkie"), "varies by cookie"),
    "vary-padded": (_says(Vary=" Cookie "), "varies by cookie"),
    "vary-language": (_says(Vary="Accept-Encoding, Accept-Language"), "varies by accept-language"),
    # CVE-2026-8404 (directives in capitals)
    "no-store": (_says(Cache_Control="no-store"), "is no-store"),
    "no-store-mixed": (_says(Cache_Control="max-age=0, No-Store"), "is no-store"),
    "private": (_says(Cache_Control="private"), "is private"),
    "private-capitals": (_says(Cache_Control="PRIVATE, max-age=600"), "is private"),
    "private-fields": (_says(Cache_Control='max-age=5, private="Set-Cookie, X-A"'), "is private"),
    "private-blanks": (_says(Cache_Control='public ,\tPrivate ="x"'), "is private"),
    # CVE-2026-35192 (a cookie without Vary)
    "cookie": (_cookie, "set a cookie"),
    "cookie-by-hand": (_says(Set_Cookie=f"of={CANARY}"), "set a cookie"),
    "csrf": (lambda request: HttpResponse(get_token(request)), "set a cookie"),
    "session-read": (lambda request: HttpResponse(request.session.get("of", "")), "read the session"),
    "session-written": (lambda request: request.session.update(of=1) or HttpResponse("said"), None),
    "user": (lambda request: HttpResponse(str(request.user.is_authenticated)), "read the session"),
    "nonce": (_random_policy, "holds a nonce"),
    "streamed": (lambda request: StreamingHttpResponse(iter([b"said"])), "streamed"),
    "encoded": (_says(Content_Encoding="br"), "is partial or encoded"),
    "partial": (_says(Content_Range="bytes 0-3/9"), "is partial or encoded"),
    "missing": (lambda request: HttpResponse("said", status=404), "status 404"),
    "failed": (lambda request: HttpResponse("said", status=500), "status 500"),
    "teapot": (lambda request: HttpResponse("said", status=418), "status 418"),
    "moved": (lambda request: HttpResponse(status=301, headers={"Location": "/"}), "status 301"),
    "unchanged": (lambda request: HttpResponse(status=304), "status 304"),
    "part": (lambda request: HttpResponse("said", status=206), "status 206"),
    "empty": (lambda request: HttpResponse(status=204), "status 204"),
}
STORED = {
    "plain": _says(),
    "public": _says(Cache_Control="public, max-age=60"),
    "accept-encoding": _says(Vary=" accept-encoding"),
    "unprivate": _says(Cache_Control="max-age=1, x-private-thing"),
}


@pytest.fixture
def views(quiet_site, settings):
    """Throwaway views below /try/."""
    made = {**{name: view for name, (view, _) in REFUSED.items()}, **STORED}
    urls = ModuleType("throwaway_urls")
    urls.urlpatterns = [
        path(f"try/{name}/", stored()(lambda request, view=view: view(request))) for name, view in made.items()
    ]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    yield quiet_site
    opted_at.cache_clear()
    clear_url_caches()


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_for_one_reader_is_refused_and_counted(views, name):
    before = views.store.counts.as_dict()
    views.store._refused.clear()
    first, second = views.ask(f"/try/{name}/"), views.ask(f"/try/{name}/")
    for reply in (first, second):
        assert reply.how.startswith("fwd=bypass; detail=")
    assert views.store.entry(f"{HOST}/try/{name}/") is None
    assert views.store.shelf.take(f"{HOST}/try/{name}/", build="test") is None
    counted = {reason for reason, count in views.store.counts.as_dict().items() if count > before.get(reason, 0)}
    refusals = {reason for reason in counted if reason.startswith("refused:")}
    if (reason := REFUSED[name][1]) is None:
        assert len(refusals) == 1
    else:
        assert refusals == {f"refused:{reason}"}


@pytest.mark.parametrize("name", STORED)
def test_the_same_answer_for_all_is_stored(views, name):
    assert views.ask(f"/try/{name}/").how == "fwd=miss; stored"
    assert views.ask(f"/try/{name}/").how == "hit"


def test_no_view_of_the_admin_can_be_stored():
    assert not any(pattern.startswith("admin") for pattern in storable_patterns())


def test_a_preview_is_not_stored(site):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret"))
    draft = Article.objects.get(slug="not-to-be-seen-yet")
    preview = f"/admin/pages/{draft.pk}/view_draft/"
    shown = client.get(preview)
    assert shown.status_code == 200
    assert b"Not to be seen yet" in shown.content
    for target in (preview, f"/world/{draft.slug}/"):
        assert site.ask(target).status in {302, 404}
        assert b"Not to be seen yet" not in site.ask(target).everything
    assert len(site.store.memory) == 0


def test_a_draft_that_is_read_by_a_link_is_not_stored(site):
    editor = get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    draft = Article.objects.get(slug="not-to-be-seen-yet")
    link = make_preview_link(page=draft, lifetime="day", now=timezone.now(), user=editor)
    preview = urlsplit(address_of(link)).path
    site.ask("/world/")
    known = set(site.store.memory)
    for target in (preview, preview, f"{preview}?utm_source=mail", preview.rstrip("/")):
        reply = site.ask(target)
        assert reply.status == 200
        assert b"Not to be seen yet" in reply.page
        assert reply["cache-control"] == "private, no-store"
        assert reply.how == 'fwd=bypass; detail="no page of the store"'
    end_preview_link(link=link, now=timezone.now())
    for _ in range(2):
        reply = site.ask(preview)
        assert reply.status == 410
        assert (reply["cache-control"], reply.how) == ("private, no-store", 'fwd=bypass; detail="no page of the store"')
    assert b"Not to be seen yet" not in site.ask(preview).everything
    assert set(site.store.memory) == known
    assert not any("preview" in key for key in site.store.shelf.keys(build="test"))
    assert site.ask("/world/").how == "hit"  # nothing that readers see has changed

"""Answers for one reader are never stored, whatever a view returns; and requests of signed-in users bypass the store."""

import re
import threading
import time
from types import ModuleType
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import clear_url_caches, path
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.desk.actions.end_preview_link import end_preview_link
from broadsheet.desk.actions.make_preview_link import make_preview_link
from broadsheet.desk.preview_link_token import address_of
from broadsheet.edge.http import marker
from broadsheet.edge.storable import opted_at, stored
from broadsheet.stories.models import Article

from .asking import HOST
from .content import storable_patterns
from .people import both, cookie_set_by, marker_for, marker_set_by, session_of
from .victim import CANARY, every_page


# --- cookies ---------------------------------------------------------------------------------------
@every_page
def test_a_cookie_changes_nothing(victim, name):
    page = victim(name)
    session, other = session_of("editor"), session_of("another")
    valid = marker_for(session)
    for cookie in (
        f"consent={CANARY}", f"{settings.SESSION_COOKIE_NAME}={CANARY}", f"csrftoken={CANARY}", f"{settings.LANGUAGE_COOKIE_NAME}=ar",
        f"{marker.COOKIE}=1", f"{marker.COOKIE}={Signer(salt=CANARY).sign('1')}", f"{marker.COOKIE}=1:{CANARY}", f"{marker.COOKIE}=",
        session, valid, f"{session}; x{valid}", f"messages={CANARY}", f"{session}; {marker.COOKIE}={CANARY}; {valid}",
        f"{other}; {valid}", f"{session}; {valid}; {other}", f"{session}x; {valid}", f"{settings.SESSION_COOKIE_NAME}=; {valid}",
        both(session, seconds=-1), both(session, seconds=0), f"{session}; {valid}1", f"{session}; {marker.COOKIE}=9{valid.partition('=')[2]}",
    ):  # fmt: skip
        assert page.same_as_plain(page.ask(("cookie", cookie))), cookie
    assert page.is_unharmed()


@every_page
def test_a_request_with_a_valid_marker_bypasses_the_store(victim, name):
    page = victim(name)
    session = session_of()
    marked = ("cookie", f"a=1; {both(session)}")
    reply = page.ask(marked)
    assert (reply.status, reply.how) == (200, 'fwd=bypass; detail="has a session"')
    assert page.entry is None
    page.ask()
    # HTTP/2 may send each cookie as a header of its own (RFC 9113, 8.2.3).
    assert page.ask(("cookie", session), ("cookie", marker_for(session))).how == 'fwd=bypass; detail="has a session"'
    assert page.is_unharmed()


def test_a_signed_in_editor_gets_no_stored_page_and_stores_none(site):
    cookies = both(session_of())
    assert site.ask("/world/", ("cookie", cookies)).status == 200
    assert len(site.store.memory) == 0
    site.ask("/world/")
    reply = site.ask("/world/", ("cookie", cookies))
    assert "has a session" in reply.how
    assert site.ask("/world/").page == site.fresh("/world/").content


def test_signing_in_sets_the_marker_and_signing_out_deletes_it(site):
    get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    client = Client()
    client.post("/admin/login/", {"username": "editor", "password": "secret"})
    assert marker.is_marked("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
    client.post("/admin/logout/")
    assert client.cookies[marker.COOKIE].value == ""


def test_a_session_without_a_marker_gets_one_from_the_first_view_that_reads_the_session(site):
    session = session_of()
    first = marker_set_by(site.ask("/admin/", ("cookie", session)))
    both_now = f"{session}; {first.partition(';')[0]}"
    assert marker.is_marked(both_now)
    assert "HttpOnly" in first and "Path=/;" in first and "Max-Age=" in first
    assert not marker_set_by(site.ask("/admin/", ("cookie", both_now))), "the marker is set again and again"
    assert "has a session" in site.ask("/world/", ("cookie", both_now)).how


def test_the_marker_ends_with_the_session(site):
    session = session_of()
    first = marker_set_by(site.ask("/admin/", ("cookie", session)))
    max_age = int(re.search(r"Max-Age=(\d+)", first)[1])
    ends = int(re.match(rf"{marker.COOKIE}=(\d+):", first.replace('"', ""))[1])
    assert abs(ends - time.time() - max_age) < 5
    assert max_age == settings.SESSION_COOKIE_AGE
    assert "has a session" not in site.ask("/world/", ("cookie", both(session, seconds=-1))).how
    again = marker_set_by(site.ask("/admin/", ("cookie", both(session, seconds=-1))))
    assert marker.is_marked(f"{session}; {again.partition(';')[0]}"), "a marker that has ended is not replaced"


@pytest.mark.parametrize("how", ["signed out", "account closed"])
def test_a_marker_whose_session_has_ended_becomes_invalid_at_its_first_request(site, settings, how):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    session = session_of()
    cookies = both(session)
    assert "has a session" in site.ask("/world/", ("cookie", cookies)).how
    if how == "signed out":
        Session.objects.all().delete()
    else:
        get_user_model().objects.update(is_active=False)
    assert "Max-Age=0" in marker_set_by(site.ask("/world/", ("cookie", cookies)))
    assert "has a session" not in site.ask("/world/", ("cookie", cookies)).how
    large = site.ask("/world/", ("cookie", cookies), ("content-length", "6000"), method="POST", body=b"a" * 6000)
    assert large.status == 413


def test_a_reader_who_entered_a_page_s_password_has_a_session_but_no_marker(site):
    page = Article.objects.get(slug="council-votes")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="open sesame")
    asked = site.ask("/world/council-votes/")
    assert b'name="password"' in asked.page
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', asked.page)[1].decode()
    csrf = cookie_set_by(asked, settings.CSRF_COOKIE_NAME).partition(";")[0]
    form = urlencode({"password": "open sesame", "return_url": "/world/council-votes/", "csrfmiddlewaretoken": token})
    opened = _posted(site, f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", csrf, form)
    assert opened.status == 302
    session = cookie_set_by(opened, settings.SESSION_COOKIE_NAME).partition(";")[0]
    assert not marker_set_by(opened)
    shown = site.ask("/world/council-votes/", ("cookie", session))
    assert shown.status == 200
    assert b"<p>" in shown.page and b'name="password"' not in shown.page
    assert not marker_set_by(shown)
    assert "not stored" in shown.how
    assert b'name="password"' in site.ask("/world/council-votes/").page
    # This reader gets all other pages from the store.
    assert site.ask("/world/", ("cookie", session)).how.startswith(("hit", "fwd=miss"))


def _posted(site, target, cookies, form):
    kind = ("content-type", "application/x-www-form-urlencoded")
    return site.ask(target, ("cookie", cookies), kind, method="POST", body=form.encode())


@pytest.mark.parametrize("cookie", [f"{settings.SESSION_COOKIE_NAME}={CANARY}", "consent=1", ""])
def test_a_client_without_a_session_gets_no_marker(site, cookie):
    for target in ("/admin/login/", "/health/", "/world/", "/nowhere/"):
        given = marker_set_by(site.ask(target, *([("cookie", cookie)] if cookie else [])))
        assert given == "" or "Max-Age=0" in given


@every_page
def test_the_cookie_of_a_session_saved_at_every_request_reaches_no_other_reader(victim, settings, name):
    """CVE-2026-35192: SESSION_SAVE_EVERY_REQUEST puts a session's cookie into answers that have no Vary: Cookie."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    page = victim(name)
    session = session_of()
    for cookie in (session, both(session)):
        for _ in range(2):
            page.ask(("cookie", cookie))
            other = page.ask()
            assert "set-cookie" not in dict(other.headers)
            assert page.same_as_plain(other)
    assert page.is_unharmed()


# --- answers of views ------------------------------------------------------------------------------
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
    """A site with the views of REFUSED and STORED below /try/."""
    views_by_name = {**{name: view for name, (view, _) in REFUSED.items()}, **STORED}
    urls = ModuleType("throwaway_urls")
    urls.urlpatterns = [
        path(f"try/{name}/", stored()(lambda request, view=view: view(request))) for name, view in views_by_name.items()
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
    assert views.store.disk.take(f"{HOST}/try/{name}/", build="test") is None
    counted = {reason for reason, count in views.store.counts.as_dict().items() if count > before.get(reason, 0)}
    refusals = {reason for reason in counted if reason.startswith("refused:")}
    if (reason := REFUSED[name][1]) is None:
        assert len(refusals) == 1
    else:
        assert refusals == {f"refused:{reason}"}


@pytest.mark.parametrize("name", ["missing", "moved", "failed"])
def test_an_answer_that_is_not_stored_is_rendered_once_for_all_that_wait_for_it(views, monkeypatch, name):
    """A crowd at a missing page does not cost a render for each request."""
    rendered, go_on, real = [], threading.Event(), views.store.renderer._answer

    def answer(request):
        rendered.append(request.path)
        assert go_on.wait(20)
        return real(request)

    monkeypatch.setattr(views.store.renderer, "_answer", answer)
    views.loop.call_later(0.1, go_on.set)
    before = views.store.counts.as_dict().get("pass", 0)
    replies = views.all_at_once(f"/try/{name}/", 20)
    status = int(REFUSED[name][1].split()[1])
    assert {(reply.status, reply.how) for reply in replies} == {(status, f'fwd=bypass; detail="status {status}"')}
    assert len(rendered) <= 2
    assert views.store.counts.as_dict().get("pass", 0) == before


def test_a_missing_page_does_not_depend_on_unread_parameters_but_a_redirect_may(views):
    before = views.store.counts.as_dict().get("pass", 0)
    assert views.ask("/try/missing/?utm_source=mail").status == 404
    assert views.store.counts.as_dict().get("pass", 0) == before
    assert views.ask("/try/moved/?utm_source=mail").status == 301  # its target may depend on them
    assert views.store.counts.as_dict()["pass"] == before + 1


@pytest.mark.parametrize("name", STORED)
def test_an_answer_that_is_the_same_for_all_is_stored(views, name):
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


def test_a_draft_shown_by_a_preview_link_is_not_stored(site):
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
    assert not any("preview" in key for key in site.store.disk.keys(build="test"))
    assert site.ask("/world/").how == "hit"  # no published page has changed

"""Every form of the admin, sent by each role: as it stands, with everything wrong, and with each field wrong by itself. None fails."""

import itertools

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from .views import Things, address, admin_patterns

pytestmark = [pytest.mark.outside, pytest.mark.timeout(1200)]
# Wagtail's own page that fails on purpose, for superusers.
VIEWS = {name: pattern for name, pattern in reversed(admin_patterns()) if name != "wagtailadmin_error_test"}
# Its fields are those of "edit"; a wrong count of permissions makes Wagtail build up to two thousand forms, which takes seconds.
OF_THOUSAND_FORMS = "wagtailusers_groups:add"
ROLES = ("reporter", "editor", "publisher", "administrator")
WRONG = ("", "x" * 5000, "nonsense", "[1", "null", "1\x00", "-1", "9" * 30, "2026-13-45 99:99", "<b>", "🔥", '{"a":')
SENT_ALWAYS = {"csrfmiddlewaretoken", "next"}


@pytest.fixture
def things(newsroom):
    return Things.of(newsroom, "fr")


def sign_in(newsroom, client, role):
    if role == "administrator":
        user = get_user_model().objects.create_superuser("root", "root@courier.example", "secret")
    else:
        user = newsroom.user(role, "fr")
    client.force_login(user)
    client.raise_request_exception = False
    return client.cookies["sessionid"].value


def forms(page):
    """What each form that is sent by POST would send: fields with their values, as a browser would."""
    if page.status_code != 200 or page.streaming or "html" not in page["Content-Type"] or b"<form" not in page.content:
        return
    for form in lxml.html.fromstring(page.content.decode()).forms:
        if form.method == "POST":
            values = {}
            for name, value in form.form_values():
                values.setdefault(name, []).append(value)
            yield form.get("action") or "", values


def variants(values, each_by_itself):
    """The form as it stands, empty, with one wrong value everywhere, and with each field wrong by itself.

    Whoever is no administrator meets the same forms, so that a few values are enough: what differs is who may.
    """
    yield "as it stands", values
    yield "empty", {}
    for wrong in WRONG if each_by_itself else WRONG[2:6]:
        yield f"{wrong[:12]!r} everywhere", {name: values[name] if name in SENT_ALWAYS else wrong for name in values}
    if each_by_itself:
        turn = itertools.cycle(WRONG)
        for name in sorted(set(values) - SENT_ALWAYS):
            for wrong in (next(turn), next(turn)):
                yield f"{name} = {wrong[:12]!r}", values | {name: wrong}
            yield f"without {name}", {other: value for other, value in values.items() if other != name}


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_the_admin_fails(newsroom, client, things, role):
    session = sign_in(newsroom, client, role)
    failed, sent, known = [], 0, set()
    for name, pattern in VIEWS.items():
        url = address(name, pattern, things)
        page = _rolled_back(client, session, "get", url)
        if page.status_code >= 500:
            failed.append((name, url, "GET", page.status_code))
        for action, values in forms(page):
            target = action if action.startswith("/admin/") else url
            form = (target, *sorted(values))
            if form in known:  # the button to sign out is on every page
                continue
            known.add(form)
            for what, data in variants(values, each_by_itself=role == "administrator" and name != OF_THOUSAND_FORMS):
                answer = _rolled_back(client, session, "post", target, data)
                sent += 1
                if answer.status_code >= 500:
                    failed.append((name, target, what, answer.status_code))
    assert failed == [], "\n".join(map(str, failed))
    assert sent > 50


def _rolled_back(client, session, method, url, data=None):
    """The answer; what it changed is taken back, and so is a session that it ended."""
    with transaction.atomic():
        answer = getattr(client, method)(url, data or {})
        transaction.set_rollback(True)
    client.cookies["sessionid"] = session
    return answer


@pytest.mark.parametrize(
    "url", ["/admin/bulk/wagtailcore/page/publish/?id=x", "/admin/bulk/media/picture/delete/?id=x&next=/admin/"]
)
def test_no_number_in_a_bulk_action_makes_it_fail(newsroom, client, url):
    sign_in(newsroom, client, "publisher")
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 400


def test_words_that_are_not_what_the_rich_text_editor_sends_are_refused(newsroom, client, things):
    sign_in(newsroom, client, "editor")
    url = f"/admin/pages/{things.pks['draft']}/edit/"
    values = dict(next(forms(client.get(url)))[1])
    values |= {
        "body-count": "1",
        "body-0-type": "paragraph",
        "body-0-order": "0",
        "body-0-value": "no JSON",
        "body-0-deleted": "",
    }
    assert client.post(url, values).status_code == 400

"""Who may what, where: every view of the admin, each role, its own edition and another, GET and POST."""

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.urls import reverse
from wagtail.models import Page, Revision

from broadsheet.editions.models import Edition
from broadsheet.events.models import Failure
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.stories.models import Article, Person, Tag, Topic

from .table import LEFT, OWN, TABLE
from .views import Things, address, admin_patterns

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
ROLES = {"reporter": "R", "editor": "E", "publisher": "P"}
VIEWS = {name: pattern for name, pattern in reversed(admin_patterns()) if name not in LEFT}


@pytest.fixture
def things(newsroom):
    return Things.of(newsroom, "fr"), Things.of(newsroom, "en")


def is_opened(response):
    """Whether the view shows what it is for; who may not is sent away, or told that there is nothing."""
    if response.status_code == 302:
        return not response["Location"].startswith("/admin/login") and response["Location"] != "/admin/"
    return response.status_code == 200


def test_every_view_has_its_row():
    listed = [name for names, _, _ in TABLE for name in names]
    assert set(VIEWS) - set(listed) == set(), "A view that nobody has thought about: say in table.py who may open it."
    assert set(listed) - set(VIEWS) == set()
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(newsroom, client, things, role):
    client.force_login(newsroom.user(role, "fr"))
    own, other = things
    wrong = []
    for names, allowed, elsewhere in TABLE:
        for name in names:
            for where, expected in ((own, allowed), (other, elsewhere)):
                url = address(name, VIEWS[name], where)
                response = client.get(url)
                explores = name in OWN and response.status_code == 302 and where is other
                assert response.status_code < 500, url
                if (is_opened(response) and not explores) != (ROLES[role] in expected):
                    wrong.append((name, where.code, url, response.status_code, response.get("Location")))
    assert wrong == [], "\n".join(map(str, wrong))


def state():
    """Everything of the paper's that somebody could change."""
    found = {}
    for model in (Page, Article, Person, Topic, Tag, Edition, Picture, NewsDocument, Failure):
        for each in model.objects.all():
            found[model.__name__, each.pk] = serializers.serialize("json", [each])
    found["revisions", 0] = str(Revision.objects.count())
    return found


def forms(html):
    """What each form of the page would send, with something changed."""
    for form in lxml.html.fromstring(html).forms:
        if form.method == "POST":
            values = {name: value for name, value in form.form_values() if not name.startswith("action-")}
            yield values | {
                name: "Changed by another edition"
                for name in ("title", "name", "paper_name", "biography")
                if name in values
            }


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_anything_of_another_edition(newsroom, client, things, role):
    _own, other = things
    administrator = get_user_model().objects.create_superuser("root", "root@courier.example", "secret")
    somebody = newsroom.user(role, "fr")
    # Reading the forms marks nothing but the administrator's own preview and session.
    client.force_login(administrator)
    asked = []
    for name, pattern in VIEWS.items():
        url = address(name, pattern, other)
        page = client.get(url)
        html = (
            page.content.decode()
            if page.status_code == 200 and not page.streaming and "html" in page["Content-Type"]
            else ""
        )
        asked.append((name, url, [{}, *(forms(html) if "<form" in html else [])]))
    before = state()
    client.force_login(somebody)
    for name, url, sent in asked:
        if name in {"wagtailadmin_logout", "wagtailadmin_account", "wagtailadmin_login"}:
            continue  # one's own
        if name == "wagtailadmin_choose_page_external_link":
            sent = sent[1:]  # Wagtail's own view (8.0) takes no POST without an address; it changes nothing
        for data in sent:
            response = client.post(url, data)
            assert response.status_code < 500, url
        after = state()
        changed = {key for key in before if before[key] != after.get(key)}
        new = {key for key in after if key not in before}
        assert not changed and not new, (name, url, changed, new)


def test_bulk_actions_stop_at_the_edition(newsroom, client, things):
    _own, other = things
    client.force_login(newsroom.user("publisher", "fr"))
    before = state()
    for action in ("publish", "unpublish", "delete", "move"):
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(
            f"{url}?next=/admin/&id={other.pks['live']}&id={other.pks['draft']}", {"chooser": other.pks["section"]}
        )
    for app, model, kind in (
        ("stories", "person", "person"),
        ("stories", "topic", "topic"),
        ("media", "picture", "image"),
        ("media", "newsdocument", "document"),
    ):
        client.post(reverse("wagtail_bulk_action", args=[app, model, "delete"]) + f"?next=/admin/&id={other.pks[kind]}")
    assert state() == before


def test_an_editor_withdraws_what_was_published_and_does_not_delete_it(newsroom, client, things):
    own, _other = things
    client.force_login(newsroom.user("editor", "fr"))
    url = reverse("wagtailadmin_pages:delete", args=[own.pks["live"]])
    client.post(url)
    assert Article.objects.filter(pk=own.pks["live"], live=True).exists()
    client.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?next=/admin/&id={own.pks['live']}"
    )
    assert Article.objects.filter(pk=own.pks["live"], live=True).exists()
    client.force_login(newsroom.user("publisher", "fr"))
    client.post(url)
    assert not Article.objects.filter(pk=own.pks["live"]).exists()


def test_what_is_added_is_added_to_the_own_edition(newsroom, client, things):
    client.force_login(newsroom.user("editor", "fr"))
    page = client.get(reverse("wagtailsnippets_stories_person:add"))
    assert page["Location"].endswith("?locale=fr")
    data = {"name": "Neuve", "slug": "neuve", "job": "", "biography": "", "photo": "", "email": "", "account": ""}
    assert client.post(page["Location"], data).status_code == 302
    assert Person.objects.get(slug="neuve").locale.language_code == "fr"
    client.post(reverse("wagtailsnippets_stories_person:add") + "?locale=en", data | {"slug": "other"})
    client.post(reverse("wagtailsnippets_stories_person:add"), data | {"slug": "other"})
    assert not Person.objects.filter(slug="other").exists()


def test_lists_of_people_and_topics_hold_those_of_the_own_edition(newsroom, client, things):
    client.force_login(newsroom.user("editor", "fr"))
    for kind in ("person", "topic"):
        html = client.get(reverse(f"wagtailsnippets_stories_{kind}:list")).content.decode()
        assert f"{kind.capitalize()} fr" in html and f"{kind.capitalize()} en" not in html

"""Who may what, where: every view of the admin, each role, its own edition and another, GET and POST."""

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.urls import reverse
from wagtail.models import Collection, Page, Revision, Site

from broadsheet.desk.tests.test_admin import form_of
from broadsheet.editions.models import Edition
from broadsheet.events.models import Failure
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.stories.models import Article, Person, Tag, Topic
from tests.newsroom import blocks

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
    content = {}
    for model in (Page, Article, Person, Topic, Tag, Edition, Picture, NewsDocument, Failure):
        for row in model.objects.all():
            content[model.__name__, row.pk] = serializers.serialize("json", [row])
    content["revisions", 0] = str(Revision.objects.count())
    return content


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


def test_a_bulk_action_names_nothing_that_another_edition_has_not_published(newsroom, client, things):
    _own, other = things
    client.force_login(newsroom.user("publisher", "fr"))
    hidden = {
        ("wagtailcore", "page"): "draft",
        ("stories", "person"): "person",
        ("stories", "topic"): "topic",
        ("media", "newsdocument"): "document",
    }
    for (app, model), kind in hidden.items():
        for action in ("publish", "unpublish", "delete", "move") if kind == "draft" else ("delete",):
            url = reverse("wagtail_bulk_action", args=[app, model, action])
            page = client.get(url, {"id": [other.pks[kind]]})
            assert page.status_code == 200
            assert f"{kind.capitalize() if kind != 'document' else 'Paper'} en" not in page.content.decode(), url
    page = client.get(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]),
        {"id": "all", "childOf": other.pks["section"]},
    )
    assert "Draft en" not in page.content.decode()
    assert "Live en" in page.content.decode()  # what everybody can read may be named
    assert "page-types-usage" not in client.get("/admin/").content.decode()


def test_not_even_an_administrator_deletes_the_site_an_edition_or_its_collection(newsroom, client, things):
    own, _other = things
    client.force_login(get_user_model().objects.create_superuser("root", "root@courier.example", "secret"))
    collection = collection_of(newsroom.sections["fr"].locale)
    kept = {
        reverse("wagtailsites:delete", args=[Site.objects.get().pk]): Site,
        reverse("editions:delete", args=[own.pks["edition"]]): Edition,
        reverse("wagtailadmin_collections:delete", args=[collection.pk]): Collection,
    }
    for url, model in kept.items():
        before = model.objects.count()
        page = client.get(url, follow=True).content.decode()
        assert "Yes, delete" not in page, url
        client.post(url)
        assert model.objects.count() == before, url


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


def test_drafts_of_another_edition_are_named_to_nobody(newsroom, client, things):
    _own, other = things
    client.force_login(newsroom.user("publisher", "fr"))
    for url in (
        "/admin/choose-page/search/?q=Draft",
        f"/admin/choose-page/{other.pks['section']}/",
        f"/admin/choose-page/chosen-multiple/?id={other.pks['draft']}",
        "/admin/story_chooser/results/?q=Draft",
        "/admin/story_chooser/",
        f"/admin/story_chooser/chosen/{other.pks['draft']}/",
        f"/admin/story_chooser/chosen-multiple/?id={other.pks['draft']}",
        f"/admin/pages/{other.pks['draft']}/move/{things[0].pks['section']}/confirm/",
        f"/admin/pages/workflow/preview/{other.pks['draft']}/1/",
        f"/admin/desk/why/?q={other.pks['draft']}",
    ):
        assert "Draft en" not in client.get(url, follow=True).content.decode(), url
    Article.objects.get(pk=other.pks["draft"]).delete()
    assert "Draft en" not in client.get("/admin/").content.decode()
    assert "Draft fr" in client.get("/admin/story_chooser/").content.decode()
    assert "Live en" in client.get("/admin/story_chooser/").content.decode()


def test_a_document_of_another_edition_is_neither_listed_nor_put_into_a_story(newsroom, client, things):
    own, other = things
    client.force_login(newsroom.user("reporter", "fr"))
    listed = client.get("/admin/api/main/documents/").json()["items"]
    assert {item["id"] for item in listed} == {own.pks["document"]}
    assert client.get(f"/admin/api/main/documents/{other.pks['document']}/").status_code == 404
    assert _added(newsroom, client, own, other.pks["document"]) == []
    assert _added(newsroom, client, own, own.pks["document"]) == [own.pks["document"]]
    story = newsroom.draft("Its own", code="en", body=blocks(("document", {"document": other.pks["document"]})))
    story.get_latest_revision().publish()
    assert _added(newsroom, client, own, other.pks["document"]) == [other.pks["document"]], "what is public anyway"


def _added(newsroom, client, own, document):
    """The documents of a story that is written in the form with this one chosen."""
    url = reverse("wagtailadmin_pages:add", args=["stories", "article", own.pks["section"]])
    title = f"With {Article.objects.count()} before"
    data = form_of(client, url) | {
        "title": title, "slug": title.lower().replace(" ", "-"), "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
        "body-0-type": "document", "body-0-id": "", "body-0-value-document": str(document), "body-0-value-description": "",
    }  # fmt: skip
    answer = client.post(url, data)
    story = Article.objects.filter(title=title).first()
    if story is None:
        assert "belongs to another edition" in answer.content.decode()
        return []
    return [block.value["document"].pk for block in story.get_latest_revision_as_object().body]

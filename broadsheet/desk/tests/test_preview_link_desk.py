"""Preview links in the newsroom: users who may edit the page make, list and end them."""

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from broadsheet.desk.actions.make_preview_link import make_preview_link
from broadsheet.desk.models import PreviewLink

from .preview_links import link_to, page_of_links, shown


def test_the_page_warns_and_lists_each_link_with_its_maker_and_end(newsroom, editor):
    draft = newsroom.draft()
    link_to(editor, draft, "week")
    link_to(editor, draft, "hour")
    addresses, html = shown(editor, draft)
    assert len(addresses) == 2
    assert "Anybody who has the link can read the newest draft" in html
    assert "Made by editor-en, works until" in html
    (chosen,) = lxml.html.fromstring(html).cssselect("input[name=lifetime][checked]")
    assert chosen.get("value") == "day"


@pytest.mark.parametrize("lifetime", ["", "month", "31 days"])
def test_any_other_lifetime_is_refused(newsroom, editor, lifetime):
    draft = newsroom.draft()
    assert editor.post(page_of_links(draft), {"lifetime": lifetime}).status_code == 200
    with pytest.raises(ValidationError, match="can last for one of these: hour, day, week"):
        make_preview_link(page=draft, lifetime=lifetime, now=timezone.now(), user=get_user_model().objects.first())
    assert not PreviewLink.objects.exists()


def test_only_users_who_may_edit_the_page_make_see_and_end_its_links(newsroom, editor, nobody):
    draft = newsroom.draft()
    path = link_to(editor, draft)
    end = reverse("desk:end_preview_link", args=[PreviewLink.objects.get().pk])
    for user in (newsroom.user("reporter"), newsroom.user("editor", "ar"), newsroom.user("publisher", "fr")):
        client = Client(
            headers={"x-requested-with": "XMLHttpRequest"}
        )  # the admin redirects other requests to its home with a message
        client.force_login(user)
        assert client.get(page_of_links(draft)).status_code == 403
        assert client.post(page_of_links(draft), {"lifetime": "day"}).status_code == 403
        assert client.post(end).status_code == 403
        assert Client().post(end).status_code == 302
        assert "Preview link" not in client.get(reverse("desk:stories")).content.decode()
    assert PreviewLink.objects.count() == 1
    assert nobody.get(path).status_code == 200


def test_a_reporter_makes_links_to_their_own_draft(newsroom, nobody):
    reporter, draft = newsroom.user("reporter"), newsroom.draft()
    draft.owner = reporter
    draft.save()
    client = Client()
    client.force_login(reporter)
    assert nobody.get(link_to(client, draft)).status_code == 200


def test_the_link_page_is_offered_beside_the_title_and_in_the_list_of_stories(newsroom, editor):
    draft, story = newsroom.draft(), newsroom.story("Already read")
    assert page_of_links(draft) in editor.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    html = editor.get(reverse("desk:stories")).content.decode()
    assert page_of_links(draft) in html
    assert page_of_links(story) not in html


def test_fronts_and_sections_have_no_preview_links(newsroom, admin_client):
    world = newsroom.sections["en"]
    assert admin_client.get(page_of_links(world)).status_code == 404
    with pytest.raises(ValidationError, match="neither a story nor a standing page"):
        make_preview_link(page=world, lifetime="day", now=timezone.now(), user=get_user_model().objects.first())


def test_the_pages_history_shows_who_made_and_ended_a_link_but_not_its_address(newsroom, editor):
    draft = newsroom.draft()
    token = link_to(editor, draft).split("/")[2]
    editor.post(reverse("desk:end_preview_link", args=[PreviewLink.objects.get().pk]))
    entries = PageLogEntry.objects.filter(page=draft.pk, action__startswith="desk.").order_by("timestamp")
    assert [(entry.action, entry.user.username) for entry in entries] == [
        ("desk.preview_link.make", "editor-en"),
        ("desk.preview_link.end", "editor-en"),
    ]
    html = editor.get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode()
    assert "A preview link was made" in html
    assert token.partition(".")[0] not in html

"""The forms of site-wide settings: valid, empty, incomplete and wrong."""

import lxml.html
import pytest

from broadsheet.readers.models import Privacy
from broadsheet.stories.models import Sharing

FORMS = ("readers/privacy", "stories/publisher", "stories/sharing", "wire/syndication")


def opened(client, name):
    page = client.get(f"/admin/settings/{name}/", follow=True)
    form = next(
        candidate
        for candidate in lxml.html.fromstring(page.content.decode()).forms
        if candidate.get("method") == "POST"
    )
    values = {}
    for field, value in form.form_values():
        values.setdefault(field, []).append(value)
    return page.redirect_chain[-1][0], values


@pytest.fixture
def publisher(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("name", FORMS)
def test_no_input_makes_the_form_crash(publisher, name):
    url, values = opened(publisher, name)
    assert publisher.post(url, values).status_code == 302
    assert publisher.post(url, {}).status_code in {200, 302}
    for field in values:
        for wrong in ("", "x" * 5000, "nonsense", "[1", "null"):
            assert publisher.post(url, values | {field: wrong}).status_code in {200, 302}, (field, wrong)


def test_ticked_boxes_stay_ticked_when_another_field_is_wrong(publisher):
    url, values = opened(publisher, "readers/privacy")
    page = publisher.post(url, values | {"media": ["youtube"], "analytics": "matomo", "analytics_address": "ftp://x"})
    html = lxml.html.fromstring(page.content.decode())
    assert [box.get("value") for box in html.cssselect("input[name=media][checked]")] == ["youtube"]
    assert "is not an address that a page may load from" in page.content.decode()
    assert publisher.post(url, values | {"media": ["youtube"]}).status_code == 302
    assert Privacy.load().media == ["youtube"]


def test_a_paper_may_offer_no_service(publisher):
    url, values = opened(publisher, "stories/sharing")
    values.pop("services", None)
    assert publisher.post(url, values).status_code == 302
    assert Sharing.load().services == []

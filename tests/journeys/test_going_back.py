"""Whoever goes back in the browser to a form that made something finds what was made, and makes it no second time."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stored_drafts import rows

pytestmark = pytest.mark.browser


def count(served, table):
    return rows(served, f"SELECT count(*) FROM {table}")[0][0]


@pytest.mark.parametrize("saves_itself", [True, False], ids=["saved by itself before", "published at once"])
def test_back_after_publishing_leads_to_the_story_and_not_to_a_second_one(publisher, served, saves_itself):
    page = publisher.page
    if not saves_itself:

        def is_autosave(request):
            return request.method == "POST" and "json" in request.headers.get("accept", "")

        page.route(
            "**/admin/pages/add/**", lambda route: route.abort() if is_autosave(route.request) else route.fallback()
        )
    publisher.new_story("World")
    before = count(served, "stories_article")
    publisher.write("title", f"Published once {saves_itself}")
    publisher.add_byline("Amara Lindholm")
    publisher.add_paragraph("And no more than that.")
    publisher.publish()
    publisher.expect_message("published")
    desk = page.url
    assert count(served, "stories_article") == before + 1
    page.unroute("**/admin/pages/add/**")
    page.go_back()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    publisher.write("title", f"Published once {saves_itself}, then changed")
    publisher.publish()
    publisher.expect_message("has been published")
    assert page.url == desk
    assert count(served, "stories_article") == before + 1


def test_back_after_adding_a_topic_leads_to_that_topic(publisher, served):
    page = publisher.page
    page.goto("/admin/snippets/stories/topic/add/")
    before = count(served, "stories_topic")
    page.locator("[name=name]").fill("Going back")
    page.locator("[name=slug]").fill("going-back")
    page.get_by_role("button", name="Save", exact=True).click()
    publisher.expect_message("created")
    page.go_back()
    page.wait_for_url(re.compile(r"/admin/snippets/stories/topic/edit/\d+/"))
    expect(page.locator("[name=name]")).to_have_value("Going back")
    assert count(served, "stories_topic") == before + 1

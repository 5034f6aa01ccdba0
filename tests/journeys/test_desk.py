"""Reporters, editors and the clock."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCHEDULE = """
import json
from datetime import timedelta
from django.utils import timezone
from broadsheet.stories.models import Article
story = Article.objects.get(title="The tunnel reopens at four")
story.go_live_at = timezone.now() + timedelta(seconds=4)
story.save_revision().publish()
print(story.go_live_at.timestamp())
"""


def test_a_reporter_submits_an_editor_approves_and_it_is_live(desk_of, served):
    reporter = desk_of("reporter")
    page = reporter.page
    reporter.new_story("World")
    reporter.write("title", "The ferry runs at night")
    reporter.add_paragraph("It left at two.")
    reporter.add_byline("Amara Lindholm")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Submit", exact=False).first.click()
    reporter.expect_message("submitted for moderation")
    assert served.get("/world/the-ferry-runs-at-night/")[0] == 404

    editor = desk_of("editor")
    editor.open_story("The ferry runs at night")
    editor.page.get_by_role("button", name="More actions").click()
    editor.page.get_by_role("button", name="Approve and publish", exact=False).first.click()
    editor.expect_message("has been updated")
    status, html = served.get("/world/the-ferry-runs-at-night/")
    assert status == 200
    assert "It left at two." in html


def test_a_scheduled_story_appears_at_its_moment_and_not_before(publisher, served):
    publisher.new_story("World")
    publisher.write("title", "The tunnel reopens at four")
    publisher.add_byline("Amara Lindholm")
    publisher.expect_saved("Ready to publish.")
    path = "/world/the-tunnel-reopens-at-four/"
    due = float(served.python(SCHEDULE))
    seen = None
    while time.time() < due + 6 and seen is None:
        asked = time.time()
        if served.get(path)[0] == 200:
            seen = asked
        time.sleep(0.1)
    assert seen is not None
    assert due <= time.time()
    assert due - 0.05 <= seen <= due + 2


def test_a_story_is_scheduled_from_its_form(publisher, served):
    page = publisher.page
    publisher.new_story("World")
    publisher.write("title", "The tunnel closes tomorrow")
    publisher.add_byline("Amara Lindholm")
    page.get_by_role("tab", name="Times").click()
    tomorrow = datetime.now(ZoneInfo("Europe/Athens")) + timedelta(days=1)
    publisher.write("embargo_until", tomorrow.strftime("%Y-%m-%d %H:%M"))
    publisher.publish()
    publisher.expect_message("scheduled")
    assert served.get("/world/the-tunnel-closes-tomorrow/")[0] == 404


def test_an_embargo_that_nobody_can_read_is_refused_and_not_taken_for_now(publisher, served):
    page = publisher.page
    publisher.new_story("World")
    publisher.write("title", "The bridge closes some day")
    publisher.add_byline("Amara Lindholm")
    page.get_by_role("tab", name="Times").click()
    embargo = page.locator("[name=embargo_until]")
    embargo.click()
    expect(page.locator(".xdsoft_datetimepicker").filter(visible=True)).to_have_count(1)
    for typed in ("next Tuesday at 2", "3/12/2026 14:00"):
        page.get_by_role("tab", name="Times").click()
        publisher.write("embargo_until", typed)
        publisher.publish()
        publisher.expect_message("validation errors")
        expect(page.locator("[name=embargo_until]")).to_have_value(typed)
    assert served.get("/world/the-bridge-closes-some-day/")[0] == 404

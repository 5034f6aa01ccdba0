"""Two presses that follow each other closely."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_publish_pressed_after_a_save_that_is_refused_goes_in_its_place(publisher, served):
    """Nothing was written, so that Save must show what is wrong; the page that comes says what Publish lacks."""
    page, sent = publisher.page, []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.is_navigation_request() else None)
    publisher.new_story("World")
    sent.clear()
    page.wait_for_timeout(400)
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("validation errors")
    assert ["action-publish" in each for each in sent] == [True]

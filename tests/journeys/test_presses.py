"""Two presses that follow each other closely."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PUBLISH_WHEN_LEAVING = """() => {
    const press = () => document.querySelector("[name=action-publish]").click();
    const timer = setInterval(() => {
        if (!history.state?.["desk-writing-sent"]) return;
        clearInterval(timer);
        setTimeout(press, 300);
    }, 20);
}"""


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
    assert ["action-publish" in data for data in sent] == [True]


def test_publish_pressed_while_the_page_of_a_refused_save_is_awaited_is_done_when_it_comes(publisher, served):
    page, sent = publisher.page, []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.is_navigation_request() else None)
    publisher.new_story("World")
    sent.clear()

    def late(route):
        if route.request.is_navigation_request() and route.request.method == "POST" and len(sent) == 1:
            page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/admin/pages/add/**", late)
    page.wait_for_timeout(400)
    page.evaluate(PUBLISH_WHEN_LEAVING)
    page.keyboard.press("Control+s")
    expect(page.locator(".messages")).to_contain_text("validation errors")
    for _ in range(100):
        if len(sent) == 2:
            break
        page.wait_for_timeout(100)
    assert ["action-publish" in data for data in sent] == [False, True]
    page.unroute_all(behavior="ignoreErrors")

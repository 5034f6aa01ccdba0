"""Save, Publish, Approve and every other press of a button: carried out once, with every word, and last."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.forms import SLOWLY, first_text, notice, open_form, saved, story_of, submitted
from tests.journeys.stored_drafts import has_draft_changes, newest, paragraphs, revisions, rows

pytestmark = pytest.mark.browser


class Posts:
    """What a page sends to the forms of pages: whole pages with a deed, and what is saved by itself."""

    def __init__(self, page):
        self.deeds, self.all = [], []
        page.on("request", self._asked)

    def _asked(self, request):
        body = request.post_data or ""
        if request.method != "POST" or not re.search(r"/admin/pages/(\d+/edit|add/)", request.url):
            return
        self.all.append(request)
        match = re.search(r'name="(action-[a-z-]+)"|[&?](action-[a-z-]+)=', body)
        if match:
            self.deeds.append(match[1] or match[2])


@pytest.mark.parametrize("pause", [0, 400, 750, 1100])
def test_publish_is_sent_once_with_every_word_and_nothing_follows(publisher, served, pause):
    page, pk = publisher.page, story_of(served, 1)
    open_form(page, pk)
    posts = Posts(page)
    page.evaluate(SLOWLY, 600)
    page.locator("[name=kicker]").fill(f"Pause {pause}")
    page.wait_for_timeout(pause)
    first_text(page)
    page.keyboard.type(f" {pause}")
    page.get_by_role("button", name="Publish", exact=True).dblclick()
    publisher.expect_message("published")
    page.wait_for_timeout(1200)
    assert posts.deeds == ["action-publish"]
    content = newest(served, pk)
    assert (content["kicker"], paragraphs(content)[0].endswith(f" {pause}")) == (f"Pause {pause}", True)
    assert not has_draft_changes(served, pk)


def test_changes_are_requested_once_then_approved_once(desk_of, served):
    pk = submitted(desk_of, "The net is mended")
    editor = desk_of("editor")
    page = editor.page
    open_form(page, pk)
    posts = Posts(page)
    first_text(page)
    page.keyboard.type(" Mended twice.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Request changes", exact=False).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Which net?")
    page.wait_for_timeout(900)  # it saves itself behind the dialog, too
    dialog.get_by_role("button", name="Request changes", exact=False).click()
    editor.expect_message("has been updated")
    assert posts.deeds == ["action-workflow-action"]
    states = "SELECT status, count(*) FROM wagtailcore_taskstate WHERE workflow_state_id IN" \
        " (SELECT id FROM wagtailcore_workflowstate WHERE object_id = ?) GROUP BY status"  # fmt: skip
    assert rows(served, states, str(pk)) == [("rejected", 1)]

    reporter = desk_of("reporter")
    open_form(reporter.page, pk)
    reporter.page.get_by_role("button", name="More actions").click()
    reporter.page.get_by_role("button", name="Resubmit", exact=False).first.click()
    reporter.expect_message("submitted for moderation")
    open_form(page, pk)
    first_text(page)
    page.keyboard.type(" Thrice.")
    before = revisions(served, pk)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and publish", exact=False).first.click()
    editor.expect_message("has been updated")
    page.wait_for_timeout(1200)
    assert posts.deeds == ["action-workflow-action"] * 2
    assert revisions(served, pk) == before + 1
    assert not has_draft_changes(served, pk)
    assert paragraphs(newest(served, pk))[0].endswith("Mended twice. Thrice.")


def test_a_press_that_the_network_swallowed_is_told_kept_and_done_once_later(publisher, served):
    page, pk = publisher.page, story_of(served, 2)
    open_form(page, pk)
    posts = Posts(page)
    first_text(page)
    page.keyboard.type(" Swallowed.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(notice(page)).to_contain_text("There is no connection to the newsroom.")
    expect(notice(page)).to_contain_text("The button you pressed had no effect. Press it again")
    page.wait_for_timeout(3_000)  # it is tried again by itself meanwhile, in vain
    expect(notice(page)).to_contain_text("Press it again")
    assert posts.deeds == []
    page.context.set_offline(False)
    saved(page)
    expect(notice(page)).to_contain_text("Press it again")
    expect(notice(page)).not_to_contain_text("There is no connection")
    page.get_by_role("button", name="Publish", exact=True).click()
    publisher.expect_message("published")
    assert posts.deeds == ["action-publish"]
    assert paragraphs(newest(served, pk))[0].endswith(" Swallowed.")


def test_a_page_that_is_sent_again_after_its_answer_was_lost_publishes_once(publisher, served):
    page, pk = publisher.page, story_of(served, 3)
    open_form(page, pk)
    first_text(page)
    page.keyboard.type(" Unheard.")
    before = revisions(served, pk)

    def unheard(route):
        if route.request.method != "POST" or "action-publish" not in (route.request.post_data or ""):
            return route.fallback()
        route.fetch(max_redirects=0)
        return route.abort("connectionreset")

    page.route("**/admin/pages/**", unheard)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Publish", exact=True).click()
    page.unroute("**/admin/pages/**")
    open_form(page, pk)
    assert first_text(page).inner_text().endswith(" Unheard.")
    page.wait_for_timeout(800)
    expect(notice(page)).to_have_count(0)  # the server has it: nothing to be put back
    assert revisions(served, pk) == before + 1
    assert not has_draft_changes(served, pk)

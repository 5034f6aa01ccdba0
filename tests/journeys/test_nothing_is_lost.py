"""Whatever fails while somebody writes, the words are still there."""

import pytest
from playwright.sync_api import expect

from tests.journeys.forms import end_session, first_text, notice, open_form, saved, story_of
from tests.journeys.hands import Desk, sign_in
from tests.journeys.stored_drafts import newest, page_number, paragraphs, rows

pytestmark = pytest.mark.browser


def kept_nothing(page):
    """Wait until this device keeps no words any more."""
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('desk-writing:'))")


def test_a_session_ends_while_somebody_writes_and_nothing_is_lost(newcomer, served):
    sign_in(newcomer, "publisher")
    page, pk = newcomer, story_of(served, 4)
    open_form(page, pk)
    end_session(page, served)
    first_text(page)
    page.keyboard.type(" Signed out.")
    expect(notice(page)).to_contain_text("You are no longer signed in. Keep writing. Your text is kept on this device")
    page.keyboard.type(" Still writing.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(notice(page)).to_contain_text("The button you pressed had no effect")
    with page.context.expect_page() as opened:
        notice(page).get_by_role("link", name="Sign in in a new tab").click()
    other = opened.value
    other.get_by_label("Username").fill("publisher")
    other.get_by_label("Password").fill("courier-demo")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="You are signed in again").first).to_be_visible()
    other.close()
    saved(page)
    expect(notice(page).locator("p")).to_have_text("The button you pressed had no effect. Press it again afterwards.")
    assert paragraphs(newest(served, pk))[0].endswith(" Signed out. Still writing.")
    page.get_by_role("button", name="Publish", exact=True).click()
    Desk(page).expect_message("published")


def test_a_whole_page_sent_without_a_session_is_offered_back_after_signing_in(newcomer, served):
    sign_in(newcomer, "publisher")
    page, pk = newcomer, story_of(served, 5)
    open_form(page, pk)
    first_text(page)
    page.keyboard.type(" Thrown out.")

    def ends_meanwhile(route):
        if route.request.method == "POST" and "action-publish" in (route.request.post_data or ""):
            end_session(page, served)
        route.fallback()

    page.route("**/admin/pages/**", ends_meanwhile)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("Username").fill("publisher")
    page.get_by_label("Password").fill("courier-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(notice(page)).to_contain_text("were not saved. They are kept on this device.")
    with page.expect_navigation():
        page.get_by_role("button", name="Put them back").click()
    expect(page.locator("[data-contentpath=body]")).to_contain_text("Thrown out.")
    assert paragraphs(newest(served, pk))[0].endswith(" Thrown out.")
    kept_nothing(page)


def test_a_restart_while_somebody_writes(publisher, served):
    page, pk = publisher.page, story_of(served, 6)
    open_form(page, pk)
    served.stop()
    first_text(page)
    page.keyboard.type(" During the restart.")
    expect(notice(page)).to_contain_text("There is no connection to the newsroom.")
    served.start()
    page.keyboard.type(" After it.")
    saved(page)
    expect(notice(page)).to_have_count(0)
    assert paragraphs(newest(served, pk))[0].endswith(" During the restart. After it.")


def test_a_server_error_is_told_and_tried_again(publisher, served):
    page, pk = publisher.page, story_of(served, 7)
    open_form(page, pk)
    page.route("**/admin/pages/*/edit/", lambda route: route.fulfill(status=500, body="Server Error (500)"), times=2)
    first_text(page)
    page.keyboard.type(" In spite of it.")
    expect(notice(page)).to_contain_text("gave an unexpected answer. Keep writing")
    saved(page)
    expect(notice(page)).to_have_count(0)
    assert paragraphs(newest(served, pk))[0].endswith(" In spite of it.")


def test_leaving_with_unsent_words_warns_keeps_and_offers_them(publisher, served):
    page, pk = publisher.page, story_of(served, 8)
    open_form(page, pk)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    first_text(page)
    page.keyboard.type(" Before I left.")
    page.goto("/admin/desk/")
    assert asked == ["beforeunload"]
    open_form(page, pk)
    expect(notice(page)).to_contain_text("were not saved. They are kept on this device.")
    with page.expect_navigation():
        page.get_by_role("button", name="Put them back").click()
    expect(page.locator("[data-contentpath=body]")).to_contain_text("Before I left.")
    assert paragraphs(newest(served, pk))[0].endswith(" Before I left.")
    page.wait_for_timeout(1000)
    expect(notice(page)).to_have_count(0)


def test_words_typed_after_a_save_are_offered_although_that_save_arrived(publisher, served):
    page, pk = publisher.page, story_of(served, 14)
    open_form(page, pk)
    page.on("dialog", lambda dialog: dialog.accept())
    first_text(page)
    page.keyboard.type(" Saved.")
    saved(page)
    page.keyboard.type(" Not saved.")
    page.goto("/admin/desk/")
    open_form(page, pk)
    with page.expect_navigation():
        page.get_by_role("button", name="Put them back").click()
    assert paragraphs(newest(served, pk))[0].endswith(" Saved. Not saved.")


def test_a_new_story_that_was_never_saved_is_offered_where_one_begins(publisher, served):
    page = publisher.page
    publisher.new_story("World")
    page.context.set_offline(True)
    page.locator("[name=title]").press_sequentially("The net is torn")
    publisher.add_paragraph("Nobody knows by what.")
    expect(notice(page)).to_contain_text("There is no connection")
    page.context.set_offline(False)
    page.route(
        "**/admin/pages/add/**", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    page.on("dialog", lambda dialog: dialog.accept())
    publisher.new_story("World")
    page.unroute("**/admin/pages/add/**")
    with page.expect_navigation():
        page.get_by_role("button", name="Put them back").click()
    expect(page.locator("[name=title]")).to_have_value("The net is torn")
    assert paragraphs(newest(served, page_number(page.url))) == ["Nobody knows by what."]


def test_two_people_at_one_story_are_told_and_neither_loses_a_word(desk_of, served):
    one, other = desk_of("publisher"), desk_of("editor")
    pk = story_of(served, 9)
    open_form(one.page, pk)
    open_form(other.page, pk)
    first_text(other.page)
    other.page.keyboard.type(" The other's.")
    saved(other.page)
    first_text(one.page)
    one.page.keyboard.type(" Mine.")
    expect(notice(one.page)).to_contain_text("has saved this page since you opened it")
    assert paragraphs(newest(served, pk))[0].endswith(" The other's.")
    # Wagtail asks every ten seconds who else is here, and only then has its dialog ready.
    expect(one.page.locator("[data-w-session-intercept-value=conflict]")).to_be_attached(timeout=30_000)
    one.page.keyboard.press("Control+s")
    one.page.get_by_role("dialog").get_by_role("button", name="Save", exact=False).first.click()
    one.expect_message("has been updated")
    assert paragraphs(newest(served, pk))[0].endswith(" Mine.")
    texts = rows(served, "SELECT content FROM wagtailcore_revision WHERE object_id = ? ORDER BY id DESC", str(pk))
    assert "The other's." in texts[1][0].replace("\\u2019", "'").replace("&#x27;", "'")


def test_signing_out_asks_and_wipes_what_is_kept(newcomer, served):
    sign_in(newcomer, "publisher")
    page, pk = newcomer, story_of(served, 10)
    open_form(page, pk)
    page.route(
        "**/admin/pages/*/edit/",
        lambda route: route.fulfill(status=500, body="") if route.request.method == "POST" else route.fallback(),
    )
    first_text(page)
    page.keyboard.type(" For nobody.")
    expect(notice(page)).to_be_visible()
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('desk-writing:')).length"
    assert page.evaluate(kept) == 1
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("form[action='/admin/logout/'] button").evaluate("(button) => button.click()")
    expect(page.get_by_label("Password")).to_be_visible()
    assert "Signing out deletes it" in asked[0]
    assert page.evaluate(kept) == 0


def test_any_other_form_keeps_what_was_typed_too(newcomer, served):
    """A correction is no page: it saves nothing by itself, but an ended session takes nothing away either."""
    sign_in(newcomer, "publisher")
    page, pk = newcomer, story_of(served, 11)
    page.goto(f"/admin/desk/{pk}/correct/")
    end_session(page, served)
    page.locator("textarea").first.press_sequentially("The quay is long.")
    page.locator("textarea").last.press_sequentially("The quay is short.")
    page.get_by_role("button", name="Publish the correction").click()
    expect(notice(page)).to_contain_text("You are no longer signed in.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/admin/desk/{pk}/correct/")
    page.get_by_label("Username").fill("publisher")
    page.get_by_label("Password").fill("courier-demo")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Put them back").click()
    expect(page.locator("textarea").first).to_have_value("The quay is long.")
    expect(page.locator("textarea").last).to_have_value("The quay is short.")
    page.get_by_role("button", name="Publish the correction").click()
    Desk(page).expect_message("The correction is published under")
    kept_nothing(page)

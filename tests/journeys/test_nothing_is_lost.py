"""What is typed is what is stored: "Saved" is true, a deed is done once, and whatever fails, the words are still there."""

import json
import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Desk, sign_in
from tests.journeys.stored_drafts import change, has_draft_changes, newest, page_number, paragraphs, revisions, rows
from tests.journeys.typing import typed

pytestmark = pytest.mark.browser

SLOWLY = """(milliseconds) => {
  const plain = window.fetch;
  window.sentByItself = 0;
  window.fetch = async (address, init = {}) => {
    const answer = await plain(address, init);
    if (init.method === "POST" && String(address).includes("/admin/pages/")) {
      window.sentByItself += 1;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
    return answer;
  };
}"""
SESSIONS = 30


def story_of(served, number=0):
    """A live story of the English edition that no other test and no typist writes in."""
    return rows(
        served,
        "SELECT page.id FROM stories_article AS story JOIN wagtailcore_page AS page ON page.id = story.page_ptr_id"
        " WHERE page.live AND page.alias_of_id IS NULL AND page.locale_id = (SELECT id FROM wagtailcore_locale WHERE"
        " language_code = 'en') ORDER BY page.id LIMIT 1 OFFSET ?",
        12 + number,
    )[0][0]


def open_form(page, pk):
    """The form of a story, ready to be typed in."""
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.locator("form[data-writing=saves] [name=title]")).to_be_visible()


def first_text(page):
    """The first editor of the body, with the caret at its end."""
    text = page.locator("[data-contentpath=body] .public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Control+End")
    return text


def saved(page):
    """Wait until it says "Saved"."""
    expect(page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")


def notice(page):
    """What is told beside the text."""
    return page.locator(".writing-notice:not([hidden])")


# --- "Saved" is saved -----------------------------------------------------------------------------------
def test_words_typed_while_a_new_story_is_first_saved_are_saved_too(publisher, served):
    page = publisher.page
    publisher.new_story("World")
    page.evaluate(SLOWLY, 900)
    page.locator("[name=title]").press_sequentially("The crane is late")
    page.wait_for_function("() => window.sentByItself === 1")  # the server has it; the browser has no answer yet
    publisher.add_paragraph("It was to come on Monday.")
    saved(page)
    content = newest(served, page_number(page.url))
    assert content["title"] == "The crane is late"
    assert paragraphs(content) == ["It was to come on Monday."]


def test_words_typed_while_a_story_is_saved_are_saved_too(publisher, served):
    page, pk = publisher.page, story_of(served)
    open_form(page, pk)
    page.evaluate(SLOWLY, 900)
    page.locator("[name=kicker]").fill("Cranes")
    page.wait_for_function("() => window.sentByItself === 1")
    first_text(page)
    page.keyboard.type(" Two words")
    saved(page)
    content = newest(served, pk)
    assert content["kicker"] == "Cranes"
    assert paragraphs(content)[0].endswith(" Two words")


def test_words_typed_just_before_saving_by_hand_are_saved_and_the_form_stays(publisher, served):
    page, pk = publisher.page, story_of(served)
    open_form(page, pk)
    before = revisions(served, pk)
    for words in (" One more", " and another"):
        first_text(page)
        page.keyboard.type(words)
        page.keyboard.press("Control+s")
        saved(page)
        assert paragraphs(newest(served, pk))[0].endswith(words)
    assert revisions(served, pk) == before + 2  # what is saved by hand is a version of its own
    assert page.evaluate("document.activeElement.className").startswith("notranslate public-DraftEditor")


def test_a_headline_typed_while_a_draft_without_one_is_refused_is_saved(publisher, served):
    page = publisher.page
    publisher.new_story("World")
    page.evaluate(SLOWLY, 1200)
    page.locator("[name=standfirst]").press_sequentially("It swings again.")
    page.wait_for_function("() => window.sentByItself === 1")
    page.locator("[name=title]").press_sequentially("The crane moves")
    saved(page)
    content = newest(served, page_number(page.url))
    assert (content["title"], content["standfirst"]) == ("The crane moves", "It swings again.")


def test_a_cell_of_a_table_is_saved_while_it_is_typed_in(publisher, served):
    page, pk = publisher.page, story_of(served, 13)
    open_form(page, pk)
    publisher.add_block("Table")
    page.locator("[data-contentpath=body] .ht_master td").first.dblclick()
    for words in ("12 knots", ", later 14"):
        page.keyboard.type(words)
        saved(page)
        page.wait_for_timeout(300)
        assert words in json.dumps(newest(served, pk)["body"])
    page.keyboard.press("Enter")
    saved(page)
    assert "12 knots, later 14" in newest(served, pk)["body"]


def test_a_form_that_nobody_touched_is_not_saved(publisher, served):
    page, pk = publisher.page, story_of(served)
    before = revisions(served, pk)
    open_form(page, pk)
    page.locator("[name=title]").click()
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    assert revisions(served, pk) == before


@pytest.mark.timeout(600)
def test_a_random_typist_finds_on_the_screen_what_is_stored(browser, served, record_property):
    seed = secrets.randbelow(2**32)
    record_property("said", f"typist: seed {seed}")
    tally = typed(browser, served, sessions=range(SESSIONS), seed=seed)
    assert tally.counts["sessions"] + tally.counts.get("published", 0) == SESSIONS


# Sessions in which the typist found something: a Publish after a refused Save was dropped; words that were left before they had an
# address could not be saved again.
@pytest.mark.parametrize(("seed", "number"), [(505111347, 19), (4057615024, 440)])
def test_what_the_typist_once_found_stays_mended(browser, served, seed, number):
    assert (
        sum(
            typed(browser, served, sessions=[number], seed=seed).counts.get(name, 0)
            for name in ("sessions", "published")
        )
        == 1
    )


# --- a deed is done once --------------------------------------------------------------------------------
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
        found = re.search(r'name="(action-[a-z-]+)"|[&?](action-[a-z-]+)=', body)
        if found:
            self.deeds.append(found[1] or found[2])


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


def submitted(desk_of, title):
    """A story that the reporter submitted; its number."""
    reporter = desk_of("reporter")
    reporter.new_story("World")
    reporter.write("title", title)
    reporter.add_paragraph("It is written.")
    reporter.add_byline("Amara Lindholm")
    saved(reporter.page)
    pk = page_number(reporter.page.url)
    reporter.page.get_by_role("button", name="More actions").click()
    reporter.page.get_by_role("button", name="Submit", exact=False).first.click()
    reporter.expect_message("submitted for moderation")
    return pk


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
    expect(notice(page)).to_contain_text("press it again")
    assert posts.deeds == []
    page.context.set_offline(False)
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


# --- whatever fails -------------------------------------------------------------------------------------
def end_session(page, served):
    """The session of this browser ends, as it does after two weeks; the cookie stays."""
    key = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    assert change(served, "DELETE FROM django_session WHERE session_key = ?", key) == 1


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
    expect(notice(page)).to_have_count(0)
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
    assert "Signing out removes them" in asked[0]
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

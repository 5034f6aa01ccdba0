"""Forms of the admin in which somebody writes, as the journeys open them, look at them and cut them off."""

from playwright.sync_api import expect

from tests.journeys.stored_drafts import change, page_number, rows

# Answers to what is sent by itself come so many milliseconds later.
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


def end_session(page, served):
    """The session of this browser ends, as it does after two weeks; the cookie stays."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    assert change(served, "DELETE FROM django_session WHERE session_key = ?", key) == 1

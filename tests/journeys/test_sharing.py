"""Sharing a story and a sentence of it."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.pages.visit import axe

pytestmark = pytest.mark.browser

STORY = "/city/council-approves-harbour-expansion/"
# Selects the first `count` characters of the nth paragraph, as a reader's finger or keyboard does.
SELECT = """([nth, count]) => {
    const paragraph = document.querySelectorAll(".story__text > p")[nth];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const text = walker.nextNode();
    paragraph.scrollIntoView({ block: "center" });
    getSelection().setBaseAndExtent(text, 0, text, Math.min(count, text.length));
    return String(getSelection());
}"""


@pytest.fixture
def story(reader):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto(STORY)
    return reader


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_the_link_is_copied_and_the_page_says_so(story):
    bar = story.get_by_role("region", name="Share this story")
    bar.get_by_role("button", name="Copy link").click()
    expect(bar.get_by_role("status")).to_have_text("Copied")
    assert clipboard(story).endswith(STORY)
    assert axe(story) == []


def test_a_selected_sentence_is_shared_with_a_link_to_it(story):
    words = story.evaluate(SELECT, [1, 60])
    bar = story.get_by_role("group", name="Share this quote")
    expect(bar).to_be_visible()
    assert axe(story) == []
    target = bar.get_by_role("link", name="Telegram").get_attribute("href")
    query = parse_qs(urlsplit(target).query)
    assert query["text"][0].startswith(f"“{words.strip()}”")
    address, fragment = query["url"][0].split("#:~:text=")
    assert address.endswith(STORY)
    assert unquote(fragment.split(",")[0]) in words
    assert not re.search(r"[-&]", fragment)
    bar.get_by_role("button", name="Copy the quote").click()
    expect(bar.get_by_role("status")).to_have_text("Copied")
    assert f"“{words.strip()}”" in clipboard(story)


def test_the_bar_is_the_next_stop_of_the_keyboard_and_escape_closes_it(story):
    story.evaluate(SELECT, [2, 40])
    bar = story.get_by_role("group", name="Share this quote")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Copy the quote").focus()
    story.keyboard.press("Tab")
    expect(bar.get_by_role("link", name="E-mail")).to_be_focused()
    story.keyboard.press("Escape")
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("count", [5, 400])
def test_too_little_or_too_much_is_no_quote(story, count):
    story.evaluate(
        """(count) => {
            const text = document.querySelector(".story__text");
            const range = document.createRange();
            range.selectNodeContents(text);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            if (count < 100) getSelection().setBaseAndExtent(text.querySelector("p").firstChild, 0, text.querySelector("p").firstChild, count);
        }""",
        count,
    )
    story.wait_for_timeout(600)
    expect(story.locator("[data-quote-share]")).to_be_hidden()


@pytest.mark.parametrize("path", [STORY, "/ar/al-madina/majlis-al-madina-yuqirr-tawsiat-al-mina/"])
def test_on_a_phone_the_bar_stands_below_the_selection_and_within_the_screen(reader, path):
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(path)
    reader.evaluate(SELECT, [1, 90])
    bar = reader.locator("[data-quote-share]")
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    end = reader.evaluate(
        "(() => { const r = getSelection().getRangeAt(0).getClientRects(); return r[r.length - 1].bottom; })()"
    )
    assert box["y"] >= end
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")

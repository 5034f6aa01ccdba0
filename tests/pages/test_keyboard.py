"""Everything can be reached and seen without a mouse."""

import pytest

from tests.served import EDITIONS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("code", EDITIONS)]

# Of what has the focus: its words, whether an outline is drawn, whether any of it can be seen.
FOCUSED = """() => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const points = [[0.1, 0.5], [0.5, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    const isSeen = points.some(([x, y]) => {
        const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
        return top && (focused.contains(top) || top.contains(focused));
    });
    return {
        what: focused.outerHTML.slice(0, 90), tag: focused.tagName, isSkipLink: focused.matches(".skip-link"),
        hasOutline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, isSeen,
        isHidden: !!focused.closest("[aria-hidden=true]"),
    };
}"""
MOST_STOPS = 200


def test_the_first_key_offers_to_skip_to_the_text(page, addresses, code):
    page.emulate_media(reduced_motion="reduce")
    page.goto(addresses[code]["demo story"])
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert (first["isSkipLink"], first["isSeen"], first["hasOutline"]) == (True, True, True)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_whatever_has_the_focus_can_be_seen(page, addresses, code):
    page.emulate_media(reduced_motion="reduce")
    page.goto(addresses[code]["story with every block"])
    bad, stops = [], 0
    for stops in range(MOST_STOPS):  # noqa: B007
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            break
        if not (focused["hasOutline"] and focused["isSeen"]) or focused["isHidden"]:
            bad.append(focused)
    assert 30 < stops < MOST_STOPS - 1
    assert bad == []


def test_the_edition_switcher_opens_leads_on_and_closes_by_keyboard(page, addresses, code):
    page.goto(addresses[code]["demo story"])
    switcher = page.locator(".edition-switcher")
    switcher.locator("summary").focus()
    page.keyboard.press("Enter")
    assert switcher.locator("a").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.edition-switcher a')")
    page.keyboard.press("Escape")
    assert not switcher.locator("a").first.is_visible()
    assert page.evaluate("document.activeElement.matches('.edition-switcher summary')")
    page.keyboard.press("Space")
    other = switcher.locator("a:not([aria-current])").first
    path = other.get_attribute("href")
    other.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")

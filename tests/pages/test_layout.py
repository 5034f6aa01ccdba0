"""Nothing sticks out, nothing moves, nothing is too small to hit, on any page of any edition."""

import pytest

from tests.served import EDITIONS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("code", EDITIONS)]

WIDTHS = (320, 390, 768, 1080, 1440, 1920)
LARGEST_SHIFT = 0.02
SMALLEST_TARGET = 24  # CSS pixels, WCAG 2.2 success criterion 2.5.8

# What stands out to the side, for the message.
STICKING_OUT = """() => {
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > window.innerWidth + 1 || box.left < -1);
    });
    return [`${document.documentElement.scrollWidth} px`, ...out.slice(0, 4).map((element) => element.outerHTML.slice(0, 90))];
}"""
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
"""
SCROLL_TO_THE_END = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await document.fonts.ready;
    for (let top = 0; top < document.documentElement.scrollHeight; top += window.innerHeight * 0.8) {
        window.scrollTo(0, top);
        await frame();
    }
    const awaited = [...document.images].filter((image) => image.checkVisibility() && !image.complete);
    const arrived = Promise.all(awaited.map((image) => image.decode().catch(() => {})));
    await Promise.race([arrived, new Promise((done) => setTimeout(done, 3000))]);
    await frame();
    return window.shifts.reduce((sum, shift) => sum + shift, 0);
}"""
TOO_SMALL = """(least) => {
    const places = ".masthead a, .masthead summary, .masthead__bar a, .edition-switcher a, .pager a";
    return [...document.querySelectorAll(places)]
        .filter((link) => link.checkVisibility({ visibilityProperty: true }) && link.getAttribute("aria-hidden") !== "true")
        .map((link) => [link, link.getBoundingClientRect()])
        .filter(([, box]) => box.width < least || box.height < least)
        .map(([link, box]) => `${link.textContent.trim()}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`);
}"""


def test_no_width_from_320_to_1920_pixels_makes_it_scroll_sideways(page, addresses, code):
    sticking_out = {}
    for name, path in addresses[code].items():
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            out = page.evaluate(STICKING_OUT)
            if out:
                sticking_out[f"{name} at {width}"] = out
    assert sticking_out == {}


@pytest.mark.alone
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_nothing_moves_while_it_is_read_to_the_end(browser, served, addresses, code, width, height):
    moved = {}
    for name, path in addresses[code].items():
        context = browser.new_context(base_url=served.address, viewport={"width": width, "height": height})
        context.add_init_script(WATCH_SHIFTS)
        page = context.new_page()
        page.goto(path)
        shift = page.evaluate(SCROLL_TO_THE_END)
        if shift >= LARGEST_SHIFT:
            moved[name] = shift
        context.close()
    assert moved == {}


def test_what_is_pressed_on_a_phone_is_large_enough(page, addresses, code):
    page.set_viewport_size({"width": 390, "height": 844})
    too_small = {}
    for name in ("front", "section page 2", "story with every block"):
        page.goto(addresses[code][name])
        page.locator(".edition-switcher summary").click()
        assert page.locator(".edition-switcher a").first.is_visible()
        small = page.evaluate(TOO_SMALL, SMALLEST_TARGET)
        if small:
            too_small[name] = small
    assert too_small == {}


def test_reduced_motion_leaves_nothing_that_moves(page, addresses, code):
    page.emulate_media(reduced_motion="reduce")
    page.goto(addresses[code]["story with every block"])
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
            const style = getComputedStyle(element);
            const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
            return lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration));
        }).map((element) => element.outerHTML.slice(0, 90))"""
    )
    assert moving == []


def test_print_leaves_the_navigation_away_and_keeps_the_story(page, addresses, code):
    page.goto(addresses[code]["story with every block"])
    page.emulate_media(media="print")
    for place in (".skip-link", ".section-bar", ".edition-switcher", ".masthead__bar", ".breadcrumb"):
        assert not page.locator(place).is_visible(), place
    assert page.locator("h1").is_visible()
    assert page.locator(".story__text p").first.is_visible()

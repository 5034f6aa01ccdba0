"""The text-only edition of the demo newsroom: every page of every edition, measured and heard."""

import re

import pytest

from broadsheet.core.lite import PAGE_BYTES
from tests.pages.visit import OF_COLOUR, axe
from tests.served import EDITIONS

pytestmark = pytest.mark.browser
NO_TWIN = {"gallery", "share on Mastodon"}
HREF = re.compile(r'href="(/lite/[^"#]*)')


def twins(addresses, code):
    """Page type -> path of the twin."""
    return {name: f"/lite{path}" for name, path in addresses[code].items() if name not in NO_TWIN}


@pytest.mark.parametrize("code", EDITIONS)
def test_every_page_that_can_be_reached_is_there_and_under_ten_kilobytes(served, addresses, code):
    front = "/lite/" if code == "en" else f"/lite/{code}/"
    others = tuple(f"/lite/{other}/" for other in EDITIONS if other != code)
    waiting, seen, large, lost = [front, *twins(addresses, code).values()], set(), {}, []
    meant_to_be_lost = {addresses[code][name] for name in ("withdrawn story", "no such page")}
    while waiting:
        path = waiting.pop().replace("&amp;", "&")
        if path in seen or path.startswith(others):
            continue
        seen.add(path)
        status, html = served.get(path)
        if status != 200 and path.removeprefix("/lite") not in meant_to_be_lost:
            lost.append((status, path))
        if len(html.encode()) >= PAGE_BYTES:
            large[path] = len(html.encode())
        waiting += HREF.findall(html)
    assert len(seen) > 40
    assert (large, lost) == ({}, [])


@pytest.mark.parametrize("code", EDITIONS)
def test_axe_finds_nothing_in_light_or_dark(served, page, addresses, code):
    violations = {}
    for name, path in twins(addresses, code).items():
        page.emulate_media(color_scheme="light")
        page.goto(path)
        violations[name] = axe(page)
        page.emulate_media(color_scheme="dark")
        violations[name] += axe(page, OF_COLOUR)
    assert {name: faults for name, faults in violations.items() if faults} == {}


@pytest.mark.parametrize("code", EDITIONS)
def test_nothing_runs_over_the_edge_of_a_narrow_screen(served, page, addresses, code):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in twins(addresses, code).values():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path

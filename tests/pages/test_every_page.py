"""Every type of page in every edition."""

import pytest

from tests.pages.visit import STATUS, WORDS_AND_LINKS
from tests.served import EDITIONS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("code", EDITIONS)]


def test_it_answers_in_its_language_and_direction(visits, code):
    wrong = {
        visit.name: (visit.status, visit.lang, visit.dir)
        for visit in visits.of(code)
        if (visit.status, visit.lang, visit.dir)
        != (STATUS.get(visit.name, 200), code, "rtl" if code == "ar" else "ltr")
    }
    assert wrong == {}


def test_it_asks_nobody_else_for_anything(visits, code):
    elsewhere = {
        visit.name: [url for url in visit.requests if not url.startswith((visits.address + "/", "data:"))]
        for visit in visits.of(code)
    }
    assert {name: urls for name, urls in elsewhere.items() if urls} == {}


def test_the_browser_has_nothing_to_complain_of(visits, code):
    assert {visit.name: visit.complaints for visit in visits.of(code) if visit.complaints} == {}


def test_it_leaves_no_cookie(visits, code):
    assert visits.of(code)
    assert visits.cookies == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visits, code, scheme):
    violations = {visit.name: visit.violations[scheme] for visit in visits.of(code)}
    assert {name: faults for name, faults in violations.items() if faults} == {}


def test_it_has_the_same_words_and_links_without_script(browser, served, visits, code):
    context = browser.new_context(
        base_url=served.address, viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    kinds = set()
    page.on("request", lambda request: kinds.add(request.resource_type))
    differing = []
    for visit in visits.of(code):
        page.goto(visit.path)
        if page.evaluate(WORDS_AND_LINKS) != [visit.words, visit.links]:
            differing.append(visit.name)
    context.close()
    assert "script" not in kinds
    assert all(visit.words for visit in visits.of(code))
    assert differing == []

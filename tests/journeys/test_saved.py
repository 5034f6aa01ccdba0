"""“Saved” is true: what is typed is what is stored."""

import json
import secrets

import pytest

from tests.journeys.forms import SLOWLY, first_text, open_form, saved, story_of
from tests.journeys.stored_drafts import newest, page_number, paragraphs, revisions
from tests.journeys.typing import typed

pytestmark = pytest.mark.browser

SESSIONS = 30


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

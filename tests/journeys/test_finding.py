"""How a reader finds a story: by words, by date, by keyboard, and without script."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_reader_searches_from_the_masthead_narrows_and_reads(reader):
    reader.goto("/")
    reader.get_by_label("Search stories").fill("harbour votes")
    reader.get_by_label("Search stories").press("Enter")
    expect(reader.get_by_role("status")).to_have_text(re.compile(r"^\d+ stor"))
    everything = reader.locator(".search-page .card").count()
    assert everything > 1
    reader.get_by_label("Section", exact=True).select_option(label="City")
    reader.locator(".search-form__go button").click()
    expect(reader).to_have_url(re.compile(r"\?q=harbour\+votes&section=city$"))
    assert 0 < reader.locator(".search-page .card").count() <= everything
    expect(reader.locator("mark").first).to_be_visible()
    first = reader.locator(".search-page .card__headline a").first
    words = first.inner_text()
    first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text(words)
    reader.go_back()
    expect(reader.get_by_label("Words", exact=True)).to_have_value("harbour votes")


def test_a_slip_of_the_pen_leads_to_the_word_that_was_meant(reader):
    reader.goto("/search/?q=harbuor")
    reader.get_by_role("link", name="harbour", exact=True).click()
    expect(reader.get_by_label("Words", exact=True)).to_have_value("harbour")
    assert reader.locator(".search-page .card").count() > 0


def test_an_arabic_reader_finds_a_word_with_and_without_its_article(reader):
    for asked in ("الميناء", "ميناء"):
        reader.goto("/ar/")
        reader.locator(".search-box input").fill(asked)
        reader.locator(".search-box input").press("Enter")
        expect(reader.locator("html")).to_have_attribute("dir", "rtl")
        assert reader.locator(".search-page .card").count() > 0, asked


def test_the_archive_leads_from_the_footer_to_a_day_by_keyboard_alone(reader):
    reader.goto("/")
    reader.get_by_role("contentinfo").get_by_role("link", name="Archive").press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Archive")
    reader.locator(".archive-steps a").last.focus()  # the oldest year
    reader.locator(".archive-steps:not(.archive-steps--years) a").last.press("Enter")
    calendar = reader.locator(".calendar")
    days = calendar.get_by_role("link")
    days.first.focus()
    reader.keyboard.press("End")
    expect(days.last).to_be_focused()
    reader.keyboard.press("Home")
    expect(days.first).to_be_focused()
    if days.count() > 1:
        reader.keyboard.press("ArrowRight")
        expect(days.nth(1)).to_be_focused()
    day = reader.evaluate("document.activeElement.getAttribute('aria-label')")
    reader.keyboard.press("Enter")
    expect(reader.locator(".calendar [aria-current=date]")).to_have_attribute("aria-label", day)
    expect(reader.locator(".archive-days .card").first).to_be_visible()


def test_search_and_archive_work_without_script(browser, served):
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/")
    page.get_by_label("Words", exact=True).fill("harbour")
    page.locator(".search-form__words button").click()
    assert page.locator(".search-page .card").count() > 0
    page.get_by_role("contentinfo").get_by_role("link", name="Archive").click()
    page.locator(".archive-steps a").first.click()
    page.locator(".calendar a").first.click()
    expect(page.locator(".archive-days .card").first).to_be_visible()
    context.close()

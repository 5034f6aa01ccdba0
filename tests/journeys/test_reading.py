"""What a reader does."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LEAD = ".lead-package .card--lead .card__headline a"


def test_a_reader_reads_the_lead_follows_read_more_and_changes_the_edition_and_back(reader):
    reader.goto("/city/council-approves-harbour-expansion/")
    card = reader.get_by_role("complementary", name="Read more").first.get_by_role("link")
    follows = card.get_attribute("href")
    card.click()
    expect(reader).to_have_url(re.compile(f"{follows}$"))
    reader.go_back()
    reader.locator(".edition-switcher summary").click()
    reader.locator(".edition-switcher").get_by_role("link", name="العربية").click()
    expect(reader.locator("html")).to_have_attribute("lang", "ar")
    assert "/ar/" in reader.url
    reader.locator(".edition-switcher summary").click()
    reader.locator(".edition-switcher").get_by_role("link", name="English").click()
    expect(reader).to_have_url(re.compile("/city/council-approves-harbour-expansion/$"))


def test_a_reader_lands_on_the_front_and_goes_to_the_lead_its_author_a_topic_and_older_stories(reader):
    reader.goto("/")
    words = reader.locator(LEAD).inner_text()
    reader.locator(LEAD).click()
    expect(reader.get_by_role("heading", level=1)).not_to_be_empty()
    assert words
    author = reader.locator(".byline a[rel=author]").first
    name = author.inner_text()
    author.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(name)
    reader.go_back()
    topic = reader.locator(".labels a[href*='/topics/']").first
    name = topic.inner_text()
    topic.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(name)
    reader.get_by_role("navigation", name="Sections").get_by_role("link").first.click()
    newest = reader.locator(".card__headline").all_inner_texts()
    reader.get_by_role("link", name="Older stories").click()
    expect(reader.get_by_role("link", name="Newest")).to_be_visible()
    older = reader.locator(".card__headline").all_inner_texts()
    assert older
    assert not set(older) & set(newest)


def test_a_film_is_asked_for_only_when_the_reader_presses(reader):
    asked = []
    reader.context.route(re.compile("youtube|vimeo"), lambda route: (asked.append(route.request.url), route.abort()))
    reader.goto("/culture/harbour-songs-online/", wait_until="networkidle")
    film = reader.locator("figure.embed")
    film.scroll_into_view_if_needed()
    assert reader.locator("iframe").count() == 0
    assert asked == []
    film.get_by_role("link", name="Play from").click()
    frame = reader.locator("figure.embed iframe")
    expect(frame).to_have_attribute(
        "src", re.compile(r"^https://(www\.youtube-nocookie\.com/embed|player\.vimeo\.com)/")
    )
    expect(frame).to_have_attribute("title", re.compile(r"\w"))
    reader.wait_for_timeout(300)
    assert asked == [frame.get_attribute("src")]

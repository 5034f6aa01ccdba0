"""What the desk does with stories that are there."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_publisher_pins_a_story_with_a_headline_of_its_own_and_it_leads_the_front(publisher):
    page = publisher.page
    page.goto("/admin/pages/")
    page.get_by_role("link", name="The Vellamar Courier").first.click()
    lead = page.locator("[data-contentpath=containers] [data-contentpath]", has_text="Pinned stories").first
    lead.get_by_title("Add").first.click()
    pin = lead.locator("[data-contentpath=pins]")
    publisher.choose_story(pin.get_by_role("button", name="Choose a story").first, "Cave beetle")
    pin.get_by_label("Headline here").first.fill("The beetle that came back")
    lead_headline = ".lead-package .card--lead .card__headline"
    preview = publisher.preview()
    expect(preview.locator(lead_headline)).to_have_text("The beetle that came back")
    page.get_by_role("button", name="Toggle preview").click()
    publisher.publish_from_menu()
    publisher.expect_message("published")

    page.goto("/")
    expect(page.locator(lead_headline)).to_have_text("The beetle that came back")
    page.locator(lead_headline).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cave beetle thought extinct")
    assert (
        len(re.findall(r'<a [^>]*cave-beetle-in-a-well/"', page.goto("/").text())) == 2
    )  # the picture and the headline of one card


def test_a_story_is_translated_and_the_switcher_leads_from_one_to_the_other(publisher):
    page = publisher.page
    publisher.open_story("Dovra bans leaf blowers")
    publisher.header_action("Translate this story")
    page.get_by_label("Section in the other edition").select_option(label="العالم")
    page.get_by_role("button", name="Make the draft").click()
    publisher.expect_message("This is the draft of the translation")
    publisher.write("title", "دوفرا تمنع منافخ الأوراق قبل الثامنة صباحا")
    publisher.write("standfirst", "قرار البلدية يسري من الشهر المقبل.")
    publisher.publish()
    publisher.expect_message("published")

    page.goto("/world/dovra-leaf-blowers/")
    page.locator(".edition-switcher summary").click()
    page.locator(".edition-switcher").get_by_role("link", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("دوفرا تمنع منافخ الأوراق قبل الثامنة صباحا")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".edition-switcher summary").click()
    page.locator(".edition-switcher").get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/world/dovra-leaf-blowers/$"))
    english = page.locator("link[rel=alternate][hreflang=ar]").get_attribute("href")
    assert page.goto(english).status == 200


def test_a_withdrawn_story_says_why_and_leaves_the_front(publisher):
    page = publisher.page
    page.goto("/")
    path = page.get_by_role("link", name="Bank holds").first.get_attribute("href")
    publisher.open_story("Bank of Orsany holds")
    publisher.header_action("Withdraw")
    page.get_by_label("Reason").fill("The bank published its figures by mistake.")
    page.get_by_role("button", name="Withdraw now").click()
    publisher.expect_message("is withdrawn")

    assert page.goto(path).status == 410
    expect(page.get_by_text("The bank published its figures by mistake.")).to_be_visible()
    assert path not in page.goto("/").text()


def test_a_correction_stands_under_its_story(publisher):
    page = publisher.page
    publisher.open_story("Iron Market to open on Sundays")
    publisher.header_action("Correct")
    page.get_by_label("What the story said").fill("The traders voted 180 to 97.")
    page.get_by_label("What is right").fill("They voted 118 to 97.")
    page.get_by_role("button", name="Publish the correction").click()
    publisher.expect_message("The correction is published under")

    page.goto("/city/iron-market-to-open-sundays/")
    notice = page.get_by_role("region", name="Correction")
    expect(notice).to_contain_text("They voted 118 to 97.")
    expect(notice).to_contain_text("The traders voted 180 to 97.")

"""A page of another paper comes in and goes out as a story."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SAVED_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Lighthouse keeper retires after forty years | Coast Gazette</title>
<link rel="canonical" href="https://coast-gazette.example/2026/lighthouse-keeper-retires">
<meta property="og:title" content="Lighthouse keeper retires after forty years">
<meta property="article:published_time" content="2026-10-03T08:15:00Z">
<meta name="description" content="The last keeper of the strait hands his lamp to a machine.">
</head><body><header><a href="/">Coast Gazette</a><nav><a href="/sea">Sea</a></nav></header>
<article><h1>Lighthouse keeper retires after forty years</h1>
<p class="standfirst">The last keeper of the strait hands his lamp to a machine.</p>
<p class="byline">By <a rel="author" href="/people/ada">Ada Renwick</a></p>
<time datetime="2026-10-03T08:15:00Z">3 October 2026</time>
<p>For forty years Tom Hale climbed the hundred and twelve steps of the lighthouse every evening before dusk.</p>
<p>On Friday he climbed them for the last time, and <a href="https://coast.example/board">the harbour board</a> turned
on the machine that will do his work from now on, without a pause and without a cup of tea.</p>
<h2>A lamp without a keeper</h2>
<p>“It will not miss me,” he said of the lamp, which has burned without a single failure since the winter of 1987.</p>
</article><footer>© Coast Gazette</footer></body></html>"""


def test_a_saved_page_becomes_a_draft_that_is_completed_and_published(publisher, served, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(SAVED_PAGE, "utf-8")
    said = served.run("import", "page", str(file), "--section", "/world/")
    assert "“Lighthouse keeper retires after forty years”, in World." in said
    edit = said.rpartition("Edit it at ")[2].strip().rstrip(".")

    page = publisher.page
    page.goto(edit)
    expect(publisher.headline).to_have_value("Lighthouse keeper retires after forty years")
    publisher.add_byline("Amara Lindholm")
    publisher.expect_saved("Ready to publish.")
    publisher.publish()
    publisher.expect_message("published")

    page.goto("/world/lighthouse-keeper-retires-after-forty-years/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lighthouse keeper retires after forty years")
    expect(page.get_by_text("The last keeper of the strait hands his lamp")).to_be_visible()
    expect(page.get_by_role("heading", name="A lamp without a keeper")).to_be_visible()
    expect(page.get_by_role("link", name="the harbour board")).to_have_attribute("href", "https://coast.example/board")
    expect(page.get_by_text("without a single failure since the winter of 1987")).to_be_visible()
    expect(page.locator(".byline")).to_contain_text("Ada Renwick")

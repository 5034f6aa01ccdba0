"""From an empty folder to a paper of one's own."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import sign_in
from tests.served import BROADSHEET, Served, free_port, run

pytestmark = pytest.mark.browser


def test_two_commands_make_a_paper_and_a_theme_changes_its_looks(browser, tmp_path):
    folder = tmp_path / "mypaper"
    said = run([BROADSHEET, "init", str(folder), "--name", "My Paper", "--editions", "en,ar"], folder=folder)
    password = re.search(r"with the password “([^”]+)”", said).group(1)
    (folder / "theme" / "tokens.css").write_text(":root { --accent: rgb(1, 2, 3); --paper: rgb(250, 251, 252); }")
    override = folder / "theme" / "templates" / "core" / "footer.html"
    override.parent.mkdir(parents=True)
    override.write_text('<footer class="footer"><p>Printed on the harbour.</p></footer>')
    site = Served(folder, free_port()).start()
    context = browser.new_context(base_url=site.address, locale="en-GB")
    try:
        page = context.new_page()
        assert page.goto("/").status == 200
        expect(page).to_have_title(re.compile("My Paper"))
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(250, 251, 252)"
        expect(page.get_by_text("Printed on the harbour.")).to_be_visible()
        page.get_by_role("link", name="My Paper").first.hover()
        assert page.goto("/ar/").status == 200
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        sign_in(page, "admin", password)
    finally:
        context.close()
        site.stop()

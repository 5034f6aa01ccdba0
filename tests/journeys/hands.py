"""What an editor's hands do in the admin: the same movements in every journey."""

from playwright.sync_api import expect

from tests.served import PASSWORD

expect.set_options(timeout=20_000)  # milliseconds; the machine may be busy


def sign_in(page, name, password=PASSWORD):
    """Log in from the address that everybody types."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="New story")).to_be_visible()


class Desk:
    """The newsroom as somebody who is signed in uses it."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0

    def click(self, locator):
        """Press something, and count it."""
        self.clicks += 1
        locator.click()

    # --- finding -----------------------------------------------------------------------------------
    def new_story(self, section):
        """From the newsroom's home to an empty form."""
        self.page.goto("/admin/")
        self.clicks = 0
        self.click(self.page.get_by_role("link", name="New story"))
        self.click(self.page.get_by_role("main").get_by_role("link", name=section, exact=True).first)
        expect(self.headline).to_be_visible()

    def open_story(self, words):
        """From the list of stories to the form of the one with these words in its headline."""
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Stories", exact=True).click()
        self.page.get_by_label("Words", exact=True).fill(words)
        self.page.get_by_role("button", name="Show", exact=True).click()
        self.page.get_by_role("table").get_by_role("link", name=words).first.click()
        expect(self.headline).to_be_visible()

    # --- writing -----------------------------------------------------------------------------------
    @property
    def headline(self):
        """The field of the headline."""
        return self.page.get_by_role("textbox", name="Headline", exact=False).and_(self.page.locator("[name=title]"))

    def write(self, name, words):
        """Type into the field called `name` in the form's data; what was there goes."""
        field = self.page.locator(f"[name='{name}']")
        field.fill("")
        field.press_sequentially(words, delay=2)
        field.blur()

    def add_block(self, kind):
        """A new block at the end of the text."""
        self.page.locator("[data-contentpath=body]").get_by_title("Insert a block").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()

    def add_paragraph(self, words):
        """A paragraph at the end."""
        self.add_block("Paragraph")
        self.page.locator("[data-contentpath=body] .public-DraftEditor-content").last.click()
        self.page.keyboard.type(words, delay=2)

    def add_heading(self, words):
        """A heading at the end."""
        self.add_block("Heading")
        self.page.get_by_role("textbox", name="Heading", exact=False).last.fill(words)

    def add_byline(self, name):
        """Choose a person of the paper."""
        self.page.get_by_role("button", name="Add Byline").click()
        self.page.get_by_role("button", name="Choose person").last.click()
        self.page.get_by_role("dialog").get_by_role("link", name=name).first.click()
        self.expect_dialog_gone()

    def expect_dialog_gone(self):
        """A dialog closes, and gives the focus back at the end of its animation: what is typed before goes nowhere."""
        expect(self.page.get_by_role("dialog")).to_be_hidden()
        expect(self.page.locator("body.modal-open, .modal, .modal-backdrop")).to_have_count(0)

    def choose_story(self, button, words):
        """Look a story up in the chooser that `button` opens."""
        button.click()
        dialog = self.page.get_by_role("dialog")
        dialog.locator("[name=q]").fill(words)
        dialog.get_by_role("link", name=words).first.click()
        self.expect_dialog_gone()

    # --- leaving ---------------------------------------------------------------------------------
    def publish_from_menu(self):
        """On a front the first button saves; publishing is in its menu."""
        self.page.get_by_role("button", name="More actions").click()
        self.publish()

    def publish(self):
        """Press the button that a story's form puts first."""
        self.click(self.page.get_by_role("button", name="Publish", exact=True))
        self.page.wait_for_load_state()

    def expect_message(self, words):
        """The admin says so after the next page came."""
        expect(self.page.locator(".messages")).to_contain_text(words)

    def header_action(self, name):
        """Choose from the menu in the page's header."""
        self.page.get_by_role("button", name="Actions", exact=True).first.click()
        self.page.get_by_role("link", name=name, exact=True).click()

    def expect_saved(self, words):
        """The draft has saved itself, and the panel of what is missing says `words`."""
        expect(self.page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")
        expect(self.missing).to_contain_text(words)

    @property
    def missing(self):
        """The panel of what is missing."""
        return self.page.locator("[data-readiness]")

    def preview(self):
        """The story beside its form, as readers will see it."""
        self.page.get_by_role("button", name="Toggle preview").click()
        return self.page.frame_locator("iframe[title='Preview']").last

"""A session that ends while somebody writes in a dialog, or in the form of their own account."""

import pytest
from playwright.sync_api import expect

from tests.journeys.forms import end_session, notice, open_form, submitted
from tests.journeys.hands import Desk, sign_in
from tests.journeys.stored_drafts import rows

pytestmark = pytest.mark.browser


def test_a_comment_in_a_dialog_outlives_the_session(desk_of, newcomer, served):
    pk = submitted(desk_of, "The gate is open")
    page = newcomer
    sign_in(page, "editor")
    open_form(page, pk)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Request changes", exact=False).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Which gate?")
    end_session(page, served)
    press = dialog.get_by_role("button", name="Request changes", exact=False)
    press.click()
    expect(dialog.locator(".writing-notice")).to_contain_text("You are no longer signed in.")
    expect(press).to_be_enabled()
    other = page.context.new_page()
    sign_in(other, "editor")
    other.close()
    expect(dialog.get_by_label("Comment")).to_have_value("Which gate?")
    press.click()
    Desk(page).expect_message("has been updated")
    comment = "SELECT comment FROM wagtailcore_taskstate WHERE workflow_state_id IN" \
        " (SELECT id FROM wagtailcore_workflowstate WHERE object_id = ?) ORDER BY id LIMIT 1"  # fmt: skip
    assert rows(served, comment, str(pk)) == [("Which gate?",)]


def test_a_name_typed_into_the_own_account_outlives_the_session_and_a_password_is_not_kept(newcomer, served):
    page = newcomer
    sign_in(page, "reporter")
    page.goto("/admin/account/")
    end_session(page, served)
    page.get_by_label("First Name").fill("Ingrid")
    page.locator("input[type=password]").first.evaluate("field => { field.value = 'courier-demo' }")
    page.get_by_role("button", name="Save", exact=False).first.click()
    expect(notice(page)).to_contain_text("You are no longer signed in.")
    assert "courier-demo" not in page.evaluate("JSON.stringify({ ...localStorage })")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/admin/account/")
    page.get_by_label("Username").fill("reporter")
    page.get_by_label("Password").fill("courier-demo")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("First Name")).to_have_value("Ingrid")
    page.get_by_role("button", name="Save", exact=False).first.click()
    Desk(page).expect_message("Your account settings have been changed")


# Where a form is, which of its fields is written in, what is pressed, what is said in the end.
FORMS = {
    "a front": ("SELECT 'pages/' || page_ptr_id || '/edit' FROM fronts_frontpage ORDER BY page_ptr_id LIMIT 1", "title"),
    "a section": ("SELECT 'pages/' || page_ptr_id || '/edit' FROM stories_section ORDER BY page_ptr_id LIMIT 1", "title"),
    "a standing page": ("SELECT 'pages/' || page_ptr_id || '/edit' FROM stories_standingpage ORDER BY page_ptr_id LIMIT 1", "title"),
    "a person": ("SELECT 'snippets/stories/person/edit/' || min(id) FROM stories_person", "name"),
    "a topic": ("SELECT 'snippets/stories/topic/edit/' || min(id) FROM stories_topic", "name"),
    "a picture": ("SELECT 'images/' || min(id) FROM media_picture", "title"),
    "an edition": ("SELECT 'editions/edit/' || min(id) FROM editions_edition", "paper_name"),
    "the publisher": ("SELECT 'settings/stories/publisher/' || coalesce(min(id), 1) FROM stories_publisher", "legal_name"),
}  # fmt: skip


def save(page):
    """By the keyboard in a form that saves itself, whose first button publishes; by the button in any other."""
    if page.locator("form[data-writing=saves]").count():
        page.keyboard.press("Control+s")
    else:
        page.get_by_role("button", name="Save", exact=False).and_(page.locator(":visible")).first.click()


@pytest.mark.parametrize("form", FORMS)
def test_no_form_loses_what_was_typed_when_the_session_ends(newcomer, served, form):
    """Save says that nobody is signed in; signing in in another tab and pressing again saves every word."""
    page = newcomer
    sign_in(page, "publisher")
    query, name = FORMS[form]
    path = f"/admin/{rows(served, query)[0][0]}/"
    page.goto(path)
    if form == "a front":
        page.get_by_role("tab").nth(1).click()
    field = page.locator(f"#main form [name='{name}']").first
    expect(field).to_be_visible()
    words = f"{field.input_value()} and more".strip()
    end_session(page, served)
    field.fill(words)
    save(page)
    expect(notice(page)).to_contain_text("You are no longer signed in.")
    other = page.context.new_page()
    sign_in(other, "publisher")
    other.close()
    expect(field).to_have_value(words)
    save(page)
    page.wait_for_function("() => !document.querySelector('.writing-notice:not([hidden])')")
    page.wait_for_timeout(1500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(path)
    expect(page.locator(f"#main form [name='{name}']").first).to_have_value(words)

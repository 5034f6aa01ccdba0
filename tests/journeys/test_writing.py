"""A story's way from the newsroom's home to a reader."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.hands import Desk, sign_in

pytestmark = pytest.mark.browser

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" photoshop:Credit="Orsal Pictures">
<dc:creator><rdf:Seq><rdf:li>Ines Okafor</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The new quay at noon.</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A long quay without ships</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def photograph():
    """A JPEG that says in XMP what it shows and who made it."""
    file = BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(file, "JPEG", xmp=XMP.encode())
    return {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_publisher_writes_a_story_is_told_what_is_missing_and_publishes_it(newcomer, served):
    sign_in(newcomer, "publisher")
    desk = Desk(newcomer)
    desk.new_story("World")
    assert desk.clicks == 2

    desk.write("title", "The quay opens a year early")
    desk.write("standfirst", "Ships may moor from March, the port says.")
    desk.expect_saved("The byline is missing")
    desk.add_paragraph("The new quay will open in March.")
    desk.expect_saved("Words: 7")
    desk.add_heading("What it costs")
    desk.add_paragraph("Nobody has said yet.")
    desk.expect_saved("Words: 14")

    newcomer.get_by_role("button", name="Choose an image").first.click()
    dialog = newcomer.get_by_role("dialog")
    dialog.get_by_role("tab", name="Upload").click()
    dialog.locator("input[type=file]").set_input_files(photograph())
    expect(dialog.locator("[name$=title]")).to_have_value("quay")
    dialog.get_by_role("button", name="Upload").click()
    desk.expect_dialog_gone()

    preview = desk.preview()
    expect(preview.get_by_role("heading", level=1)).to_have_text("The quay opens a year early")
    expect(preview.get_by_text("Nobody has said yet.")).to_be_visible()
    expect(preview.get_by_role("img", name="A long quay without ships")).to_be_visible()
    newcomer.get_by_role("button", name="Toggle preview").click()

    desk.publish()
    desk.expect_message("validation errors")
    bylines = newcomer.locator("section", has=newcomer.get_by_role("heading", name="Bylines")).last
    expect(bylines).to_contain_text("The byline is missing: add a person, or a guest's name.")
    assert served.get("/world/the-quay-opens-a-year-early/")[0] == 404

    desk.add_byline("Amara Lindholm")
    desk.expect_saved("Ready to publish.")
    desk.publish()
    desk.expect_message("published")
    newcomer.goto("/world/the-quay-opens-a-year-early/")
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("The quay opens a year early")
    expect(newcomer.get_by_role("link", name="Amara Lindholm")).to_be_visible()
    expect(newcomer.get_by_role("heading", name="What it costs")).to_be_visible()
    figure = newcomer.locator("figure.figure--lead")
    expect(figure.get_by_role("img", name="A long quay without ships")).to_be_visible()
    expect(figure).to_contain_text("The new quay at noon.")
    expect(figure).to_contain_text("Ines Okafor/Orsal Pictures")
    newcomer.goto("/")
    expect(newcomer.get_by_role("link", name="The quay opens a year early").first).to_be_visible()

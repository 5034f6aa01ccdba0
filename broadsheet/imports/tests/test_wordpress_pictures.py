"""Files of the old library are imported from a copy of it or from the web, with alt text and credit."""

import pytest
from PIL import Image

from broadsheet.imports.wordpress import files
from broadsheet.media.models import LiveUse, NewsDocument, Picture
from broadsheet.wire.fetch import FetchError

from .wordpress_exports import attachment, bring_in, export, item

ALT = {"_wp_attachment_image_alt": "Cranes at dawn"}


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "uploads"
    (folder / "2019/05").mkdir(parents=True)
    for name in ("quay", "crane", "ship"):
        Image.new("RGB", (300, 200), "#336699").save(folder / f"2019/05/{name}.jpg")
    (folder / "2019/05/plan.pdf").write_bytes(b"%PDF-1.4 plan")
    return folder


def test_the_featured_image_becomes_the_lead_picture(newsroom, client, tmp_path, uploads):
    posts = [item(1, meta={"_thumbnail_id": "7"}), attachment(7, "2019/05/quay.jpg", meta=ALT, excerpt="The quay")]
    done = bring_in(export(tmp_path, *posts), files=uploads)
    story = done.story(1)
    assert story.live
    lead = story.lead_picture
    assert (lead.alt_text, lead.caption, lead.credit) == ("Cranes at dawn", "The quay", "Old Courier")
    assert "The credit of “File 7” is not in the export" in done.notes(7, "attachment")
    assert LiveUse.objects.filter(user=f"page:{story.pk}", picture=lead).exists()
    assert done.line(7, "attachment")["became"] == f"media.picture {lead.pk}"


def test_pictures_in_the_text_are_found_in_any_size(newsroom, tmp_path, uploads):
    text = (
        '[caption id="attachment_7"]<img src="https://old.example/wp-content/uploads/2019/05/quay-150x100.jpg" alt="A quay"> By the sea[/caption]'
        '\n\n<img class="wp-image-8" src="https://i0.wp.com/old.example/wp-content/uploads/2019/05/crane.jpg?w=600">'
    )
    posts = [item(1, text), attachment(7, "2019/05/quay.jpg"), attachment(8, "2019/05/crane.jpg", meta=ALT)]
    done = bring_in(export(tmp_path, *posts), files=uploads, credit="Archive")
    blocks = [block for block in done.story(1).body if block.block_type == "picture"]
    assert [block.value["picture"].title for block in blocks] == ["File 7", "File 8"]
    assert blocks[0].value["picture"].alt_text == "A quay"
    assert blocks[0].value["picture"].credit == "Archive"
    assert Picture.objects.count() == 2


@pytest.mark.parametrize("code", ['[gallery ids="8,7"]', '<!-- wp:gallery {"ids":[8,7]} /-->'])
def test_a_gallery_is_its_pictures_in_order(newsroom, tmp_path, uploads, code):
    posts = [item(1, code), attachment(7, "2019/05/quay.jpg", excerpt="One"), attachment(8, "2019/05/crane.jpg")]
    done = bring_in(export(tmp_path, *posts), files=uploads)
    assert [block.value["picture"].title for block in done.story(1).body] == ["File 8", "File 7"]


def test_a_gallery_without_ids_contains_the_pictures_uploaded_to_the_post(newsroom, tmp_path, uploads):
    posts = [
        item(1, "[gallery]"),
        attachment(7, "2019/05/quay.jpg", parent="1"),
        attachment(8, "2019/05/crane.jpg", parent="2"),
    ]
    done = bring_in(export(tmp_path, *posts), files=uploads)
    assert [block.value["picture"].title for block in done.story(1).body] == ["File 7"]


def test_missing_alt_text_is_taken_from_caption_or_title_and_noted(newsroom, tmp_path, uploads):
    posts = [attachment(7, "2019/05/quay.jpg", excerpt="The quay"), attachment(8, "2019/05/crane.jpg")]
    done = bring_in(export(tmp_path, *posts), files=uploads)
    assert sorted(Picture.objects.values_list("alt_text", flat=True)) == ["File 8", "The quay"]
    assert "was taken from its caption" in done.notes(7, "attachment")
    assert "was taken from its title" in done.notes(8, "attachment")


def test_a_document_can_be_downloaded(newsroom, client, tmp_path, uploads):
    text = '<p>See <a href="https://old.example/wp-content/uploads/2019/05/plan.pdf">the plan</a>.</p>'
    done = bring_in(export(tmp_path, item(1, text), attachment(7, "2019/05/plan.pdf")), files=uploads)
    assert [block.block_type for block in done.story(1).body] == ["paragraph", "document"]
    assert client.get(NewsDocument.objects.get().url).status_code == 200


def test_a_picture_that_cannot_be_fetched_becomes_a_link_and_is_noted(newsroom, client, tmp_path, monkeypatch):
    requests = []

    def fetch(url, **_):
        requests.append(url)
        raise FetchError(f"{url}: the name old.example could not be found.")

    monkeypatch.setattr(files, "fetch", fetch)
    monkeypatch.setattr(files, "AT_ONCE", 1)
    pictures = "".join(f'<img src="https://old.example/p{number}.jpg" alt="Quay {number}">' for number in range(9))
    done = bring_in(export(tmp_path, item(1, pictures)), pictures=True)
    html = client.get("/sport/story-1/").content.decode()
    assert '<a href="https://old.example/p1.jpg">Quay 1</a>' in html
    assert "could not be found" in done.notes(1)
    assert len(requests) == files.PATIENCE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a.jpg", "http://169.254.169.254/a.jpg", "http://[::1]/a.jpg", "file:///etc/passwd"]
)
def test_private_addresses_are_not_fetched(newsroom, tmp_path, url):
    done = bring_in(export(tmp_path, attachment(7, "x.jpg", url=url)), pictures=True)
    assert done.line(7, "attachment")["outcome"] in {"failed", "left"}
    assert not Picture.objects.exists()


def test_files_outside_the_folder_are_not_read(newsroom, tmp_path, uploads):
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.jpg")
    post = attachment(7, "x.jpg", url="http://127.0.0.1/x.jpg", meta={"_wp_attached_file": "../secret.jpg"})
    done = bring_in(export(tmp_path, post), files=uploads)
    assert done.line(7, "attachment")["outcome"] == "failed"


def test_files_that_are_not_pictures_are_refused_with_a_reason(newsroom, tmp_path, uploads):
    (uploads / "2019/05/quay.jpg").write_bytes(b"<html>")
    done = bring_in(
        export(tmp_path, attachment(7, "2019/05/quay.jpg"), attachment(8, "2019/05/song.mp3")), files=uploads
    )
    assert "could not be read as a picture" in done.notes(7, "attachment")
    assert "neither a picture nor a document" in done.notes(8, "attachment")


def test_a_file_that_failed_is_tried_again(newsroom, tmp_path, uploads):
    (uploads / "2019/05/quay.jpg").rename(uploads / "away.jpg")
    path = export(tmp_path, attachment(7, "2019/05/quay.jpg", url="http://127.0.0.1/2019/05/quay.jpg"))
    assert bring_in(path, files=uploads).line(7, "attachment")["outcome"] == "failed"
    (uploads / "away.jpg").rename(uploads / "2019/05/quay.jpg")
    assert bring_in(path, files=uploads).line(7, "attachment")["outcome"] == "imported"

"""The metadata of picture files is read, and never published."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from broadsheet.media.forms import fill_from_file
from broadsheet.media.metadata import read_metadata
from broadsheet.media.models import Picture
from broadsheet.media.places import FORMATS, PLACES

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "images" / "iptc.jpg"
XMP = b"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description
 xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'
 xmlns:Iptc4xmpCore='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/' xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/'
 xmlns:exif='http://ns.adobe.com/exif/1.0/' photoshop:Credit='Courier' exif:GPSLatitude='36,30.0N'>
<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>Dockers on the old quay</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ines Okafor</rdf:li></rdf:Seq></dc:creator>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang='x-default'>One use only</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'>Three men at a bollard</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"""


def photograph() -> bytes:
    """A JPEG with XMP metadata, and with a location in EXIF and XMP."""
    image = Image.new("RGB", (640, 480), "#884422")
    exif = image.getexif()
    exif[0x8298] = "Vellamar Courier"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 30.0, 0.0), 3: "W", 4: (6.0, 17.0, 0.0)})
    file = BytesIO()
    image.save(file, "JPEG", exif=exif, xmp=XMP)
    return file.getvalue()


def test_the_fields_of_xmp_and_exif_are_read():
    metadata = read_metadata(BytesIO(photograph()))
    assert metadata.caption == "Dockers on the old quay"
    assert metadata.credit == "Ines Okafor/Courier"
    assert metadata.alt_text == "Three men at a bollard"
    assert metadata.usage_terms == "One use only"
    assert metadata.copyright_holder == "Vellamar Courier"


def test_a_file_that_is_not_a_picture_has_no_metadata():
    assert read_metadata(BytesIO(b"not a picture")).caption == ""


def test_fields_that_the_editor_filled_are_not_overwritten(db):
    picture = Picture(title="Quay", file=ContentFile(photograph(), "quay.jpg"), caption="Our own words")
    fill_from_file(picture)
    assert (picture.caption, picture.credit) == ("Our own words", "Ines Okafor/Courier")


@pytest.mark.parametrize("image_format", FORMATS)
def test_no_rendition_contains_the_location(db, image_format):
    picture = Picture.objects.create(title="Quay", file=ContentFile(photograph(), "quay.jpg"))
    rendition = picture.get_rendition(PLACES["lead"].spec(480, image_format))
    content = rendition.file.read()
    published = Image.open(BytesIO(content))
    assert not published.getexif().get_ifd(0x8825)
    assert b"GPS" not in content
    assert b"Three men" not in content


def test_the_metadata_of_a_real_press_picture_is_read():
    if not CORPUS.exists():
        pytest.skip("SKIPPED: the corpus ../shared/corpora/images is not here")
    metadata = read_metadata(BytesIO(CORPUS.read_bytes()))
    assert metadata.keywords[:2] == ("HvK", "2006")

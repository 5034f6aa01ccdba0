"""Picture files: which are accepted, and a new picture of the library from one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from django.core.files import File
from PIL import Image
from wagtail.models import Collection

from broadsheet.media.forms import fill_from_file
from broadsheet.media.models import Picture

PICTURE_BYTES = 10_000_000
PICTURE_PIXELS = 60_000_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


class UnusablePicture(ValueError):
    """A file that is not accepted as a picture. The message is one sentence."""


def checked_suffix(file: Path | BinaryIO, url: str) -> str:
    """The ending that fits what the file holds, with its dot; its name does not count. Raises UnusablePicture."""
    try:
        with Image.open(file) as image:
            if image.format not in SUFFIXES:
                raise UnusablePicture(f"The picture {url} is in the format {image.format}, which is not accepted.")
            if image.width * image.height > PICTURE_PIXELS:
                raise UnusablePicture(
                    f"The picture {url} has {image.width}x{image.height} pixels; at most {PICTURE_PIXELS:,} are accepted."
                )
            image.load()
            return SUFFIXES[image.format]
    except UnusablePicture:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnusablePicture(f"{url} could not be read as a picture.") from error


def stem_of_url(url: str) -> str:
    """The name of the file at an address, without its ending."""
    return PurePosixPath(unquote(urlsplit(url).path)).stem or "picture"


def new_picture(
    file: File, *, suffix: str, url: str, title: str, alt: str, caption: str, credit: str, collection: Collection
) -> Picture:
    """A picture, not yet saved. What the importer does not know is taken from the file's own metadata.

    `url` is where the file came from, `suffix` as `checked_suffix` gives it.
    """
    file.name = f"{stem_of_url(url)[:40]}{suffix}"
    picture = Picture(
        title=title[:255],
        file=file,
        alt_text=alt[:500],
        caption=caption,
        credit=credit[:255],
        source_url=url[:1000],
        collection=collection,
    )
    picture.note_file()
    fill_from_file(picture)
    return picture

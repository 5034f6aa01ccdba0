"""Checks picture files, and makes new pictures of the library from them."""

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
    """The file extension (with dot) that fits the content; the name does not matter. Raises UnusablePicture."""
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
    """The file name in an address, without its extension."""
    return PurePosixPath(unquote(urlsplit(url).path)).stem or "picture"


def new_picture(
    file: File, *, suffix: str, url: str, title: str, alt: str, caption: str, credit: str, collection: Collection
) -> Picture:
    """A picture, not yet saved. Values that the importer does not know come from the file's own metadata.

    `url` is the file's address; `suffix` is from `checked_suffix`.
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

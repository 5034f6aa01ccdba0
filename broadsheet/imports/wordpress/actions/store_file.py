"""Put a file of the old library into ours."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File
from wagtail.models import Collection

from broadsheet.media.forms import fill_from_file
from broadsheet.media.models import NewsDocument, Picture

from ..files import Had
from ..post_text import Attachment, PicturePiece


def store_picture(
    *,
    had: Had,
    attachment: Attachment,
    used_as: PicturePiece | None,
    credit: str,
    notes: list[str],
    collection: Collection,
) -> Picture:
    """The picture with alt text and credit from where they are found; where they are guessed, `notes` says so."""
    stem = PurePosixPath(unquote(urlsplit(attachment.url).path)).stem[:40] or "picture"
    caption = attachment.caption or (used_as.caption if used_as else "")
    with had.path.open("rb") as file:
        picture = Picture(
            title=(attachment.title or stem)[:255],
            file=File(file, f"{stem}{had.suffix}"),
            alt_text=(attachment.alt or (used_as.alt if used_as else ""))[:500],
            caption=caption,
            credit=(attachment.credit or (used_as.credit if used_as else ""))[:255],
            source_url=attachment.url[:1000],
            collection=collection,
        )
        picture._set_image_file_metadata()
        fill_from_file(picture)
        if not picture.alt_text:
            picture.alt_text = (picture.caption or attachment.title or stem)[:500]
            source = "caption" if picture.caption else "title"
            notes.append(f"The alt text of “{picture.title}” was taken from its {source}; say what it shows.")
        if not picture.credit and credit:
            picture.credit = credit[:255]
            notes.append(f"The credit of “{picture.title}” is not in the export; it was set to “{credit[:255]}”.")
        picture.save()
    return picture


def store_document(*, had: Had, attachment: Attachment, collection: Collection) -> NewsDocument:
    """The file, under its old name."""
    name = PurePosixPath(unquote(urlsplit(attachment.url).path)).name
    with had.path.open("rb") as file:
        title = (attachment.title or name)[:255]
        document = NewsDocument(title=title, file=File(file, name[-80:]), collection=collection)
        document._set_document_file_metadata()
        document.save()
    return document

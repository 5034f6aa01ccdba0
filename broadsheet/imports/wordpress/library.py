"""The media library: which files a batch of texts shows, and the pictures and documents made from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File
from wagtail.models import Collection, Locale

from broadsheet.imports.ledger import Ledger
from broadsheet.imports.markup.pieces import FileLink, ListBlock, Paragraph, PictureInText, Quote, StoryPiece
from broadsheet.imports.pictures import new_picture, stem_of_url
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument, Picture

from .files import DOCUMENTS, PICTURES, FileSource, LocalFile, suffix_of
from .links import file_key, upload_path
from .old_site import Attachment, OldSite

_HREF = re.compile(r'<a href="([^"]*)">')
_REFUSED_ENDINGS = frozenset([
    "svg", "bmp", "tif", "tiff", "ico", "heic", "mp3", "m4a", "ogg", "oga", "wav", "mp4", "m4v", "mov", "webm", "ogv",
    "avi", "wmv", "mpg", "mpeg", "doc", "xls", "ppt", "exe", "js", "css", "html", "php",
])  # fmt: skip


@dataclass
class FileRequest:
    """A file that a text shows or that is in the old library. `used_as` is how the first text shows it."""

    attachment: Attachment
    kind: str  # in the ledger: attachment, or picture for a file that the export only links to
    used_as: PictureInText | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the library may accept the file. A picture's name may end in anything; its content is checked later."""
        ending = suffix_of(self.attachment.url)
        if ending in PICTURES or ending in DOCUMENTS:
            return True
        return self.used_as is not None and ending not in _REFUSED_ENDINGS


@dataclass
class StoredFile:
    """A file that was added to the library in this batch, with sentences for the report."""

    request: FileRequest
    file: Picture | NewsDocument
    notes: list[str] = field(default_factory=list)


class MediaLibrary:
    """Finds the files that texts show, gets them and stores them. `credit` is for pictures without one."""

    def __init__(self, site: OldSite, ledger: Ledger, source: FileSource, credit: str, locale: Locale) -> None:
        self.site = site
        self.ledger = ledger
        self.source = source
        self.credit = credit
        self.locale = locale
        self.stored: dict[str, Picture | NewsDocument] = {}  # of this batch, by foreign id
        self.reasons: dict[str, str] = {}  # why there is no file, by foreign id

    # --- what texts show --------------------------------------------------------------------------
    def attachment_for(self, piece: PictureInText | FileLink) -> Attachment:
        """The attachment that a text shows. If the export has none, it is made from the address."""
        attachment = self.site.attachment(piece.library_id)
        if attachment and (
            file_key(attachment.url) == file_key(piece.url)
            or upload_path(attachment.url) == upload_path(piece.url) != ""
        ):
            return attachment
        attachment = self.site.attachment_of_file(piece.url)
        if attachment:
            return attachment
        digest = hashlib.sha256(file_key(piece.url).encode()).hexdigest()[:24]
        return Attachment("", piece.url, path=upload_path(piece.url), foreign_id=f"url-{digest}")

    def requests_of(self, pieces: Iterable[StoryPiece], lead: Attachment | None) -> Iterator[FileRequest]:
        """Every file that a text shows or links to."""
        if lead:
            yield FileRequest(lead, "attachment")
        for piece in pieces:
            if isinstance(piece, PictureInText):
                attachment = self.attachment_for(piece)
                yield FileRequest(attachment, "attachment" if attachment.post_id else "picture", piece)
            elif isinstance(piece, FileLink) and suffix_of(piece.url) in DOCUMENTS:
                attachment = self.attachment_for(piece)
                if attachment.post_id:
                    yield FileRequest(attachment, "attachment")
            else:
                for href in _HREF.findall(_html_of(piece)):
                    document = self.site.attachment_of_file(unescape(href)) if suffix_of(href) in DOCUMENTS else None
                    if document:
                        yield FileRequest(document, "attachment")

    # --- getting and storing ----------------------------------------------------------------------
    def get(self, requests: Iterable[FileRequest]) -> dict[str, tuple[FileRequest, LocalFile]]:
        """Get the files that are not in the library yet, by foreign id.

        This may fetch from the web and take long, so call it outside any transaction.
        """
        by_id: dict[str, FileRequest] = {}
        for request in requests:
            first = by_id.setdefault(request.attachment.foreign_id, request)
            if first.used_as is None and request.used_as is not None:
                first.used_as = request.used_as
        self.stored, self.reasons = self._stored_before(by_id), {}
        missing = {key: request for key, request in by_id.items() if key not in self.stored}
        for key in [key for key, request in missing.items() if not request.is_accepted]:
            url = missing.pop(key).attachment.url
            self.reasons[key] = f"{url} is neither a picture nor a document of an accepted format."
        files = {}
        for key, result in self.source.get([request.attachment for request in missing.values()]).items():
            if isinstance(result, LocalFile):
                files[key] = (missing[key], result)
            else:
                self.reasons[key] = result
        return files

    def _stored_before(self, requests: dict[str, FileRequest]) -> dict[str, Picture | NewsDocument]:
        stored: dict[str, Picture | NewsDocument] = {}
        for kind in ("attachment", "picture"):
            rows = self.ledger.imported(kind, [key for key, request in requests.items() if request.kind == kind])
            for model, name in ((Picture, "media.picture"), (NewsDocument, "media.newsdocument")):
                ids = {row.object_id: key for key, row in rows.items() if row.model == name and row.object_id}
                files: dict[int, Picture | NewsDocument] = model.objects.in_bulk(list(ids))
                stored |= {ids[pk]: file for pk, file in files.items()}
        return stored

    def store(self, files: dict[str, tuple[FileRequest, LocalFile]]) -> list[StoredFile]:
        """Add files to the library. Call it inside the batch's transaction."""
        collection = collection_of(self.locale)
        stored = []
        for key, (request, local) in files.items():
            if suffix_of(request.attachment.url) in DOCUMENTS:
                file = StoredFile(request, _store_document(local, request.attachment, collection))
            else:
                file = self._store_picture(local, request, collection)
            self.stored[key] = file.file
            stored.append(file)
        return stored

    def _store_picture(self, local: LocalFile, request: FileRequest, collection: Collection) -> StoredFile:
        """The picture with alt text and credit. If they are assumed, the notes say so."""
        attachment, used_as = request.attachment, request.used_as or PictureInText("")
        stem = stem_of_url(attachment.url)[:40]
        notes = []
        with local.path.open("rb") as file:
            picture = new_picture(
                File(file),
                suffix=local.suffix,
                url=attachment.url,
                title=attachment.title or stem,
                alt=attachment.alt or used_as.alt,
                caption=attachment.caption or used_as.caption,
                credit=attachment.credit or used_as.credit,
                collection=collection,
            )
            if not picture.alt_text:
                picture.alt_text = (picture.caption or attachment.title or stem)[:500]
                source = "caption" if picture.caption else "title"
                notes.append(
                    f"The alt text of “{picture.title}” was taken from its {source}. Say what the picture shows."
                )
            if not picture.credit and self.credit:
                picture.credit = self.credit[:255]
                notes.append(f"The credit of “{picture.title}” is not in the export. It was set to “{picture.credit}”.")
            picture.save()
        return StoredFile(request, picture, notes)

    # --- what became of a file --------------------------------------------------------------------
    def picture(self, piece: PictureInText) -> Picture | str:
        """The picture that a text shows, or a sentence that says why there is none."""
        picture = self.picture_of(self.attachment_for(piece))
        if isinstance(picture, Picture):
            return picture
        return f"A picture is missing and was replaced by a link: {picture}"

    def picture_of(self, attachment: Attachment) -> Picture | str:
        """The picture of an attachment, or a sentence that says why there is none."""
        file = self.stored.get(attachment.foreign_id)
        if isinstance(file, Picture):
            return file
        return self.reasons.get(attachment.foreign_id, f"{attachment.url} is not a picture.")

    def document(self, piece: FileLink) -> NewsDocument | None:
        """The document that a text links to, if it is in the library."""
        if suffix_of(piece.url) not in DOCUMENTS:
            return None
        file = self.stored.get(self.attachment_for(piece).foreign_id)
        return file if isinstance(file, NewsDocument) else None


def _store_document(local: LocalFile, attachment: Attachment, collection: Collection) -> NewsDocument:
    """The document, with its old name."""
    name = PurePosixPath(unquote(urlsplit(attachment.url).path)).name
    with local.path.open("rb") as file:
        title = (attachment.title or name)[:255]
        document = NewsDocument(title=title, file=File(file, name[-80:]), collection=collection)
        document.note_file()
        document.save()
    return document


def _html_of(piece: StoryPiece) -> str:
    if isinstance(piece, Paragraph | Quote):
        return piece.html
    return "".join(piece.items) if isinstance(piece, ListBlock) else ""

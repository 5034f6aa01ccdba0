"""The files that a batch of texts shows: which they are, whether they are had, and what they became."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from wagtail.models import Locale

from broadsheet.imports.ledger import Ledger
from broadsheet.imports.markup.pieces import ListBlock, Paragraph, Quote
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument, Picture

from .actions.store_file import store_document, store_picture
from .files import DOCUMENTS, PICTURES, FileSource, Had, suffix_of
from .links import file_key, upload_path
from .old_site import Survey
from .post_text import Attachment, FilePiece, PicturePiece, Piece

_HREF = re.compile(r'<a href="([^"]*)">')
_KINDS = {"attachment": ("media.picture", "media.newsdocument"), "picture": ("media.picture",)}


@dataclass
class Wanted:
    """A file that a text or the library asks for, and how the first text shows it."""

    attachment: Attachment
    kind: str  # of the ledger: attachment, or picture for what the export only links to
    used_as: PicturePiece | None = None


@dataclass
class Stored:
    """A file that was put into the library in this batch."""

    wanted: Wanted
    file: Picture | NewsDocument
    notes: list[str] = field(default_factory=list)


class Shelf:
    """Finds attachments for what texts show, gets their files, stores them."""

    def __init__(self, survey: Survey, ledger: Ledger, source: FileSource, credit: str, locale: Locale) -> None:
        self.survey = survey
        self.ledger = ledger
        self.source = source
        self.credit = credit
        self.locale = locale
        self.there: dict[str, Picture | NewsDocument] = {}
        self.reasons: dict[str, str] = {}

    def attachment_for(self, piece: PicturePiece | FilePiece) -> Attachment:
        """The attachment of a picture or file in a text; one made from its address where the export has none."""
        found = self.survey.attachment(piece.attachment)
        if found and (
            file_key(found.url) == file_key(piece.url) or upload_path(found.url) == upload_path(piece.url) != ""
        ):
            return found
        found = self.survey.attachment_of_file(piece.url)
        if found:
            return found
        digest = hashlib.sha256(file_key(piece.url).encode()).hexdigest()[:24]
        return Attachment("", piece.url, path=upload_path(piece.url), foreign_id=f"url-{digest}")

    def wanted_by(self, pieces: Iterable[Piece], lead: Attachment | None) -> Iterator[Wanted]:
        """Every file that a text shows or offers."""
        if lead:
            yield Wanted(lead, "attachment")
        for piece in pieces:
            if isinstance(piece, PicturePiece):
                attachment = self.attachment_for(piece)
                yield Wanted(attachment, "attachment" if attachment.post_id else "picture", piece)
            elif isinstance(piece, FilePiece) and suffix_of(piece.url) in DOCUMENTS:
                attachment = self.attachment_for(piece)
                if attachment.post_id:
                    yield Wanted(attachment, "attachment")
            else:
                for href in _HREF.findall(_html_of(piece)):
                    found = self.survey.attachment_of_file(unescape(href)) if suffix_of(href) in DOCUMENTS else None
                    if found:
                        yield Wanted(found, "attachment")

    def get(self, wanted: Iterable[Wanted]) -> dict[str, tuple[Wanted, Had]]:
        """Fetch what is not in the library yet. Outside any transaction: it may take its time."""
        first: dict[str, Wanted] = {}
        for each in wanted:
            known = first.setdefault(each.attachment.foreign_id, each)
            if known.used_as is None and each.used_as is not None:
                known.used_as = each.used_as
        self.there, self.reasons = {}, {}
        for kind in ("attachment", "picture"):
            rows = self.ledger.done(kind, [key for key, each in first.items() if each.kind == kind])
            for model, name in ((Picture, "media.picture"), (NewsDocument, "media.newsdocument")):
                ids = {row.object_id: key for key, row in rows.items() if row.model == name and row.object_id}
                files: dict[int, Picture | NewsDocument] = model.objects.in_bulk(list(ids))
                self.there |= {ids[pk]: file for pk, file in files.items()}
        missing = {key: each for key, each in first.items() if key not in self.there}
        for key in [key for key, each in missing.items() if not is_wanted_kind(each)]:
            self.reasons[key] = f"{missing.pop(key).attachment.url} is neither a picture nor a document that is taken."
        had = {}
        for key, result in self.source.have([each.attachment for each in missing.values()]).items():
            if isinstance(result, Had):
                had[key] = (missing[key], result)
            else:
                self.reasons[key] = result
        return had

    def store(self, had: dict[str, tuple[Wanted, Had]]) -> list[Stored]:
        """Put the files into the library; call it inside the batch's transaction."""
        stored = []
        collection = collection_of(self.locale)
        for key, (wanted, file) in had.items():
            notes: list[str] = []
            if suffix_of(wanted.attachment.url) in DOCUMENTS:
                made: Picture | NewsDocument = store_document(
                    had=file, attachment=wanted.attachment, collection=collection
                )
            else:
                made = store_picture(
                    had=file,
                    attachment=wanted.attachment,
                    used_as=wanted.used_as,
                    credit=self.credit,
                    notes=notes,
                    collection=collection,
                )
            self.there[key] = made
            stored.append(Stored(wanted, made, notes))
        return stored

    # --- what a text asks when it is set ----------------------------------------------------------
    def picture(self, piece: PicturePiece) -> Picture | str:
        """The picture, or the sentence that says why there is none."""
        return self.picture_of(self.attachment_for(piece))

    def picture_of(self, attachment: Attachment) -> Picture | str:
        """As `picture`."""
        found = self.there.get(attachment.foreign_id)
        if isinstance(found, Picture):
            return found
        why = self.reasons.get(attachment.foreign_id, f"{attachment.url} is no picture.")
        return f"A picture is missing, a link stands in its place: {why}"

    def document(self, piece: FilePiece) -> NewsDocument | None:
        """The document, where it is in the library."""
        if suffix_of(piece.url) not in DOCUMENTS:
            return None
        found = self.there.get(self.attachment_for(piece).foreign_id)
        return found if isinstance(found, NewsDocument) else None


def is_wanted_kind(wanted: Wanted) -> bool:
    """Whether the library takes such files. A picture may have no ending, or a wrong one: its bytes decide."""
    ending = suffix_of(wanted.attachment.url)
    return ending in PICTURES or ending in DOCUMENTS or wanted.used_as is not None and ending not in _OTHERS


_OTHERS = frozenset(
    "svg bmp tif tiff ico heic mp3 m4a ogg oga wav mp4 m4v mov webm ogv avi wmv mpg mpeg doc xls ppt exe js css html php".split()  # noqa: SIM905
)


def _html_of(piece: Piece) -> str:
    if isinstance(piece, Paragraph | Quote):
        return piece.html
    return "".join(piece.items) if isinstance(piece, ListBlock) else ""

"""Pictures, their renditions, documents, and which of them live pages use."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

from django.core.files import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.text import get_valid_filename, slugify
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.models import Page
from wagtail.utils.file import hash_filelike

from broadsheet.core.lite import full_path

from .published_filter import PublishedFilter


class FileOfRow(models.Model):
    """A row with a file; the file is deleted if the row cannot be written (the database is away, or has no room)."""

    file: Any  # a FieldFile; its `_committed`, whether it is stored yet, is private to Django
    file_size: int | None
    file_hash: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; if that fails, delete the file that was stored for it."""
        file = self.file
        is_new = bool(file) and not file._committed
        try:
            super().save(*args, **kwargs)
        except BaseException:
            if is_new and file._committed:
                file.storage.delete(file.name)
            raise

    def note_file(self) -> None:
        """Set the size and the digest from the file, as Wagtail's forms do."""
        self.file.open()
        self.file_size = self.file.size
        self.file_hash = hash_filelike(self.file)
        self.file.seek(0)


class Picture(FileOfRow, AbstractImage):  # type: ignore[django-manager-missing]  # Wagtail's manager has no types
    """A picture with everything that a paper must know before it may publish it.

    The fields are those of the IPTC Photo Metadata Standard; at upload they are read from the file (`metadata.py`). The
    original has an unguessable name and is never served. Readers get only renditions, and only while a live page uses the
    picture and its rights have not ended.
    """

    alt_text = models.CharField(
        _("alt text"), max_length=500, blank=True, help_text=_("What the picture shows, for those who cannot see it.")
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("For example: Ana Ruiz/Courier."))
    copyright_holder = models.CharField(_("copyright holder"), max_length=255, blank=True)
    usage_terms = models.TextField(_("usage terms"), blank=True)
    rights_end_at = models.DateTimeField(
        _("rights end at"), null=True, blank=True, help_text=_("After this minute the picture is no longer shown.")
    )
    rights_ended = models.BooleanField(default=False, editable=False, db_index=True)
    # The original is missing or damaged, and no JPEG can be made from it: pages omit it, and the newsroom's home lists it.
    is_unreadable = models.BooleanField(default=False, editable=False, db_index=True)
    source_url = models.URLField(_("source URL"), max_length=1000, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "alt_text",
        "caption",
        "credit",
        "copyright_holder",
        "usage_terms",
        "rights_end_at",
        "source_url",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(
                fields=["rights_end_at"], name="pictures_with_an_end", condition=models.Q(rights_end_at__isnull=False)
            )
        ]

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check all fields but a file that is stored already: Django would open it, and it may be missing."""
        is_stored = bool(self.file) and self.file._committed
        super().clean_fields(exclude={*(exclude or ()), "file"} if is_stored else exclude)

    def get_upload_to(self, filename: str) -> str:
        """An unguessable name that reveals nothing about the picture."""
        return f"originals/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()[:6]}"

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Make a rendition without the file's metadata, which may say where the picture was taken."""
        return super().generate_rendition_file(PublishedFilter(spec=filter.spec), source=source)

    @property
    def default_alt_text(self) -> str:
        """The alt text that Wagtail's own templates show."""
        return self.alt_text

    @property
    def is_shown(self) -> bool:
        """Whether the picture's rights and its file allow readers to see it."""
        return not (self.rights_ended or self.is_unreadable)


class PictureRendition(FileOfRow, AbstractRendition):
    """One size and format of a picture, under a name that changes with its content."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_spec")
        ]

    def get_upload_to(self, filename: str) -> str:
        """A name of the form `renditions/<words>-<digest>.<format>`."""
        return f"renditions/{_named_by_content(self.file, self.image.title, PurePath(filename).suffix)}"

    @property
    def url(self) -> str:
        """The address of the file; it is public while a live page uses the picture, and otherwise only for the newsroom."""
        return full_path(reverse("media:rendition", args=[PurePath(self.file.name).name]))


class NewsDocument(FileOfRow, AbstractDocument):  # type: ignore[django-manager-missing]  # as above
    """A file for download; public only while a live page offers it."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def url(self) -> str:
        """The address, which changes with the content of the file; it is not valid if the file is missing."""
        digest = (self.hash_of_file() or "0")[:16]
        return full_path(reverse("media:document", args=[self.pk, digest, self.filename]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the file under a name in composed form (NFC) that has a stem: of “🔥.pdf” only the extension would remain."""
        if self.file and not self.file._committed:
            folder, _, name = unicodedata.normalize("NFC", self.file.name).rpartition("/")
            kept = get_valid_filename(name.replace("/", "")) if name.strip(". ") else "document"
            self.file.name = f"{folder}/{kept}" if folder else kept
            if kept.startswith("."):
                self.file.name = f"document{kept}"
        super().save(*args, **kwargs)

    def hash_of_file(self) -> str:
        """The digest of the file; empty where the file is missing."""
        try:
            return self.get_file_hash() or ""
        except OSError:
            return ""

    @property
    def size(self) -> int | None:
        """The size in bytes; None where the file is missing."""
        try:
            return self.get_file_size()
        except OSError:
            return None

    @property
    def kind(self) -> str:
        """The file type as readers know it: PDF, CSV ..."""
        return self.file_extension.upper()


class LiveUse(models.Model):
    """The use of a picture or document by something live, which alone can make it public (`public_use.py`).

    Wagtail's reference index is written later and includes drafts, so the site keeps its own table, which is written in the
    transaction that publishes (`actions/record_live_uses.py`).
    """

    user = models.CharField(max_length=80)  # the page or other thing that uses it, such as `page:12`
    # The story for which a picture is pinned: readers see the picture on the front only if they may see the story.
    through = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    # A picture or document in use cannot be deleted (`middleware.InUseMiddleware` explains this in the admin).
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, related_name="live_uses")
    document = models.ForeignKey(NewsDocument, on_delete=models.PROTECT, null=True, related_name="live_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "picture"], condition=models.Q(through=None), name="one_use_of_a_picture"
            ),
            models.UniqueConstraint(fields=["user", "picture", "through"], name="one_use_of_a_pinned_picture"),
            models.UniqueConstraint(fields=["user", "document"], name="one_use_of_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.user} uses {self.picture_id or self.document_id}"


def _named_by_content(file: FieldFile, title: str, suffix: str) -> str:
    content = file.file
    content.seek(0)
    digest = hashlib.sha256(content.read()).hexdigest()[:20]
    content.seek(0)
    words = slugify(title)[:40].strip("-") or "picture"
    return f"{words}-{digest}{suffix.lower()}"

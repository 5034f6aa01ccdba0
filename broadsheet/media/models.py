"""Pictures, their renditions, documents, and which of them live pages use."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
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
    """A file that does not stay where its row cannot be written (the database is away, or has no room)."""

    file: Any  # a FieldFile; whether it is stored yet is private to Django
    file_size: int | None
    file_hash: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; what was stored for a row that was refused is deleted again."""
        file = self.file
        is_new = bool(file) and not file._committed
        try:
            super().save(*args, **kwargs)
        except BaseException:
            if is_new and file._committed:
                file.storage.delete(file.name)
            raise

    def note_file(self) -> None:
        """Take the size and the digest from the file, as Wagtail's forms do."""
        self.file.open()
        self.file_size = self.file.size
        self.file_hash = hash_filelike(self.file)
        self.file.seek(0)


class Picture(FileOfRow, AbstractImage):  # type: ignore[django-manager-missing]  # that of Wagtail has no types
    """A picture with everything a paper must know before it may print it.

    The fields are those of the IPTC Photo Metadata Standard; at upload they are read from the file
    (`metadata.py`). The original lies under an unguessable name and is never served; readers get only
    renditions, and only while a live page uses the picture and its rights last.
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
    # The original is gone or damaged, and no JPEG can be made of it: pages stand without it, and the desk is told.
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

    def get_upload_to(self, filename: str) -> str:
        """An unguessable name that tells nothing."""
        return f"originals/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()[:6]}"

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Every rendition is made without the file's metadata, which may say where it was taken."""
        return super().generate_rendition_file(PublishedFilter(spec=filter.spec), source=source)

    @property
    def default_alt_text(self) -> str:
        """What Wagtail's own templates show as alt text."""
        return self.alt_text

    @property
    def is_shown(self) -> bool:
        """Whether readers may see it, as far as its rights go, and can."""
        return not (self.rights_ended or self.is_unreadable)


class PictureRendition(FileOfRow, AbstractRendition):
    """One size and format of a picture, under a name that changes with its content."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_spec")
        ]

    def get_upload_to(self, filename: str) -> str:
        """`renditions/<words>-<digest>.<format>`."""
        return f"renditions/{_named_by_content(self.file, self.image.title, PurePath(filename).suffix)}"

    @property
    def url(self) -> str:
        """Where it is served while a live page uses the picture (else only to the newsroom)."""
        return full_path(reverse("media:rendition", args=[PurePath(self.file.name).name]))


class NewsDocument(FileOfRow, AbstractDocument):  # type: ignore[django-manager-missing]  # as above
    """A file for download; public only while a live page offers it."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def url(self) -> str:
        """Its address changes with its content; that of a file that is gone leads nowhere."""
        digest = (self.hash_of_file() or "0")[:16]
        return full_path(reverse("media:document", args=[self.pk, digest, self.filename]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With a name that has a stem, in composed letters (NFC): of “🔥.pdf” nothing but the ending would be left."""
        if self.file and not self.file._committed:
            folder, _, name = unicodedata.normalize("NFC", self.file.name).rpartition("/")
            kept = get_valid_filename(name.replace("/", "")) if name.strip(". ") else "document"
            self.file.name = f"{folder}/{kept}" if folder else kept
            if kept.startswith("."):
                self.file.name = f"document{kept}"
        super().save(*args, **kwargs)

    def hash_of_file(self) -> str:
        """The digest of the file; empty where the file is gone."""
        try:
            return self.get_file_hash() or ""
        except OSError:
            return ""

    @property
    def size(self) -> int | None:
        """Bytes; None where the file is gone."""
        try:
            return self.get_file_size()
        except OSError:
            return None

    @property
    def kind(self) -> str:
        """The type as readers know it: PDF, CSV ..."""
        return self.file_extension.upper()


class LiveUse(models.Model):
    """A picture or document that something live shows; the only reason for it to be public (`public_use.py`).

    Wagtail's reference index is written afterwards and counts drafts, so the site keeps its own table,
    written in the transaction that publishes (`actions/record_live_uses.py`).
    """

    user = models.CharField(max_length=80)  # who uses it, such as `page:12`
    # The story that a picture is pinned for: nobody sees the picture on the front unless the story may be seen.
    through = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    # What something live shows is not deleted (`middleware.InUseMiddleware` says where it is).
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

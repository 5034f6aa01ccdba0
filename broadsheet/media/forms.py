"""The forms of pictures and documents in the admin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from broadsheet.core.unchanged import VersionedFormMixin
from broadsheet.editions.zoned_times import in_zone

from .actions.end_rights import end_rights, extend_rights
from .decoding import MOST_PIXELS, UndecodablePicture, check_decodes
from .media_folder import has_room
from .metadata import PictureMetadata, read_metadata

if TYPE_CHECKING:
    from .models import Picture

REASONS = {
    "broken": _(
        "“%(name)s” cannot be read to its end; it is cut short or damaged. Save it again from the program that made it."
    ),
    "kind": _("“%(name)s” is not a picture of a supported kind. Save it as JPEG, PNG, WebP, AVIF, HEIC or GIF."),
    "empty": _("“%(name)s” has no pixels. Save it again from the program that made it."),
    "pixels": _("“%(name)s” is larger than %(most)s million pixels. Scale it down and upload it again."),
}


NO_ROOM = _(
    "“%(name)s” was not stored: the newsroom's server has no room left. Please tell the people who run the site."
)


def check_room(file: File) -> None:
    """Raise ValidationError where the file does not fit into the media folder."""
    if not has_room(Path(settings.MEDIA_ROOT), file.size or 0):
        raise ValidationError(NO_ROOM, code="room", params={"name": file.name})


class CheckedPictureField(WagtailImageField):
    """Wagtail's field for a picture file, with a check that decodes the file in a limited process."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """The file, if it fits and a JPEG can be made from it. Raises ValidationError with a sentence that names the file."""
        if data:
            check_room(data)
            try:
                check_decodes(data)
            except UndecodablePicture as error:
                words = {"name": data.name, "most": MOST_PIXELS // 1_000_000}
                raise ValidationError(REASONS[error.reason], code=error.reason, params=words) from error
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(
                REASONS["broken"], code="broken", params={"name": getattr(data, "name", "")}
            ) from error


class DocumentForm(VersionedFormMixin, BaseDocumentForm):
    """The form of a document, which refuses a file for which there is no room."""

    def clean_file(self) -> File:
        """The file. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_room(file)
        return file


class PictureForm(VersionedFormMixin, BaseImageForm):
    """The form of a picture, which fills empty fields from the metadata of the file."""

    file = CheckedPictureField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_zone(self, timezone.get_default_timezone())  # a picture may be used by several editions

    def clean(self) -> dict[str, object]:
        """Leave the file alone unless another was uploaded: Django would open it, and it may be missing."""
        cleaned = super().clean()
        if "file" not in self.changed_data:
            cleaned.pop("file", None)
        return cleaned

    def save(self, commit: bool = True) -> Picture:
        is_new_file = "file" in self.changed_data or self.instance.pk is None
        metadata = fill_from_file(self.instance) if is_new_file else None
        if not commit:  # the rights of a new picture may have ended before it was uploaded
            self.instance.rights_ended = _has_ended(self.instance)
            return cast("Picture", super().save(commit=False))
        with transaction.atomic():
            picture: Picture = super().save()
            action = end_rights if _has_ended(picture) else extend_rights
            if changed := action(picture_id=picture.pk, now=timezone.now()):
                picture.rights_ended = changed.rights_ended
        if metadata and metadata.keywords and not picture.tags.exists():
            picture.tags.set(metadata.keywords)
        return picture


def _has_ended(picture: Picture) -> bool:
    return bool(picture.rights_end_at and picture.rights_end_at <= timezone.now())


def fill_from_file(picture: Picture) -> PictureMetadata:
    """Fill the empty fields of `picture` from the metadata of its file; returns the metadata."""
    picture.file.open()
    picture.file.seek(0)
    metadata = read_metadata(picture.file)
    picture.file.seek(0)
    for name in ("alt_text", "caption", "credit", "copyright_holder", "usage_terms", "source_url", "rights_end_at"):
        value = getattr(metadata, name)
        if value and not getattr(picture, name):
            try:
                cast("Field", picture._meta.get_field(name)).clean(value, picture)
            except ValidationError:
                continue
            setattr(picture, name, value)
    return metadata

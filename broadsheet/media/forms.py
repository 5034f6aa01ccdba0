"""The forms of pictures and documents in the admin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from broadsheet.core.unchanged import VersionedFormMixin
from broadsheet.edge.trouble import free_bytes

from .decoding import MOST_PIXELS, UndecodablePicture, check_decodes
from .metadata import PictureMetadata, read_metadata

if TYPE_CHECKING:
    from .models import Picture

REASONS = {
    "broken": _(
        "“%(name)s” cannot be read to its end; it is cut short or damaged. Save it anew from the program that made it."
    ),
    "kind": _("“%(name)s” is no picture of a kind that is taken here. Save it as JPEG, PNG, WebP, AVIF, HEIC or GIF."),
    "empty": _("“%(name)s” has no pixels. Save it anew from the program that made it."),
    "pixels": _("“%(name)s” is larger than %(most)s million pixels. Scale it down and upload it again."),
}


NO_ROOM = _("“%(name)s” was not stored: the newsroom's server has no room left. Please tell whoever runs the site.")
_RESERVE = 4_000_000  # bytes that are left for what else is written: the row, the smaller sizes of the picture


def check_room(file: File) -> None:
    """Raises ValidationError where the file does not fit into the media folder."""
    free = free_bytes(Path(settings.MEDIA_ROOT))
    if free is not None and free < (file.size or 0) + _RESERVE:
        raise ValidationError(NO_ROOM, code="room", params={"name": file.name})


class CheckedPictureField(WagtailImageField):
    """Wagtail's field of a picture file, of which nothing is decoded here: that is done in a process with bounds."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """The file, of which a JPEG can be made. Raises ValidationError with a sentence that names it."""
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
    """Refuses a file for which there is no room."""

    def clean_file(self) -> File:
        """The file. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_room(file)
        return file


class PictureForm(VersionedFormMixin, BaseImageForm):
    """Fills what the editor left empty from what the file says about itself."""

    file = CheckedPictureField(label=_("File"), widget=BaseImageForm.Meta.widgets["file"])

    def save(self, commit: bool = True) -> Picture:
        is_new_file = "file" in self.changed_data or self.instance.pk is None
        metadata = fill_from_file(self.instance) if is_new_file else None
        end = self.instance.rights_end_at
        self.instance.rights_ended = bool(end and end <= timezone.now())
        picture = super().save(commit=commit)
        if metadata and commit and metadata.keywords and not picture.tags.exists():
            picture.tags.set(metadata.keywords)
        return picture


def fill_from_file(picture: Picture) -> PictureMetadata:
    """Put the file's own metadata where `picture` has nothing yet."""
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

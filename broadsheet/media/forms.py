"""The picture form of the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.images.forms import BaseImageForm

from .metadata import PictureMetadata, read_metadata


class PictureForm(BaseImageForm):
    """Fills what the editor left empty from what the file says about itself."""

    def save(self, commit: bool = True) -> Any:  # noqa: ANN401 - as in the base class
        is_new_file = "file" in self.changed_data or self.instance.pk is None
        found = fill_from_file(self.instance) if is_new_file else None
        end = self.instance.rights_end_at
        self.instance.rights_ended = bool(end and end <= timezone.now())
        picture = super().save(commit=commit)
        if found and commit and found.keywords and not picture.tags.exists():
            picture.tags.set(found.keywords)
        return picture


def fill_from_file(picture: Any) -> PictureMetadata:  # noqa: ANN401 - a Picture, saved or not
    """Put the file's own metadata where `picture` has nothing yet."""
    picture.file.open()
    picture.file.seek(0)
    found = read_metadata(picture.file)
    picture.file.seek(0)
    for name in ("alt_text", "caption", "credit", "copyright_holder", "usage_terms", "source_url", "rights_end_at"):
        value = getattr(found, name)
        if value and not getattr(picture, name):
            try:
                picture._meta.get_field(name).clean(value, picture)
            except ValidationError:
                continue
            setattr(picture, name, value)
    return found

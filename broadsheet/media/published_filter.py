"""Renditions without what the file says about itself: no place, no serial number, no private note."""

from __future__ import annotations

from PIL import Image
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, Filter
from willow.image import Image as WillowImage
from willow.plugins.pillow import PillowImage

from .decoding import shown_as_jpeg

# Pillow's names of the blocks that may hold a place (EXIF 2.3 GPS IFD, XMP exif:GPS*, IPTC location).
PRIVATE_BLOCKS = ("exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp", "Raw profile type exif")


class MetadataRemoval(FilterOperation):
    """Drops every block of metadata but the colour profile."""

    def construct(self) -> None:
        """No parameters."""

    def run(self, willow: WillowImage, image: AbstractImage, env: dict[str, object]) -> WillowImage:
        """The same picture with nothing to tell."""
        info = getattr(getattr(willow, "image", None), "info", None)
        if isinstance(info, dict):
            for name in PRIVATE_BLOCKS:
                info.pop(name, None)
        return willow


class DisplayConversion(FilterOperation):
    """Brings 16 and 32 bits a sample down to the 8 that JPEG and WebP have."""

    def construct(self) -> None:
        """No parameters."""

    def run(self, willow: WillowImage, image: AbstractImage, env: dict[str, object]) -> WillowImage:
        """The same picture in a mode that can be written."""
        pillow = getattr(willow, "image", None)
        if not isinstance(pillow, Image.Image):
            return willow
        shown = shown_as_jpeg(pillow)
        return willow if shown is pillow else PillowImage(shown)


class PublishedFilter(Filter):
    """Wagtail's filter of the same spec, with the metadata dropped last."""

    @property
    def filter_operations(self) -> list[FilterOperation]:
        """What can be shown first, then the spec's own, then no metadata."""
        own = [operation for operation in self.operations if isinstance(operation, FilterOperation)]
        return [DisplayConversion("displayable"), *own, MetadataRemoval("drop-metadata")]

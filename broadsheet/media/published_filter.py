"""Makes renditions without the metadata of the file, such as places, serial numbers and private notes."""

from __future__ import annotations

from PIL import Image
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, Filter
from willow.image import Image as WillowImage
from willow.plugins.pillow import PillowImage

from .decoding import shown_as_jpeg

# Pillow's names for the blocks that may contain a location (EXIF 2.3 GPS IFD, XMP exif:GPS*, IPTC location).
PRIVATE_BLOCKS = ("exif", "xmp", "photoshop", "comment", "XML:com.adobe.xmp", "Raw profile type exif")


class MetadataRemoval(FilterOperation):
    """Removes every block of metadata except the colour profile."""

    def construct(self) -> None:
        """Take no parameters."""

    def run(self, willow: WillowImage, image: AbstractImage, env: dict[str, object]) -> WillowImage:
        """The same picture without metadata."""
        info = getattr(getattr(willow, "image", None), "info", None)
        if isinstance(info, dict):
            for name in PRIVATE_BLOCKS:
                info.pop(name, None)
        return willow


class DisplayConversion(FilterOperation):
    """Converts samples of 16 and 32 bits to 8 bits, which JPEG and WebP support."""

    def construct(self) -> None:
        """Take no parameters."""

    def run(self, willow: WillowImage, image: AbstractImage, env: dict[str, object]) -> WillowImage:
        """The same picture in a mode that can be saved."""
        pillow = getattr(willow, "image", None)
        if not isinstance(pillow, Image.Image):
            return willow
        shown = shown_as_jpeg(pillow)
        return willow if shown is pillow else PillowImage(shown)


class PublishedFilter(Filter):
    """Wagtail's filter with the same spec, which also converts the samples and removes the metadata."""

    @property
    def filter_operations(self) -> list[FilterOperation]:
        """The conversion for display, then the operations of the spec, then the removal of metadata."""
        own = [operation for operation in self.operations if isinstance(operation, FilterOperation)]
        return [DisplayConversion("displayable"), *own, MetadataRemoval("drop-metadata")]

"""The places where pictures are shown, with their ratios, the widths of their files, and their widths on the page.

Renditions are specified in Wagtail's filter syntax; `fill-` keeps the focal point in the frame.
"""

from __future__ import annotations

from dataclasses import dataclass

FORMATS = ("avif", "webp", "jpeg")  # best first; every browser can show jpeg


@dataclass(frozen=True, kw_only=True)
class PicturePlace:
    """One place. `ratio`: width divided by height, None for the picture's own; `widths`: of its files, in pixels."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]
    fallback: int  # the width of the one file that is made at once, as JPEG
    sizes: str  # HTML's `sizes`
    formats: tuple[str, ...] = FORMATS

    def spec(self, width: int, image_format: str) -> str:
        """Wagtail's filter for one width and format."""
        shape = f"width-{width}" if self.ratio is None else f"fill-{width}x{round(width / self.ratio)}"
        return f"{shape}|format-{image_format}"


PLACES = {
    place.name: place
    for place in (
        PicturePlace(
            name="lead", ratio=3 / 2, widths=(480, 800, 1200, 1600), fallback=800,
            sizes="(min-width: 1300px) 840px, (min-width: 700px) 66vw, 100vw",
        ),
        PicturePlace(
            name="natural", ratio=None, widths=(480, 800, 1200), fallback=800,
            sizes="(min-width: 1080px) 760px, 100vw",
        ),
        PicturePlace(
            name="card", ratio=3 / 2, widths=(240, 400, 640), fallback=400,
            sizes="(min-width: 1080px) 300px, (min-width: 600px) 45vw, 100vw",
        ),
        PicturePlace(name="small", ratio=1.0, widths=(96, 192), fallback=192, sizes="96px"),
        # What other sites show of a link (Open Graph); many of them read JPEG only.
        PicturePlace(name="share", ratio=1200 / 630, widths=(1200,), fallback=1200, sizes="1200px", formats=("jpeg",)),
    )
}  # fmt: skip


def all_specs() -> list[str]:
    """Every filter that a public page may use, with those that are needed at once first."""
    at_once = [place.spec(place.fallback, "jpeg") for place in PLACES.values()]
    rest = [
        place.spec(width, image_format)
        for image_format in ("webp", "jpeg", "avif")
        for place in PLACES.values()
        if image_format in place.formats
        for width in place.widths
    ]
    return list(dict.fromkeys(at_once + rest))

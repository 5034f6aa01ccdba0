"""Reads the metadata of picture files: IPTC-IIM, XMP and EXIF (IPTC Photo Metadata Standard 2023.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, TypeVar

from PIL import Image, IptcImagePlugin

# EXIF tags (Exif 3.0)
EXIF_DESCRIPTION, EXIF_ARTIST, EXIF_COPYRIGHT = 0x010E, 0x013B, 0x8298
LONGEST = 2000  # characters kept of any field


@dataclass(frozen=True, kw_only=True)
class PictureMetadata:
    """The fields that the newsroom keeps; a field is empty where the file does not have it."""

    title: str = ""
    alt_text: str = ""
    caption: str = ""
    credit: str = ""
    copyright_holder: str = ""
    usage_terms: str = ""
    source_url: str = ""
    rights_end_at: datetime | None = None
    keywords: tuple[str, ...] = ()


def read_metadata(file: IO[bytes]) -> PictureMetadata:
    """The metadata of a picture file. XMP takes precedence over IPTC-IIM, and that over EXIF. Invalid blocks are ignored."""
    try:
        image = Image.open(file)
    except (OSError, SyntaxError, ValueError):
        return PictureMetadata()
    records = _guarded(lambda: IptcImagePlugin.getiptcinfo(image))
    iptc: Mapping[tuple[int, int], object] = records or {}
    xmp = _flat(_guarded(image.getxmp) or {})
    exif: Mapping[int, object] = _guarded(image.getexif) or {}

    creator = _text(xmp.get("creator")) or _text(iptc.get((2, 80))) or _text(exif.get(EXIF_ARTIST))
    credit = _text(xmp.get("Credit")) or _text(iptc.get((2, 110)))
    joined = f"{creator}/{credit}" if creator and credit and creator not in credit else credit or creator
    return PictureMetadata(
        title=_text(xmp.get("Headline"))
        or _text(iptc.get((2, 105)))
        or _text(xmp.get("title"))
        or _text(iptc.get((2, 5))),
        alt_text=_text(xmp.get("AltTextAccessibility")),
        caption=_text(xmp.get("description")) or _text(iptc.get((2, 120))) or _text(exif.get(EXIF_DESCRIPTION)),
        credit=joined[:255],
        copyright_holder=(
            _text(xmp.get("CopyrightOwnerName"))
            or _text(xmp.get("rights"))
            or _text(iptc.get((2, 116)))
            or _text(exif.get(EXIF_COPYRIGHT))
        )[:255],
        usage_terms=_text(xmp.get("UsageTerms")),
        source_url=_url(_text(xmp.get("WebStatement")) or _text(xmp.get("LicensorURL"))),
        rights_end_at=_moment(_text(xmp.get("LicenseEndDate"))),
        keywords=_words(xmp.get("subject")) or _words(iptc.get((2, 25))),
    )


Read = TypeVar("Read")


def _guarded(read: Callable[[], Read]) -> Read | None:
    """The result of `read`, or None where it fails, because broken metadata must not make a picture unusable."""
    try:
        return read()
    except Exception:
        return None


def _flat(tree: object) -> dict[str, object]:
    """XMP's properties by local name; of several with the same name, the outermost counts."""
    fields: dict[str, object] = {}
    queue: list[Any] = [tree]
    while queue:
        node = queue.pop(0)
        if isinstance(node, dict):
            for name, value in node.items():
                fields.setdefault(name, value)
                queue.append(value)
        elif isinstance(node, list):
            queue.extend(node)
    return fields


def _text(value: object) -> str:
    """A value as text: bytes are decoded from UTF-8 or Latin-1, of language alternatives the first is used, lists are joined."""
    if isinstance(value, bytes):
        raw = value
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            value = raw.decode("latin-1")
    if isinstance(value, dict):
        for name in ("Alt", "Seq", "Bag", "li", "text"):
            if name in value:
                return _text(value[name])
        return ""
    if isinstance(value, list | tuple):
        words: Iterable[str] = (_text(part) for part in value)
        return ", ".join(dict.fromkeys(word for word in words if word))[:LONGEST]
    return " ".join(str(value).replace("\x00", " ").split())[:LONGEST] if value is not None else ""


def _words(value: object) -> tuple[str, ...]:
    """The items of a list, or a single value."""
    while isinstance(value, dict):
        value = next((value[name] for name in ("Bag", "Seq", "li") if name in value), None)
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(word for word in map(_text, items) if word)[:40]


def _url(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

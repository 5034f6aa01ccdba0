"""Pictures with the text around them (alt text, caption, credit), and which one is the lead picture."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.leaves import Leaf
from broadsheet.imports.markup.pictures import clean_credit, split_credit
from broadsheet.imports.markup.pieces import PictureInText
from broadsheet.imports.markup.tree import Element, names_of, text_of
from broadsheet.imports.page.metadata import Metadata
from broadsheet.imports.page.story import LeadPicture

_CREDIT_NAMES = frozenset("credit credits copyright photographer attribution source byline crediti fotocredit".split())
_CAPTION_NAMES = frozenset("caption captions legend pie bildunterschrift legende didascalia description".split())
_HOLDERS = frozenset("figure image img photo picture media caption gallery visual foto bild lead hero featured".split())
_STEM = re.compile(
    r"([^/]+?)(?:[-_.](?:\d{2,4}x\d{2,4}|scaled|large|small|medium|thumb\w*|\d{2,4}w?|w\d+|h\d+))*(?:\.\w{2,5})*$"
)
_NO_ALT = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)$|^(?:photo|image|picture|img|foto)$")
_LOGO = re.compile(
    r"(?i)logo|favicon|default[-_.]?(?:image|share|og)|(?:opengraph|og|share|social|facebook)[-_.]default|placeholder|avatar|gravatar|sprite"
)


def stem_of(url: str) -> str:
    """The name of a picture's file without size and extension; the same for all its renditions."""
    path = unquote(urlsplit(url).path).rstrip("/")
    stem = _STEM.search(path)
    return (stem.group(1) if stem else path).lower()


def image_block(leaf: Leaf) -> PictureInText:
    """A picture leaf with its alt text, and the caption and credit of the figure around it."""
    alt = " ".join((leaf.element.get("alt") or "").split())[:500]
    if _NO_ALT.search(alt):
        alt = ""
    caption, credit = _around(leaf.element)
    return PictureInText(str(leaf.payload), alt, caption, credit)


def _holder(image: Element) -> Element | None:
    """The figure around a picture, or the smallest box with such a name that contains no other picture."""
    best = None
    for count, above in enumerate(image.iterancestors()):
        if above.tag == "figure":
            return above
        if count > 5 or above.tag in ("article", "main", "body") or sum(1 for _ in above.iter("img")) > 1:
            break
        if names_of(above) & _HOLDERS and len(text_of(above)) < 800:
            best = above
    return best


def _around(image: Element) -> tuple[str, str]:
    holder = _holder(image)
    if holder is None or len(text_of(holder)) > 1500:
        return "", ""
    credit_element = _first(holder, _CREDIT_NAMES)
    caption_element = holder.find(".//figcaption")
    if caption_element is None:
        caption_element = _first(holder, _CAPTION_NAMES)
    credit = text_of(credit_element) if credit_element is not None else ""
    whole = text_of(caption_element) if caption_element is not None else ""
    if credit and caption_element is not None and credit in whole:
        whole = whole.replace(credit, " ")
    elif not credit:
        whole, credit = split_credit(whole)
    return " ".join(whole.split()).strip(" |–—-"), clean_credit(credit)


def _first(holder: Element, names: frozenset[str]) -> Element | None:
    for element in holder.iter():
        if element is not holder and element.tag != "img" and names_of(element) & names and text_of(element):
            return element
    return None


def find_image(
    metadata: Metadata, leaves: Sequence[Leaf], body: Sequence[Leaf], base: str | None
) -> LeadPicture | None:
    """The lead picture: the one named in the metadata, with the text of its figure; else the first in the body."""
    pictures = [leaf for leaf in leaves if leaf.kind == "image"]
    stated = [url for url in _stated(metadata, base) if not _LOGO.search(url)]
    for url in stated:
        same = [leaf for leaf in pictures if stem_of(str(leaf.payload)) == stem_of(url)]
        blocks = sorted(
            map(image_block, same),
            key=lambda block: -(bool(block.caption) + bool(block.credit) + bool(block.alt)),
        )
        if blocks:
            return _lead(url, blocks[0])
    if stated:
        alt = metadata.first("og:image:alt", "twitter:image:alt")
        caption, credit = _stated_caption(metadata)
        return LeadPicture(stated[0], alt or None, caption or None, credit or None)
    chosen = set(map(id, body))
    for leaf in leaves:
        if leaf.kind == "image" and id(leaf) in chosen and not _LOGO.search(str(leaf.payload)):
            return _lead(str(leaf.payload), image_block(leaf))
    return None


def _lead(url: str, block: PictureInText) -> LeadPicture:
    return LeadPicture(url, block.alt or None, block.caption or None, block.credit or None)


def _stated(metadata: Metadata, base: str | None) -> list[str]:
    addresses: list[str] = metadata.every("og:image", "og:image:url", "og:image:secure_url")
    for image in metadata.linked.things("image"):
        address = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
        addresses += [
            entry for entry in (address if isinstance(address, list) else [address]) if isinstance(entry, str)
        ]
    addresses += metadata.every("twitter:image", "twitter:image:src", "thumbnailurl")
    return [url for url in (absolute(address, base) for address in addresses) if url]


def _stated_caption(metadata: Metadata) -> tuple[str, str]:
    for image in metadata.linked.things("image"):
        if isinstance(image, dict):
            credit = image.get("creditText") or image.get("copyrightHolder") or ""
            caption = image.get("caption") or ""
            if isinstance(caption, str) and isinstance(credit, str) and (caption or credit):
                split, named = split_credit(caption)
                return (caption, clean_credit(credit)) if credit else (split, named)
    return "", ""

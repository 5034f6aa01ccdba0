"""Pictures in HTML: their addresses (including lazily loaded ones), captions and credits."""

import re

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.tree import Element

_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-hi-res-src",
    "data-full-src",
    "data-image",
    "data-url",
)
_PLACEHOLDER = re.compile(r"(?i)^data:|blank\.|spacer|placeholder|pixel\.|/1x1|transparent|loading\.gif|grey-")
_TINY = 60  # pixels


def picture_url(element: Element, base: str | None) -> str | None:
    """The absolute address of an img's picture, the largest if there are several. None for an icon, or without a picture."""
    for side in ("width", "height"):
        size = re.match(r"\d+", element.get(side) or "")
        if size and int(size.group()) < _TINY:
            return None
    candidates = [element.get(name) for name in _LAZY]
    candidates += [
        largest(element.get("srcset") or ""),
        largest(element.get("data-srcset") or ""),
        element.get("src"),
    ]
    parent = element.getparent()
    if parent is not None and parent.tag == "picture":
        candidates += [
            largest(source.get("srcset") or source.get("data-srcset") or "") for source in parent.iter("source")
        ]
    for candidate in candidates:
        if candidate and not _PLACEHOLDER.search(candidate[:300]):
            url = absolute(candidate, base)
            if url:
                return url
    return None


def largest(srcset: str) -> str:
    """The address of the largest picture in a srcset; empty when there is none."""
    best, best_size = "", -1.0
    for match in re.finditer(r"(\S+?)(?:\s+([\d.]{1,10})[wx])?\s*(?:,\s|,?$)", srcset[:8000]):
        width = match.group(2)
        size = float(width) if width and width.count(".") < 2 and width != "." else 0.0
        if size > best_size:
            best, best_size = match.group(1).rstrip(","), size
    return best


# Words that introduce a credit in captions, in the languages of the editions and some others.
_CREDIT_WORDS = (
    r"photos?|photographs?|photographer|picture|pictures|image|images|illustration|graphic|credits?|source|courtesy(?: of)?"
    r"|cr[eé]dits? photos?|photo credits?|crédito (?:de la )?foto(?:gráfico)?|fotocredit|bildrechte|foto(?:s|graf|grafie|grafía|grafia)?|bild(?:er|quelle|nachweis)?|quelle|crédits?|crédito|créditos|imagen|imagem"
    r"|fuente|fonte|fotografía|photo credits?|image credits?|image source|source photo|getty"
    r"|фото|фотография|источник|иллюстрация|изображение|تصوير|صورة|الصورة|المصدر|مصدر الصورة"
)
_CAPTION_LABEL = re.compile(r"(?i)^(?:image|photo|picture|media)\s+caption\s*:?\s*")
_LABELLED = re.compile(
    rf"(?is)^(?P<caption>.*?)(?:^|[\s(\[|.,;/–—-])\(?(?:{_CREDIT_WORDS})(?:\s+(?:by|de|von|di|por))?\s*(?::|\s[-–—]|\bby\b)\s*(?P<credit>[^\n]{{2,140}}?)[)\]]?\.?$"
)
_COPYRIGHT = re.compile(
    r"(?is)^(?P<caption>.*?)[\s(\[|–—-]*(?:©|\(c\)|copyright\b)\s*(?P<credit>[^\n]{2,140}?)[)\]]?\.?$"
)
_AGENCY = (
    r"(?:Getty(?: Images)?|AFP|Associated Press|ASSOCIATED PRESS|AP(?: Photo)?|Reuters|REUTERS|EPA|EFE|dpa|Shutterstock|Alamy|Rex Features|PA(?: Wire)?"
    r"|Bloomberg|TASS|ТАСС|РИА Новости|Xinhua|Anadolu|Kyodo|iStock|Unsplash|Flickr|Wikimedia(?: Commons)?|Imago|Keystone"
    r"|ANSA|NASA|ESA|Press Association|ZUMA(?: Press)?|USA TODAY Sports|NurPhoto|Pexels|Pixabay|أ ف ب|رويترز)"
)
_BY_AGENCY = re.compile(
    rf"(?s)^(?P<caption>.*?)(?:^|[\s(\[|])(?P<credit>[^.\s([|/][^.([|/\n]{{0,60}}/\s?[^([|\n]{{0,60}}?{_AGENCY}[^([|\n]{{0,40}}"
    rf"|(?<=[(\[|])\s*[^([|\n]{{0,60}}{_AGENCY}[^([|\n]{{0,40}})[)\]]?\.?$"
)
_ONLY_AGENCY = re.compile(rf"(?s)^(?P<caption>)(?P<credit>[^.\n]{{0,60}}\b{_AGENCY})\.?$")


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption into text and credit by the usual ways of writing both. Either may be empty."""
    caption = _CAPTION_LABEL.sub("", caption.strip()[:3000])
    for pattern in (_LABELLED, _COPYRIGHT, _BY_AGENCY, _ONLY_AGENCY):
        match = pattern.match(caption)
        if match:
            rest = match.group("caption").strip(" \n|–—-([")
            credit = clean_credit(match.group("credit"))
            if not rest and len(credit.split()) > 6:
                return credit, ""  # "Image: ..." before a whole sentence is not a credit
            return rest, credit
    return caption, ""


_LABEL = re.compile(
    rf"(?i)^\(?(?:(?:{_CREDIT_WORDS})(?:\s+by)?\s*[:–—-]\s*|(?:photo|photograph|image|picture)\s+(?:by|copyright)\s+|©\s*|\(c\)\s*|copyright\s+)"
)


def clean_credit(credit: str) -> str:
    """A credit without its label: `Photo: Ann Smith/AP` gives `Ann Smith/AP`."""
    credit = " ".join(credit.split())
    while (shorter := _LABEL.sub("", credit)) != credit:
        credit = shorter
    if ")" in credit and "(" not in credit:
        credit = credit.split(")")[0]
    return credit.strip(" |,;)(–—-")[:200]

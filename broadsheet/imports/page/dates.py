"""The time of publication, to the minute, with its zone if the page names one."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from dateutil import parser as dateutil_parser
from dateutil import tz

from broadsheet.imports.markup.tree import Element, names_of, text_of
from broadsheet.imports.page.metadata import Metadata

_METAS = (
    "article:published_time", "datepublished", "og:published_time", "article:published", "og:article:published_time",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published", "published_time", "pubdate",
    "publishdate", "publish-date", "publish_date", "article_date_original", "originalpublicationdate", "dc.date.issued",
    "dcterms.created", "dc.date", "dcterms.date", "date", "publication_date", "ptime", "pdate", "displaydate",
)  # fmt: skip
_ZONES = {  # abbreviations used in English-language papers; ambiguous ones as in the United States
    "EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800, "PDT": -25200,
    "ET": tz.gettz("America/New_York"), "CT": tz.gettz("America/Chicago"), "PT": tz.gettz("America/Los_Angeles"),
    "BST": 3600, "CET": 3600, "CEST": 7200, "IST": 19800, "MSK": 10800, "JST": 32400, "AEST": 36000, "AEDT": 39600,
    "EET": 7200, "EEST": 10800, "WIB": 25200, "SGT": 28800, "HKT": 28800, "GMT": 0, "UTC": 0, "Z": 0,
}  # fmt: skip
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_HAS_TIME = re.compile(r"\d{1,2}[:.]\d\d|\d\s*[ap]\.?m", re.IGNORECASE)
_DATE_NAMES = frozenset(
    "date datetime published publication pubdate timestamp dateline fecha datum data tanggal time posted".split()
)
_OTHER = re.compile(r"(?i)\b(?:updated|modified|aktualisiert|mis à jour|actualizado|обновлено|آخر تحديث|expires)\b")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?:T[\d:.+Z-]+)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?{_MONTH},?\s+(?:de\s+|del\s+)?(?:19|20)\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
)
_TIME = r"(?:[\s,|–-]*(?:at|um|à|a las|às|в|kl\.)?\s*\d{1,2}[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b|\s*[+-]\d\d:?\d\d)?)?"
MOMENT = re.compile(_DATE + _TIME, re.IGNORECASE)


def find_published(root: Element, metadata: Metadata, nearby: Sequence[str] = ()) -> datetime | None:
    """When the story was published, to the minute if the page says so; midnight if it names only a day.

    Aware if the page names a zone, naive if not. `nearby` are the lines between the headline and the body,
    where readers may see a date even if the page has no date for machines.
    """
    moments: list[tuple[datetime, bool]] = []
    for text in [*_texts(root, metadata), *nearby]:
        if not text or (moment := parse_moment(text, metadata.language)) is None:
            continue
        exact = bool(_HAS_TIME.search(text)) or bool(_EPOCH.fullmatch(text.strip()))
        if exact and moment.tzinfo is not None and not moments:
            return moment
        moments.append((moment, exact))
        if len(moments) > 8:
            break
    if not moments:
        return None
    first = moments[0][0]
    near = [entry for entry in moments if abs((entry[0].replace(tzinfo=None) - first.replace(tzinfo=None)).days) <= 1]
    return max(near, key=lambda entry: (entry[1], entry[1] and entry[0].tzinfo is not None))[0]


def _texts(root: Element, metadata: Metadata) -> list[str]:
    """Texts that may contain the time of publication, the most reliable first."""
    texts = [*metadata.linked.texts("datePublished"), *metadata.every(*_METAS)]
    if not texts:
        texts += metadata.linked.texts("dateCreated")
    marked: list[str] = []
    named: list[str] = []
    for element in root.iter("time", "span", "div", "p", "abbr", "li", "small", "em", "a", "dd"):
        stated = element.get("datetime") or element.get("content") or ""
        if "datePublished" in (element.get("itemprop") or "") or element.get("pubdate") is not None:
            marked.append(stated or text_of(element))
        elif element.tag == "time" and len(element) < 4:
            if not _OTHER.search(text_of(element)) and "dateModified" not in (element.get("itemprop") or ""):
                marked.append(stated or text_of(element))
        elif len(element) < 6 and len(named) < 20 and names_of(element) & _DATE_NAMES:
            text = text_of(element)
            if 5 < len(text) < 90 and re.search(r"\d", text) and not _OTHER.match(text):
                named.append(text)
    return texts + marked[:6] + named[:6]


def parse_moment(text: str, language: str | None) -> datetime | None:
    """A moment in any of the usual spellings, in the page's language; None if it is not a date, or has no year."""
    text = " ".join(text.split())[:120]
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, tz.UTC)
    if not _HAS_YEAR.search(text):
        return None
    try:
        return _sane(datetime.fromisoformat(text))
    except ValueError:
        pass
    in_text = MOMENT.search(text)
    text = in_text.group() if in_text else text
    return _by_numbers(text, language) or _in_words(text, language)


_FLOORS = (datetime.fromisoformat("2001-01-01"), datetime.fromisoformat("2002-02-02"))


def _by_numbers(text: str, language: str | None) -> datetime | None:
    """Dates in digits or in English. Parsed twice with different defaults: parts that differ are not in the text."""
    try:
        moment, other = (
            dateutil_parser.parse(text, tzinfos=_zone, dayfirst=_day_first(language), default=floor)
            for floor in _FLOORS
        )
    except (ValueError, OverflowError, TypeError):
        return None
    return _sane(moment) if moment.date() == other.date() else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return tz.tzoffset(name, offset)
    known = _ZONES.get((name or "").upper())
    return tz.tzoffset(name, known) if isinstance(known, int) else known


def _day_first(language: str | None) -> bool:
    """Whether 5/10 is the fifth of October. That is the default, as in most of the world, if the page names no language."""
    return (language or "").lower() not in ("en", "en-us", "en-ca", "en-ph", "zh", "ja", "ko")


def _sane(moment: datetime) -> datetime | None:
    return moment if 1700 < moment.year < 2200 else None


def _in_words(text: str, language: str | None) -> datetime | None:
    """Dates with month names in languages other than English."""
    import dateparser  # costs half a second, and most pages have a date for machines

    languages = [(language or "en").split("-")[0].lower()]
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    for known in (languages, None):
        try:
            moment = dateparser.parse(text, languages=known, settings=settings)
        except (ValueError, TypeError, OverflowError, RecursionError):
            moment = None
        if moment is not None:
            return _sane(moment)
        if len(text) > 40:
            break
    return None

"""Loads a saved page from a file (plain or gzip) or from a public web address."""

import codecs
import re
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from broadsheet.imports.markup.tree import UnreadablePage
from broadsheet.wire.fetch import FetchError, GzipDecoder, Network, PrivateAddress, fetch

LIMIT_BYTES = 10_000_000
DEADLINE_SECONDS = 7.0  # the rest of ten seconds is for reading the page
_ACCEPTED = ("text/html", "application/xhtml+xml")
_ADDRESS = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")


@dataclass(frozen=True)
class SavedPage:
    """A page as bytes. `url` is its address, and `charset` the encoding that the server named, if known."""

    html: bytes
    url: str | None = None
    charset: str | None = None


def read_source(
    file_or_url: str, *, ports: frozenset[int] = frozenset({80, 443}), network: Network | None = None
) -> SavedPage:
    """The page in a file or at a web address. Raises UnreadablePage with one sentence.

    At most 10 MB, compressed and decompressed; from the web at most 7 seconds and 3 redirects.
    """
    if _ADDRESS.match(file_or_url.strip()):
        return _from_web(file_or_url.strip(), ports, network)
    return SavedPage(_from_file(Path(file_or_url)))


def _from_web(url: str, ports: frozenset[int], network: Network | None) -> SavedPage:
    try:
        fetched = fetch(
            url,
            accept=_ACCEPTED,
            limit_bytes=LIMIT_BYTES,
            deadline_seconds=DEADLINE_SECONDS,
            ports=ports,
            network=network,
        )
    except PrivateAddress as refusal:
        sentence = str(refusal).replace("can be fetched.", "can be imported.")
        raise UnreadablePage(f"{sentence} Save the page to a file and import that.") from None
    except FetchError as refusal:
        raise UnreadablePage(str(refusal)) from None
    if not fetched.body.strip():
        raise UnreadablePage(f"{fetched.url} is empty.")
    charset = re.search(r"(?i)charset\s*=\s*[\"']?([\w.:-]{1,40})", fetched.content_type)
    return SavedPage(fetched.body, fetched.url, charset.group(1) if charset else None)


def _from_file(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadablePage(f"{path} is a directory. Name the file of one saved page.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePage(f"{path} is not a regular file.")
        if status.st_size > LIMIT_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise UnreadablePage(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadablePage):
            raise
        reason = getattr(error, "strerror", None) or "its name is not a path"
        raise UnreadablePage(f"{path!s} cannot be read: {reason.lower()}.") from None
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(path, data)
    if len(data) > LIMIT_BYTES:
        raise _too_large(path)
    if not data.strip():
        raise UnreadablePage(f"{path} is empty.")
    return data


def _unpacked(path: Path, data: bytes) -> bytes:
    unpack = GzipDecoder(LIMIT_BYTES)
    try:
        html = unpack.feed(data)
    except zlib.error:
        raise UnreadablePage(f"{path} looks like a gzip file but cannot be unpacked.") from None
    if len(html) <= LIMIT_BYTES and not unpack.whole:
        raise UnreadablePage(f"{path} is a gzip file that breaks off before its end.")
    return html


def _too_large(path: Path) -> UnreadablePage:
    return UnreadablePage(f"{path} is larger than {LIMIT_BYTES // 1_000_000} MB, the limit for a page.")


_SIGNATURES = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"), (b"RIFF", "a media file"), (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"), (b"\x00\x00\x01\x00", "an icon"), (b"ID3", "an MP3 file"),
    (b"bplist", "a Safari web archive"), (b"\x1f\x8b", "a gzip file"), (b"\x7fELF", "a program"), (b"SQLite", "a database"),
)  # fmt: skip
_HTML = re.compile(
    rb"(?i)<(?:!doctype\s+html|html|head|body|title|meta|div|p|article|main|section|h[1-6]|table|span|br)[\s/>]"
)
_FEED = re.compile(rb"(?i)<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg)[\s>]")


def refuse_other_formats(page: SavedPage) -> None:
    """Refuse files that are not HTML, by their first bytes and not by their names. Raises UnreadablePage."""
    html = page.html
    start = html[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and not html.strip():
        raise UnreadablePage("The page is empty.")
    for signature, name in _SIGNATURES:
        if start.startswith(signature):
            raise UnreadablePage(f"This is {name}, not a saved web page.")
    if start[:13].lower() == b"mime-version:" or b"multipart/related" in start:
        raise UnreadablePage("This is a web archive (MHTML). Save the page as HTML and import that.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if _FEED.search(start) and not _HTML.search(start):
        raise UnreadablePage("This is an XML file such as a feed or a drawing, not a saved web page.")
    if not _HTML.search(html[:1_000_000]):
        kind = "JSON" if start[:1] in (b"{", b"[") else "plain text or data"
        raise UnreadablePage(f"This is {kind}, not a saved web page: it has no HTML in it.")


_META_CHARSET = re.compile(rb"(?i)<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})")
_UNTEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]")
_SAMPLE = 200_000


def decode(page: SavedPage) -> str:
    """The page as text. The encoding comes from its byte-order mark, the server, the page, UTF-8 or a guess, in this order.

    Raises UnreadablePage.
    """
    html = page.html
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if html.startswith(mark):
            return _checked(html[len(mark) :].decode(name, "replace"))
    declared = _META_CHARSET.search(html[:8192])
    stated = [page.charset, declared.group(1).decode("ascii") if declared else None, "utf-8"]
    for name in filter(None, stated):
        if name.lower().startswith("utf-16") or name.lower().startswith("utf-7"):
            continue
        try:
            # Browsers decode some labels as larger encodings than their names say (WHATWG, Encoding, section 4.2).
            wide = {
                "iso-8859-1": "cp1252",
                "latin1": "cp1252",
                "latin-1": "cp1252",
                "us-ascii": "cp1252",
                "gb2312": "gb18030",
            }
            codec = codecs.lookup(wide.get(name.lower(), name)).name
            return _checked(html.decode(codec))
        except (LookupError, UnicodeError, ValueError) as error:
            if isinstance(error, UnreadablePage):
                raise
    return _checked(_guessed(html))


def _guessed(html: bytes) -> str:
    """The text of a page with no or a wrong encoding label. Most such pages are UTF-8 with a few broken bytes."""
    text = html.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(byte > 127 for byte in html[:_SAMPLE]) or 1
    if broken <= 20 or broken * 20 < foreign:
        return text
    best = charset_normalizer.from_bytes(html[:_SAMPLE]).best()
    return html.decode(best.encoding if best else "cp1252", "replace")


def _checked(text: str) -> str:
    odd = len(_UNTEXT.findall(text[:_SAMPLE]))
    if odd > 50 and odd > 0.02 * min(len(text), _SAMPLE):
        raise UnreadablePage("This page is not text in any encoding that can be recognised.")
    return text.replace("\x00", "")

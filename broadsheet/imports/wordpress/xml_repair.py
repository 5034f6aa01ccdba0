"""Repairs small faults of real exports before the parser sees them. Line numbers stay the same.

It removes characters that XML forbids, which word processors leave behind. Undecodable bytes become U+FFFD. Outside CDATA, an
ampersand that does not begin an XML entity becomes `&amp;`, and a reference to a forbidden character becomes U+FFFD (XML 1.0,
sections 2.2 and 4.1).
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"""^(\s*<\?xml[^>]{0,200}?)\s+encoding=["'][^"']*["']""")
_AMPERSAND = re.compile(r"&(?:#(\d{1,8}|[xX][0-9a-fA-F]{1,7});|([A-Za-z][A-Za-z0-9]{1,31};))?")
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_HELD_BACK = 64  # characters kept for the next chunk, so that no reference or mark is cut in two


class XmlRepair:
    """Takes the file in chunks of bytes and returns them repaired, in UTF-8."""

    def __init__(self) -> None:
        self.decoder: codecs.IncrementalDecoder | None = None
        self.carry = ""
        self.in_cdata = False
        self.has_started = False

    def mend(self, chunk: bytes) -> bytes:
        """The next chunk, repaired."""
        if self.decoder is None:
            self.decoder = codecs.getincrementaldecoder(_encoding(chunk))("replace")
        text = self.carry + _FORBIDDEN.sub("", self.decoder.decode(chunk))
        if not self.has_started:
            text = _DECLARATION.sub(r"\1", text.lstrip("\ufeff").lstrip(), count=1)
            self.has_started = True
        cut = max(len(text) - _HELD_BACK, 0)
        ready, self.carry = self._mended(text, cut)
        return ready.encode("utf-8", "replace")

    def rest(self) -> bytes:
        """The characters kept back, at the end of the file."""
        text = self.carry + (_FORBIDDEN.sub("", self.decoder.decode(b"", True)) if self.decoder else "")
        ready, rest = self._mended(text, len(text))
        return (ready + rest).encode("utf-8", "replace")

    def _mended(self, text: str, cut: int) -> tuple[str, str]:
        """`text` repaired up to `cut`, or to the end of a mark that crosses it; and the rest."""
        pieces: list[str] = []
        at = 0
        while at < cut:
            mark = _CLOSE if self.in_cdata else _OPEN
            start = text.find(mark, at)
            if start == -1 or start >= cut:
                end = cut if self.in_cdata else _before_reference(text, at, cut)
                pieces.append(text[at:end] if self.in_cdata else _AMPERSAND.sub(_reference, text[at:end]))
                at = end
                break
            end = start + len(mark)
            pieces.append(text[at:end] if self.in_cdata else _AMPERSAND.sub(_reference, text[at:start]) + mark)
            at, self.in_cdata = end, not self.in_cdata
        return "".join(pieces), text[at:]


def _before_reference(text: str, at: int, cut: int) -> int:
    """`cut`, or the position of an ampersand shortly before it whose reference may cross it."""
    if cut == len(text):
        return cut
    ampersand = text.rfind("&", max(at, cut - 40), cut)
    return cut if ampersand == -1 else ampersand


def _reference(match: re.Match[str]) -> str:
    number, name = match.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        allowed = code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
        return match.group() if allowed else "\ufffd"
    if name in {"amp;", "lt;", "gt;", "quot;", "apos;"}:
        return match.group()
    return html5[name] if name and name in html5 and "<" not in html5[name] else "&amp;" + match.group()[1:]


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.match(head)
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        " ".encode(name)
    except (LookupError, UnicodeError):  # not a codec for text
        return "utf-8"
    return codecs.lookup(name).name

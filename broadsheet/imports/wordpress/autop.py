"""Paragraphs of the classic editor: an empty line begins one, a single line break is a break (`wpautop`)."""

from __future__ import annotations

import re
from collections.abc import Callable

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu"
    "|summary|iframe|object|video|audio|script"
)
_PRESERVED = re.compile(r"(?i)<(pre|script|style|textarea)\b")
_LAST_BREAK = re.compile(r"(?i)<br\s?/?>$")
_OPEN = re.compile(rf"(?i)(<(?:{_BLOCKS})(?=[\s/>]))")
_CLOSE = re.compile(rf"(?i)(</(?:{_BLOCKS})\s*>)")
_ALONE = re.compile(r"(?i)(<hr\b[^>]*>)")
_IS_BLOCK = re.compile(rf"(?i)\s*</?(?:{_BLOCKS})(?=[\s/>])")
_TAG_WITH_LINES = re.compile(r"<[^<>]*\n[^<>]*>")
_MARK = "\x02{}\x03"


def paragraphs(text: str) -> str:
    """HTML with `<p>` and `<br>` where the classic editor shows them."""
    kept: list[str] = []

    def keep(whole: str) -> str:
        kept.append(whole)
        return "\n\n" + _MARK.format(len(kept) - 1) + "\n\n"

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x02", "").replace("\x03", "")
    text = _preserved(text, keep)
    text = _TAG_WITH_LINES.sub(lambda match: match.group().replace("\n", " "), text)
    text = re.sub(r"(?i)<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = _ALONE.sub(r"\n\n\1\n\n", _CLOSE.sub(r"\1\n\n", _OPEN.sub(r"\n\n\1", text)))
    pieces = []
    for piece in re.split(r"\n\s*\n", text):
        piece = piece.strip("\n")
        if not piece.strip():
            continue
        if piece.startswith("\x02"):
            pieces.append(kept[int(piece.strip("\x02\x03 "))])
        elif _IS_BLOCK.match(piece):
            opening = re.match(r"(?i)\s*<[^>]*>", piece)
            end = opening.end() if opening else 0
            pieces.append(piece[:end] + _breaks(piece[end:].strip("\n")))
        else:
            pieces.append(f"<p>{_breaks(piece)}</p>")
    return "\n".join(pieces)


def _breaks(text: str) -> str:
    *lines, last = text.split("\n")
    return "".join(f"{_LAST_BREAK.sub('', line.rstrip())}<br>" for line in lines) + last


def _preserved(text: str, keep: Callable[[str], str]) -> str:
    """`text` with each whole `<pre>` and the like replaced; one that never ends is left."""
    pieces: list[str] = []
    lower = text.lower()
    at = 0
    endless: set[str] = set()
    for match in _PRESERVED.finditer(text):
        tag = match.group(1).lower()
        if match.start() < at or tag in endless:
            continue
        end = lower.find(f"</{tag}", match.end())
        end = lower.find(">", end) + 1 if end != -1 else 0
        if not end:
            endless.add(tag)
            continue
        pieces += [text[at : match.start()], keep(text[match.start() : end])]
        at = end
    return "".join([*pieces, text[at:]])

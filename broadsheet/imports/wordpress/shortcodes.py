"""WordPress's shortcodes: `[gallery ids="1,2"]`, `[caption]...[/caption]`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

# A tag's attributes may hold brackets within quotes, as WordPress itself does not allow but people write.
_TAG = re.compile(r"""\[(/?)([A-Za-z][\w-]{1,60})((?:\s(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\]"'\[]){0,2000})?)(/?)\]""")
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"\]]+))|"([^"]*)"|'([^']*)'|([^\s"'=]+)""")
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'", "«": '"', "»": '"'})


@dataclass(frozen=True)
class Shortcode:
    """One shortcode: `unnamed` are its attributes without a name, `inside` what it encloses, None for nothing."""

    name: str
    attributes: dict[str, str]
    unnamed: tuple[str, ...]
    inside: str | None
    written: str  # as it stands in the text, without what it encloses
    at: int = 0  # where in the text it begins


def attributes_of(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Named attributes (names in lower case) and the unnamed ones, unescaped."""
    named: dict[str, str] = {}
    unnamed: list[str] = []
    text = html.unescape(text.replace("&#8221;", '"').replace("&#8243;", '"').replace("&quot;", '"'))
    if '"' not in text and "'" not in text:
        text = text.translate(_QUOTES)
    for match in _ATTRIBUTE.finditer(text):
        if match.group(1):
            named[match.group(1).lower()] = match.group(2) or match.group(3) or match.group(4) or ""
        else:
            unnamed.append(match.group(5) or match.group(6) or match.group(7) or "")
    return named, tuple(unnamed)


def replace_shortcodes(text: str, known: frozenset[str], replace: Callable[[Shortcode], str | None]) -> str:
    """`text` with each shortcode replaced by what `replace` gives; None leaves it as it is written.

    Only a name in `known` may enclose something; of any other, opening and closing tag are two shortcodes,
    so that what they enclose is read like any text. `[[gallery]]` is the way to write `[gallery]`.
    """
    pieces: list[str] = []
    at = 0
    while match := _TAG.search(text, at):
        pieces.append(text[at : match.start()])
        at = match.end()
        closing, name, given, void = match.groups()
        name = name.lower()
        if text[match.start() - 1 : match.start()] == "[" and text[at : at + 1] == "]":
            pieces[-1] = pieces[-1][:-1]
            pieces.append(match.group())
            at += 1
            continue
        inside = None
        if not closing and name in known and not void:
            end = text.find(f"[/{match.group(2)}]", at)
            following = text.find(f"[{match.group(2)}", at)
            if end != -1 and not -1 < following < end:
                inside, at = text[at:end], end + len(match.group(2)) + 3
        named, unnamed = attributes_of(given)
        code = Shortcode(name, named, unnamed, inside, match.group(), match.start())
        new = None if closing and name in known else replace(code)
        pieces.append(match.group() if new is None else new)
    pieces.append(text[at:])
    return "".join(pieces)


def reads_as_prose(code: Shortcode, before: str, after: str) -> bool:
    """Whether brackets around plain words are an editor's ("[sic]") and no shortcode: they stand in a line of text."""
    if code.attributes or re.search(r"[_\d-]", code.name) or re.search(r"[\"'/=\d]", code.written):
        return False
    return bool(before.rsplit("\n", 1)[-1].strip() or after.split("\n", 1)[0].strip())

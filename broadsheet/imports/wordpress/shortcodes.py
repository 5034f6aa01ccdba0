"""Finds shortcodes such as `[gallery ids="1,2"]` in a text, and converts those of WordPress itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from broadsheet.imports.markup.pieces import FileLink, PictureInText, StoryPiece

from .links import embed_for, link_paragraph
from .old_site import Attachment, OldSite
from .post_text import Placeholders, PostText

# Shortcodes of WordPress and wordpress.com that can be converted here.
KNOWN_SHORTCODES = frozenset([
    "caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "youtube", "vimeo", "soundcloud", "tweet",
    "twitter", "instagram", "dailymotion",
])  # fmt: skip
_FILES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "mp3", "m4a", "ogg", "wav", "wma")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")

# WordPress allows no brackets within the quotes of an attribute, but people write them.
_TAG = re.compile(r"""\[(/?)([A-Za-z][\w-]{1,60})((?:\s(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\]"'\[]){0,2000})?)(/?)\]""")
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"\]]+))|"([^"]*)"|'([^']*)'|([^\s"'=]+)""")
_QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'", "«": '"', "»": '"'})


@dataclass(frozen=True)
class Shortcode:
    """One shortcode. `unnamed` are attributes without a name; `inside` is the enclosed text, or None."""

    name: str
    attributes: dict[str, str]
    unnamed: tuple[str, ...]
    inside: str | None
    written: str  # the opening tag as written in the text
    start: int = 0  # where in the text it begins


def attributes_of(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The named attributes (names in lower case) and the unnamed ones, unescaped."""
    named: dict[str, str] = {}
    unnamed: list[str] = []
    text = unescape(text.replace("&#8221;", '"').replace("&#8243;", '"').replace("&quot;", '"'))
    if '"' not in text and "'" not in text:
        text = text.translate(_QUOTES)
    for match in _ATTRIBUTE.finditer(text):
        if match.group(1):
            named[match.group(1).lower()] = match.group(2) or match.group(3) or match.group(4) or ""
        else:
            unnamed.append(match.group(5) or match.group(6) or match.group(7) or "")
    return named, tuple(unnamed)


def replace_shortcodes(text: str, replace: Callable[[Shortcode], str | None]) -> str:
    """`text` with each shortcode replaced by the result of `replace`; None leaves it as written.

    Only known shortcodes enclose text. The opening and the closing tag of any other count as two shortcodes, so that
    the text between them is read like the rest. `[[gallery]]` is WordPress's way to write `[gallery]`.
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
        if not closing and name in KNOWN_SHORTCODES and not void:
            end = text.find(f"[/{match.group(2)}]", at)
            following = text.find(f"[{match.group(2)}", at)
            if end != -1 and not -1 < following < end:
                inside, at = text[at:end], end + len(match.group(2)) + 3
        named, unnamed = attributes_of(given)
        code = Shortcode(name, named, unnamed, inside, match.group(), match.start())
        new = None if closing and name in KNOWN_SHORTCODES else replace(code)
        pieces.append(match.group() if new is None else new)
    pieces.append(text[at:])
    return "".join(pieces)


def reads_as_prose(code: Shortcode, before: str, after: str) -> bool:
    """Whether brackets around plain words are an editor's ("[sic]") and not a shortcode: they are within a line of text."""
    if code.attributes or re.search(r"[_\d-]", code.name) or re.search(r"[\"'/=\d]", code.written):
        return False
    return bool(before.rsplit("\n", 1)[-1].strip() or after.split("\n", 1)[0].strip())


class ShortcodeConverter:
    """Converts known shortcodes to HTML or to a placeholder."""

    def __init__(self, site: OldSite, post_id: str, text: PostText, placeholders: Placeholders) -> None:
        self.site = site
        self.post_id = post_id
        self.text = text
        self.placeholders = placeholders

    def replace(self, code: Shortcode) -> str | None:
        """HTML that replaces the shortcode; None if it stays as written."""
        if code.name not in KNOWN_SHORTCODES or code.written.startswith("[/"):
            return None
        if code.name in {"caption", "wp_caption"}:
            return self.caption(code)
        if code.name == "gallery":
            return self.pictures(code)
        if code.name == "playlist":
            return self.playlist(code)
        if code.name in {"audio", "video"}:
            return self.player(code)
        return self.service(code)

    def placeholder(self, pieces: list[StoryPiece]) -> str:
        return f"\n\n{self.placeholders.html(pieces)}\n\n"

    def keep(self, code: Shortcode, reason: str) -> None:
        self.text.kept.append(code.written[:200])
        self.text.note(f"The shortcode {code.written[:200]} {reason}, so the text shows it as written.")

    def caption(self, code: Shortcode) -> str | None:
        inside = code.inside or ""
        image = re.search(r"(?is)(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inside)
        if image is None:
            return inside or None
        words = code.attributes.get("caption") or inside[image.end() :]
        before = inside[: image.start()]
        number = re.search(r"(\d+)", code.attributes.get("id", ""))
        html = image.group()
        if number and "wp-image-" not in html:
            html = re.sub(r"(?i)<img\b", f'<img data-id="{number.group(1)}"', html, count=1)
        return f"\n\n{before}<figure>{html}<figcaption>{' '.join(words.split())}</figcaption></figure>\n\n"

    def pictures(self, code: Shortcode) -> str | None:
        pieces: list[StoryPiece] = [
            PictureInText(file.url, file.alt, file.caption, "", file.post_id) for file in self.attachments(code)
        ]
        if not pieces:
            self.keep(code, "names no picture that is in the export")
            return None
        return self.placeholder(pieces)

    def attachments(self, code: Shortcode) -> list[Attachment]:
        ids = re.findall(r"\d+", code.attributes.get("ids") or code.attributes.get("include") or "")
        if ids:
            files = [file for file in map(self.site.attachment, ids) if file]
            missing = [number for number in ids if self.site.attachment(number) is None]
            if missing and files:
                self.text.note(f"Files of {code.written[:120]} that are not in the export: {', '.join(missing)}.")
            return files
        left_out = set(re.findall(r"\d+", code.attributes.get("exclude", "")))
        post_id = code.attributes.get("id") or self.post_id
        return [file for file in self.site.children(post_id) if file.post_id not in left_out]

    def playlist(self, code: Shortcode) -> str | None:
        kinds = (
            (".mp4", ".m4v", ".webm", ".mov", ".ogv")
            if code.attributes.get("type") == "video"
            else (".mp3", ".m4a", ".ogg", ".wav")
        )
        files = self.attachments(code)
        if not code.attributes.get("ids"):
            files = [file for file in files if file.url.lower().endswith(kinds)]
        if not files:
            self.keep(code, "names no file that is in the export")
            return None
        self.text.note(f"{code.written[:120]} became links to its files.")
        return self.placeholder([FileLink(file.url, file.title, file.post_id) for file in files])

    def player(self, code: Shortcode) -> str | None:
        given = [code.attributes[name] for name in _FILES if code.attributes.get(name)]
        given += [attribute.partition("|")[0] for attribute in code.unnamed]
        given += _ADDRESS.findall(code.inside or "")
        url = next((unescape(address) for address in given if address.startswith(("http://", "https://"))), "")
        if not url:
            self.keep(code, "names no address")
            return None
        if embed := embed_for(url):
            return self.placeholder([embed])
        self.text.note(f"A player became a link to its file: {url[:300]}.")
        return self.placeholder([FileLink(url, url.rsplit("/", 1)[-1])])

    def service(self, code: Shortcode) -> str | None:
        address = _ADDRESS.search(" ".join([code.inside or "", code.written]))
        url = unescape(address.group()) if address else ""
        number = next(iter(code.unnamed), "") or code.attributes.get("id", "")
        if not url and code.name == "vimeo" and number.isdigit():
            url = f"https://vimeo.com/{number}"
        elif not url and code.name == "youtube" and re.fullmatch(r"[\w-]{6,20}", number):
            url = f"https://www.youtube.com/watch?v={number}"
        elif not url and code.name in {"tweet", "twitter"} and number.isdigit():
            url = f"https://twitter.com/i/status/{number}"
        if not url:
            self.keep(code, "names no address")
            return None
        embed = embed_for(url)
        if embed is None:
            self.text.note(f"The embed {url[:300]} is from an unknown service, so it became a link.")
        return self.placeholder([embed or link_paragraph(url, "")])

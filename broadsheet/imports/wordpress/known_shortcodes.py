"""The shortcodes of WordPress and of wordpress.com that have a meaning here."""

from __future__ import annotations

import re
from html import unescape

from .links import embed_for, link
from .markup import Marks
from .post_text import Attachment, Converted, FilePiece, Library, PicturePiece, Piece
from .shortcodes import Shortcode

KNOWN = frozenset(
    [
        "caption",
        "wp_caption",
        "gallery",
        "embed",
        "audio",
        "video",
        "playlist",
        "youtube",
        "vimeo",
        "soundcloud",
        "tweet",
        "twitter",
        "instagram",
        "dailymotion",
    ]  # noqa: SIM905
)
_FILES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "mp3", "m4a", "ogg", "wav", "wma")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")


class ShortcodeReader:
    """Turns a known shortcode into HTML or a mark."""

    def __init__(self, library: Library, said: Converted, marks: Marks) -> None:
        self.library = library
        self.said = said
        self.marks = marks

    def replace(self, code: Shortcode) -> str | None:
        """HTML in place of the shortcode; None where it stays as it is written."""
        if code.name not in KNOWN or code.written.startswith("[/"):
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

    def mark(self, pieces: list[Piece]) -> str:
        return f"\n\n{self.marks.html(pieces)}\n\n"

    def kept(self, code: Shortcode, why: str) -> None:
        self.said.kept.append(code.written[:200])
        self.said.note(f"The shortcode {code.written[:200]} {why}; it stands in the text as written.")

    def caption(self, code: Shortcode) -> str | None:
        inside = code.inside or ""
        image = re.search(r"(?is)(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inside)
        if image is None:
            return inside or None
        words = code.attributes.get("caption") or inside[image.end() :]
        before = inside[: image.start()]
        found = re.search(r"(\d+)", code.attributes.get("id", ""))
        html = image.group()
        if found and "wp-image-" not in html:
            html = re.sub(r"(?i)<img\b", f'<img data-id="{found.group(1)}"', html, count=1)
        return f"\n\n{before}<figure>{html}<figcaption>{' '.join(words.split())}</figcaption></figure>\n\n"

    def pictures(self, code: Shortcode) -> str | None:
        pieces: list[Piece] = [
            PicturePiece(each.url, each.alt, each.caption, "", each.post_id) for each in self.attachments(code)
        ]
        if not pieces:
            self.kept(code, "names no picture that is in the export")
            return None
        return self.mark(pieces)

    def attachments(self, code: Shortcode) -> list[Attachment]:
        wanted = re.findall(r"\d+", code.attributes.get("ids") or code.attributes.get("include") or "")
        if wanted:
            found = [each for each in map(self.library.attachment, wanted) if each]
            missing = [each for each in wanted if self.library.attachment(each) is None]
            if missing and found:
                self.said.note(f"Files of {code.written[:120]} that are not in the export: {', '.join(missing)}.")
            return found
        left_out = set(re.findall(r"\d+", code.attributes.get("exclude", "")))
        post = code.attributes.get("id") or self.library.post_id
        return [each for each in self.library.children(post) if each.post_id not in left_out]

    def playlist(self, code: Shortcode) -> str | None:
        kinds = (
            (".mp4", ".m4v", ".webm", ".mov", ".ogv")
            if code.attributes.get("type") == "video"
            else (".mp3", ".m4a", ".ogg", ".wav")
        )
        found = self.attachments(code)
        if not code.attributes.get("ids"):
            found = [each for each in found if each.url.lower().endswith(kinds)]
        if not found:
            self.kept(code, "names no file that is in the export")
            return None
        self.said.note(f"{code.written[:120]} became links to its files.")
        return self.mark([FilePiece(each.url, each.title, each.post_id) for each in found])

    def player(self, code: Shortcode) -> str | None:
        given = [code.attributes[name] for name in _FILES if code.attributes.get(name)]
        given += [each.partition("|")[0] for each in code.unnamed]
        given += _ADDRESS.findall(code.inside or "")
        url = next((unescape(each) for each in given if each.startswith(("http://", "https://"))), "")
        if not url:
            self.kept(code, "names no address")
            return None
        if embed := embed_for(url):
            return self.mark([embed])
        self.said.note(f"A player became a link to its file: {url[:300]}.")
        return self.mark([FilePiece(url, url.rsplit("/", 1)[-1])])

    def service(self, code: Shortcode) -> str | None:
        found = _ADDRESS.search(" ".join([code.inside or "", code.written]))
        url = unescape(found.group()) if found else ""
        number = next(iter(code.unnamed), "") or code.attributes.get("id", "")
        if not url and code.name == "vimeo" and number.isdigit():
            url = f"https://vimeo.com/{number}"
        elif not url and code.name == "youtube" and re.fullmatch(r"[\w-]{6,20}", number):
            url = f"https://www.youtube.com/watch?v={number}"
        elif not url and code.name in {"tweet", "twitter"} and number.isdigit():
            url = f"https://twitter.com/i/status/{number}"
        if not url:
            self.kept(code, "names no address")
            return None
        embed = embed_for(url)
        if embed is None:
            self.said.note(f"The embed {url[:300]} is of a service that is not known here; it is a link now.")
        return self.mark([embed or link(url, "")])

"""The block editor, Gutenberg: `<!-- wp:image {"id":5} --> ... <!-- /wp:image -->`.

A text is parsed into a tree in the way of WordPress (block-serialization-default-parser), with a limit on nesting. Each block is
then rendered to HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from broadsheet.imports.markup.pieces import FileLink, Paragraph, PictureInText, StoryPiece

from .links import embed_for, link_paragraph
from .old_site import OldSite
from .post_text import Placeholders, PostText

MOST_DEPTH = 60
DEEPEST_REFERENCE = 5  # reusable blocks within reusable blocks
_HEAD = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?=\s)")
_TAGS = re.compile(r"<[^>]*>")
_LOOKS = re.compile(r"(?i)style|class|colou?r|font|align|layout|width|height|gradient|metadata|lock|queryId")

# The blocks of WordPress itself (core block library, WordPress 6.8). The HTML of these is complete:
_STATIC = frozenset([
    "paragraph", "heading", "list", "list-item", "quote", "pullquote", "image", "gallery", "media-text", "cover",
    "columns", "column", "group", "table", "video", "audio", "file", "buttons", "button", "code", "preformatted",
    "verse", "separator", "html", "details", "embed", "freeform", "shortcode", "block", "missing", "social-links",
    "social-link", "navigation-link", "text-columns", "subhead", "accordion", "accordion-item", "accordion-heading",
    "accordion-panel", "math", "home-link",
])  # fmt: skip
# These hold no text. The footnotes themselves are in the post's meta and come at the end.
_WITHOUT_TEXT = frozenset(["spacer", "more", "nextpage", "footnotes"])
# WordPress fills these when it renders a page:
_DYNAMIC = frozenset([
    "archives", "avatar", "calendar", "categories", "comment-author-avatar", "comment-author-name", "comment-content",
    "comment-date", "comment-edit-link", "comment-reply-link", "comment-template", "comments", "comments-pagination",
    "comments-pagination-next", "comments-pagination-numbers", "comments-pagination-previous", "comments-title",
    "latest-comments", "latest-posts", "legacy-widget", "loginout", "navigation", "navigation-submenu", "page-list",
    "page-list-item", "pattern", "post-author", "post-author-biography", "post-author-name", "post-comments",
    "post-comments-count", "post-comments-form", "post-comments-link", "post-content", "post-date", "post-excerpt",
    "post-featured-image", "post-navigation-link", "post-template", "post-terms", "post-time-to-read", "post-title",
    "query", "query-no-results", "query-pagination", "query-pagination-next", "query-pagination-numbers",
    "query-pagination-previous", "query-title", "query-total", "read-more", "rss", "search", "site-logo",
    "site-tagline", "site-title", "tag-cloud", "template-part", "term-description", "widget-group", "breadcrumbs",
    "terms-query", "term-template",
])  # fmt: skip


@dataclass
class GutenbergBlock:
    """A block. `name` is without `core/`, and empty for text outside any block; `parts` are HTML and inner blocks."""

    name: str = ""
    attributes: dict[str, object] = field(default_factory=dict)
    parts: list[str | GutenbergBlock] = field(default_factory=list)


def has_blocks(text: str) -> bool:
    """Whether a text was written in the block editor."""
    return _HEAD.search(text) is not None


def parse_blocks(text: str) -> list[GutenbergBlock]:
    """The blocks of a text in order. A block that is never closed ends with the block around it."""
    root = GutenbergBlock()
    stack = [root]
    at = 0
    while head := _HEAD.search(text, at):
        end = text.find("-->", head.end())
        if end == -1:
            break
        _add_html(stack[-1], text[at : head.start()])
        at = end + 3
        inside = text[head.end() : end].strip()
        name = head.group(2).removeprefix("core/")
        if head.group(1):
            _close(stack, name)
            continue
        is_void = inside.endswith("/")
        block = GutenbergBlock(name, _attributes(inside.removesuffix("/").strip()))
        stack[-1].parts.append(block)
        if not is_void and len(stack) < MOST_DEPTH:
            stack.append(block)
    _add_html(stack[-1], text[at:])
    return [part if isinstance(part, GutenbergBlock) else GutenbergBlock("", {}, [part]) for part in root.parts]


def _attributes(json_text: str) -> dict[str, object]:
    try:
        attributes = json.loads(json_text) if json_text else {}
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}


def _add_html(block: GutenbergBlock, html: str) -> None:
    if html.strip():
        block.parts.append(html)


def _close(stack: list[GutenbergBlock], name: str) -> None:
    """Close the nearest open block of this name. An end without a beginning has no effect."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return


class BlockRenderer:
    """Renders the blocks of one text.

    `classic_html` renders text of the classic editor, `replace_shortcodes` replaces the shortcodes in HTML.
    """

    def __init__(
        self,
        site: OldSite,
        text: PostText,
        placeholders: Placeholders,
        *,
        classic_html: Callable[[str], str],
        replace_shortcodes: Callable[[str], str],
    ) -> None:
        self.site = site
        self.text = text
        self.placeholders = placeholders
        self.classic_html = classic_html
        self.replace_shortcodes = replace_shortcodes
        self.references: list[str] = []
        self.in_dynamic = 0
        self.special: dict[str, Callable[[GutenbergBlock], str]] = {
            "freeform": self.classic,
            "shortcode": self.classic,
            "missing": self.missing,
            "block": self.reusable,
            "embed": self.embed,
            "gallery": self.gallery,
            "cover": self.cover,
            "file": self.file,
            "social-link": self.social_link,
            "navigation-link": self.navigation_link,
        }

    def render(self, block: GutenbergBlock) -> str:
        """A block as HTML, with placeholders for what HTML cannot express."""
        name = block.name
        if not name:
            return self.classic_html(self.html_of(block))
        if name in _WITHOUT_TEXT:
            return ""
        if name in self.special:
            return self.special[name](block)
        if name.startswith("core-embed/"):
            return self.embed(block)
        if name in _DYNAMIC:
            return self.dynamic(block)
        html = self.html_of(block)
        if name in {"code", "preformatted", "verse"}:
            return html
        html = self.replace_shortcodes(html)
        if name not in _STATIC:
            return self.unknown(block, html)
        return html

    def html_of(self, block: GutenbergBlock) -> str:
        return "".join(part if isinstance(part, str) else self.render(part) for part in block.parts)

    def unknown(self, block: GutenbergBlock, html: str) -> str:
        if has_content(html):
            self.text.note(f"The block “{block.name}” is not known here. Its contents were kept.")
            self.text.kept.append(f"wp:{block.name}")
            return html
        return self.visible_name(block)

    def dynamic(self, block: GutenbergBlock) -> str:
        """A block that WordPress fills when it renders a page. The outermost block represents those inside it."""
        self.in_dynamic += 1
        html = self.html_of(block)
        self.in_dynamic -= 1
        name = "" if self.in_dynamic else self.visible_name(block)
        return name + (html if has_content(html) else "")

    def visible_name(self, block: GutenbergBlock) -> str:
        given = {name: value for name, value in block.attributes.items() if not _LOOKS.search(name)}
        attributes = json.dumps(given, ensure_ascii=False) if given else ""
        words = f"[wp:{block.name}{' ' + attributes[:120] if attributes else ''}]"
        self.text.kept.append(words[:200])
        self.text.note(f"The block “{block.name}” has no text of its own. The story shows its name in brackets.")
        return self.placeholders.html([Paragraph(escape(words, quote=False))])

    # --- blocks that need more than their HTML ----------------------------------------------------
    def classic(self, block: GutenbergBlock) -> str:
        return self.classic_html(self.html_of(block))

    def missing(self, block: GutenbergBlock) -> str:
        html = self.html_of(block) or str(block.attributes.get("originalContent") or "")
        return self.unknown(
            GutenbergBlock(str(block.attributes.get("originalName") or "missing"), block.attributes), html
        )

    def reusable(self, block: GutenbergBlock) -> str:
        """A reusable block, with its text at the time of the export."""
        reference = str(block.attributes.get("ref") or "")
        content = self.site.reusable(reference)
        if content is None or reference in self.references or len(self.references) >= DEEPEST_REFERENCE:
            return self.visible_name(block)
        self.references.append(reference)
        html = "".join(map(self.render, parse_blocks(content)))
        self.references.pop()
        return html

    def embed(self, block: GutenbergBlock) -> str:
        url = str(block.attributes.get("url") or "")
        html = self.html_of(block)
        if not url:
            match = re.search(r"https?://[^\s<\"]+", html)
            url = match.group().replace("&amp;", "&") if match else ""
        if not url.startswith(("http://", "https://")):
            return html if has_content(html) else self.visible_name(block)
        embed = embed_for(url)
        if embed is None:
            self.text.note(f"The embed {url[:300]} is from an unknown service, so it became a link.")
        caption = re.search(r"(?is)<figcaption[^>]*>.*?</figcaption>", html)
        return self.placeholders.html([embed or link_paragraph(url, "")]) + (caption.group() if caption else "")

    def gallery(self, block: GutenbergBlock) -> str:
        html = self.html_of(block)
        if "<img" in html or not block.attributes.get("ids"):
            return html
        files = map(self.site.attachment, re.findall(r"\d+", str(block.attributes["ids"])))
        pieces: list[StoryPiece] = [
            PictureInText(file.url, file.alt, file.caption, "", file.post_id) for file in files if file
        ]
        return self.placeholders.html(pieces) + html

    def cover(self, block: GutenbergBlock) -> str:
        html = self.html_of(block)
        url = str(block.attributes.get("url") or "")
        if url.startswith(("http://", "https://")) and "<img" not in html and "<video" not in html:
            picture = PictureInText(
                url, str(block.attributes.get("alt") or ""), "", "", str(block.attributes.get("id") or "")
            )
            return self.placeholders.html([picture]) + html
        return html

    def file(self, block: GutenbergBlock) -> str:
        html = self.html_of(block)
        href = str(block.attributes.get("href") or "")
        first = re.search(r"(?is)<a\b[^>]*?href=[\"']([^\"']+)[\"'][^>]*>(.*?)</a>", html)
        href = href or (first.group(1).replace("&amp;", "&") if first else "")
        if not href.startswith(("http://", "https://")):
            return html if has_content(html) else self.visible_name(block)
        name = _TAGS.sub("", first.group(2)).strip() if first else ""
        return self.placeholders.html(
            [FileLink(href, name or href.rsplit("/", 1)[-1], str(block.attributes.get("id") or ""))]
        )

    def social_link(self, block: GutenbergBlock) -> str:
        url = str(block.attributes.get("url") or "")
        if not url.startswith(("http://", "https://", "mailto:")):
            return self.visible_name(block)
        words = str(block.attributes.get("label") or block.attributes.get("service") or url)
        return self.placeholders.html([link_paragraph(url, words)])

    def navigation_link(self, block: GutenbergBlock) -> str:
        url = str(block.attributes.get("url") or "")
        if not url.startswith(("http://", "https://")):
            return self.visible_name(block)
        return self.placeholders.html([link_paragraph(url, str(block.attributes.get("label") or url))])


def has_content(html: str) -> bool:
    """Whether HTML contains words, a picture, a player or a rule."""
    return bool(_TAGS.sub("", html).strip()) or re.search(r"<(?:img|hr|iframe|video|audio)\b", html) is not None

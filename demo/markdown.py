"""Converts the demo's Markdown to the blocks of a story."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_DIRECTIVE = re.compile(r"^::: *(\w+)(?: +([^\n]*))?\n(.*?)^:::[ \t]*$", re.DOTALL | re.MULTILINE)
_ATTRIBUTION = re.compile(r"(?:<br ?/?>|\n)\s*[—–]\s*([^\n]+)$")
_MARKDOWN = MarkdownIt("commonmark").enable("table")

Block = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """Resolves names in the text: each function returns an id, or None if there is no such object."""

    story: Callable[[str], int | None]
    picture: Callable[[str], int | None]
    document: Callable[[str, str], int]


def blocks_of(text: str, lookups: Lookups) -> list[Block]:
    """The blocks of a story's body, in the raw form that its StreamField stores."""
    blocks: list[Block] = []
    place = 0
    for match in _DIRECTIVE.finditer(text):
        blocks += _plain_blocks(text[place : match.start()], lookups)
        blocks += _directive(match.group(1), (match.group(2) or "").strip(), match.group(3).strip(), lookups)
        place = match.end()
    return blocks + _plain_blocks(text[place:], lookups)


def _directive(name: str, argument: str, content: str, lookups: Lookups) -> Iterator[Block]:
    match name:
        case "pullquote":
            sentence, _, attribution = content.partition("\n— ")
            yield "pull_quote", {"text": sentence.strip(), "attribution": attribution.strip()}
        case "factbox":
            yield "fact_box", {"heading": argument, "text": _rich(content, lookups)}
        case "readmore":
            pk = lookups.story(argument)
            if pk:
                yield "read_more", {"story": pk}
        case "image":
            pk = lookups.picture(argument)
            if pk:
                yield "picture", {"picture": pk, "alt": "", "caption": content, "size": "text", "stem": argument}
        case "embed":
            yield "embed", {"url": argument, "description": content, "picture": None}
        case "document":
            yield "document", {"document": lookups.document(argument, content), "description": ""}
        case _:
            raise ValueError(f"“::: {name}” is not a directive of the demo's Markdown.")


def _plain_blocks(text: str, lookups: Lookups) -> list[Block]:
    blocks: list[Block] = []
    caption = ""
    tokens = _MARKDOWN.parse(text)
    for group in _top_level(tokens):
        kind = group[0].type
        if kind == "paragraph_open":
            markup = _inline(group, lookups)
            # A table's caption is directly above it, perhaps in the same paragraph.
            if markup.startswith("Table: "):
                caption = re.sub(r"<[^>]+>", "", markup)[7:].strip()
            else:
                blocks.append(("paragraph", f"<p>{markup}</p>"))
        elif kind == "heading_open":
            blocks.append(("heading", {"text": _text(group), "level": "2" if group[0].tag in {"h1", "h2"} else "3"}))
        elif kind == "hr":
            blocks.append(("rule", None))
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            lines = [_inline(item, lookups) for item in _items(group)]
            blocks.append(("list", {"items": lines, "ordered": kind.startswith("ordered")}))
        elif kind == "blockquote_open":
            blocks.append(_quote(group, lookups))
        elif kind == "table_open":
            blocks.append(_table(group, caption))
            caption = ""
    return blocks


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _items(group: list[Token]) -> Iterator[list[Token]]:
    item: list[Token] = []
    for token in group[1:-1]:
        if token.type == "list_item_open":
            item = []
        elif token.type == "list_item_close":
            yield item
        else:
            item.append(token)


def _text(group: list[Token]) -> str:
    return "".join(child.content for token in group if token.type == "inline" for child in token.children or [])


def _inline(group: list[Token], lookups: Lookups) -> str:
    return "<br/>".join(_render(token.children or [], lookups) for token in group if token.type == "inline")


def _render(children: list[Token], lookups: Lookups) -> str:
    out: list[str] = []
    for token in children:
        match token.type:
            case "text":
                out.append(escape(token.content, quote=False))
            case "softbreak":
                out.append("\n")
            case "hardbreak":
                out.append("<br/>")
            case "code_inline":
                out.append(escape(token.content, quote=False))
            case "strong_open" | "strong_close":
                out.append("<b>" if token.nesting == 1 else "</b>")
            case "em_open" | "em_close":
                out.append("<i>" if token.nesting == 1 else "</i>")
            case "link_open":
                out.append(_link(str(token.attrs["href"]), lookups))
            case "link_close":
                out.append("</a>")
    return "".join(out)


def _link(address: str, lookups: Lookups) -> str:
    if address.startswith("story:"):
        pk = lookups.story(address[6:])
        return f'<a linktype="page" id="{pk}">' if pk else "<a>"
    return f'<a href="{escape(address)}">'


def _rich(text: str, lookups: Lookups) -> str:
    """Paragraphs and lists as rich text."""
    out: list[str] = []
    for group in _top_level(_MARKDOWN.parse(text)):
        if group[0].type in {"bullet_list_open", "ordered_list_open"}:
            tag = group[0].tag
            lines = "".join(f"<li>{_inline(item, lookups)}</li>" for item in _items(group))
            out.append(f"<{tag}>{lines}</{tag}>")
        else:
            out.append(f"<p>{_inline(group, lookups)}</p>")
    return "".join(out)


def _quote(group: list[Token], lookups: Lookups) -> Block:
    markup = _inline(group, lookups)
    match = _ATTRIBUTION.search(markup)
    words = markup[: match.start()] if match else markup
    attribution = re.sub(r"<[^>]+>", "", match.group(1)).strip() if match else ""
    paragraphs = "".join(f"<p>{part.strip()}</p>" for part in words.split("<br/>") if part.strip())
    return "quote", {"text": paragraphs, "attribution": attribution}


def _table(group: list[Token], caption: str) -> Block:
    rows: list[list[str]] = []
    for token in group:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(child.content for child in token.children or []))
    value = {
        "data": rows,
        "table_caption": caption,
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
    }
    return "table", value

"""The block editor's comments: `<!-- wp:image {"id":5} --> ... <!-- /wp:image -->` as a tree.

After `parse_blocks` of WordPress (block-serialization-default-parser), with a limit to nesting.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

MOST_DEPTH = 60
_HEAD = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)(?=\s)")


@dataclass
class Block:
    """A block; `name` without `core/`, empty for text outside any; `parts` are HTML and the blocks within."""

    name: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    parts: list[str | Block] = field(default_factory=list)
    is_void: bool = False


def has_blocks(text: str) -> bool:
    """Whether a text was written in the block editor."""
    return _HEAD.search(text) is not None


def parse_blocks(text: str) -> list[Block]:
    """The blocks of a text in order; a block that is never closed ends with what is around it."""
    root = Block()
    stack = [root]
    at = 0
    while found := _HEAD.search(text, at):
        end = text.find("-->", found.end())
        if end == -1:
            break
        _add_html(stack[-1], text[at : found.start()])
        at = end + 3
        inside = text[found.end() : end].strip()
        name = found.group(2).removeprefix("core/")
        if found.group(1):
            _close(stack, name)
            continue
        block = Block(name, *_attributes(inside))
        stack[-1].parts.append(block)
        if not block.is_void and len(stack) < MOST_DEPTH:
            stack.append(block)
    _add_html(stack[-1], text[at:])
    return [part if isinstance(part, Block) else Block("", {}, [part]) for part in root.parts]


def _attributes(inside: str) -> tuple[dict[str, Any], list[str | Block], bool]:
    is_void = inside.endswith("/")
    inside = inside.removesuffix("/").strip()
    try:
        found = json.loads(inside) if inside else {}
    except (ValueError, RecursionError):
        found = {}
    return found if isinstance(found, dict) else {}, [], is_void


def _add_html(block: Block, html: str) -> None:
    if html.strip():
        block.parts.append(html)


def _close(stack: list[Block], name: str) -> None:
    """Close the nearest open block of this name; an end without a beginning closes nothing."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return

"""The text of a site's settings file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from dotenv.parser import parse_stream

from broadsheet.settings.env import SETTINGS

_PLAIN = re.compile(r"[^\s'\"#\\]*")


def settings_text(given: Mapping[str, str]) -> str:
    """The text of a new file: every setting with its description, and its value if one is given."""
    lines = ["# Settings of this site. docs/operate/settings.md explains each."]
    for name, what in SETTINGS.items():
        if name != "BROADSHEET_SITE":
            lines += ["", f"# {what}", line_of(name, given[name]) if name in given else f"#{name}="]
    return "\n".join(lines) + "\n"


def line_of(name: str, value: str) -> str:
    """`NAME=value`, with the value in quotes where it needs them."""
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}='{escaped}'"


def with_setting(text: str, name: str, value: str) -> str:
    """The text of a file with a new value of one setting, in its old place or at the end; an empty value removes the setting."""
    lines, is_set = [], not value
    for binding in parse_stream(io.StringIO(text)):
        written = binding.original.string
        if binding.key != name:
            lines.append(written)
            continue
        before = written[: len(written) - len(written.lstrip())]
        lines.append(before if is_set else f"{before}{line_of(name, value)}\n")
        is_set = True
    content = "".join(lines)
    if not is_set:
        content += ("" if not content or content.endswith("\n") else "\n") + line_of(name, value) + "\n"
    return content

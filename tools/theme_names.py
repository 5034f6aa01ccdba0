"""The names that themes may rely on, as `docs/develop/theme-names.md`: `python -m tools.theme_names`.

Tokens are read from the stylesheet, slots and blocks from the templates, components from `/gallery/`.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "develop" / "theme-names.md"
INTRODUCTION = """# Names that themes may rely on

`python -m tools.theme_names` writes this page, and a test compares it with the code. For what is promised about these names,
and how changes are announced, see [Upgrading themes](upgrading-themes.md).
"""


def tokens() -> list[str]:
    """The names of all tokens, in their order in the stylesheet."""
    text = (ROOT / "broadsheet/core/static/core/tokens.css").read_text("utf-8")
    return list(dict.fromkeys(re.findall(r"^\s*(--[\w-]+):", text, re.MULTILINE)))


def templates() -> dict[str, str]:
    """Name -> text of every template of the package, except those of the admin."""
    texts = {}
    for folder in sorted((ROOT / "broadsheet").rglob("templates")):
        for path in sorted(folder.rglob("*.html")):
            texts[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
    return {name: text for name, text in texts.items() if not re.search(r'{% extends "wagtailadmin', text)}


def slots() -> dict[str, list[str]]:
    """Slot -> the templates that show it, without their text-only twins."""
    shown: dict[str, list[str]] = defaultdict(list)
    for name, text in templates().items():
        for slot in re.findall(r"""{% slot ['"](\w+)['"] %}""", text):
            if "/lite/" not in name and name not in shown[slot]:
                shown[slot].append(name)
    return dict(sorted(shown.items()))


def pages() -> dict[str, list[str]]:
    """Template of a whole page -> the blocks that it defines and a theme may fill."""
    texts = templates()
    known = {"core/base.html"}
    while more := {
        name
        for name, text in texts.items()
        if (match := re.search(r'{% extends "([^"]+)"', text)) and match[1] in known and name not in known
    }:
        known |= more
    return {name: list(dict.fromkeys(re.findall(r"{% block (\w+) %}", texts[name]))) for name in sorted(known)}


def components() -> dict[str, list[str]]:
    """Template of a component -> the variables of its example in `/gallery/`."""
    from broadsheet.core.gallery import examples

    variables: dict[str, set[str]] = defaultdict(set)
    for example in examples():
        variables[example.template_name] |= set(example.context())
    return {name: sorted(names) for name, names in sorted(variables.items())}


def page() -> str:
    """The page's text."""
    code = lambda names: ", ".join(f"`{name}`" for name in names) or "none"  # noqa: E731
    lines = [INTRODUCTION, "## Tokens", "", *(f"- `{name}`" for name in tokens()), ""]
    for title, header, rows in (
        ("Slots", "slot | shown by", slots()),
        ("Components", "template | variables in its example", components()),
        ("Pages", "template | blocks", pages()),
    ):
        lines += [
            f"## {title}",
            "",
            f"| {header} |",
            "|---|---|",
            *(f"| `{name}` | {code(names)} |" for name, names in rows.items()),
            "",
        ]
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as site:
        os.environ.update(
            BROADSHEET_SITE=site, BROADSHEET_SECRET_KEY="only-for-this-page-" + "x" * 32, BROADSHEET_DEBUG="true",
            DJANGO_SETTINGS_MODULE="broadsheet.settings.site",
        )  # fmt: skip
        import django

        import broadsheet  # noqa: F401 - makes the environment ready

        django.setup()
        PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()

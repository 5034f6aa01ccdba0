"""House rules that can be read off the files."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"
STYLESHEETS = sorted(PACKAGE.rglob("static/**/*.css"))
PHYSICAL = re.compile(
    r"^\s*(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|(?:min-|max-)?(?:width|height)"
    r"|(?:border-(?:top|bottom)-(?:left|right)-radius)|float:\s*(?:left|right)|text-align:\s*(?:left|right))\b\s*:?",
    re.MULTILINE,
)


@pytest.mark.parametrize("sheet", STYLESHEETS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_stylesheet_has_logical_properties_only(sheet):
    text = re.sub(r"@media[^{]+|/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    assert not PHYSICAL.findall(text)


@pytest.mark.parametrize("sheet", STYLESHEETS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_colours_come_from_the_tokens(sheet):
    if sheet.name in {"tokens.css", "base.css"}:
        return
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text("utf-8"))


def test_no_template_has_inline_style_or_script():
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text), path


def test_nothing_is_called_utils():
    assert not [
        path for path in PACKAGE.rglob("*.py") if path.stem in {"utils", "helpers", "common", "misc", "services"}
    ]

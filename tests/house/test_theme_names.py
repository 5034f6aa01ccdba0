"""What themes may rely on is written down, and no name of it goes without a word."""

import pytest

from broadsheet.core.renames import RENAMES
from tools import theme_names


def test_the_page_of_names_says_what_there_is():
    assert theme_names.PAGE.read_text("utf-8") == theme_names.page(), "run: python -m tools.theme_names"


def test_the_page_lists_what_a_theme_is_made_of():
    assert len(theme_names.tokens()) > 30
    assert "paper_name" in theme_names.slots()
    assert theme_names.components()["core/pager.html"] == ["newer_url", "older_url"]
    assert "main" in theme_names.pages()["core/base.html"]


# The names of the last release. A name that is not there any more needs an entry in `RENAMES`; a release brings this list up to date.
RELEASED = theme_names.ROOT / "docs" / "develop" / "theme-names-0.1.txt"


@pytest.mark.parametrize("line", RELEASED.read_text().splitlines())
def test_a_name_of_the_last_release_is_still_there_or_was_renamed(line):
    kind, name = line.split()
    known = {"token": theme_names.tokens(), "slot": theme_names.slots(), "template": theme_names.templates()}[kind]
    assert name in known or (kind, name) in {(rename.kind, rename.old) for rename in RENAMES}

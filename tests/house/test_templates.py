"""What keeps templates readable, and the same for readers however they are laid out."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
LONGEST = 160  # characters
TRANSLATED = re.compile(r"{%\s*(blocktrans.*?)%}(.*?){%\s*endblocktrans", re.DOTALL)
each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


@each_template
def test_a_line_of_a_template_has_at_most_160_characters(path):
    lines = path.read_text("utf-8").split("\n")
    long = {number: len(line) for number, line in enumerate(lines, 1) if len(line) > LONGEST}
    assert not long, f"Break these lines inside a tag or between blocks: {long}"


@each_template
def test_nothing_in_a_template_depends_on_its_indentation(path):
    text = path.read_text("utf-8")
    assert not re.search(r"<(?:pre|textarea)\b", text)
    for opening, words in TRANSLATED.findall(text):
        assert "\n" not in words or "trimmed" in opening.split(), f"Say `blocktranslate trimmed` here: {words}"

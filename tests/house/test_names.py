"""One name has one meaning: no two classes of the package are called the same, and a class is called by a noun."""

import ast
import re
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"
# Nouns of the trade that end as participles and gerunds do.
NOUNS = {"Embed", "Heading", "Listing", "Sharing"}


def classes():
    """Class name -> the files that define it at their top level."""
    files = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    files[node.name].append(path.relative_to(PACKAGE).as_posix())
    return files


def test_no_class_name_occurs_twice():
    twice = {name: files for name, files in classes().items() if len(files) > 1 and name != "Command"}
    assert len(classes()) > 200
    assert twice == {}


def test_a_class_is_not_called_by_what_is_done_or_was_done():
    assert [name for name in classes() if re.fullmatch(r"_?[A-Z][a-z]+(?:ed|ing)", name) and name not in NOUNS] == []

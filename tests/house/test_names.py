"""One name has one meaning: no two classes of the package are called the same, a class is called by a noun, and a variable by what it holds."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "broadsheet"
# Nouns of the trade that end as participles and gerunds do.
NOUNS = {"Embed", "Heading", "Listing", "Sharing"}
# Names that could stand for anything.
EMPTY_NAMES = {"found", "each", "it"}


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


def sources():
    """Every Python file of ours but the migrations, whose names are Django's."""
    yield from ROOT.glob("*.py")
    for folder in ("broadsheet", "tests", "tools", "demo", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield path


def names_given(tree):
    """(name, line) wherever a variable, an argument, an attribute or a function gets its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.alias(asname=name):
                yield name, node.lineno
            case ast.MatchAs(name=name) | ast.MatchStar(name=name) | ast.MatchMapping(rest=name):
                yield name, node.lineno
            case ast.ExceptHandler(name=name):
                yield name, node.lineno


def test_a_variable_is_called_what_it_holds():
    names = [
        (name, f"{path.relative_to(ROOT)}:{line}")
        for path in sources()
        for name, line in names_given(ast.parse(path.read_text("utf-8")))
    ]
    assert len(names) > 10_000, "hardly any name was seen: the test looks in the wrong place"
    assert [place for name, place in names if name in EMPTY_NAMES] == []

"""No file of the package imports another that imports it again, however far round; imports within functions count.

Imports for the type checker alone (`if TYPE_CHECKING:`) do not: nothing is loaded by them.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"


def modules():
    """Module -> its file."""
    files = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return files


def statements(node):
    """Every import in a tree, but those for the type checker."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from statements(child)


def imports_of(module, path, known):
    """The modules of the package that a file imports."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for statement in statements(ast.parse(path.read_text())):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names if alias.name in known)
            continue
        above = package[: len(package) - statement.level + 1] if statement.level else []
        base = ".".join([*above, *([statement.module] if statement.module else [])])
        for alias in statement.names:
            name = f"{base}.{alias.name}"
            if name in known or base in known:
                yield name if name in known else base


def circles(graph):
    """One circle for each module that is in one: the shortest way from it back to it."""
    for start in graph:
        ways, seen = [[start]], set()
        while ways:
            way = ways.pop(0)
            for target in graph.get(way[-1], ()):
                if target == start:
                    yield [*way, start]
                    ways = []
                    break
                if target not in seen:
                    seen.add(target)
                    ways.append([*way, target])


def test_there_is_no_circle_of_imports():
    known = modules()
    graph = {module: set(imports_of(module, path, known)) - {module} for module, path in known.items()}
    assert sum(map(len, graph.values())) > 500, "hardly any import was found: the test looks in the wrong place"
    assert [" -> ".join(circle) for circle in circles(graph)] == []


def test_the_search_for_circles_finds_one():
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))[0] == ["a", "b", "c", "a"]

"""What developers have besides the package is imported by a file, or there is a reason why not. `deptry` asks that of the package alone."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Named by a command line, a setting or another package.
NOT_IMPORTED = {
    "cssselect": "lxml reads selectors by it",
    "deptry": "`make check`",
    "djhtml": "`make check` and `make fix`",
    "editables": "hatchling installs the package in place by it",
    "hatchling": "builds the package",
    "import-linter": "`make check`",
    "mypy": "`make check`",
    "pytest-django": "a plugin of pytest",
    "pytest-timeout": "a plugin of pytest",
    "ruff": "`make check`",
    "uv": "`make lock`",
}


def declared():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    return {re.match(r"[\w-]+", requirement)[0] for requirement in groups["dev"]}


def imported():
    files = [
        path
        for folder in ("broadsheet", "tests", "demo", "benchmarks", "tools")
        for path in (ROOT / folder).rglob("*.py")
    ]
    modules = set()
    for path in [*files, ROOT / "conftest.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(node.module.partition(".")[0])
    packages = packages_distributions()
    return {package.lower().replace("_", "-") for module in modules for package in packages.get(module, [])}


def test_what_is_declared_for_developers_is_imported_or_has_a_reason_not_to_be():
    unused = declared() - imported()
    assert unused <= set(NOT_IMPORTED), f"declared in the group dev and never imported: {unused - set(NOT_IMPORTED)}"


def test_every_reason_is_needed():
    assert set(NOT_IMPORTED) <= declared() - imported()

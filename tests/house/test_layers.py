"""What the import linter cannot see: templates and foreign keys point down too."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "broadsheet"
USED = re.compile(r"{%\s*(include|extends|load)\s+([^%]+?)\s*%}")


def ranks() -> dict[str, int]:
    """App -> its row, the top one first, from the linter's own contract."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    rows = [[name.strip(" ()") for name in row.split("|")] for row in contract["layers"]]
    return {name: rank for rank, row in enumerate(rows) for name in row}


def app_of_library(name: str) -> str | None:
    module = engines["django"].engine.libraries.get(name, "")
    return module.split(".")[1] if module.startswith("broadsheet.") else None


TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_uses_only_what_stands_below_it(template):
    rank = ranks()
    own = template.relative_to(PACKAGE).parts[0]
    for verb, argument in USED.findall(template.read_text("utf-8")):
        if verb == "load":
            used = [app for name in argument.split() if (app := app_of_library(name))]
        else:
            used = [name.split("/")[0] for name in re.findall(r"""^["']([^"']+)["']""", argument)]
        for app in used:
            if app in rank and app != own:
                assert rank[app] > rank[own], f"{own} uses {app}'s {argument}"


def test_foreign_keys_point_down():
    rank = ranks()
    for model in apps.get_models():
        if not model.__module__.startswith("broadsheet."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or not target.__module__.startswith("broadsheet."):
                continue
            own, other = model._meta.app_label, target._meta.app_label
            assert own == other or rank[other] > rank[own], f"{model.__name__}.{field.name} points up to {other}"

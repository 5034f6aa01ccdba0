"""The component gallery: every component with example data, in both writing directions.

Each app's `gallery.py` has a list `EXAMPLES`; the one here is for the shell's components.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Example:
    """One component as it is shown in `/gallery/`; `stem` is the stem of its template and stylesheet."""

    stem: str
    app: str
    title: Any
    template: str = ""
    context: Callable[[], dict[str, object]] = field(default=dict)

    def panes(self) -> list[dict[str, str]]:
        """The component in English and in Arabic, each in its own direction."""
        panes = []
        for code, direction in (("en", "ltr"), ("ar", "rtl")):
            with translation.override(code):
                html = render_to_string(self.template_name, self.context())
            panes.append({"lang": code, "dir": direction, "html": html})
        return panes

    @property
    def template_name(self) -> str:
        """The template that is shown, by default the component's own."""
        return self.template or f"{self.app}/{self.stem}.html"


def examples() -> list[Example]:
    """Every app's examples, lowest layer first."""
    collected: list[Example] = []
    for app in reversed(settings.BROADSHEET_APPS):
        if find_spec(f"{app}.gallery"):
            collected += import_module(f"{app}.gallery").EXAMPLES
    return collected


EXAMPLES = [
    Example(
        stem="breadcrumb",
        app="core",
        title=_("Where this page is"),
        context=lambda: {"breadcrumb": [(gettext("Home"), "#home"), (gettext("Harbour"), "#harbour")]},
    ),
    Example(stem="type_specimen", app="core", title=_("Type")),
    Example(stem="pager", app="core", title=_("Pager"), context=lambda: {"newer_url": "#newer", "older_url": "#older"}),
    Example(
        stem="notice",
        app="core",
        title=_("Notice"),
        context=lambda: {"notice": _("Nothing has been published here yet.")},
    ),
]

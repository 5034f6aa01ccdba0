"""Examples of this app's components."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from broadsheet.core.gallery import Example
from broadsheet.stories.gallery import a_card

from .layout import FilledContainer


def _filled(kind: str, count: int) -> Callable[[], dict[str, object]]:
    def context() -> dict[str, object]:
        cards = [a_card(kind="opinion" if kind == "opinion" else "news") for _number in range(count)]
        return {"container": FilledContainer(kind=kind, heading="", settings={}, cards=cards)}

    return context


EXAMPLES = [
    Example(stem="lead_package", app="fronts", title=_("Lead package"), context=_filled("lead_package", 6)),
    Example(stem="top_stories", app="fronts", title=_("Top stories"), context=_filled("top_stories", 4)),
    Example(stem="section_strip", app="fronts", title=_("Section strip"), context=_filled("section_strip", 4)),
    Example(stem="features", app="fronts", title=_("Features"), context=_filled("features", 3)),
    Example(stem="opinion", app="fronts", title=_("Opinion"), context=_filled("opinion", 4)),
    Example(stem="river", app="fronts", title=_("Latest"), context=_filled("river", 4)),
    Example(
        stem="beside_story",
        app="fronts",
        title=_("Top stories"),
        context=lambda: {
            "top_stories": _filled("top_stories", 3)()["container"],
            "features": _filled("features", 2)()["container"],
        },
    ),
]

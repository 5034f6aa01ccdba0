"""Examples of this app's components."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from broadsheet.core.gallery import Example
from broadsheet.media.places import PLACES

from .metadata.sharing import share_context
from .models import Sharing
from .reading.cards import Card


def a_card(**over: Any) -> Card:
    """A card without a story."""
    words: dict[str, Any] = {
        "url": "#story",
        "headline": now_("The harbour votes on its own future"),
        "kicker": now_("Harbour"),
        "standfirst": now_("Dockers, fishers and the port authority have until Friday to agree on a new quay."),
        "published_at": datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
        "writers": ("Lina Haddad", "Ilja Sorokin"),
    }
    return Card(**(words | over))


def _card(**settings: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"card": a_card(), **settings}


def _figure() -> dict[str, object]:
    """A picture whose one file is the site's icon."""
    where = PLACES["natural"]
    file = SimpleNamespace(url=static("core/icon.svg"), width=32, height=32)
    known = {where.spec(where.fallback, "jpeg"): file}
    picture = SimpleNamespace(is_shown=True, alt_text="", credit="Ines Okafor/Courier", known_renditions=known)
    return {"picture": picture, "place": "natural", "alt": "", "caption": now_("The quay from the air")}


EXAMPLES = [
    Example(stem="card", app="stories", title=_("Card, large"),
            context=_card(size="lead", show_standfirst=True, show_byline=True)),
    Example(stem="card", app="stories", title=_("Card, in a list"),
            context=_card(size="row", show_standfirst=True, show_minute=True)),
    Example(stem="card", app="stories", title=_("Card, headline only"), context=_card(size="headline")),
    Example(stem="byline", app="stories", title=_("Byline"), context=lambda: {
        "byline_groups": [(now_("By"), [SimpleNamespace(name="Lina Haddad", person=None), SimpleNamespace(name="Ilja Sorokin", person=None)]),
                          (now_("Translated by"), [SimpleNamespace(name="Marta Quiroga", person=None)])]}),
    Example(stem="dates", app="stories", title=_("Place and minutes"), context=lambda: {
        "dateline": "Vellamar", "published_at": datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
        "significantly_updated_at": datetime(2026, 11, 22, 16, 40, tzinfo=UTC)}),
    Example(stem="quote", app="stories", title=_("Quote"), template="stories/blocks/quote.html", context=lambda: {
        "value": {"text": now_("Nobody asked the people who tie the ropes."), "attribution": "Josip Marin"}}),
    Example(stem="pull_quote", app="stories", title=_("Pull quote"), template="stories/blocks/pull_quote.html",
            context=lambda: {"value": {"text": now_("Nobody asked the people who tie the ropes."), "attribution": "Josip Marin"}}),
    Example(stem="fact_box", app="stories", title=_("Fact box"), template="stories/blocks/fact_box.html", context=lambda: {
        "value": {"heading": now_("The quay in figures"), "text": now_("It is 1,240 metres long and was last widened in 1931.")}}),
    Example(stem="read_more", app="stories", title=_("Read more"), template="stories/blocks/read_more.html",
            context=lambda: {"card": a_card()}),
    Example(stem="table", app="stories", title=_("Table"), template="stories/blocks/table.html", context=lambda: {
        "table_caption": now_("Ships in port"), "table_header": [now_("Year"), now_("Ships")], "data": [["2024", "1,904"], ["2025", "2,117"]]}),
    Example(stem="embed", app="stories", title=_("Embed"), template="stories/blocks/embed.html", context=lambda: {
        "value": {"url": "https://vimeo.com/76979871", "description": now_("The quay from the air")},
        "player": {"service": "Vimeo", "url": "https://player.vimeo.com/video/76979871?dnt=1"}}),
    Example(
        stem="labels",
        app="stories",
        title=_("Topics"),
        context=lambda: {
            "topics": [SimpleNamespace(name=now_("Harbour"), get_absolute_url="#topic")],
            "story_tags": [(SimpleNamespace(name=now_("Ships")), "#tag")],
        },
    ),
    Example(
        stem="source_news",
        app="stories",
        title=_("About this translation"),
        context=lambda: {
            "source_news": SimpleNamespace(
                source=SimpleNamespace(title="Der Hafen stimmt ab", edition="de"),
                updated_at=datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
                happened_at=datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
            ),
            "source_url": "#source",
        },
    ),
    Example(
        stem="document",
        app="stories",
        title=_("Document"),
        template="stories/blocks/document.html",
        context=lambda: {
            "value": {
                "document": SimpleNamespace(
                    title=now_("The quay in figures"), url="#document", kind="PDF", size=212_400
                )
            }
        },
    ),
    Example(stem="rule", app="stories", title=_("Rule"), template="stories/blocks/rule.html"),
    Example(
        stem="list",
        app="stories",
        title=_("List"),
        template="stories/blocks/list.html",
        context=lambda: {
            "value": {
                "ordered": False,
                "items": [SimpleNamespace(source=now_("Harbour")), SimpleNamespace(source=now_("Ships"))],
            }
        },
    ),
    Example(stem="figure", app="stories", title=_("Picture"), context=_figure),
    Example(
        stem="section_bar",
        app="stories",
        title=_("Sections"),
        context=lambda: {
            "sections": [
                (SimpleNamespace(pk=1, title=now_("Harbour"), colour="cobalt"), "#harbour"),
                (SimpleNamespace(pk=2, title=now_("Ships"), colour="moss"), "#ships"),
            ],
            "current_section_id": 1,
        },
    ),
    Example(
        stem="share",
        app="stories",
        title=_("Share"),
        context=lambda: share_context(
            url="https://paper.example/harbour/", title=now_("The harbour votes on its own future"), story_id=1,
            sharing=Sharing(quotes=False),
        ),
    ),
    Example(stem="card_list", app="stories", title=_("List"), context=lambda: {"cards": [a_card(), a_card()]}),
]  # fmt: skip

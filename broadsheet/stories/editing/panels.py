"""The editor's form, in the order in which people write a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

if TYPE_CHECKING:
    from ..models import Article


class ReadinessPanel(Panel):
    """What the story still lacks before publishing, and its length. The panel is updated at each save."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one story's form."""

        template_name = "stories/admin/readiness_panel.html"

        def get_context_data(self, parent_context: dict[str, object] | None = None) -> dict[str, object]:
            """The state of the story as it was last saved."""
            context = super().get_context_data(parent_context)
            missing = self.instance.missing_for_publication() if self.instance.pk else {}
            return context | {"missing": missing, "is_new": not self.instance.pk, "words": word_count(self.instance)}


def word_count(article: Article) -> int:
    """The number of words that readers see."""
    from ..text import plain_text

    return len(plain_text(article.body).split())


_STORY = [
    ReadinessPanel(),
    FieldRowPanel([FieldPanel("slug_line"), FieldPanel("kind"), FieldPanel("kicker")]),
    # It also writes the slug, until the story is live.
    TitleFieldPanel("title", heading=_("Headline"), help_text=_("As readers see it."), classname="", placeholder=False),
    FieldPanel("standfirst"),
    InlinePanel("bylines", heading=_("Bylines"), label=_("Byline"), panels=[
        FieldRowPanel([FieldPanel("person"), FieldPanel("guest"), FieldPanel("role")])
    ]),
    FieldPanel("dateline"),
    MultiFieldPanel(
        [FieldPanel("lead_picture"), FieldPanel("lead_alt"), FieldPanel("lead_caption")], heading=_("Lead picture")
    ),
    FieldPanel("body"),
]  # fmt: skip
_CONTEXT = [
    FieldPanel("topics"),
    FieldPanel("tags"),
    InlinePanel("related_stories", heading=_("Related stories"), label=_("Story")),
    FieldPanel("sources"),
]
_HEADLINES = [
    FieldPanel("short_headline"),
    FieldPanel("seo_title", heading=_("Headline for search engines")),
    FieldPanel("social_headline"),
    FieldPanel("search_description", heading=_("Description for search engines")),
    FieldPanel("slug", heading=_("Address")),
    FieldPanel("in_news_sitemap"),
]
_TIMES = [
    FieldPanel("embargo_until"),
    FieldPanel("published_at"),
    FieldPanel("significantly_updated_at"),
    PublishingPanel(),
]

ARTICLE_PANELS = TabbedInterface(
    [
        ObjectList(_STORY, heading=_("Story")),
        ObjectList(_CONTEXT, heading=_("Context")),
        ObjectList(_HEADLINES, heading=_("Headlines")),
        ObjectList(_TIMES, heading=_("Times")),
    ]
)

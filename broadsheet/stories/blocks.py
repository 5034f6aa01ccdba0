"""The parts a story's text is made of."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StaticBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .editing.story_chooser import StoryChooserBlock
from .embeds import player_for

INLINE = ["bold", "italic", "link", "superscript", "subscript"]


class HeadingBlock(StructBlock):
    """A heading between paragraphs."""

    text = CharBlock(label=_("Heading"), max_length=160)
    level = ChoiceBlock(
        label=_("Level"), choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2", required=True
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "stories/blocks/heading.html"


class QuoteBlock(StructBlock):
    """Somebody's words, and the name of the speaker."""

    text = RichTextBlock(label=_("Quote"), features=INLINE)
    attribution = CharBlock(label=_("Said by"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "stories/blocks/quote.html"


class PullQuoteBlock(StructBlock):
    """A sentence of the story, set large."""

    text = TextBlock(label=_("Sentence"), max_length=300, rows=2)
    attribution = CharBlock(label=_("Said by"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "stories/blocks/pull_quote.html"


class ListBlockOfLines(StructBlock):
    """A list, with dots or numbers."""

    items = ListBlock(RichTextBlock(label=_("Line"), features=INLINE), label=_("Lines"))
    ordered = BooleanBlock(label=_("Numbered"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "stories/blocks/list.html"


class PictureBlock(StructBlock):
    """A picture in the text."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt = CharBlock(
        label=_("Alt text here"),
        required=False,
        max_length=500,
        help_text=_("Only if it differs from the picture's own."),
    )
    caption = TextBlock(
        label=_("Caption here"), required=False, rows=2, help_text=_("Only if it differs from the picture's own.")
    )
    size = ChoiceBlock(
        label=_("Size"),
        choices=[("text", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="text",
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "stories/blocks/picture.html"


class ReadMoreBlock(StructBlock):
    """A card that links to another story. It always shows the current version of that story."""

    story = StoryChooserBlock(label=_("Story"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Read more")
        template = "stories/blocks/read_more.html"


class FactBoxBlock(StructBlock):
    """A ruled box of facts beside the story."""

    heading = CharBlock(label=_("Heading"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        template = "stories/blocks/fact_box.html"


_FIGURE = re.compile(r"^[+\-−–±<>≈~]?\s?[$€£¥₽]?\s?[\d٠-٩]+(?:[.,\s\u00a0\u202f٬٫'’][\d٠-٩]+)*\s?[%‰€$£¥₽°]?$")


class TableBlock(WagtailTableBlock):
    """A table with a caption. Columns of numbers are aligned."""

    def render(self, value: dict[str, Any] | None, context: dict[str, Any] | None = None) -> str:
        """Adds the columns of numbers, counted from 0, so that the template can align them."""
        rows = (value or {}).get("data") or []
        columns = zip(*(rows[1:] if (value or {}).get("first_row_is_table_header") else rows), strict=False)
        figures = [number for number, cells in enumerate(columns) if _are_figures(cells)]
        return super().render(value, {**(context or {}), "figure_columns": figures})

    class Meta:
        icon = "table"
        label = _("Table")
        template = "stories/blocks/table.html"


def _are_figures(cells: tuple[Any, ...]) -> bool:
    """Whether a column's cells are numbers, blanks and dashes, with at least one number."""
    written = [str(cell or "").strip() for cell in cells]
    figures = [bool(_FIGURE.match(cell)) for cell in written]
    return any(figures) and all(
        is_figure or cell in {"", "-", "–", "—", "…"} for is_figure, cell in zip(figures, written, strict=True)
    )


class EmbedBlock(StructBlock):
    """A video on another site. Nothing of it loads before the reader clicks."""

    url = URLBlock(label=_("Address"), help_text=_("A page on YouTube or Vimeo. Any other address becomes a link."))
    description = CharBlock(label=_("What it shows"), max_length=200)
    picture = ImageChooserBlock(label=_("Still picture"), required=False)

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "stories/blocks/embed.html"

    def clean(self, value: dict[str, Any]) -> dict[str, object]:
        """Refuse an address that is not a web address."""
        cleaned = super().clean(value)
        if not cleaned["url"].startswith(("https://", "http://")):
            raise StructBlockValidationError(
                block_errors={"url": ValidationError(_("Write an address that begins with https://."))}
            )
        return cleaned

    def get_context(self, value: dict[str, Any], parent_context: dict[str, Any] | None = None) -> dict[str, object]:
        """The player's address, if the service is known."""
        return super().get_context(value, parent_context=parent_context) | {"player": player_for(value["url"])}


class DocumentBlock(StructBlock):
    """A file to download, with its type and size."""

    document = DocumentChooserBlock(label=_("Document"))
    description = CharBlock(label=_("What it is"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "stories/blocks/document.html"


class StoryBody(StreamBlock):
    """The text of a story."""

    paragraph = RichTextBlock(
        features=INLINE, icon="pilcrow", label=_("Paragraph"), template="stories/blocks/paragraph.html"
    )
    heading = HeadingBlock()
    quote = QuoteBlock()
    list = ListBlockOfLines()
    picture = PictureBlock()
    read_more = ReadMoreBlock()
    fact_box = FactBoxBlock()
    pull_quote = PullQuoteBlock()
    table = TableBlock()
    embed = EmbedBlock()
    document = DocumentBlock()
    rule = StaticBlock(
        icon="horizontalrule",
        label=_("Rule"),
        admin_text=_("A short line between two parts."),
        template="stories/blocks/rule.html",
    )


class StandingBody(StoryBody):
    """The text of a standing page: the same blocks without those that lead to other stories."""

    read_more = None  # type: ignore[assignment]  # so Wagtail leaves out a block of the base class
    pull_quote = None  # type: ignore[assignment]

"""The containers that a front is made of."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from broadsheet.stories.editing.story_chooser import StoryChooserBlock
from broadsheet.stories.models import StoryKind

RULES = [
    ("newest", _("the newest of the edition")),
    ("section", _("the newest of a section")),
    ("topic", _("the newest of a topic")),
    ("tag", _("the newest with a tag")),
    ("kind", _("the newest of a kind")),
    ("none", _("nothing: pinned stories only")),
]
NEEDED_BY_RULE = {
    "section": ("section", _("Choose the section that fills this container.")),
    "topic": ("topic", _("Choose the topic that fills this container.")),
    "tag": ("tag", _("Choose the tag that fills this container.")),
    "kind": ("kind", _("Choose the kind of story that fills this container.")),
}


class PinBlock(StructBlock):
    """A story pinned to its place, optionally with its own headline, kicker or picture there."""

    story = StoryChooserBlock(label=_("Story"))
    headline = CharBlock(label=_("Headline here"), required=False, max_length=160)
    kicker = CharBlock(label=_("Kicker here"), required=False, max_length=60)
    picture = ImageChooserBlock(label=_("Picture here"), required=False)

    class Meta:
        icon = "pin"
        label = _("Pinned story")


class ContainerBlock(StructBlock):
    """Pinned stories first, then stories by the container's rule."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=60)
    pins = ListBlock(PinBlock(), label=_("Pinned stories"), default=[], collapsed=True)
    rule = ChoiceBlock(label=_("Fill up with"), choices=RULES, default="newest")
    section = PageChooserBlock(label=_("Section"), page_type="stories.Section", required=False)
    topic = SnippetChooserBlock("stories.Topic", label=_("Topic"), required=False)
    tag = SnippetChooserBlock("stories.Tag", label=_("Tag"), required=False)
    kind = ChoiceBlock(label=_("Kind"), choices=StoryKind.choices, required=False)
    count = IntegerBlock(label=_("How many stories"), default=4, min_value=1, max_value=30)
    allow_repeats = BooleanBlock(
        label=_("May repeat stories from elsewhere on this front"), required=False, default=False
    )

    class Meta:
        icon = "list-ul"

    def clean(self, value: dict[str, object]) -> dict[str, object]:
        """A rule must say which section, topic, tag or kind."""
        cleaned = super().clean(value)
        needed = NEEDED_BY_RULE.get(cleaned["rule"])
        if needed and not cleaned.get(needed[0]):
            raise StructBlockValidationError(block_errors={needed[0]: ValidationError(needed[1])})
        return cleaned


class LeadPackageBlock(ContainerBlock):
    """The lead of the front with the stories around it. Its first story is the lead."""

    count = IntegerBlock(label=_("How many stories"), default=9, min_value=1, max_value=12)

    class Meta:
        icon = "title"
        label = _("Lead package")


class TopStoriesBlock(ContainerBlock):
    """The list that is also shown beside every story."""

    count = IntegerBlock(label=_("How many stories"), default=6, min_value=1, max_value=12)

    class Meta:
        icon = "list-ol"
        label = _("Top stories")


class SectionStripBlock(ContainerBlock):
    """One section: its first story with a picture, then headlines."""

    rule = ChoiceBlock(label=_("Fill up with"), choices=RULES, default="section")
    count = IntegerBlock(label=_("How many stories"), default=5, min_value=1, max_value=12)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Section strip")


class FeaturesBlock(ContainerBlock):
    """Long reads with kickers."""

    rule = ChoiceBlock(label=_("Fill up with"), choices=RULES, default="kind")
    kind = ChoiceBlock(label=_("Kind"), choices=StoryKind.choices, required=False, default=StoryKind.FEATURE)
    count = IntegerBlock(label=_("How many stories"), default=3, min_value=1, max_value=8)

    class Meta:
        icon = "openquote"
        label = _("Features")


class RiverBlock(ContainerBlock):
    """The latest stories, with their minutes."""

    count = IntegerBlock(label=_("How many stories"), default=12, min_value=1, max_value=30)

    class Meta:
        icon = "time"
        label = _("Latest")


class OpinionBlock(ContainerBlock):
    """Columns, with their writers' names."""

    rule = ChoiceBlock(label=_("Fill up with"), choices=RULES, default="kind")
    kind = ChoiceBlock(label=_("Kind"), choices=StoryKind.choices, required=False, default=StoryKind.OPINION)
    count = IntegerBlock(label=_("How many stories"), default=4, min_value=1, max_value=8)

    class Meta:
        icon = "user"
        label = _("Opinion")


class PodcastsBlock(StructBlock):
    """The place of podcasts. It shows nothing until the site has some."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=60)

    class Meta:
        icon = "media"
        label = _("Podcasts")


class FrontContainers(StreamBlock):
    """The front, from top to bottom."""

    lead_package = LeadPackageBlock()
    top_stories = TopStoriesBlock()
    section_strip = SectionStripBlock()
    features = FeaturesBlock()
    river = RiverBlock()
    opinion = OpinionBlock()
    podcasts = PodcastsBlock()

"""Say of a story which section it stands in."""

from __future__ import annotations

from ..models import Article


def put_in_section(*, story: Article) -> Article:
    """Make the section that lists, cards and colours go by that of the page tree, after the story was moved."""
    section = story.section_of_tree()
    Article.objects.filter(pk=story.pk).update(section=section)
    story.section = section
    return story

"""Record which section a story belongs to."""

from __future__ import annotations

from ..models import Article


def put_in_section(*, story: Article) -> Article:
    """Set the section, by which lists, cards and colours go, to the one in the page tree. Used after a move."""
    section = story.section_of_tree()
    Article.objects.filter(pk=story.pk).update(section=section)
    story.section = section
    return story

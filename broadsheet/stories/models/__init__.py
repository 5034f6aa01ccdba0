"""Models, by subject."""

from .article import Article, ArticleTag, Byline, BylineRole, RelatedStory, StoryKind
from .labels import Tag, Topic
from .moved_address import MovedAddress
from .person import Person
from .section import Section, SectionColour
from .withdrawal import Withdrawal

__all__ = [
    "Article",
    "ArticleTag",
    "Byline",
    "BylineRole",
    "MovedAddress",
    "Person",
    "RelatedStory",
    "Section",
    "SectionColour",
    "StoryKind",
    "Tag",
    "Topic",
    "Withdrawal",
]

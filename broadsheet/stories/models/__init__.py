"""Models, by subject."""

from .article import Article, ArticleTag, StoryKind
from .byline import Byline, BylineRole, RelatedStory
from .labels import Tag, Topic
from .listing import Listing
from .moved_address import MovedAddress
from .person import Person
from .publisher import Publisher
from .section import Section, SectionColour
from .sharing import ShareService, Sharing
from .standing_page import StandingPage, StandingPurpose
from .withdrawal import Withdrawal

__all__ = [
    "Article",
    "ArticleTag",
    "Byline",
    "BylineRole",
    "Listing",
    "MovedAddress",
    "Person",
    "Publisher",
    "RelatedStory",
    "Section",
    "SectionColour",
    "ShareService",
    "Sharing",
    "StandingPage",
    "StandingPurpose",
    "StoryKind",
    "Tag",
    "Topic",
    "Withdrawal",
]

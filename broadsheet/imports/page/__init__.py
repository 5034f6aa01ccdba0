"""A saved news page of any paper, read into a found story. Pure Python: nothing here knows Django.

`read_source` fetches or reads the page, `find_story_safely` turns it into a `FoundStory` in a
child process with limits; `find_story` does the same in this process, for pages that are trusted.
"""

from broadsheet.imports.markup.pieces import FoundImage, FoundStory
from broadsheet.imports.page.extract import find_story
from broadsheet.imports.page.safely import find_story_safely
from broadsheet.imports.page.source import SavedPage, UnreadablePage, read_source

__all__ = [
    "FoundImage",
    "FoundStory",
    "SavedPage",
    "UnreadablePage",
    "find_story",
    "find_story_safely",
    "read_source",
]

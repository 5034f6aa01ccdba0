"""Reads a saved news page of any paper as a found story. Pure Python, without Django.

`read_source` fetches or reads the page. `find_story_safely` finds the `FoundStory` in a child process with limits;
`find_story` does the same in this process, for trusted pages.
"""

from broadsheet.imports.page.extract import find_story
from broadsheet.imports.page.safely import find_story_safely
from broadsheet.imports.page.source import SavedPage, UnreadablePage, read_source
from broadsheet.imports.page.story import FoundStory, LeadPicture

__all__ = [
    "LeadPicture",
    "FoundStory",
    "SavedPage",
    "UnreadablePage",
    "find_story",
    "find_story_safely",
    "read_source",
]

"""The command `broadsheet import page`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from .markup.tree import UnreadablePage
from .page.safely import find_story_safely
from .page.source import read_source
from .page.story import FoundStory

SECONDS = 10.0  # for fetching and reading together

LABELS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "byline": "byline",
    "published_at": "minute of publication",
    "body_text": "text",
    "image": "picture",
    "caption": "caption",
    "credit": "credit",
    "section": "section",
    "tags": "tags",
}


def run(
    *,
    source: str,
    section_path: str,
    dry_run: bool,
    as_json: bool,
    start: Callable[[], None],
    say: Callable[[str], object],
) -> str:
    """Import one page. Returns an error message if it is refused, else an empty string.

    `start` loads the site's settings; a dry run works without a site.
    """
    started = time.monotonic()
    try:
        page = read_source(source)
        story = find_story_safely(page, wall_seconds=max(SECONDS - (time.monotonic() - started), 1.0))
    except UnreadablePage as error:
        return str(error)
    if dry_run:
        say(json.dumps(story.as_json(), ensure_ascii=False, indent=2) if as_json else _in_words(story))
        return ""
    start()
    from .actions.make_draft import NoDraft, make_draft

    try:
        draft = make_draft(story=story, section_path=section_path)
    except NoDraft as error:
        return str(error)
    if as_json:
        say(
            json.dumps(
                {**story.as_json(), "story": draft.article.pk, "notes": draft.notes}, ensure_ascii=False, indent=2
            )
        )
        return ""
    say(f"Draft {draft.article.pk}: “{draft.article.title}”, in {draft.article.section}.")
    for note in draft.notes:
        say(note)
    if story.missing:
        say(f"Not found on the page: {', '.join(LABELS[name] for name in story.missing)}.")
    say(f"Edit it at /admin/pages/{draft.article.pk}/edit/.")
    return ""


def _in_words(story: FoundStory) -> str:
    lines = []
    for name, value in story.as_json().items():
        if name == "missing":
            continue
        shown = ", ".join(value) if isinstance(value, list) else value
        shown = f"{shown[:300]} ..." if shown and len(shown) > 300 else shown
        lines.append(f"{LABELS[name]}: {shown or 'not found'}")
    return "\n".join(lines)

"""Identifiers of stories and feeds that never change."""

from __future__ import annotations

import uuid

from wagtail.models import Page


def paper_key() -> uuid.UUID:
    """Identifies this paper among all others: the key that its root page got when the site was made."""
    return Page.objects.filter(depth=1).order_by("path").values_list("translation_key", flat=True)[0]


def story_id(paper: uuid.UUID, page_id: int) -> str:
    """A story's id in every feed (RFC 9562, 5.5). It stays the same when slug, section or domain change.

    It is made from the page's own id, not from its address or `translation_key`, so that a deleted page can still
    be named. A `tag:` or an address would change with the domain, and every feed reader would then show
    every story again.
    """
    return uuid.uuid5(paper, f"story:{page_id}").urn


def feed_id(paper: uuid.UUID, path: str) -> str:
    """A feed's id."""
    return uuid.uuid5(paper, f"feed:{path}").urn

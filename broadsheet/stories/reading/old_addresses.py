"""Finds the current address of a page from an old one."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from broadsheet.core.lite import full_path
from broadsheet.core.restrictions import restricted_paths

from ..models import MovedAddress

LONGEST_CHAIN = 8
# WordPress's names of a post, page, file, category or author in a query.
OLD_QUERY_NAMES = ("p", "page_id", "attachment_id", "cat", "author")
_OLD_QUERY = re.compile(rf"(?:^|&)({'|'.join(OLD_QUERY_NAMES)})=(\d{{1,18}})(?:&|$)")

# Other forms of an address that WordPress also answers: later pages, feeds, AMP, comments. They redirect to the same target.
_ENDING = re.compile(r"/(?:page/\d+|feed(?:/(?:rss2?|rdf|atom))?|amp|embed|trackback|comment-page-\d+)/$")


def new_address_of_query(path: str, query: str) -> str | None:
    """The current path for an old address such as `/?p=12`; None if there is none, or if its target is not live.

    A query without one of those names causes no look-up.
    """
    match = _OLD_QUERY.search(query) if query else None
    if match is None or len(path) > 600:
        return None
    path = path if path.endswith("/") else path + "/"
    rules = _live_rules(old_path=f"{path}?{match.group(1)}={match.group(2)}")
    rule = rules.first()
    return _leads_to(rule) if rule else None


def leads_elsewhere(path: str, query: str) -> bool:
    """Whether an old address in a query leads to a page that readers can see; one look-up in an index."""
    return new_address_of_query(path, query) is not None


def new_address(path: str) -> str | None:
    """The current path for an old one, across several moves; None if there is none.

    The longest rule wins, so a story's own move has priority over its section's. There are no redirects to
    pages that readers cannot see.
    """
    if "\x00" in path:  # which PostgreSQL does not accept in a query
        return None
    path = "/".join(["", *filter(None, path.split("/")), ""])
    target = _followed(path)
    shorter = _ENDING.sub("/", path)
    return target if target or shorter in {path, "/"} else _followed(shorter)


def _followed(path: str) -> str | None:
    seen = {path}
    target = None
    for _ in range(LONGEST_CHAIN):
        step = _one_step(path)
        if step is None or step in seen:
            return target
        seen.add(step)
        target = path = step
    return target


def _one_step(path: str) -> str | None:
    parts = path.strip("/").split("/")
    if len(parts) > 8 or len(path) > 700:
        return None
    prefixes = ["/" + "/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1)]
    rules = _live_rules(old_path__in=prefixes)
    for rule in sorted(rules, key=lambda other: -len(other.old_path)):
        if rule.old_path != path and not rule.is_prefix:
            continue
        target = _leads_to(rule)
        if target:
            rest = path[len(rule.old_path) :]
            return f"{target.rstrip('/')}/{rest}" if rest else target
    return None


def _live_rules(**which: object) -> QuerySet[MovedAddress]:
    """Rules whose target everybody can see, so that the address of a restricted page is not revealed."""
    is_open = Q(page__live=True)
    for path in restricted_paths():
        is_open &= ~Q(page__path__startswith=path)
    return MovedAddress.objects.filter(~Q(target="") | is_open, **which).select_related("page__locale")


def _leads_to(rule: MovedAddress) -> str | None:
    if rule.page is None:
        return rule.target
    url_parts = rule.page.get_url_parts()
    return full_path(url_parts[2]) if url_parts and url_parts[2] else None

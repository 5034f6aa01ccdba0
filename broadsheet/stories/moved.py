"""Where a page that was once at an address is now."""

from __future__ import annotations

from .models import MovedAddress

LONGEST_CHAIN = 8


def new_address(path: str) -> str | None:
    """The present path for an old one, followed through several moves; None where there is none.

    The longest rule wins, so that a story's own move goes before its section's. A page that readers cannot
    see is not led to.
    """
    path = path if path.endswith("/") else path + "/"
    seen = {path}
    found = None
    for _ in range(LONGEST_CHAIN):
        step = _one_step(path)
        if step is None or step in seen:
            return found
        seen.add(step)
        found = path = step
    return found


def _one_step(path: str) -> str | None:
    parts = path.strip("/").split("/")
    if len(parts) > 8 or len(path) > 700:
        return None
    prefixes = ["/" + "/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1)]
    rules = MovedAddress.objects.filter(old_path__in=prefixes, page__live=True).select_related("page__locale")
    for rule in sorted(rules, key=lambda each: -len(each.old_path)):
        if rule.old_path != path and not rule.is_prefix:
            continue
        url_parts = rule.page.get_url_parts()
        if url_parts and url_parts[2]:
            return url_parts[2].rstrip("/") + "/" + path[len(rule.old_path) :]
    return None

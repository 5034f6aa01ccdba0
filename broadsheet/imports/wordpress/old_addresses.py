"""Lead old addresses to what they were for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from broadsheet.stories.models import MovedAddress


@dataclass(frozen=True)
class OldAddress:
    """`path` as `MovedAddress.old_path`; it leads to the page, or to `target`, a path, where that is none."""

    path: str
    page_id: int | None = None
    target: str = ""


def lead_old_addresses(*, addresses: Iterable[OldAddress], now: datetime) -> list[str]:
    """Write the rules in one go; returns the old paths that lead elsewhere already, which stay as they are."""
    wanted = {each.path: each for each in addresses if each.path not in {"", "/"} and len(each.path) <= 700}
    paths = list(wanted)
    there: dict[str, tuple[int | None, str]] = {}
    for at in range(0, len(paths), 500):
        rules = MovedAddress.objects.filter(old_path__in=paths[at : at + 500])
        there |= {path: (page, target) for path, page, target in rules.values_list("old_path", "page_id", "target")}
    MovedAddress.objects.bulk_create(
        [
            MovedAddress(old_path=path, page_id=each.page_id, target=each.target, made_at=now)
            for path, each in wanted.items()
            if path not in there
        ],
        batch_size=500,
    )
    return [path for path, led in there.items() if led != (wanted[path].page_id, wanted[path].target)]

"""Explains a page: what it was made from, and which of that has changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings

from ..changes.watching import tables_of
from ..rendering.fragments import part_of
from ..rendering.pieces import Piece
from ..rendering.renderer import NotStored, Renderer
from ..rendering.traces import Dependency, ask
from ..storable import Key, key_of, opted_at
from .disk_store import DiskStore, FragmentReference, StoredPage


@dataclass(frozen=True, kw_only=True)
class DependencyReport:
    """One query that a page was made from. `is_same`: whether it still gives the same result."""

    step: Dependency
    is_same: bool
    fragment: str = ""  # the fragment that made the query; empty for the page itself

    @property
    def tables(self) -> list[str]:
        """The tables that the query names, sorted."""
        return sorted(tables_of(self.step.question.sql))


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What is known of one address.

    `key` is None where nothing at the address is ever stored; `reason` then says why. `stored` is None where nothing is
    stored now; `reason` is then empty, or says why a render would not be stored.
    """

    address: str
    key: Key | None
    reason: str = ""
    stored: StoredPage | None = None
    fragments: tuple[StoredPage, ...] = ()
    missing: tuple[str, ...] = ()
    reads: tuple[DependencyReport, ...] = ()
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def changed(self) -> list[DependencyReport]:
        """The queries that give another result now."""
        return [read for read in self.reads if not read.is_same]

    @property
    def is_expired(self) -> bool:
        """Whether the date that the page read from the clock has passed."""
        return any(page.valid_until <= self.now.timestamp() for page in self._all)

    @property
    def is_current(self) -> bool:
        """Whether the next reader gets the stored page."""
        return bool(self._all) and not (self.changed or self.is_expired or self.missing)

    @property
    def rendered_at(self) -> datetime | None:
        """When the page's own part was rendered."""
        return datetime.fromtimestamp(self.stored.rendered_at, UTC) if self.stored else None

    @property
    def valid_until(self) -> datetime | None:
        """When the passing of time alone makes the page stale; None for never."""
        first = min((page.valid_until for page in self._all), default=float("inf"))
        return datetime.fromtimestamp(first, UTC) if first < float("inf") else None

    @property
    def bytes_stored(self) -> int:
        """Compressed bytes of the page's own part."""
        return self.stored.size if self.stored else 0

    @property
    def _all(self) -> list[StoredPage]:
        return [self.stored, *self.fragments] if self.stored else []


def explain(address: str, *, disk: DiskStore, renderer: Renderer) -> Explanation:
    """What is known of `address`, a path or a whole URL.

    Raises ValueError for an address of another site, and DatabaseError.
    """
    key, reason = _key_of(address)
    if key is None:
        return Explanation(address=address, key=None, reason=reason)
    stored = disk.take(str(key))
    if stored is None:
        return Explanation(address=address, key=key, reason=_reason_not_to_store(renderer, key))
    names = dict.fromkeys(part.fragment for part in stored.contents if isinstance(part, FragmentReference))
    fragments = {name: disk.take(name) for name in names}
    reads = [DependencyReport(step=step, is_same=ask(step.question) == step.digest) for step in stored.trace]
    for name, fragment in fragments.items():
        for step in fragment.trace if fragment else ():
            reads.append(DependencyReport(step=step, is_same=ask(step.question) == step.digest, fragment=part_of(name)))
    return Explanation(
        address=address,
        key=key,
        stored=stored,
        fragments=tuple(fragment for fragment in fragments.values() if fragment),
        missing=tuple(part_of(name) for name, fragment in fragments.items() if fragment is None),
        reads=tuple(reads),
    )


def _key_of(address: str) -> tuple[Key | None, str]:
    base, parts = urlsplit(settings.EDGE["base_url"]), urlsplit(address.strip())
    if parts.netloc and parts.hostname not in {base.hostname, *settings.ALLOWED_HOSTS}:
        raise ValueError(
            f"“{address}” is an address of another site. Give one that begins with {settings.EDGE['base_url']}."
        )
    if not parts.path.startswith("/") and not parts.netloc:
        raise ValueError(f"“{address}” is not an address. Give a path such as /world/, or a whole URL.")
    path = unquote(parts.path) or "/"
    key = key_of(host=parts.hostname or base.hostname or "", path=path, query=parts.query)
    if key is not None:
        return key, ""
    return None, "no page of the store" if opted_at(path) is None else "an unusual address or query"


def _reason_not_to_store(renderer: Renderer, key: Key) -> str:
    """Why a render would not be stored now; empty where it would be."""
    try:
        renderer.page(key)
    except NotStored as refused:
        return refused.reason
    return ""


def pieces_of(stored: StoredPage) -> list[str]:
    """A description of each part of a stored page, in order: its bytes, or the name of a fragment."""
    return [
        f"{piece.length} bytes" if isinstance(piece, Piece) else part_of(piece.fragment) for piece in stored.contents
    ]

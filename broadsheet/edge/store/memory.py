"""Memory: the pages and fragments that one process keeps, within a budget of bytes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from functools import lru_cache

from ..rendering.pieces import ComposedBody
from .disk_store import FragmentReference, StoredPage

ENTRY_BYTES = (
    4700  # that an entry takes in addition to its segments once it has been sent (`benchmarks/edge.py memory`)
)
ASKED_SHARE = 1 / 8  # of the budget, for pages with parameters, so that many of them do not push out the other pages


class Entry:
    """A page or fragment in memory. Its trace stays in the disk store until it is needed."""

    __slots__ = (
        "checked", "composed", "contents", "headers", "made_of", "own_until", "seen", "sent", "shared", "size", "stamp", "status",
        "tables", "used", "valid_until", "spared",
    )  # fmt: skip

    def __init__(self, stored: StoredPage, *, seen: int, tables: frozenset[str]) -> None:
        self.stamp, self.status, self.headers, self.contents = (
            stored.stamp, stored.status, tuple(_header(name, value) for name, value in stored.headers), stored.contents,
        )  # fmt: skip
        self.shared = tuple(
            {reference.fragment: None for reference in stored.contents if isinstance(reference, FragmentReference)}
        )
        self.tables, self.seen = tables, seen
        self.own_until = self.valid_until = stored.valid_until  # `valid_until` includes its fragments
        self.checked = 0  # the tick at which it and all its fragments were good
        self.made_of: tuple[str, ...] | None = None  # the stamps of the fragments in `composed`
        self.composed: ComposedBody | None = None
        # The headers that `composed` is sent with, and those of its 304.
        self.sent: tuple[ComposedBody, list[tuple[str, str]], list[tuple[str, str]]] | None = None
        self.size = stored.size + ENTRY_BYTES
        self.used = time.time()
        self.spared = 0.0  # the value of `used` when it was last spared from eviction


@lru_cache(maxsize=4096)
def _header(name: str, value: str) -> tuple[str, str]:
    """A header, shared by all pages that have it, as most headers are the same on nearly every page."""
    return sys.intern(name), sys.intern(value)


class Memory:
    """Entries by name. Reading needs no lock: an entry that is just being moved is looked up in the disk store."""

    def __init__(self, *, budget: int) -> None:
        """`budget`: in bytes; the newest entry is kept even if it exceeds the budget."""
        self.budget = budget
        self.lock = threading.RLock()
        self.bytes = 0
        self._entries: dict[str, Entry] = {}
        self._asked: dict[str, int] = {}  # the sizes of pages with parameters, which anybody can make up
        self._asked_bytes = 0
        self.get = self._entries.get

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._entries))

    def keep(self, name: str, entry: Entry) -> None:
        """Keep the entry in place of an older one; others are evicted where there is no room."""
        with self.lock:
            self.forget(name)
            self._entries[name] = entry
            self.bytes += entry.size
            if name.startswith("?"):
                self._asked[name] = entry.size
                self._asked_bytes += entry.size
                while self._asked_bytes > self.budget * ASKED_SHARE and len(self._asked) > 1:
                    self.forget(next(iter(self._asked)))
            while self.bytes > self.budget and len(self._entries) > 1:
                self._evict_one()

    def forget(self, name: str) -> None:
        """Remove the entry, if there is one."""
        with self.lock:
            self._asked_bytes -= self._asked.pop(name, 0)
            if (entry := self._entries.pop(name, None)) is not None:
                self.bytes -= entry.size

    def clear(self) -> None:
        """Remove all entries."""
        for name in self:
            self.forget(name)

    def used_since(self, moment: float) -> list[str]:
        """The names of the entries used since `moment` (Unix time, seconds)."""
        return [name for name, entry in list(self._entries.items()) if entry.used >= moment]

    def _evict_one(self) -> None:
        """Evict the oldest entry that was not used since it was last spared (the clock algorithm)."""
        while True:
            name, entry = next(iter(self._entries.items()))
            if entry.used <= entry.spared:
                self.forget(name)
                return
            entry.spared = entry.used
            self._entries[name] = self._entries.pop(name)

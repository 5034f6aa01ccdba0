"""Counts of what the store did."""

from __future__ import annotations

import threading
from collections import Counter


class Counts:
    """Counts by name: `hit`, `verified`, `rendered`, `away`, `pass` and `refused:<reason>`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counter: Counter[str] = Counter()
        self.hits = 0  # separate and without a lock, because one thread alone counts it, at every request

    def add(self, name: str) -> None:
        """Count one more `name`."""
        with self._lock:
            self._counter[name] += 1

    def as_dict(self) -> dict[str, int]:
        """Name -> count."""
        with self._lock:
            return dict(self._counter) | {"hit": self.hits + self._counter["hit"]}

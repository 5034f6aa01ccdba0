"""What the store did, counted."""

from __future__ import annotations

import threading
from collections import Counter


class Counts:
    """Names are `hit`, `verified`, `rendered`, `away`, `pass` and `refused:<reason>`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counter: Counter[str] = Counter()
        self.hits = 0  # kept apart, for it is counted at every request, by one thread

    def add(self, name: str) -> None:
        """One more of `name`."""
        with self._lock:
            self._counter[name] += 1

    def as_dict(self) -> dict[str, int]:
        """Name -> how often."""
        with self._lock:
            return dict(self._counter) | {"hit": self.hits + self._counter["hit"]}

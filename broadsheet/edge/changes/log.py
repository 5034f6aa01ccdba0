"""Reading the change log: what has been committed since the last look.

Time is counted in ticks of this process: each look that finds something new is one tick, and `last_change` says at which
tick each table changed. A page that was read after the look of tick t is still good at a later tick if none of its tables
has changed since t.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict, deque

from .watching import ALL, SIGHT, rules

logger = logging.getLogger(__name__)
EVERYTHING = ("", ALL, "")
MOST_KEYS = 500  # rows of a table whose keys are remembered
MOST_ROWS = 2000  # read in one look, for which readers wait; where there are more, every table counts as changed


class DatabaseUnavailable(Exception):
    """The database does not answer, so it is unknown whether something has changed."""


class ChangeLog:
    """The ticks; one for each process."""

    def __init__(self) -> None:
        self.tick = 1
        self.last_change: dict[str, int] = {}
        self.all_changed = 1  # the tick at which everything counted as changed
        self._keys: dict[str, deque[tuple[int, str]]] = defaultdict(lambda: deque(maxlen=MOST_KEYS))
        self.files = 0  # how often another file was found in place of the database
        self._is_blind = False
        self._lock = threading.Lock()

    def changed_since(self, tables: frozenset[str], tick: int) -> frozenset[str]:
        """Those of `tables` that changed after `tick`."""
        if self.all_changed > tick:
            return tables
        last = self.last_change
        return frozenset(table for table in tables if last.get(table, 0) > tick)

    def is_same(self, tables: frozenset[str], tick: int) -> bool:
        """Whether none of `tables` changed after `tick`."""
        if self.all_changed > tick:
            return False
        last = self.last_change
        return all(last.get(table, 0) <= tick for table in tables)

    def keys_changed(self, table: str, tick: int) -> frozenset[str] | None:
        """The keys of the table's rows that changed after `tick` (`WatchRule.owner`); None where any row may have changed."""
        keys = self._keys.get(table)
        if self.all_changed > tick or not keys or len(keys) == MOST_KEYS and keys[0][0] > tick:
            return None
        changed = frozenset(key for at, key in list(keys) if at > tick)
        return None if "" in changed else changed

    def look(self) -> int:
        """Read what has been committed since the last look; returns the tick. Raises DatabaseUnavailable."""
        raise NotImplementedError

    def check_file(self) -> None:
        """Notice that the database file was replaced by another; called now and then."""

    def close(self) -> None:
        """Close the connection."""

    def _see(self, sees_all: bool) -> None:
        """Note whether every trigger exists. Writes to a table without its trigger are not logged, so until the triggers are
        complete again, every commit counts as a change of everything."""
        if sees_all == self._is_blind:
            log = logger.info if sees_all else logger.warning
            log(
                "The page store's triggers are complete again."
                if sees_all
                else "A trigger of the page store is missing: all pages are checked after each commit until `broadsheet serve` "
                "or `migrate` has made it again."
            )
        self._is_blind = not sees_all

    def _take_in(self, rows: list[tuple[str, str, str]]) -> None:
        """Count (table, kind, key) rows as one tick; an empty list is no tick."""
        if not rows:
            return
        tick, known = self.tick + 1, rules()
        for table, kind, key in rows:
            if kind == ALL:
                self.all_changed = tick
            followers = known[table].followers if kind == SIGHT and table in known else ()
            for changed_table in (table, *followers):
                self._keys[changed_table].append((tick, key))
                self.last_change[changed_table] = tick
        self.tick = tick

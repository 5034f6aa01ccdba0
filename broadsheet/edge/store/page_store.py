"""The store of one process: pages in memory, checked at each request, backed by the machine's disk store."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.db import DatabaseError, ProgrammingError, connection

from ..changes.log import ChangeLog, DatabaseUnavailable
from ..changes.watching import tables_of
from ..rendering.narrowing import narrowed
from ..rendering.pieces import ComposedBody, Piece, chosen, compose
from ..rendering.renderer import NotStored, Renderer, RenderResult
from ..rendering.traces import Dependency, TracedQuery, ask, tables_read
from ..storable import Key
from .counts import Counts
from .disk_store import DiskStore, FragmentReference, StoredPage
from .memory import Entry, Memory
from .render_locks import RenderLocks

logger = logging.getLogger(__name__)
MOST_ROUNDS = 5  # attempts to obtain a page while others push it out of memory
MOST_REFUSALS = MOST_ANSWERS = 5000


class Answer(NamedTuple):
    """A stored page. `how` it was obtained: hit, verified, rendered, or away (the database does not answer)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    composed: ComposedBody
    how: str


class PageStore:
    """Gives pages that are never older than the last commit."""

    def __init__(
        self,
        *,
        disk: DiskStore,
        log: ChangeLog,
        renderer: Renderer,
        build: str,
        budget: int,
        counts: Counts | None = None,
    ) -> None:
        """`build` identifies the code, settings and templates; `budget`: bytes of memory."""
        self.disk, self.log, self.renderer, self.build = disk, log, renderer, build
        self.memory = Memory(budget=budget)
        self.counts = counts or Counts()
        self._touched = 0.0
        self._warned = float("-inf")
        self._refused: dict[str, tuple[int, str]] = {}
        self._answers: tuple[int, dict[TracedQuery, bytes]] = (
            0,
            {},
        )  # a tick, and the results of queries made since it began
        self._thread = threading.local()
        self._table_sets: dict[frozenset[str], frozenset[str]] = {}
        self._locks = RenderLocks(disk.path.parent / "locks", warn=self._warn)

    # --- what a request needs ---------------------------------------------------------------------
    def ready(self, name: str, tick: int = 0) -> Entry | None:
        """The entry under `name` if it is in memory and still good; costs some microseconds.

        `tick`: that of a look taken since the request arrived; by default, look now. Raises DatabaseUnavailable.
        """
        entry = self.memory.get(name)
        if entry is None:
            return None
        tick = tick or self.log.look()
        now = time.time()
        if (entry.checked == tick or self._still_good(entry, tick)) and entry.valid_until > now:
            entry.used = now
            return entry
        return None

    def page(self, key: Key) -> Answer:
        """The page under `key`: from memory, from the disk store, or rendered.

        Raises NotStored, and DatabaseUnavailable where the database does not answer and nothing is stored.
        """
        name = str(key)
        how = "hit"
        try:
            since = self.log.look()
            for _ in range(MOST_ROUNDS):
                if (entry := self.ready(name)) and entry.composed:
                    break
                how = self._obtain_whole(name, key, since)
                if (entry := self.ready(name) or self._put_together(name, since)) is not None:
                    break
            else:
                raise NotStored("was pushed out of memory by other pages")
            self.counts.add(how)
            assert entry.composed is not None
            return Answer(entry.status, entry.headers, entry.composed, how)
        except (DatabaseUnavailable, DatabaseError) as error:
            self._warn(error)
            return self._as_it_was(name, error)

    def _warn(self, error: Exception) -> None:
        """Log the error, at most once a minute."""
        if time.monotonic() - self._warned > 60:
            self._warned = time.monotonic()
            logger.warning("The page store continues with the pages that it has: %s", error)

    def refusal(self, name: str) -> str:
        """Why the page could not be stored, if nothing has changed since; empty where a render may be tried."""
        if (known := self._refused.get(name)) is None:
            return ""
        with contextlib.suppress(DatabaseUnavailable):  # if clients request only refused pages, no other code looks
            self.log.look()
        return known[1] if known[0] == self.log.tick else ""

    def entry(self, name: str) -> Entry | None:
        """The entry in memory under `name`, good or not."""
        return self.memory.get(name)

    # --- checking ---------------------------------------------------------------------------------
    def _still_good(self, entry: Entry, tick: int) -> bool:
        """Whether nothing that the entry or its fragments were made from has changed; recomposes it if a fragment was replaced."""
        if not self._own_good(entry, tick):
            return False
        fragments = []
        for name in entry.shared:
            fragment = self.memory.get(name)
            if fragment is None or not self._own_good(fragment, tick) or fragment.own_until <= time.time():
                return False
            fragment.used = time.time()
            fragments.append(fragment)
        stamps = tuple(fragment.stamp for fragment in fragments)
        with self.memory.lock:
            if entry.checked > tick:  # another thread has looked later, and composed the entry already
                return True
            if entry.composed is None or entry.made_of != stamps:
                self._compose(entry, dict(zip(entry.shared, fragments, strict=True)))
                entry.made_of = stamps
            entry.checked = tick
        return True

    def _put_together(self, name: str, since: int) -> Entry | None:
        """The entry, composed of parts that were good at the tick `since` or later, even if they have changed after that.

        None where one of the parts is no longer in memory.
        """
        with self.memory.lock:
            entry = self.memory.get(name)
            if entry is None or not self._was_good(entry, since):
                return None
            fragments: dict[str, Entry] = {}
            for fragment_name in entry.shared:
                fragment = self.memory.get(fragment_name)
                if fragment is None or not self._was_good(fragment, since):
                    return None
                fragments[fragment_name] = fragment
            self._compose(entry, fragments)
            entry.made_of, entry.checked = None, 0
            return entry

    def _own_good(self, entry: Entry, tick: int) -> bool:
        """Whether nothing that the entry itself was made from has changed; `tick` is that of a look taken now."""
        if entry.seen < tick:
            if not self.log.is_same(entry.tables, entry.seen):
                return False
            entry.seen = tick
        return True

    def _was_good(self, entry: Entry, since: int) -> bool:
        """Whether the entry was good at the tick `since` or at a later one, by the database and by the clock."""
        return self._own_good(entry, since) and entry.own_until > time.time()

    @staticmethod
    def _compose(entry: Entry, fragments: dict[str, Entry]) -> None:
        pieces: list[Piece] = []
        for part in entry.contents:
            if isinstance(part, FragmentReference):
                fragment_pieces = [piece for piece in fragments[part.fragment].contents if isinstance(piece, Piece)]
                pieces += chosen(fragment_pieces, part.without)
            else:
                pieces.append(part)
        entry.composed = compose(pieces)
        entry.valid_until = min([entry.own_until, *(fragment.own_until for fragment in fragments.values())])

    # --- getting ----------------------------------------------------------------------------------
    def _obtain_whole(self, name: str, key: Key, since: int) -> str:
        """Bring the page and its fragments into memory, good at the tick `since` or later; returns how. Raises NotStored."""
        how, entry = self._obtain(name, lambda: self.renderer.page(key), since)
        for fragment in entry.shared:
            fragment_how, _ = self._obtain(fragment, lambda: self.renderer.fragment(fragment), since)  # noqa: B023 - called at once
            if fragment_how == "rendered" and how == "hit":
                how = "verified"
        return how

    def _obtain(self, name: str, render: Callable[[], RenderResult], since: int) -> tuple[str, Entry]:
        entry = self.memory.get(name)
        if entry and self._was_good(entry, since):
            return "hit", entry
        with self._locks.hold(name):
            tick = self.log.look()  # before anything is read, so that the next look sees what is committed meanwhile
            entry = self.memory.get(name)
            if entry and self._was_good(entry, since):
                return "hit", entry  # another thread rendered it while this one waited
            known = self._verified(name, tick)
            if known is not None:
                return known
            return "rendered", self._rendered(name, tick, render)

    def _verified(self, name: str, tick: int) -> tuple[str, Entry] | None:
        """The page stored under `name`, if the queries that it was made from give the same results."""
        self._leave_the_old_file()
        stored = self.disk.take(name, build=self.build)
        if stored is None or stored.valid_until <= time.time():
            return None
        entry = self.memory.get(name)
        if entry is not None and entry.stamp == stored.stamp:
            if self._own_good(entry, tick):
                return "hit", entry  # another thread was quicker
            changed = self.log.changed_since(entry.tables, entry.seen)
            steps = [step for step in stored.trace if self._may_differ(step, changed, entry.seen)]
        else:
            entry = None
            steps = list(stored.trace)
        if not self.same_answers(steps, tick):
            return None
        if entry is None:
            entry = self._keep(stored, tick)
        entry.seen = tick
        return "verified", entry

    def _leave_the_old_file(self) -> None:
        """Close this thread's connection if the database file was replaced; it would go on reading the old file."""
        if getattr(self._thread, "files", 0) != self.log.files and not connection.in_atomic_block:
            self._thread.files = self.log.files
            connection.close()

    def _may_differ(self, step: Dependency, changed: frozenset[str], since: int) -> bool:
        """Whether the rows that have changed since the tick `since` can affect the query's result."""
        own = narrowed(step.question.sql)
        for table in tables_of(step.question.sql) & changed:
            keys = self.log.keys_changed(table, since) if table in own else None
            if keys is None or str((step.question.params or ())[own[table]]) in keys:
                return True
        return False

    def recheck(self, name: str) -> bool:
        """Whether the page under `name` and its fragments are unchanged; queries whose results may have changed run again.

        Nothing is rendered. Raises DatabaseUnavailable.
        """
        tick = self.log.look()
        for stored_name in (name, *self._fragments_of(name)):
            entry = self.memory.get(stored_name)
            if entry is not None and self._own_good(entry, tick) and entry.own_until > time.time():
                continue
            with self._locks.hold(stored_name):
                if self._verified(stored_name, tick) is None:
                    return False
        return True

    def _fragments_of(self, name: str) -> tuple[str, ...]:
        entry = self.memory.get(name)
        if entry is not None:
            return entry.shared
        stored = self.disk.take(name, build=self.build)
        return (
            tuple(
                {reference.fragment: None for reference in stored.contents if isinstance(reference, FragmentReference)}
            )
            if stored
            else ()
        )

    def same_answers(self, steps: list[Dependency], tick: int) -> bool:
        """Whether every query still gives the same result; a query that has run since `tick` began does not run again."""
        if self._answers[0] != tick or len(self._answers[1]) > MOST_ANSWERS:
            self._answers = (tick, {})
        answers = self._answers[1]
        for step in steps:
            digest = answers.get(step.question)
            if digest is None:
                try:
                    digest = answers[step.question] = ask(step.question)
                except DatabaseError as error:
                    if isinstance(error, ProgrammingError) or "no such" in str(error):
                        return False  # a table or column is gone, but the database answers
                    raise
            if digest != step.digest:
                return False
        return True

    def _rendered(self, name: str, tick: int, render: Callable[[], RenderResult]) -> Entry:
        try:
            rendered = render()
        except NotStored as refused:
            self._note_refusal(name, tick, refused)
            raise
        capture = rendered.capture
        stored = StoredPage(
            key=name,
            build=self.build,
            stamp=secrets.token_hex(8),
            status=rendered.response.status_code,
            headers=rendered.headers,
            contents=rendered.contents,
            trace=tuple(capture.trace),
            valid_until=capture.readings.valid_until,
            rendered_at=time.time(),
        )
        self.disk.put(stored)
        return self._keep(stored, tick)

    def _note_refusal(self, name: str, tick: int, refused: NotStored) -> None:
        self.counts.add(f"refused:{refused.reason}")
        with self.memory.lock:
            if len(self._refused) > MOST_REFUSALS:
                self._refused.clear()
            if refused.response is None:
                self._refused[name] = (tick, refused.reason)
            status = refused.response.status_code if refused.response is not None else 0
            # A page that is gone is removed. A page that failed may work again with the same data, and is checked then.
            if 300 <= status < 500:
                self.disk.remove(name)
                self.memory.forget(name)

    def _as_it_was(self, name: str, error: Exception) -> Answer:
        """The last known version of the page, marked as `away`; raises DatabaseUnavailable where there is none."""
        entry = self.memory.get(name) or self._from_disk_unchecked(name)
        if entry is not None and entry.composed is None:
            fragments = {
                fragment_name: self.memory.get(fragment_name) or self._from_disk_unchecked(fragment_name)
                for fragment_name in entry.shared
            }
            if all(fragments.values()):
                self._compose(entry, fragments)  # type: ignore[arg-type]
        if entry is None or entry.composed is None:
            raise DatabaseUnavailable(str(error)) from error
        self.counts.add("away")
        return Answer(entry.status, entry.headers, entry.composed, "away")

    def _from_disk_unchecked(self, name: str) -> Entry | None:
        stored = self.disk.take(name, build=self.build)
        return Entry(stored, seen=-1, tables=frozenset()) if stored else None

    # --- memory -----------------------------------------------------------------------------------
    def _keep(self, stored: StoredPage, tick: int) -> Entry:
        tables = tables_read(stored.trace)
        entry = Entry(stored, seen=tick, tables=self._table_sets.setdefault(tables, tables))
        with self.memory.lock:
            other = self.memory.get(stored.key)
            if other is not None and other.seen > tick:  # made at the same time by a thread that looked later
                return other
            self.memory.keep(stored.key, entry)
        return entry

    def touch_used(self) -> None:
        """Tell the disk store which entries were used since the last call."""
        since, self._touched = self._touched, time.time()
        self.disk.touch(self.memory.used_since(since))

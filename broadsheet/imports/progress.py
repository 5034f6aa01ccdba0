"""Progress display of an import: a bar with an estimate on a terminal, otherwise a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

SECONDS_BETWEEN = 5.0


class ProgressDisplay:
    """Shows the progress of each stage in turn, on standard error."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.name = ""
        self.total = 0
        self.done = 0
        self.started = self.last_line = time.monotonic()

    def __enter__(self) -> ProgressDisplay:
        if sys.stderr.isatty():
            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self.name, self.total, self.done = name, total, 0
        self.started = self.last_line = time.monotonic()
        if self.bar:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.task = self.bar.add_task(name, total=total)

    def show(self, done: int) -> None:
        """Show how many steps are done."""
        self.done = done
        if self.bar and self.task is not None:
            self.bar.update(self.task, completed=done)
        elif time.monotonic() - self.last_line >= SECONDS_BETWEEN and done:
            self.last_line = time.monotonic()
            rate = done / max(self.last_line - self.started, 0.001)
            remaining = max(self.total - done, 0) / rate if rate else 0
            self.say(f"{self.name}: {done:,} of {self.total:,}, about {remaining:,.0f} s left.")

"""How far an import is: a bar with an estimate on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

SECONDS_BETWEEN = 5.0


class Telling:
    """Tells the progress of one stage after the other, on standard error."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.bar: Progress | None = None
        self.task = None
        self.what = ""
        self.total = 0
        self.done = 0
        self.begun = self.told = time.monotonic()

    def __enter__(self) -> Telling:
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

    def stage(self, what: str, total: int) -> None:
        """Begin a stage of `total` steps."""
        self.what, self.total, self.done = what, total, 0
        self.begun = self.told = time.monotonic()
        if self.bar:
            if self.task is not None:
                self.bar.remove_task(self.task)
            self.task = self.bar.add_task(what, total=total)  # type: ignore[assignment]

    def at(self, done: int) -> None:
        """So many steps are done."""
        self.done = done
        if self.bar and self.task is not None:
            self.bar.update(self.task, completed=done)
        elif time.monotonic() - self.told >= SECONDS_BETWEEN and done:
            self.told = time.monotonic()
            rate = done / max(self.told - self.begun, 0.001)
            left = max(self.total - done, 0) / rate if rate else 0
            self.say(f"{self.what}: {done:,} of {self.total:,}, some {left:,.0f} s left.")

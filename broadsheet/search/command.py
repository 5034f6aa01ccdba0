"""`broadsheet search build` and its progress messages."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .actions.build_indexes import build_indexes


def run(*, from_start: bool, say: Callable[[str], object]) -> None:
    """Build both indexes. Shows a progress bar, or a line every five seconds if the output is not a terminal."""
    started, done, last_said = time.monotonic(), 0, time.monotonic()
    counts: dict[str, int] = {}
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, disable=not sys.stdout.isatty()) as bar:
        bars: dict[str, object] = {}
        for step in build_indexes(now=timezone.now(), from_start=from_start):
            if step.part not in bars:
                bars[step.part] = bar.add_task(step.part, total=step.total, completed=step.resumed_at)
                if step.resumed_at:
                    say(f"Going on after {step.resumed_at:,} of {step.total:,} {step.part}.")
            bar.update(bars[step.part], completed=step.done, total=step.total)  # type: ignore[arg-type]
            counts[step.part] = step.done - step.resumed_at
            done = sum(counts.values())
            if bar.disable and time.monotonic() - last_said > 5:
                last_said = time.monotonic()
                say(f"{step.part}: {step.done:,} of {step.total:,}")
    seconds = time.monotonic() - started
    say(f"{done:,} items indexed in {seconds:.0f} s ({done / max(seconds, 0.01):,.0f} a second).")

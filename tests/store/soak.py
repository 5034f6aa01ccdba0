"""The same machine for as long as one likes: `python -m tests.store.soak --steps 10000 [--seed N]`.

`--load SECONDS` lets a crowd ask for the front meanwhile changed every 20 ms, with one worker and with two, over HTTP; with
`--steps 0`, nothing but that. Ends with status 1 where an answer was stale, failed, or one in a hundred waited for three seconds.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

import django

import tests.site_for_tests  # noqa: F401 - the settings of the tests' own site


def main() -> None:
    """Run, and say what was counted."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--steps", type=int, default=10_000)
    wanted.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    wanted.add_argument("--load", type=float, default=0, metavar="SECONDS")
    options = wanted.parse_args()
    if options.steps:
        _operate(options.steps, options.seed)
    if options.load and not all(_crowd(options.load, workers) for workers in (1, 2)):
        sys.exit(1)


def _crowd(seconds: float, workers: int) -> bool:
    """Whether the crowd was served as it should."""
    from tests.served import demo_site

    from . import load

    with tempfile.TemporaryDirectory(prefix="broadsheet-crowd-") as folder:
        site = demo_site(Path(folder) / "courier")
        with (site.folder / "broadsheet.env").open("a") as settings:
            settings.write(f"\nBROADSHEET_WORKERS={workers}\n")
        site.start()
        try:
            crowd = load.run(site, path="/", slug=load.lead_of(site), seconds=seconds)
        finally:
            site.stop()
    print(f"{workers} workers: {crowd.line()}", flush=True)
    return not crowd.failed and not crowd.stale and crowd.wait(0.99) < 3


def _operate(steps: int, number: int) -> None:
    """Random operations; an answer that is not what a fresh render gives ends the run."""
    django.setup()
    from .machine import Tally, run
    from .world import Seed

    print(f"seed {number}", flush=True)
    began = time.perf_counter()

    def say(tally: Tally) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {tally.line(number)}", flush=True)

    with tempfile.TemporaryDirectory(prefix="broadsheet-soak-") as folder, Seed(Path(folder)) as seed:
        tally = run(seed, steps=steps, seed=number, say=say)
    for name, count in sorted(tally.operations.items()):
        print(f"{count:7} {name}")
    for name, count in sorted(tally.store.items()):
        print(f"{count:7} store: {name}")
    for reason, pages in sorted(tally.reasons.items()):
        print(
            f"{sum(pages.values()):7} refused: {reason}  (such as {', '.join(page for page, _ in pages.most_common(3))})"
        )


if __name__ == "__main__":
    main()

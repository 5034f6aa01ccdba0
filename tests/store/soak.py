"""The same machine for as long as one likes: `python -m tests.store.soak --steps 10000 [--seed N]`."""

from __future__ import annotations

import argparse
import secrets
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
    options = wanted.parse_args()
    django.setup()
    from .machine import Tally, run
    from .world import Seed

    print(f"seed {options.seed}", flush=True)
    began = time.perf_counter()

    def say(tally: Tally) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {tally.line(options.seed)}", flush=True)

    with tempfile.TemporaryDirectory(prefix="broadsheet-soak-") as folder, Seed(Path(folder)) as seed:
        tally = run(seed, steps=options.steps, seed=options.seed, say=say)
    for name, count in sorted(tally.operations.items()):
        print(f"{count:7} {name}")
    for name, count in sorted(tally.store.items()):
        print(f"{count:7} store: {name}")
    for reason, pages in sorted(tally.reasons.items()):
        print(
            f"{sum(pages.values()):7} refused: {reason}  (such as {', '.join(each for each, _ in pages.most_common(3))})"
        )


if __name__ == "__main__":
    main()

"""The cost of a large archive: the same work with 1,000 and with 100,000 stories.

    python benchmarks/archive.py [--small 1000] [--large 100000] [--rounds 5] [--keep FOLDER]

Makes both archives (100,000 stories take some minutes), then measures each kind of work alternately on the small and
the large one, in separate processes. Prints the median CPU milliseconds, the ratio large/small, the
number of queries and the bar. It uses CPU time because that depends less on the machine's load. Searching has a
separate benchmark. Exits with status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

READER_BAR, NEWSROOM_BAR = 1.3, 1.5
WORK: dict[str, float | None] = {
    "front": READER_BAR,
    "article": READER_BAR,
    "section": READER_BAR,
    "section, deep page": READER_BAR,
    "person": READER_BAR,
    "topic": READER_BAR,
    "desk: list of stories": NEWSROOM_BAR,
    "desk: home": NEWSROOM_BAR,
    "chooser: newest": NEWSROOM_BAR,
    "chooser: a rare word": NEWSROOM_BAR,
    "editor: open": NEWSROOM_BAR,
    "editor: save draft": NEWSROOM_BAR,
    "editor: publish": NEWSROOM_BAR,
}


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", default="", help="folder for keeping and reusing the archives")
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        _make(Path(options.make), options.count)
    elif options.measure:
        _measure()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            sys.exit(_compare(Path(options.keep or temporary), options.small, options.large, options.rounds))


def _compare(folder: Path, small: int, large: int, rounds: int) -> int:
    sites = {}
    for count in (small, large):
        site = folder / f"archive-{count}"
        sites[count] = site
        if not (site / "made").exists():
            started = time.monotonic()
            subprocess.run([sys.executable, __file__, "--make", str(site), "--count", str(count)], check=True)
            print(f"{count:,} stories made in {time.monotonic() - started:.0f} s", flush=True)
    results: dict[int, list[dict[str, list[float]]]] = {small: [], large: []}
    for number in range(rounds):
        for count, site in sites.items():
            env = os.environ | {"BROADSHEET_SITE": str(site)}
            output = subprocess.run(
                [sys.executable, __file__, "--measure"], env=env, check=True, stdout=subprocess.PIPE, text=True
            ).stdout
            results[count].append(json.loads(output.splitlines()[-1]))
        print(f"round {number + 1} of {rounds}", flush=True)
    return _print(results[small], results[large], small, large)


def _print(few: list[dict[str, list[float]]], many: list[dict[str, list[float]]], small: int, large: int) -> int:
    print(f"\n| work | {small:,}: CPU ms | {large:,}: CPU ms | ratio | bar | queries |\n|---|---|---|---|---|---|")
    missed = 0
    for name, bar in WORK.items():
        ratio = statistics.median(b[name][0] / a[name][0] for a, b in zip(few, many, strict=True))
        first, second = (statistics.median(result[name][0] for result in rounds) for rounds in (few, many))
        queries = f"{few[-1][name][1]:.0f} / {many[-1][name][1]:.0f}"
        is_missed = bar is not None and ratio > bar
        missed += is_missed
        print(
            f"| {name} | {first:.1f} | {second:.1f} | {ratio:.2f}{' MISSED' if is_missed else ''} | {bar or '-'} | {queries} |"
        )
    return 1 if missed else 0


def _start() -> None:
    import broadsheet  # noqa: F401 - loads the bundled SQLite first
    from broadsheet.command_line import start_django

    start_django()


def _make(site: Path, count: int) -> None:
    """A site whose one edition has `count` stories in four sections."""
    from broadsheet.ops.actions.make_site import make_newsroom, make_site_folder

    make_site_folder(folder=site, editions="en", time_zone="UTC")
    os.environ["BROADSHEET_SITE"] = str(site)
    _start()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    make_newsroom(name="Archive", admin="admin", password="admin", say=lambda _: None)
    from benchmarks.bulk_stories import make_stories
    from broadsheet.ops.preparing import bring_up_to_date

    make_stories(count)
    bring_up_to_date(say=lambda _: None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (site / "made").touch()


def _measure() -> None:
    """One round of every kind of work; prints JSON: name -> [CPU ms, queries]."""
    _start()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    from django.db import connection

    from benchmarks.newsroom_work import jobs

    measured = {}
    for name, job in jobs().items():
        job()  # warm
        queries: list[str] = []

        def count(execute: Callable[..., object], sql: str, *rest: object, seen: list[str] = queries) -> object:
            seen.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            job()
        times = []
        for _ in range(7):
            started = time.process_time()
            job()
            times.append((time.process_time() - started) * 1000)
        measured[name] = [statistics.median(times), len(queries)]
    print(json.dumps(measured))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

"""The cost of searching in a large archive.

    python benchmarks/search.py [--stories 100000] [--questions 400] [--keep FOLDER]

Makes an archive (or finds it in FOLDER), rebuilds both indexes, then asks questions of every kind in mixed order: a
rare word, a common one, the most common, two words, a phrase, filters by section, dates, person and kind, a misspelt
word. Prints the build speed in stories per second. For each kind it prints the median and the 95th percentile of
the answer alone and of the whole page, in wall milliseconds, then the cost of publishing with and without
the indexes. Exits with status 1 when a bar is missed: 500 stories a second, 50 ms.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")

BAR_MILLISECONDS, BAR_A_SECOND = 50.0, 500.0


def main() -> None:
    """Make, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--keep", default="", help="folder for keeping and reusing the archive")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(options.keep or temporary) / f"archive-{options.stories}"
        if not (site / "made").exists():
            archive = Path(__file__).with_name("archive.py")
            subprocess.run([sys.executable, archive, "--make", site, "--count", str(options.stories)], check=True)
        os.environ["BROADSHEET_SITE"] = str(site)
        sys.exit(_measure(options.questions))


def _measure(count: int) -> int:
    import broadsheet  # noqa: F401 - loads the bundled SQLite first
    from broadsheet.command_line import start_django

    start_django()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    rates = _build()
    for part, rate in rates.items():
        print(f"building the {part} index: {rate:,.0f} stories a second")
    slowest = _ask(count)
    return 1 if slowest > BAR_MILLISECONDS or min(rates.values()) < BAR_A_SECOND else 0


def _build() -> dict[str, float]:
    """Stories per second for each index."""
    from django.utils import timezone
    from wagtail.search.backends import get_search_backend

    from broadsheet.search.actions.build_indexes import build_indexes
    from broadsheet.search.actions.index_pages import forget_all

    forget_all()
    get_search_backend().reset_indexes()
    begun: dict[str, float] = {}
    rates = {}
    last = time.monotonic()
    for step in build_indexes(now=timezone.now(), from_start=True):
        begun.setdefault(step.part, last)
        last = time.monotonic()
        rates[step.part] = step.done / (last - begun[step.part])
    return {"readers'": rates["stories"], "desk's": rates["stories.Article"]}


def _questions(count: int) -> list[tuple[str, dict[str, str]]]:
    from benchmarks.bulk_stories import vocabulary
    from broadsheet.stories.models import Article

    rng = random.Random(5)
    known, _weights = vocabulary()
    now = datetime.now(UTC)
    titles = list(Article.objects.filter(live=True).order_by("?").values_list("title", flat=True)[:200])
    kinds = {
        "rare word": lambda: {"q": rng.choice(known[5000:40000])},
        "word of the day": lambda: {"q": rng.choice(known[100:2000])},
        "commonest word": lambda: {"q": rng.choice(known[:20])},
        "two words": lambda: {"q": f"{rng.choice(known[10:300])} {rng.choice(known[100:3000])}"},
        "phrase": lambda: {"q": '"' + " ".join(rng.choice(titles).split()[1:3]) + '"'},
        "in a section": lambda: {"q": rng.choice(known[20:800]), "section": rng.choice(["city", "world"])},
        "of a kind": lambda: {"q": rng.choice(known[20:800]), "kind": "feature"},
        "of a person": lambda: {"q": rng.choice(known[20:800]), "author": f"person-{rng.randrange(40)}"},
        "in a month": lambda: {
            "q": rng.choice(known[5:300]),
            "from": (now - timedelta(days=400)).date().isoformat(), "to": (now - timedelta(days=370)).date().isoformat(),
        },
        "newest first": lambda: {"q": rng.choice(known[:300]), "sort": "newest"},
        "misspelt word": lambda: {"q": rng.choice(known[3000:20000]) + "x"},
    }  # fmt: skip
    questions = [(kind, make()) for kind, make in kinds.items() for _ in range(max(1, count // len(kinds)))]
    rng.shuffle(questions)
    return questions


def _ask(count: int) -> float:
    """The 95th percentile of the whole page, milliseconds."""
    from django.test import Client

    from broadsheet.finding import search_page

    reader = Client()
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    answered = [0.0]
    questions = _questions(count)

    def timed(function: Callable[..., Answer]) -> Callable[..., Answer]:
        def call(*args: Any, **kwargs: Any) -> Answer:
            started = time.perf_counter()
            result = function(*args, **kwargs)
            answered[0] += (time.perf_counter() - started) * 1000
            return result

        return call

    search_page.find, search_page.did_you_mean = timed(search_page.find), timed(search_page.did_you_mean)
    for _kind, query in questions[:30]:
        reader.get("/search/", query)  # warm
    for kind, query in questions:
        answered[0] = 0.0
        started = time.perf_counter()
        response = reader.get("/search/", query)
        times[kind].append((answered[0], (time.perf_counter() - started) * 1000))
        if response.status_code != 200:
            raise RuntimeError(f"{query}: {response.status_code}")
    times["all"] = [wait for waits in times.values() for wait in waits]
    print("\n| query | the result: median, 95 % ms | the whole page: median, 95 % ms |\n|---|---|---|")
    for kind, waits in times.items():
        columns = [f"{statistics.median(column):.1f}, {_p95(column):.1f}" for column in zip(*waits, strict=True)]
        print(f"| {kind} | {' | '.join(columns)} |")
    return _p95([page for _answer, page in times["all"]])


def _p95(waits: Sequence[float]) -> float:
    return sorted(waits)[max(0, -(-len(waits) * 95 // 100) - 1)]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

"""What looking for stories costs in a large archive.

    python benchmarks/search.py [--stories 100000] [--questions 400] [--keep FOLDER]

Makes an archive (or finds it in FOLDER), builds both indexes over, then asks questions of every kind in a mixed order: a
rare word, a common one, the commonest, two words, a phrase, narrowed by section, dates, person and kind, a slip of
the pen. Prints stories a second for the building, and for each kind the median and the 95th percentile of
the answer alone and of the whole page, in wall milliseconds, then the cost of publishing with and without
the indexes. Ends with status 1 when a bar is missed: 500 stories a second, 50 ms.
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
from datetime import UTC, datetime, timedelta
from pathlib import Path

BAR_MILLISECONDS, BAR_A_SECOND = 50.0, 500.0


def main() -> None:
    """Make, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--keep", default="", help="folder to keep the archive in, and to find it again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(options.keep or temporary) / f"archive-{options.stories}"
        if not (site / "made").exists():
            archive = Path(__file__).with_name("archive.py")
            subprocess.run([sys.executable, archive, "--make", site, "--count", str(options.stories)], check=True)
        os.environ["BROADSHEET_SITE"] = str(site)
        sys.exit(_measure(options.questions))


def _measure(count: int) -> int:
    import broadsheet  # noqa: F401 - the bundled SQLite first
    from broadsheet.command_line import start_django

    start_django()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    rate = _build()
    print(f"building: {rate:,.0f} stories a second, readers' and desk's index together")
    slowest = _ask(count)
    return 1 if slowest > BAR_MILLISECONDS or rate < BAR_A_SECOND else 0


def _build() -> float:
    from django.utils import timezone
    from wagtail.search.backends import get_search_backend

    from broadsheet.search.actions.build_indexes import build_indexes
    from broadsheet.search.actions.index_pages import forget_all
    from broadsheet.stories.models import Article

    forget_all()
    get_search_backend().reset_indexes()
    started = time.monotonic()
    for _step in build_indexes(now=timezone.now(), from_start=True):
        pass
    return Article.objects.count() / (time.monotonic() - started)


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
        "slip of the pen": lambda: {"q": rng.choice(known[3000:20000]) + "x"},
    }  # fmt: skip
    asked = [(kind, make()) for kind, make in kinds.items() for _ in range(max(1, count // len(kinds)))]
    rng.shuffle(asked)
    return asked


def _ask(count: int) -> float:
    from django.test import Client

    reader = Client()
    times: dict[str, list[float]] = defaultdict(list)
    asked = _questions(count)
    for _kind, query in asked[:30]:
        reader.get("/search/", query)  # warm
    for kind, query in asked:
        started = time.perf_counter()
        response = reader.get("/search/", query)
        times[kind].append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{query}: {response.status_code}")
    print("\n| question | median ms | 95 % ms | most ms |\n|---|---|---|---|")
    for kind, found in times.items():
        print(f"| {kind} | {statistics.median(found):.1f} | {_p95(found):.1f} | {max(found):.1f} |")
    whole = [each for found in times.values() for each in found]
    print(f"| all, the whole page | {statistics.median(whole):.1f} | {_p95(whole):.1f} | {max(whole):.1f} |")
    return _p95(whole)


def _p95(found: list[float]) -> float:
    return sorted(found)[max(0, -(-len(found) * 95 // 100) - 1)]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

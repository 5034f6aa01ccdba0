"""The page store's speed against nginx, the cost of a publish, and its memory.

    python benchmarks/edge.py [speed] [publish] [latency] [memory] [--stories 1000] [--hot 1000] [--rounds 5] [--keep FOLDER]

`speed` (Linux; needs nginx and wrk from Debian): requests per second and CPU microseconds per request of one worker, for
a stored article page of about 40 KB in gzip, with 32 connections. It alternates with nginx, which serves the same bytes from a
file, and with Django's per-site cache behind the same server. Ratios are the median of the pairs.
`publish`: the CPU time that one publish causes among `--hot` stored pages, as a share of rendering them all.
`latency`: milliseconds from the return of a publish to the new page, over HTTP from two workers, on every page that shows the story.
No answer may be older.
`memory`: bytes of memory per stored page, compared with its compressed size.
Exits with status 1 when a bar is missed.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from broadsheet.edge.http.rsgi_protocol import RsgiHeaders, RsgiProtocol
    from broadsheet.edge.store.page_store import PageStore

SHARE_BAR = 0.05  # of rendering all hot pages
MEMORY_FACTOR, MEMORY_MORE = 1.3, 2048  # bytes per page: 1.3 times its compressed size plus 2 KB
PARTS = ("speed", "publish", "latency", "memory")


def main() -> None:
    """Make the site and run the chosen measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; all by default")
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--hot", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", default="", help="folder for keeping and reusing the site")
    parser.add_argument("--inside", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--address", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        _inside(options.inside, options.hot, options.address)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary)
        site = folder / f"archive-{options.stories}"
        if not (site / "made").exists():
            archive = Path(__file__).with_name("archive.py")
            subprocess.run([sys.executable, archive, "--make", site, "--count", str(options.stories)], check=True)
        missed = 0
        for part in options.parts or PARTS:
            print(f"\n## {part}", flush=True)
            if part == "speed":
                from benchmarks.edge_speed import compare

                missed += compare(site, rounds=options.rounds)
            elif part == "latency":
                from benchmarks.edge_latency import compare as latency

                missed += latency(site)
            else:
                missed += _in_a_process(part, site, options.hot)
        sys.exit(1 if missed else 0)


def _in_a_process(part: str, site: Path, hot: int) -> int:
    env = os.environ | {"BROADSHEET_SITE": str(site)}
    command = [sys.executable, __file__, "--inside", part, "--hot", str(hot)]
    output = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    result = json.loads(output.splitlines()[-1])
    for line in result["lines"]:
        print(line)
    return int(result["missed"])


def _inside(part: str, hot: int, address: str) -> None:
    import broadsheet  # noqa: F401 - loads the bundled SQLite first
    from broadsheet.command_line import start_django

    start_django()
    from django.conf import settings
    from django.core.management import call_command

    if part == "latency":
        from benchmarks.edge_latency import inside

        lines, missed = inside(address)
        print(json.dumps({"lines": lines, "missed": missed}))
        return
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        settings.EDGE = settings.EDGE | {"folder": folder}
        lines, missed = (_publish if part == "publish" else _memory)(hot)
    print(json.dumps({"lines": lines, "missed": missed}))


def _keys(count: int) -> list[Any]:
    """Keys of the newest stories' pages, the front, the sections, the archive."""
    from broadsheet.edge.storable import key_of
    from broadsheet.stories.models import Article, Section

    pages: list[Any] = list(Section.objects.filter(live=True)[:10])
    pages += Article.objects.filter(live=True).order_by("-listed_at").select_related("section")[:count]
    keys = [key_of(host="localhost", path=path, query="") for path in ("/", "/archive/", "/feeds/rss.xml")]
    keys += [key_of(host="localhost", path=page.get_url(), query="") for page in pages]
    return [key for key in keys if key is not None][:count]


def _fetch(store: PageStore, keys: list[Any]) -> dict[str, int]:
    from broadsheet.edge.rendering.renderer import NotStored

    before = store.counts.as_dict()
    for key in keys:
        try:
            store.page(key)
        except NotStored:
            store.renderer.fresh(key)
    after = store.counts.as_dict()
    return {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}


def _publish(hot: int) -> tuple[list[str], bool]:
    """CPU time of a publish among stored pages."""
    from broadsheet.edge.store.machine import page_store
    from broadsheet.stories.models import Article, Byline, Person, Section

    store, keys = page_store(), _keys(hot)
    _fetch(store, keys[:20])
    store.disk.clear()
    store.memory.clear()
    started = time.process_time()
    rendered = _fetch(store, keys)
    all_anew = time.process_time() - started
    _fetch(store, keys)
    section, person = Section.objects.filter(live=True).first(), Person.objects.first()
    assert section is not None and person is not None
    shares, lines = [], [f"{len(keys)} pages rendered: {all_anew:.2f} s CPU ({rendered})"]
    for number in range(5):
        started = time.process_time()
        story = Article(
            title=f"Bench {number}", slug=f"bench-{number}-{time.time_ns()}", locale=section.locale, live=False
        )
        Section.objects.get(pk=section.pk).add_child(instance=story)
        story.bylines = [Byline(person=person)]
        story.body = json.dumps([{"type": "paragraph", "value": "<p>Words.</p>"}])
        story.save()
        story.save_revision().publish()
        publishing = time.process_time() - started
        started = time.process_time()
        how = _fetch(store, keys)
        after = time.process_time() - started
        started = time.process_time()
        _fetch(store, keys)
        quiet = time.process_time() - started
        shares.append((after - quiet) / all_anew)
        lines.append(
            f"publish {publishing * 1000:.0f} ms; then {len(keys)} pages asked for: {(after - quiet) * 1000:.0f} ms more than "
            f"unchanged ({how}); share {shares[-1]:.3f}"
        )
    share = statistics.median(shares)
    lines.append(f"share of rendering them all: {share:.3f}, bar {SHARE_BAR}{' MISSED' if share > SHARE_BAR else ''}")
    Article.objects.filter(title__startswith="Bench ").delete()
    return lines, share > SHARE_BAR


def _memory(hot: int) -> tuple[list[str], bool]:
    """Bytes per stored page, by tracemalloc, in a process that reads them from the disk store."""
    import gc
    import tracemalloc

    from broadsheet.edge.store.machine import page_store
    from broadsheet.edge.store.page_store import PageStore

    first, keys = page_store(), _keys(hot)
    _fetch(first, keys)
    _fetch(first, keys)
    names = [str(key) for key in keys]
    sizes = [
        sum(len(part) for part in entry.composed.parts)
        for name in names
        if (entry := first.entry(name)) and entry.composed
    ]
    first.memory.clear()
    store = PageStore(disk=first.disk, log=first.log, renderer=first.renderer, build=first.build, budget=10**9)
    _fetch(store, keys[:20])
    _give_out(store, names[:20])
    gc.collect()
    before = store.memory.bytes
    tracemalloc.start()
    _fetch(store, keys[20:])
    _give_out(store, names[20:])
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] / (len(keys) - 20)
    tracemalloc.stop()
    size = statistics.mean(sizes)
    bar = size * MEMORY_FACTOR + MEMORY_MORE
    counted = (store.memory.bytes - before) / (len(keys) - 20)
    is_missed = taken > bar or counted < taken * 0.95
    lines = [
        f"{len(keys)} pages of {size:.0f} bytes compressed on average take {taken:.0f} bytes each once they were given out, bar "
        f"{bar:.0f}; the budget counts {counted:.0f}{' MISSED' if is_missed else ''}"
    ]
    return lines, is_missed


def _give_out(store: PageStore, names: list[str]) -> None:
    """Send each page the fast way, so that it holds everything it needs for that."""
    from broadsheet.edge.http.front import send_entry

    class Nobody:
        def __getattr__(self, name: str) -> object:
            return lambda *_: None

    for name in names:
        if (entry := store.ready(name)) is not None:
            send_entry(entry, cast("RsgiHeaders", {"accept-encoding": "gzip"}), cast("RsgiProtocol", Nobody()))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()

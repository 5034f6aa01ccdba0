"""The memory of `broadsheet serve`: of its parent and its worker, at rest and with stored pages.

    python benchmarks/memory.py [--site FOLDER] [--pages 1000] [--settle 0]

Linux. PSS in MB, from /proc/PID/smaps_rollup: memory shared by several processes counts proportionally for each. Without `--site` the demo
newsroom is made first. One worker is started. The pages of all editions are requested by following links (including lists, text-only
twins and archive days), each of them twice. `--settle`: seconds to wait before the last measurement. The stored pages of
the folder are deleted first, so that each is rendered. Exits with status 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path

BAR = 200  # MB, all processes together, with 1,000 stored pages
START_SECONDS = 180
FIRST = ("/", "/lite/", "/archive/", "/feeds/", "/topics/")
NO_PAGES = ("//", "/static/", "/media/", "/admin/", "/search/")
_LINK = re.compile(r'href="([^"#<]+)')
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def main() -> None:
    """Serve the site, request its pages, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="", help="folder of a site; without it the demo newsroom is made")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--settle", type=float, default=0.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(options.site or Path(temporary) / "demo").resolve()
        if not options.site:
            root = Path(__file__).resolve().parent.parent
            subprocess.run([sys.executable, "-m", "demo.load", site], cwd=root, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(site / "cache", ignore_errors=True)
        total = _measure(site, options.pages, options.settle)
    print(f"\n{'MISSED' if total > BAR else 'holds '} at most {BAR} MB: {total:.0f}")
    sys.exit(total > BAR)


def _measure(site: Path, pages: int, settle: float) -> float:
    """Print a line for each measurement; returns the last sum."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    env = os.environ | {"BROADSHEET_SITE": str(site), "BROADSHEET_BASE_URL": address, "BROADSHEET_WORKERS": "1"}
    command: list[str | Path] = [
        Path(sys.executable).with_name("broadsheet"),
        "serve",
        "--port",
        address.rpartition(":")[2],
    ]
    began = time.monotonic()
    server = subprocess.Popen(command, env=env, cwd=site, stdout=subprocess.DEVNULL)
    try:
        while _get(address + "/health/")[0] != 200:
            if server.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise SystemExit("The site did not start.")
            time.sleep(0.05)
        print(f"Started in {time.monotonic() - began:.1f} s.\n")
        print("| when | parent | worker | both |\n|---|---|---|---|")
        time.sleep(2)
        _look("at rest", server.pid)
        _ask_for_pages(address, pages)
        time.sleep(2 + settle)
        return _look(f"with {pages:,} pages", server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _look(when: str, parent: int) -> float:
    """Print the memory of the processes; returns the sum in MB."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    first, *others = (_pss(pid) for pid in (parent, *map(int, children)))
    print(f"| {when} | {first:.0f} | {sum(others):.0f} | {first + sum(others):.0f} |", flush=True)
    return first + sum(others)


def _pss(pid: int) -> float:
    match = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    assert match is not None
    return int(match[1]) / 1024


def _ask_for_pages(address: str, count: int) -> None:
    """Request pages by following links from the fronts, breadth first; raises SystemExit if there are too few."""
    waiting, requested = deque(FIRST), set(FIRST)
    answered: list[str] = []
    while waiting and len(answered) < count:
        path = waiting.popleft()
        status, text = _get(address + path)
        if status != 200:
            continue
        answered.append(path)
        for link in _LINK.findall(text):
            target = link.replace("&amp;", "&").removeprefix(address)
            if target.startswith("/") and not target.startswith(NO_PAGES) and target not in requested:
                requested.add(target)
                waiting.append(target)
    if len(answered) < count:
        raise SystemExit(f"The site has only {len(answered)} pages.")
    for path in answered:
        _get(address + path)


def _get(url: str) -> tuple[int, str]:
    """(status, text); status 0 if there is no answer."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
            is_packed = answer.headers.get("Content-Encoding") == "gzip"
            return answer.status, (gzip.decompress(body) if is_packed else body).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


if __name__ == "__main__":
    main()

"""One worker's speed against nginx and Django's per-site cache; see `edge.py`."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

RATE_BAR, CPU_BAR, TAIL_BAR = 0.3, 3.5, 20.0
CONNECTIONS, SECONDS = 32, 4
BODY_BYTES = 40_000
NGINX = """worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/files; gzip_static on; }} }}
"""


class Run(NamedTuple):
    """The result of one run of wrk."""

    rate: float  # requests a second
    cpu: float  # microseconds of the server's CPU per request
    median: float  # milliseconds
    tail: float  # milliseconds, the 99th percentile


class Target(NamedTuple):
    """A server under load."""

    url: str
    pids: list[int]
    headers: tuple[str, ...] = ()


def compare(site: Path, *, rounds: int) -> int:
    """Measure alternately and print; returns how many bars were missed."""
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            print(f"SKIPPED: {program} is not installed (apt-get install {program}).")
            return 0
    path = _story_of_forty_kilobytes(site)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with broadsheet(site) as ours, _per_site_cache(site) as theirs, _nginx(folder, ours + path) as nginx:
            url = ours + path
            etag = _fetch(url)[1]
            ours_pids, theirs_pids = _pids_behind(ours), _pids_behind(theirs)
            _fetch(theirs + path)
            targets = {
                "nginx": Target(f"{nginx}/page.html", _pids_behind(nginx)),
                "page store": Target(url, ours_pids),
                "page store, 304": Target(url, ours_pids, (f"If-None-Match: {etag}",)),
                "Django's per-site cache": Target(theirs + path, theirs_pids),
            }
            for target in targets.values():
                _wrk(target, seconds=1)
            runs: dict[str, list[Run]] = {name: [] for name in targets}
            for _ in range(rounds):
                for name, target in targets.items():
                    runs[name].append(_wrk(target, seconds=SECONDS))
    return _print(runs)


def _print(runs: dict[str, list[Run]]) -> int:
    print(f"{CONNECTIONS} connections, one worker each, median of {len(runs['nginx'])} runs in turns\n")
    print("| server | requests/s | CPU µs a request | median ms | p99 ms | rate / nginx | CPU / nginx |")
    print("|---|---|---|---|---|---|---|")
    ratios = {}
    for name, runs_of_server in runs.items():
        rate = statistics.median(run.rate / base.rate for run, base in zip(runs_of_server, runs["nginx"], strict=True))
        cpu = statistics.median(run.cpu / base.cpu for run, base in zip(runs_of_server, runs["nginx"], strict=True))
        ratios[name] = (rate, cpu)
        middle = Run(*(statistics.median(values) for values in zip(*runs_of_server, strict=True)))
        print(
            f"| {name} | {middle.rate:,.0f} | {middle.cpu:.1f} | {middle.median:.2f} | {middle.tail:.2f} | {rate:.2f} | {cpu:.2f} |"
        )
    ours = runs["page store"]
    tail = statistics.median(run.tail / run.median for run in ours)
    checks = {
        f"requests per second at least {RATE_BAR} of nginx": ratios["page store"][0] >= RATE_BAR,
        f"CPU a request at most {CPU_BAR} times nginx's": ratios["page store"][1] <= CPU_BAR,
        "304 at least as fast, by CPU a request": ratios["page store, 304"][1] <= ratios["page store"][1],
        f"p99 under {TAIL_BAR:.0f} times the median ({tail:.1f})": tail < TAIL_BAR,
    }
    print()
    for sentence, holds in checks.items():
        print(f"{'holds ' if holds else 'MISSED'} {sentence}")
    return sum(not holds for holds in checks.values())


def _story_of_forty_kilobytes(site: Path) -> str:
    """The path of a live story with a page of about 40 KB. Its text is written into the database."""
    code = f"""
import json
from broadsheet.stories.models import Article
story = Article.objects.filter(live=True).order_by("pk").first()
words = " ".join(block.value.source for block in story.body if block.block_type == "paragraph")
paragraphs, size = [], 0
import random
random.seed(3)
known = [word for word in words.replace("<p>", " ").replace("</p>", " ").split() if word.isalpha()]
while size < {BODY_BYTES} - 14_000:
    text = " ".join(random.choices(known, k=60)) + "."
    paragraphs.append({{"type": "paragraph", "value": "<p>" + text + "</p>"}})
    size += len(text) + 8
Article.objects.filter(pk=story.pk).update(body=json.dumps(paragraphs))
print(story.get_url())
"""
    start = "import broadsheet\nfrom broadsheet.command_line import start_django\nstart_django()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code], env=environment(site), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().splitlines()[-1]


def environment(site: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on the site."""
    return os.environ | {"BROADSHEET_SITE": str(site), "PYTHONPATH": str(Path(__file__).resolve().parent.parent)} | more


@contextmanager
def broadsheet(site: Path) -> Iterator[str]:
    """Serves the site; yields its address."""
    port = _free_port()
    command: list[str | Path] = [Path(sys.executable).with_name("broadsheet"), "serve", "--port", str(port)]
    with _started(command, env=environment(site), cwd=site, port=port) as address:
        yield address


@contextmanager
def _per_site_cache(site: Path) -> Iterator[str]:
    """The same site without the page store, with django.middleware.cache, in Granian's WSGI worker."""
    port = _free_port()
    command: list[str | Path] = [
        Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--log-level", "warning", "benchmarks.per_site_cache:application",
    ]  # fmt: skip
    root = Path(__file__).resolve().parent.parent
    with _started(
        command, env=environment(site, DJANGO_SETTINGS_MODULE="benchmarks.per_site_cache"), cwd=root, port=port
    ) as address:
        yield address


@contextmanager
def _nginx(folder: Path, page: str) -> Iterator[str]:
    """nginx with exactly the bytes that the page store sends."""
    (folder / "files").mkdir()
    body = _fetch(page)[0]
    (folder / "files" / "page.html.gz").write_bytes(body)
    (folder / "files" / "page.html").write_bytes(gzip.decompress(body))
    print(f"The page has {len(gzip.decompress(body)):,} bytes, {len(body):,} in gzip.")
    folder.chmod(0o755)
    port = _free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with _started(["nginx", "-c", str(folder / "nginx.conf")], env=dict(os.environ), cwd=folder, port=port) as address:
        yield address


@contextmanager
def _started(command: list[str | Path], *, env: dict[str, str], cwd: Path, port: int) -> Iterator[str]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=env, cwd=cwd, stdout=log, stderr=log, start_new_session=True)
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > until or process.poll() is not None:
                        log.seek(0)
                        raise RuntimeError(f"{command[0]} did not start: {log.read().decode()[-2000:]}") from None
                    time.sleep(0.1)
            time.sleep(1.0)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _fetch(url: str) -> tuple[bytes, str]:
    """(the body in gzip, the ETag), once it is stored."""
    for _ in range(3):
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            body, etag = answer.read(), answer.headers.get("ETag", "")
    return body, etag


def _wrk(target: Target, *, seconds: int) -> Run:
    before = sum(_cpu_seconds(pid) for pid in target.pids)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip"]
    for header in target.headers:
        command += ["-H", header]
    output = subprocess.run([*command, target.url], check=True, stdout=subprocess.PIPE, text=True).stdout
    cpu = sum(_cpu_seconds(pid) for pid in target.pids) - before
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if bad:
        raise RuntimeError(f"{target.url}: {bad[0]}")
    requests = int(re.search(r"(\d+) requests in", output)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])  # type: ignore[index]
    return Run(rate, cpu / requests * 1e6, _milliseconds(output, "50%"), _milliseconds(output, "99%"))


def _milliseconds(output: str, which: str) -> float:
    number, unit = re.search(rf"{which}\s+([\d.]+)(us|ms|s)", output).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pids_behind(address: str) -> list[int]:
    """Every process of the server: all in the session of the process that listens on the port."""
    port = int(address.rpartition(":")[2])
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    }
    sessions = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            links = {os.readlink(link) for link in (folder / "fd").iterdir()}
        except OSError:
            continue
        if any(f"socket:[{inode}]" in links for inode in inodes):
            sessions.add(os.getsid(int(folder.name)))
    return [int(process.name) for process in Path("/proc").glob("[0-9]*") if os.getsid(int(process.name)) in sessions]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""How readers and an editor fare while anonymous clients on this machine hold thousands of connections open.

    python benchmarks/slow_strangers.py [--behind none nginx varnishd] [--idle 9000] [--bodies 2000] [--headers 500]
        [--seconds 30] [--same]

Serves a demo newsroom directly, and behind each proxy configured as in the documentation. The strangers hold `--idle` connections on which
they send nothing, `--bodies` forms of which they send a byte now and then, and `--headers` requests whose headers they send as slowly. A stranger
that is disconnected comes back after two seconds. They use an address of their own; with `--same`, that of the readers and the editor. Readers request
20 pages a second, and an editor signs in and saves a story again and again.
Exits with status 1 if one reader in a hundred waited for more than 200 ms, if any got no page, or if a save took ten seconds or was lost.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import lxml.html

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.outside import proxies
from tests.served import PASSWORD, Served, demo_site

WAIT_BAR, SAVE_BAR = 0.2, 10.0  # seconds
STRANGERS = Path(__file__).with_name("strangers.py")
PATHS = ("/", "/world/", "/ar/", "/topics/", "/economy/free-port-no-free-ride/")


class Crowd(NamedTuple):
    """How many strangers of each kind."""

    idle: int = 9000
    bodies: int = 2000
    headers: int = 500


class Found(NamedTuple):
    """The results. Waits are in seconds. `held` is the most connections that strangers held of each kind, `counts` their last report."""

    waits: list[float]
    failed: list[str]
    saves: list[float]
    lost: list[str]
    held: dict[str, int]
    counts: dict[str, int]

    @property
    def p99(self) -> float:
        """The wait that one reader in a hundred exceeded."""
        return statistics.quantiles(self.waits, n=100)[98]

    @property
    def is_good(self) -> bool:
        """Whether all bars are reached."""
        return (
            not self.failed
            and not self.lost
            and self.p99 < WAIT_BAR
            and bool(self.saves)
            and max(self.saves) < SAVE_BAR
        )

    def lines(self) -> list[str]:
        """All results in words."""
        ends = {name: count for name, count in sorted(self.counts.items()) if name not in self.held}
        saves = (
            f"{len(self.saves)} saves, median {statistics.median(self.saves) * 1000:.0f} ms, most {max(self.saves) * 1000:.0f} ms"
            if self.saves
            else "no save"
        )
        return [
            f"held at most: {', '.join(f'{count} {kind}' for kind, count in self.held.items())}; {json.dumps(ends)}",
            f"{len(self.waits)} pages, median {statistics.median(self.waits) * 1000:.0f} ms, p99 {self.p99 * 1000:.0f} ms; "
            f"{len(self.failed)} failed {self.failed[:3]}; {saves}, {len(self.lost)} lost {self.lost[:3]}",
            "holds" if self.is_good else "MISSED",
        ]


class Editor:
    """An editor who signs in and saves a story with the forms as served."""

    def __init__(self, address: str, story: int) -> None:
        self._address, self._story = address, story
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def _ask(self, path: str, data: dict[str, str] | None = None) -> lxml.html.HtmlElement:
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self._address + path, body, {"Referer": self._address + path})
        with self._opener.open(request, timeout=30) as answer:
            return lxml.html.fromstring(answer.read().decode())

    def sign_in(self) -> None:
        """Sign in. Raises OSError if that fails."""
        page = self._ask("/admin/login/")
        form = next(candidate for candidate in page.forms if "username" in candidate.fields)
        self._ask("/admin/login/", dict(form.form_values()) | {"username": "admin", "password": PASSWORD})

    def save(self, words: str) -> None:
        """Save the story with another headline. Raises OSError if that fails, ValueError if the headline was not saved."""
        path = f"/admin/pages/{self._story}/edit/"
        form = self._form(path)
        data = {name: value for name, value in form.form_values() if not name.startswith("action-")}
        self._ask(path, data | {"title": words, "body-count": "0"})
        if (saved := self._form(path).fields["title"]) != words:
            raise ValueError(f"“{words}” was saved, and “{saved}” is kept.")

    def _form(self, path: str) -> lxml.html.FormElement:
        return next(form for form in self._ask(path).forms if "title" in form.fields)


def measure(*, port: int, story: int, crowd: Crowd, address: str, seconds: float) -> Found:
    """Start the strangers, then run the readers and the editor for this many seconds."""
    editor = Editor(f"http://127.0.0.1:{port}", story)
    editor.sign_in()
    editor.save("Before anybody came.")
    for path in PATHS:  # so that each is stored: the first render is measured elsewhere
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).close()
    with _strangers(port, crowd, address) as said:
        _wait_for(said, crowd)
        readers = subprocess.Popen(
            [sys.executable, STRANGERS, "read", "--port", str(port), "--seconds", str(seconds), *PATHS], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        saves, lost = _save_while(readers, editor, Editor(f"http://127.0.0.1:{port}", story))
        assert readers.stdout is not None
        report = json.loads(readers.stdout.read())
        rows = [json.loads(line) for line in said.read_text().splitlines()]
    held = {kind: max(row.get(kind, 0) for row in rows) for kind in Crowd._fields}
    return Found(report["waits"], report["failed"], saves, lost, held, rows[-1])


def _save_while(readers: subprocess.Popen[str], editor: Editor, late: Editor) -> tuple[list[float], list[str]]:
    """(seconds of each save, errors) while the readers read. `late` signs in only now."""
    saves: list[float] = []
    lost: list[str] = []
    try:
        late.sign_in()
        late.save("By somebody who came late.")
    except (OSError, ValueError, StopIteration) as error:
        lost.append(f"{error!r}")
    while readers.poll() is None:
        began = time.monotonic()
        try:
            editor.save(f"Save number {len(saves)}.")
            saves.append(time.monotonic() - began)
        except (OSError, ValueError, StopIteration) as error:
            lost.append(f"{error!r}")
        time.sleep(1)
    return saves, lost


@contextmanager
def _strangers(port: int, crowd: Crowd, address: str) -> Iterator[Path]:
    """Run all strangers in a separate process; yields the file in which they report."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        numbers = [word for kind, count in crowd._asdict().items() for word in (f"--{kind}", str(count))]
        with said.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, STRANGERS, "attack", "--port", str(port), "--address", address, *numbers], stdout=out
            )
        try:
            yield said
        finally:
            process.kill()
            process.wait()


def _wait_for(said: Path, crowd: Crowd) -> None:
    """Wait until the idle ones are connected, or for a while: Varnish disconnects them after five seconds."""
    until = time.monotonic() + 40
    while time.monotonic() < until:
        lines = said.read_text().splitlines()
        if len(lines) > 4 and json.loads(lines[-1]).get("idle", 0) >= 0.8 * crowd.idle:
            return
        time.sleep(0.2)


def story_of(site: Served) -> int:
    """A separate draft that an editor may save."""
    code = """
from broadsheet.stories.models import Article, Section
section = Section.objects.filter(live=True, locale__language_code="en").first()
story = Article(title="A draft", slug="a-draft-to-save", locale=section.locale, live=False)
section.add_child(instance=story)
story.save_revision()
print(story.pk)
"""
    return int(site.python(code).split()[-1])


def main() -> None:
    """Measure directly and behind each proxy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--behind", nargs="+", choices=["none", *proxies.PROGRAMS], default=["none", *proxies.PROGRAMS])
    for kind, count in Crowd()._asdict().items():
        parser.add_argument(f"--{kind}", type=int, default=count)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--same", action="store_true")
    options = parser.parse_args()
    crowd, missed = Crowd(options.idle, options.bodies, options.headers), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        site = demo_site(folder / "courier").start()
        try:
            story = story_of(site)
            for number, program in enumerate(options.behind):
                # A new address in each run, because ports stay occupied for a minute after a disconnection.
                address = "127.0.0.1" if options.same else f"127.0.0.{number + 2}"
                missed += not _measure_behind(program, folder, site, story, crowd, options.seconds, address)
        finally:
            site.stop()
    sys.exit(1 if missed else 0)


def _measure_behind(
    program: str, folder: Path, site: Served, story: int, crowd: Crowd, seconds: float, address: str
) -> bool:
    """Print the results behind a proxy; returns whether all bars are reached."""
    print(f"\n## {'by itself' if program == 'none' else f'behind {program}'}", flush=True)
    if program != "none" and shutil.which(program) is None:
        print(f"SKIPPED: {program} is not installed (apt-get install {program.removesuffix('d')}).")
        return True
    (folder / program).mkdir()
    (folder / program).chmod(0o755)
    proxy = None if program == "none" else proxies.proxy(program, folder / program, site.port)
    try:
        port = proxy.port if proxy else site.port
        results = measure(port=port, story=story, crowd=crowd, seconds=seconds, address=address)
    finally:
        if proxy:
            proxy.stop()
    for line in results.lines():
        print(line, flush=True)
    return results.is_good


if __name__ == "__main__":
    main()

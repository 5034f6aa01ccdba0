"""A real site, served by a real process, and a real browser before it.

`tests/journeys/conftest.py` and `tests/pages/conftest.py` import the fixtures; each of the two has a served site and a
browser of its own. The demo newsroom is made once and kept in `.cache/`, under a name that changes with what it
is made from; each served site is a copy.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools.chromium import ARGUMENTS, chromium_path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"
BROADSHEET = Path(sys.executable).with_name("broadsheet")
PASSWORD = "courier-demo"
EDITIONS = ("en", "ar", "es", "ru", "de", "fr")
NO_CHROMIUM = "Chromium is not installed (apt-get install chromium)"
NO_CHECKER = (
    "the HTML checker needs Java and vnu.jar (apt-get install default-jre-headless; npm ci in tools/html_checker)"
)
START_SECONDS = 180
# What the demo newsroom is made from.
MADE_FROM = (
    "demo/**/*.py", "demo/**/*.toml", "demo/**/*.md", "demo/pictures/made/*.jpg", "tests/pages/more_stories.py",
    "broadsheet/*/migrations/*.py", "broadsheet/*/models.py", "broadsheet/*/models/*.py", "broadsheet/*/blocks.py",
    "broadsheet/*/actions/*.py", "broadsheet/desk/standing_texts/**/*.md", "broadsheet/search/*.py", "broadsheet/media/*.py", "broadsheet/desk/roles.py",
)  # fmt: skip


class Served:
    """A site folder and the process that serves it."""

    def __init__(self, folder, port):
        self.folder, self.port = Path(folder), port
        self.address = f"http://127.0.0.1:{port}"
        self.log = self.folder / "server.log"
        self.process = None

    def start(self, base_url=""):
        """Serve until `stop`; returns when the site says that it is well. `base_url`: that of a cache in front."""
        with locked("static-lock"):  # the first collects the static files for all
            return self._start(base_url)

    def _start(self, base_url):
        command = [BROADSHEET, "serve", "--port", str(self.port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                env=site_env(self.folder, BROADSHEET_BASE_URL=base_url or self.address),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/health/", timeout=2) as answer:
                    assert json.load(answer) == {"database": "ok"}
                return self
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError(f"The site did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self):
        """End this very process and its workers."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def run(self, *arguments):
        """A `broadsheet` command for this site, in a process of its own; returns what it printed."""
        return run([BROADSHEET, *arguments], folder=self.folder)

    def python(self, code):
        """Python in a process of its own, with this site's settings loaded; returns what it printed."""
        return run(
            [sys.executable, "-c", "import broadsheet, django\ndjango.setup()\n" + code],
            folder=self.folder,
            DJANGO_SETTINGS_MODULE="broadsheet.settings.site",
        )

    def get(self, path):
        """(status, text) of a page, without a browser."""
        request = urllib.request.Request(self.address + path, headers={"Accept-Encoding": "identity"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def site_env(folder, **more):
    """The environment of a command for the site in `folder`: nothing of the tests' own site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "DJANGO_"))}
    return kept | {"BROADSHEET_SITE": str(folder), "PYTHONPATH": str(ROOT)} | more


def run(command, *, folder, **env):
    """A command's output; one that fails, fails the test with everything that it said."""
    done = subprocess.run(command, env=site_env(folder, **env), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def locked(name):
    """One process at a time is in the block."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo_newsroom():
    """The demo newsroom with the pages that only tests need, made where it is not there for this very code."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM for path in ROOT.glob(pattern) if "tests/" not in pattern}):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    digest.update((ROOT / "tests" / "pages" / "more_stories.py").read_bytes())
    made = CACHE / f"demo-{digest.hexdigest()[:16]}"
    with locked("demo-lock"):
        if not (made / ".more-stories").exists():
            for old in CACHE.glob("demo-*/"):
                shutil.rmtree(old)
            run([sys.executable, "-m", "demo.load", str(made)], folder=made)
            Served(made, 0).python("from tests.pages.more_stories import make\nmake()")
            (made / ".more-stories").touch()
    return made


def share_static_files(folder):
    """The site in `folder` has the static files of all tests: what was collected once need not be compressed again."""
    (CACHE / "static").mkdir(parents=True, exist_ok=True)
    (folder / "static").symlink_to(CACHE / "static")


def demo_site(folder):
    """A copy of the demo newsroom in `folder`, which must not be there yet; a site that tests may serve and change."""
    shutil.copytree(demo_newsroom(), folder)
    share_static_files(folder)
    return Served(folder, free_port())


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """The demo newsroom, served."""
    site = demo_site(tmp_path_factory.mktemp("site") / "courier").start()
    yield site
    site.stop()
    assert "Traceback" not in site.log.read_text(), site.log.read_text()[-5000:]


@pytest.fixture(scope="package")
def browser():
    """One Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield started
        started.close()


def pytest_collection_modifyitems(items):
    """Tests with a browser are skipped where there is none, and may wait for the demo newsroom to be made."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.timeout(600))
            if chromium_path() is None:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter):
    """Say loudly what was not tested."""
    for reason in (NO_CHROMIUM, NO_CHECKER):
        count = sum(reason in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
        already = getattr(terminalreporter.config, "_skips_told", set())
        if count and reason not in already:
            terminalreporter.config._skips_told = already | {reason}
            terminalreporter.write_line(f"SKIPPED: {count} browser tests: {reason}", red=True, bold=True)

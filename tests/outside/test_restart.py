"""The server is restarted while readers come through the documented nginx."""

import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest

from tests.outside.proxies import proxy
from tests.served import BROADSHEET, demo_site, site_env

pytestmark = [
    pytest.mark.outside,
    pytest.mark.timeout(300),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (apt-get install nginx)"),
]
PAGES = ("/", "/world/", "/ar/", "/topics/", "/search/?q=harbour", "/admin/login/")


class Unit:
    """What systemd does with `courier.socket` and `courier.service`: the socket outlives the server, and is its third file."""

    def __init__(self, site):
        self.site, self.process = site, None
        self.socket = socket.create_server(("127.0.0.1", site.port), backlog=4096)

    def start(self):
        with self.site.log.open("a") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", 'LISTEN_PID=$$ exec "$0" serve', BROADSHEET],
                env=site_env(self.site.folder, LISTEN_FDS="1", BROADSHEET_BASE_URL=self.site.address),
                stdout=log, stderr=log, pass_fds=(3,), preexec_fn=lambda: os.dup2(self.socket.fileno(), 3),
            )  # fmt: skip

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@pytest.fixture
def unit(tmp_path):
    unit = Unit(demo_site(tmp_path / "courier"))
    unit.start()
    yield unit
    unit.stop()
    assert "Traceback" not in unit.site.log.read_text()


def ask(address, data=None, wait=60):
    """(status, text, headers)."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=wait) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


class Readers:
    """Sixteen who ask without a pause; each tenth sends something."""

    def __init__(self, address):
        self.address, self.statuses, self.longest = address, Counter(), 0.0
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(16)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _read(self, first):
        for number in itertools.count(first):
            if self._ending.is_set():
                return
            began, sends = time.monotonic(), number % 10 == 0
            path = "/consent/choose/" if sends else PAGES[number % len(PAGES)]
            status, *_ = ask(self.address + path, b"half a form" if sends else None)
            self.statuses["POST" if sends else "GET", status] += 1
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.01)


def test_who_comes_during_a_restart_waits(unit, tmp_path):
    assert ask(unit.site.address + "/health/")[0] == 200
    (tmp_path / "nginx").mkdir()
    nginx = proxy("nginx", tmp_path / "nginx", unit.site.port)
    try:
        with Readers(nginx.address) as readers:
            for _ in range(2):
                time.sleep(1)
                unit.stop()
                unit.start()
                assert ask(unit.site.address + "/health/")[0] == 200
    finally:
        nginx.stop()
    assert set(readers.statuses) == {("GET", 200), ("POST", 403)}, readers.statuses  # 403: no form of ours
    assert readers.statuses["GET", 200] > 50
    assert readers.longest < 30


def test_what_is_under_way_is_finished_first(unit):
    assert ask(unit.site.address + "/admin/login/")[0] == 200
    answers = []
    writer = sqlite3.connect(unit.site.folder / "newsroom.sqlite3", isolation_level=None, timeout=20)
    writer.execute("BEGIN IMMEDIATE")  # so that the sign-in below has to wait for its turn to write
    asking = threading.Thread(target=lambda: answers.append(_sign_in(unit.site.address)))
    asking.start()
    time.sleep(1.5)
    unit.process.send_signal(signal.SIGTERM)
    time.sleep(1)
    writer.execute("ROLLBACK")
    asking.join()
    unit.process.wait(30)
    unit.start()
    assert ask(unit.site.address + "/health/")[0] == 200
    assert answers == [200]


def _sign_in(address):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = opener.open(f"{address}/admin/login/", timeout=60).read().decode()
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    data = f"csrfmiddlewaretoken={token}&username=ana&password=wrong-password".encode()
    with opener.open(f"{address}/admin/login/", data, timeout=60) as answer:
        return answer.status


def test_without_a_socket_nginx_says_so_in_words(tmp_path):
    site = demo_site(tmp_path / "courier").start()
    (tmp_path / "nginx").mkdir()
    nginx = proxy("nginx", tmp_path / "nginx", site.port)
    try:
        assert ask(nginx.address + "/")[0] == 200
        site.stop()
        status, text, headers = ask(nginx.address + "/")
    finally:
        nginx.stop()
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Back in a moment" in text

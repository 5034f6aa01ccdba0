"""What is loaded in the processes of a served site, and how the server ends while the site is still being prepared."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec

import pytest

from broadsheet.ops.worker_start import ENDING_SECONDS
from tests.outside.test_two_processes import readers_of
from tests.served import BROADSHEET, ROOT, demo_site, free_port, site_env

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]
# What only commands, imports and tests need.
NOT_IN_A_WORKER = {
    "trafilatura", "lxml.html.clean", "lxml_html_clean", "broadsheet.imports.page.child", "broadsheet.imports.wordpress.export", "broadsheet.ops.preparing",
    "broadsheet.ops.backups", "broadsheet.ops.actions.make_site", "django.db.migrations.executor", "pytest", "babel.messages",
    "rich", "numpy", "PIL.AvifImagePlugin",
}  # fmt: skip
# The server as it starts, but that each process writes down what it has loaded and the server stops by itself.
LOOK = """
import json, os, sys, time
from pathlib import Path
from broadsheet import command_line
from broadsheet.ops import listening, worker_start
folder = Path(sys.argv.pop())
def write(name):
    (folder / "part").write_text(json.dumps(sorted(sys.modules)))
    (folder / "part").rename(folder / name)
load = worker_start.load
def load_and_write(target):
    application = load(target)
    write("worker")
    return application
def look(server, *_):
    while not (folder / "worker").exists():
        time.sleep(0.1)
    write("parent")
worker_start.load = load_and_write
listening.SharedServer._serve_loop = look
command_line.main()
"""


@pytest.mark.timeout(400)
def test_the_parent_loads_no_django_and_a_worker_nothing_of_commands(tmp_path):
    site = demo_site(tmp_path / "courier")
    subprocess.run(
        [sys.executable, "-c", LOOK, "serve", "--port", str(site.port), tmp_path], env=site_env(site.folder), cwd=ROOT,
        check=True, timeout=300,
    )  # fmt: skip
    assert {name for name in NOT_IN_A_WORKER if not find_spec(name)} == set()
    parent, worker = (set(json.loads((tmp_path / name).read_text())) for name in ("parent", "worker"))
    tops = {name.partition(".")[0] for name in parent}
    assert not tops & {"django", "wagtail", "asgiref", "PIL", "psycopg", "babel", "lxml"}
    assert {"django.urls", "wagtail.admin", "broadsheet.stories.models"} <= worker
    assert not worker & NOT_IN_A_WORKER


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_server_that_waits_for_its_database_is_stopped_with_all_of_its_processes(tmp_path, number, code):
    (tmp_path / "broadsheet.env").write_text(f"BROADSHEET_SECRET_KEY=only-for-tests-{'x' * 32}\n")
    address = f"postgres://paper:secret@127.0.0.1:{free_port()}/paper"
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [BROADSHEET, "serve", "--port", str(free_port())], env=site_env(tmp_path, BROADSHEET_DATABASE_URL=address),
            cwd=tmp_path, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    until = time.monotonic() + 60
    while "Check BROADSHEET_DATABASE_URL." not in (tmp_path / "log").read_text():
        assert server.poll() is None and time.monotonic() < until, (tmp_path / "log").read_text()
        time.sleep(0.1)
    server.send_signal(number)
    assert server.wait(20) == code
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)
    assert "Traceback" not in (tmp_path / "log").read_text()


def processes_of(server):
    """The numbers of the processes in the server's group that run."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return [int(pid) for pid, group, state in rows if int(group) == server.pid and not state.startswith("Z")]


def test_the_workers_end_with_a_server_that_is_killed(tmp_path):
    site = demo_site(tmp_path / "courier").start()
    assert len(processes_of(site.process)) >= 2
    site.process.kill()
    site.process.wait(10)
    until = time.monotonic() + ENDING_SECONDS + 5
    while processes_of(site.process):
        assert time.monotonic() < until
        time.sleep(0.1)
    socket.create_server(("127.0.0.1", site.port)).close()  # the port is free for the next


def test_a_worker_that_is_sent_half_a_form_ends_when_it_is_stopped(tmp_path):
    site = demo_site(tmp_path / "courier").start()
    half = f"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: 1000\r\n\r\nusername="
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as slow:
        slow.sendall(half.encode())
        time.sleep(1)
        site.process.send_signal(signal.SIGTERM)
        assert site.process.wait(ENDING_SECONDS - 5) == 0  # it was not killed; half a form is refused after 15 seconds
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
    assert processes_of(site.process) == []


@pytest.fixture
def two_workers(tmp_path):
    """A site that two workers serve."""
    site = demo_site(tmp_path / "courier")
    with (site.folder / "broadsheet.env").open("a") as settings:
        settings.write("\nBROADSHEET_WORKERS=2\n")
    site.start()
    until = time.monotonic() + 60
    while not all(share_of_each(site)):
        assert time.monotonic() < until
    yield site
    site.stop()
    assert "Traceback" not in site.log.read_text()


def share_of_each(site):
    """How many of forty connections each worker takes."""
    lines = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(40)]
    time.sleep(0.5)
    shares = [readers_of(pid, site.port) for pid in processes_of(site.process) if pid != site.process.pid]
    for line in lines:
        line.close()
    return shares if len(shares) == 2 else [0]


def ask(site, timeout):
    with urllib.request.urlopen(f"{site.address}/", timeout=timeout) as answer:
        return answer.status


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all workers share one socket")
def test_readers_go_to_the_other_worker_until_a_killed_one_has_a_successor(two_workers):
    before = set(processes_of(two_workers.process))
    killed = min(before - {two_workers.process.pid})
    os.kill(killed, signal.SIGKILL)
    until = time.monotonic() + 20
    while not (new := set(processes_of(two_workers.process)) - before):
        assert time.monotonic() < until
        time.sleep(0.01)
    (successor,) = new
    os.kill(successor, signal.SIGSTOP)  # while it loads, which takes some seconds
    try:
        assert {ask(two_workers, timeout=10) for _ in range(40)} == {200}
    finally:
        os.kill(successor, signal.SIGCONT)
    while not all(share_of_each(two_workers)):
        assert time.monotonic() < until + 60


def test_nobody_waits_while_workers_are_replaced(two_workers):
    before = set(processes_of(two_workers.process)) - {two_workers.process.pid}
    two_workers.process.send_signal(signal.SIGHUP)
    until, answers = time.monotonic() + 120, set()
    while set(processes_of(two_workers.process)) & before:
        assert time.monotonic() < until
        answers.add(ask(two_workers, timeout=10))
    assert answers == {200}


def test_the_first_start_serves_the_admin_with_its_styles(tmp_path):
    """The static files are collected after Wagtail has been loaded, which reads their names."""
    site = demo_site(tmp_path / "courier")
    static = site.folder / "static"
    static.unlink() if static.is_symlink() else shutil.rmtree(static)
    static.mkdir()
    site.start()
    try:
        assert "Collecting static files" in site.log.read_text()
        styles = re.findall(r'/static/[^"]+\.css', site.get("/admin/login/")[1])
        assert styles
        assert {site.get(path)[0] for path in styles} == {200}
    finally:
        site.stop()


def test_settings_that_only_django_sees_are_refused_in_words(tmp_path):
    (tmp_path / "broadsheet.env").write_text(f"BROADSHEET_SECRET_KEY=only-for-tests-{'x' * 32}\n")
    (tmp_path / "newsroom.sqlite3").touch()
    done = subprocess.run(
        [BROADSHEET, "serve", "--port", str(free_port())], env=site_env(tmp_path, BROADSHEET_EDITIONS="en,xx"),
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "BROADSHEET_EDITIONS names “xx”, which is not a known language. Write codes such as en, ar or pt-br."
    ]

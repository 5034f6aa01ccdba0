"""Two real processes serve one site: what is due and each job is done by one of them, whoever is killed."""

import http.client
import json
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.outside.postgresql import site_of_two_workers

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
STORIES = {"Due": 200, "Held": 40}
LONG_JOB = 20  # seconds
# Half-way through the long job its lease is set to end after this many seconds: more than a heartbeat, less than the job.
LEFT = 8
MAKE = """
from django.db import transaction
from tests.newsroom import SmallNewsroom
newsroom = SmallNewsroom()
with transaction.atomic():
    for title, count in {stories}.items():
        for number in range(count):
            newsroom.draft(f"{{title}} {{number}}")
"""
# Setting the minute of 200 stories through the editor takes longer than the test may; the rows are the same.
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from wagtail.models import Revision
due = timezone.now() + timedelta(seconds={seconds})
revisions = list(Revision.page_revisions.filter(object_str__startswith="{title} "))
for revision in revisions:
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
Revision.objects.bulk_update(revisions, ["content", "approved_go_live_at"])
"""
ENQUEUE = """
from tests.outside.jobs import noted
for word, seconds in {jobs!r}:
    noted.enqueue(file={file!r}, word=word, seconds=seconds)
"""
# What time does to a lease that nobody renews.
SHORTEN = """
from datetime import timedelta
from django.utils import timezone
from broadsheet.events.models import Lease
Lease.objects.filter(name__in={names!r}).update(expires_at=timezone.now() + timedelta(seconds={seconds}))
"""
# A process that is stopped in the middle of a transaction keeps the lease's row locked; it is stopped again, between two.
STOP = """
import os, signal, time
from django.db import OperationalError, connection
from django.utils import timezone
from broadsheet.events.models import Lease
is_sqlite = connection.vendor == "sqlite"
connection.cursor().execute("PRAGMA busy_timeout = 200" if is_sqlite else "SET lock_timeout = '200ms'")
for attempt in range(100):
    os.kill({process}, signal.SIGSTOP)
    try:
        Lease.objects.filter(name="clock").update(expires_at=timezone.now())
        print("stopped")
        break
    except OperationalError:
        os.kill({process}, signal.SIGCONT)
        time.sleep(0.03)
"""
STATE = """
import json
from broadsheet.events.models import Event, Lease
from broadsheet.stories.models import Article
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry
print(json.dumps({
    "live": list(Article.objects.filter(live=True).values_list("title", flat=True)),
    "events": list(Event.objects.filter(kind="published", page_type="article").values_list("title", flat=True)),
    "log": list(PageLogEntry.objects.filter(action="wagtail.publish.scheduled").values_list("label", flat=True)),
    "unfinished": DBTaskResult.objects.exclude(status="SUCCESSFUL").count(),
    "holders": dict(Lease.objects.values_list("name", "holder")),
}))
"""


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def site(request, tmp_path_factory, migrated_file):
    folder = tmp_path_factory.mktemp("two") / "courier"
    with site_of_two_workers(request.param, folder, migrated_file, MAKE.format(stories=STORIES)) as (made, _printed):
        yield made


def state(site):
    return json.loads(site.python(STATE))


def process_of(holder):
    return int(holder.split(":")[-2])


def live(state, title):
    return sum(live_title.startswith(title) for live_title in state["live"])


def once(titles, title):
    """Whether each story of this title is among `titles` once."""
    counts = Counter(full_title for full_title in titles if full_title.startswith(title))
    return counts == {f"{title} {number}": 1 for number in range(STORIES[title])}


def wait_for(site, reached, *, seconds):
    until = time.monotonic() + seconds
    while not reached(current := state(site)):
        assert time.monotonic() < until, f"not reached in {seconds} s: {current}\n{site.log.read_text()[-3000:]}"
        time.sleep(0.3)
    return current


def notes(file):
    return Counter(tuple(line.split()[:2]) for line in file.read_text().splitlines()) if file.exists() else Counter()


def test_each_thing_due_and_each_job_is_done_once_by_two_workers_of_which_one_is_killed(site, tmp_path):
    latest = wait_for(site, lambda state: all(map(state["holders"].get, ("clock", "worker"))), seconds=20)
    assert process_of(latest["holders"]["clock"]) != site.process.pid  # a worker's name, not its parent's

    # A job that outlasts its lease, and short ones behind it: nobody else takes them.
    file = tmp_path / "notes"
    jobs = [("long", LONG_JOB), *((f"short-{number}", 0) for number in range(5))]
    site.python(ENQUEUE.format(jobs=jobs, file=str(file)))
    wait_for(site, lambda _: notes(file)["begins", "long"], seconds=20)
    site.python(SHORTEN.format(names=["worker"], seconds=LEFT))
    wait_for(site, lambda state: state["unfinished"] == 0, seconds=LONG_JOB + 30)
    assert notes(file) == {(what, word): 1 for word, _ in jobs for what in ("begins", "ends")}

    # 200 stories of one minute; whoever is at it is killed half-way, and the other one goes on.
    killed = tmp_path / "killed"
    site.python(
        SCHEDULE.format(title="Due", seconds=2) + ENQUEUE.format(jobs=[("cut", 15), ("after", 0)], file=str(killed))
    )
    latest = wait_for(site, lambda state: live(state, "Due") >= 10, seconds=60)
    first = process_of(latest["holders"]["clock"])
    assert live(latest, "Due") < STORIES["Due"], "All were published before the clock could be killed."
    os.kill(first, signal.SIGKILL)
    latest = wait_for(site, lambda state: live(state, "Due") == STORIES["Due"] and not state["unfinished"], seconds=90)
    assert process_of(latest["holders"]["clock"]) != first
    assert once(latest["events"], "Due")
    assert once(latest["log"], "Due")
    assert notes(killed)["ends", "cut"] == notes(killed)["ends", "after"] == 1  # the first was begun anew


def test_a_process_that_was_stopped_for_a_while_does_nothing_twice(site):
    latest = wait_for(site, lambda state: state["holders"].get("clock"), seconds=20)
    stopped = process_of(latest["holders"]["clock"])
    site.python(SCHEDULE.format(title="Held", seconds=2))
    wait_for(site, lambda state: live(state, "Held") >= 3, seconds=60)
    assert "stopped" in site.python(STOP.format(process=stopped))
    try:
        wait_for(site, lambda state: process_of(state["holders"]["clock"]) != stopped, seconds=30)
    finally:
        os.kill(stopped, signal.SIGCONT)
    latest = wait_for(site, lambda state: live(state, "Held") == STORIES["Held"], seconds=90)
    assert once(latest["events"], "Held")
    assert once(latest["log"], "Held")


FIRST_ASKED = ("/", "/world/", "/topics/", "/people/", "/archive/", "/ar/", "/fr/", "/lite/")
READERS = 40


def workers(site):
    """The process ids of the two workers."""
    stats = [(int(path.parent.name), path.read_text().rpartition(")")[2].split()[1]) for path in _stats()]
    return [pid for pid, parent in stats if parent == str(site.process.pid)]


def _stats():
    return [path for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]


def readers_of(pid, port):
    """How many connections to `port` this process has accepted."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{line[9]}]" for line in lines if int(line[1].rpartition(":")[2], 16) == port}
    return sum(os.readlink(handle) in inodes for handle in Path(f"/proc/{pid}/fd").iterdir() if handle.is_symlink())


def test_a_page_that_forty_readers_of_two_workers_ask_for_at_once_is_rendered_by_one_of_them(site):
    both, shares = workers(site), []
    assert len(both) == 2
    for path in FIRST_ASKED:
        answers, gate = [], threading.Barrier(READERS)

        def ask(path=path, gate=gate, answers=answers):
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
            connection.connect()
            gate.wait()
            connection.request("GET", path)
            answer = connection.getresponse()
            answers.append((answer.status, answer.headers["Cache-Status"], answer.read(), connection))

        threads = [threading.Thread(target=ask) for _ in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        share = [readers_of(pid, site.port) for pid in both]
        for *_, connection in answers:
            connection.close()
        assert {(status, body) for status, _, body, _ in answers} == {(200, answers[0][2])}, path
        # All who waited for one render are told so; those whose worker took what the other one had made, are not.
        waited = sum("fwd=miss" in how for _, how, _, _ in answers)
        assert 1 <= waited <= max(share), (path, share, waited)
        shares.append(share)
    assert any(min(share) >= 5 for share in shares), f"one worker answered nearly everybody: {shares}"

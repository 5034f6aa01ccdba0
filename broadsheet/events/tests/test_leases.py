"""Leases: one process does the work, another takes over, and none does it twice."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from broadsheet.events import clock, leases
from broadsheet.events import worker as background
from broadsheet.events.models import Event, Lease
from broadsheet.stories.models import Article

ran = []


@task(backend="background")
def noted(*, word):
    ran.append(word)


@task(backend="background")
def loses_its_lease(*, word):
    """What a process meets that was stopped for a while in the middle of a job."""
    ran.append(word)
    Lease.objects.filter(name="worker").update(holder="other-host:1:a", number=99)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def queue(db, settings, monkeypatch):
    """Jobs wait in the database. The worker closes connections between two jobs, which would end the test's transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = settings.TASKS | {
        "background": settings.TASKS["background"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    ran.clear()
    yield
    leases.work_under(None)


def begin(name, now):
    grant = leases.hold(name, now=now)
    leases.work_under(grant)
    return grant


def test_a_lease_is_held_by_one_and_free_when_it_has_run_out(db, now):
    assert leases.hold("clock", now=now, holder="other-host:1:a")
    assert not leases.hold("clock", now=now + timedelta(seconds=2), holder="third-host:1:b")
    assert leases.hold("clock", now=now + leases.DURATION + timedelta(seconds=1), holder="third-host:1:b")


def test_its_number_grows_when_it_passes_to_another_and_never_falls(db, now):
    first = leases.hold("clock", now=now, holder="other-host:1:a")
    assert leases.hold("clock", now=now, holder="other-host:1:a") == first
    leases.release(first)
    second = leases.hold("clock", now=now, holder="third-host:1:b")
    assert second.number == first.number + 1
    third = leases.hold("clock", now=now + leases.DURATION + timedelta(seconds=1), holder="other-host:1:a")
    assert third.number == second.number + 1


def test_a_heartbeat_keeps_it_while_the_work_takes_longer_than_it_lasts(db, now):
    grant = leases.hold("worker", now=now, holder="other-host:1:a")
    for beats in range(1, 31):
        leases.renew([grant], now=now + beats * leases.HEARTBEAT)
    assert not leases.hold("worker", now=now + 3.5 * leases.DURATION, holder="third-host:1:b")


def test_a_heartbeat_does_not_bring_back_what_was_lost(db, now):
    lost = leases.hold("worker", now=now, holder="other-host:1:a")
    later = now + leases.DURATION + timedelta(seconds=1)
    taken = leases.hold("worker", now=later, holder="third-host:1:b")
    leases.renew([lost], now=later + timedelta(seconds=1))
    assert Lease.objects.get(name="worker").holder == taken.holder


def test_the_lease_of_a_process_that_is_gone_is_taken_over_at_once(db, now):
    host = leases.this_process().rsplit(":", 2)[0]
    Lease.objects.create(name="clock", holder=f"{host}:4194303:x", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now)


def test_the_lease_of_a_process_whose_id_another_one_has_by_now_is_taken_over_at_once(db, now):
    host, pid, _token = leases.this_process().rsplit(":", 2)
    Lease.objects.create(name="clock", holder=f"{host}:{pid}:1-before", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now)


def test_the_lease_of_a_process_that_runs_is_its_own(db, now):
    own = leases.this_process()
    Lease.objects.create(name="clock", holder=f"{own}-of-a-sibling", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now) is None


def test_a_clock_set_back_does_not_keep_a_lease_for_ever(db, now):
    Lease.objects.create(name="clock", holder="other-host:1:a", expires_at=now + timedelta(days=300))
    assert leases.hold("clock", now=now)


def test_a_forked_worker_is_a_holder_of_its_own():
    own = leases.this_process()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, leases.this_process().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as told:
        name = told.read()
    assert name != own
    assert name.split(":")[-2] == str(child)


def test_a_clock_that_has_lost_its_lease_publishes_nothing(newsroom, now, time_machine, queue):
    draft = newsroom.draft("Due")
    draft.go_live_at = now + timedelta(minutes=1)
    draft.save_revision().publish()
    begin("clock", now)
    Lease.objects.filter(name="clock").update(holder="other-host:1:a", number=99)
    time_machine.move_to(now + timedelta(minutes=2))
    with pytest.raises(leases.LeaseLost):
        clock.tick(now=timezone.now())
    assert not Article.objects.get(pk=draft.pk).live
    assert not Event.objects.filter(page_id=draft.pk).exists()


def test_jobs_run_once_and_a_finished_one_is_not_taken_again(queue, now):
    begin("worker", now)
    noted.enqueue(word="once")
    background.work_through_jobs()
    background.work_through_jobs()
    assert ran == ["once"]
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_worker_that_comes_back_leaves_the_jobs_of_the_one_that_runs(queue, now):
    grant = begin("worker", now)
    noted.enqueue(word="running")
    job = DBTaskResult.objects.get()
    job.claim(background._worker_id(grant))
    assert background.free_orphaned_jobs(worker_id=background._worker_id(grant)) == 0
    assert leases.hold("worker", now=now + timedelta(seconds=1), holder="third-host:1:b") is None


def test_the_job_of_a_worker_that_is_gone_runs_again(queue, now):
    noted.enqueue(word="again")
    DBTaskResult.objects.get().claim("1:gone-host:1:a")
    assert background.free_orphaned_jobs(worker_id="2:here:1:b") == 1
    begin("worker", now)
    background.work_through_jobs()
    assert ran == ["again"]


def test_the_end_of_a_job_is_told_by_the_worker_that_has_it_now(queue, now):
    begin("worker", now)
    loses_its_lease.enqueue(word="long")
    noted.enqueue(word="next")
    with pytest.raises(leases.LeaseLost):
        background.work_through_jobs()
    assert ran == ["long"]
    assert DBTaskResult.objects.running().count() == 1  # for the other one to take up
    assert DBTaskResult.objects.ready().count() == 1


def test_a_job_taken_after_the_lease_was_lost_goes_back(queue, now):
    begin("worker", now)
    noted.enqueue(word="back")
    Lease.objects.filter(name="worker").update(holder="other-host:1:a", number=99)
    with pytest.raises(leases.LeaseLost):
        background.work_through_jobs()
    assert ran == []
    assert DBTaskResult.objects.ready().count() == 1

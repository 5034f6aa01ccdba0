"""Leases: one process does the work, another takes over, and no work is done twice."""

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
    """Simulate a process that was suspended in the middle of a job and lost its lease."""
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


def test_one_process_holds_a_lease_until_it_runs_out(db, now):
    assert leases.hold("clock", now=now, holder="other-host:1:a")
    assert not leases.hold("clock", now=now + timedelta(seconds=2), holder="third-host:1:b")
    assert leases.hold("clock", now=now + leases.DURATION + timedelta(seconds=1), holder="third-host:1:b")


def test_the_number_of_a_lease_grows_with_each_new_holder_and_never_falls(db, now):
    first = leases.hold("clock", now=now, holder="other-host:1:a")
    assert leases.hold("clock", now=now, holder="other-host:1:a") == first
    leases.release(first)
    second = leases.hold("clock", now=now, holder="third-host:1:b")
    assert second.number == first.number + 1
    third = leases.hold("clock", now=now + leases.DURATION + timedelta(seconds=1), holder="other-host:1:a")
    assert third.number == second.number + 1


def test_a_heartbeat_keeps_the_lease_while_its_work_takes_longer_than_the_lease(db, now):
    grant = leases.hold("worker", now=now, holder="other-host:1:a")
    for beats in range(1, 31):
        leases.renew([grant], now=now + beats * leases.HEARTBEAT)
    assert not leases.hold("worker", now=now + 3.5 * leases.DURATION, holder="third-host:1:b")


def test_a_heartbeat_does_not_bring_back_a_lost_lease(db, now):
    lost = leases.hold("worker", now=now, holder="other-host:1:a")
    later = now + leases.DURATION + timedelta(seconds=1)
    taken = leases.hold("worker", now=later, holder="third-host:1:b")
    leases.renew([lost], now=later + timedelta(seconds=1))
    assert Lease.objects.get(name="worker").holder == taken.holder


def test_the_lease_of_a_dead_process_is_taken_over_at_once(db, now):
    host = leases.this_process().rsplit(":", 2)[0]
    Lease.objects.create(name="clock", holder=f"{host}:4194303:x", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now)


def test_the_lease_of_a_dead_process_is_taken_over_even_if_its_id_was_reused(db, now):
    host, pid, _token = leases.this_process().rsplit(":", 2)
    Lease.objects.create(name="clock", holder=f"{host}:{pid}:1-before", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now)


def test_the_lease_of_a_running_process_is_not_taken_over(db, now):
    own = leases.this_process()
    Lease.objects.create(name="clock", holder=f"{own}-of-a-sibling", expires_at=now + timedelta(seconds=5))
    assert leases.hold("clock", now=now) is None


def test_a_clock_set_back_does_not_keep_a_lease_for_ever(db, now):
    Lease.objects.create(name="clock", holder="other-host:1:a", expires_at=now + timedelta(days=300))
    assert leases.hold("clock", now=now)


def test_a_forked_worker_has_its_own_holder_name():
    own = leases.this_process()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, leases.this_process().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        name = pipe.read()
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


def test_a_worker_that_comes_back_leaves_the_running_workers_jobs_alone(queue, now):
    grant = begin("worker", now)
    noted.enqueue(word="running")
    job = DBTaskResult.objects.get()
    job.claim(background._worker_id(grant))
    assert background.free_orphaned_jobs(worker_id=background._worker_id(grant)) == 0
    assert leases.hold("worker", now=now + timedelta(seconds=1), holder="third-host:1:b") is None


def test_the_job_of_a_dead_worker_runs_again(queue, now):
    noted.enqueue(word="again")
    DBTaskResult.objects.get().claim("1:gone-host:1:a")
    assert background.free_orphaned_jobs(worker_id="2:here:1:b") == 1
    begin("worker", now)
    background.work_through_jobs()
    assert ran == ["again"]


def test_a_job_during_which_one_worker_after_the_other_died_is_given_up(queue, now):
    noted.enqueue(word="deadly")
    for number in range(1, background.MOST_STARTS + 1):
        DBTaskResult.objects.get().claim(f"{number}:gone-host:1:a")
        freed = background.free_orphaned_jobs(worker_id="9:here:1:b")
        assert freed == (number < background.MOST_STARTS)
    job = DBTaskResult.objects.get()
    assert job.status == TaskResultStatus.FAILED
    assert "5 workers have ended while they ran this job" in job.traceback
    begin("worker", now)
    background.work_through_jobs()
    assert ran == []


def test_only_the_worker_that_has_the_job_now_records_its_end(queue, now):
    begin("worker", now)
    loses_its_lease.enqueue(word="long")
    noted.enqueue(word="next")
    with pytest.raises(leases.LeaseLost):
        background.work_through_jobs()
    assert ran == ["long"]
    assert DBTaskResult.objects.running().count() == 1  # for the other one to take up
    assert DBTaskResult.objects.ready().count() == 1


def test_a_job_taken_after_the_lease_was_lost_returns_to_the_queue(queue, now):
    begin("worker", now)
    noted.enqueue(word="back")
    Lease.objects.filter(name="worker").update(holder="other-host:1:a", number=99)
    with pytest.raises(leases.LeaseLost):
        background.work_through_jobs()
    assert ran == []
    assert DBTaskResult.objects.ready().count() == 1

"""Asking for a new password: the answer is the same for everybody, and a job sends the mail."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from broadsheet.core import attempts
from broadsheet.core.models import User
from broadsheet.events import worker as background

KNOWN, UNKNOWN = "lina@courier.example", "nobody@courier.example"
ASK, DONE = "/admin/password_reset/", "/admin/password_reset/done/"


@pytest.fixture
def lina(newsroom, settings, monkeypatch):
    """A user. Jobs wait in the database, and the worker does not end the test's transaction."""
    settings.TASKS = settings.TASKS | {
        "background": settings.TASKS["background"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return _lina()


def _lina():
    return User.objects.create_user("lina", KNOWN, "correct horse battery staple")


def ask(address, client=None):
    return (client or Client()).post(ASK, {"email": address})


def work():
    background.work_through_jobs(of_mail=True)


def test_a_user_who_asks_gets_a_link_that_works(lina, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://courier.example"
    assert ask("Lina@Courier.example").headers["Location"] == DONE
    assert mail.outbox == [], "the answer does not wait for the mail"
    work()
    (message,) = mail.outbox
    assert message.to == [KNOWN]
    link = re.search(r"https://courier\.example(/admin/password_reset/confirm/\S+)", message.body)[1]
    shown = Client().get(link, follow=True)
    assert b'name="new_password1"' in shown.content


def test_known_and_unknown_addresses_cause_the_same_queries(lina, django_assert_num_queries):
    ask(UNKNOWN)  # some queries happen only at the first request
    client = Client()
    with django_assert_num_queries(9) as for_nobody:
        nobody = ask(UNKNOWN, client)
    with django_assert_num_queries(9) as for_somebody:
        somebody = ask(KNOWN, client)
    assert [_shape(query) for query in for_nobody] == [_shape(query) for query in for_somebody]
    assert (nobody.status_code, nobody.headers["Location"]) == (somebody.status_code, somebody.headers["Location"])
    assert "core_user" not in str(for_somebody.captured_queries)


def _shape(query):
    return re.sub(r"'[^']*'|[0-9a-f]{32,}|\d+", "?", query["sql"])


def test_the_mail_is_in_the_recipients_language(lina):
    UserProfile.objects.create(user=lina, preferred_language="fr")
    ask(KNOWN)
    work()
    assert "mot de passe" in mail.outbox[0].subject


def test_mail_and_long_jobs_do_not_wait_for_each_other(lina):
    ask(KNOWN)
    background.work_through_jobs()
    assert mail.outbox == []
    work()
    assert len(mail.outbox) == 1


def test_one_mail_address_gets_three_mails_an_hour(lina):
    limit = attempts.RESET_FOR.most
    for address in (KNOWN, UNKNOWN):
        answers = [ask(address, Client(REMOTE_ADDR=f"192.0.2.{number}")).status_code for number in range(limit + 2)]
        assert answers == [302] * limit + [429] * 2, "and the refusal does not reveal which accounts exist"
    work()
    assert len(mail.outbox) == limit


def test_one_address_asks_for_ten_an_hour(lina):
    limit = attempts.RESET_FROM.most
    answers = [ask(f"name{number}@courier.example") for number in range(limit + 1)]
    assert [answer.status_code for answer in answers] == [302] * limit + [429]
    assert "60 minutes" in answers[-1].content.decode()


class DeadServer(EmailBackend):
    """Takes nothing."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"


def later(**by):
    """Pretend that so much time has passed."""
    DBTaskResult.objects.filter(queue_name="mail", run_after__lte=timezone.now() + timedelta(**by)).update(
        run_after=timezone.now()
    )


def test_a_mail_that_the_server_does_not_accept_is_sent_later(lina, dead_server, settings, caplog):
    ask(KNOWN)
    work()
    assert "could not be sent: Connection unexpectedly closed. Tried again in 1 min." in caplog.text
    work()
    assert len(caplog.records) == 1, "not before its time"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later(minutes=2)
    work()
    assert len(mail.outbox) == 1


def test_a_mail_that_is_never_accepted_is_given_up_and_logged(lina, dead_server, caplog):
    ask(KNOWN)
    for _ in range(10):
        work()
        later(hours=5)
    assert "given up after 6 tries" in caplog.records[-1].getMessage()
    assert len(caplog.records) == 6
    assert KNOWN not in caplog.text


def test_nothing_of_a_sent_mail_is_kept_after_a_day(lina):
    ask(KNOWN)
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=2))
    ask(UNKNOWN)
    work()
    assert [job.args_kwargs["kwargs"]["address"] for job in DBTaskResult.objects.all()] == [UNKNOWN]


def test_the_confirmation_page_does_not_reveal_whether_the_account_exists(lina, client):
    shown = client.get(DONE).content.decode()
    assert "has been emailed" not in shown
    assert "If somebody in this newsroom has that address" in shown

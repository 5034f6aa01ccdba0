"""Mail while the mail server is away: no request waits, no mail is lost, and the desk sees it."""

import logging
import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage, mail_admins, send_mail
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.desk.tests.test_admin import edit_url, form_of
from broadsheet.events import mail
from broadsheet.events import worker as background
from broadsheet.events.models import Failure
from tests.served import free_port


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP (RFC 5321) as the tests need. It keeps accepted mail and refuses the recipients in `refuses`."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port):
        self.taken, self.refuses = [], {}
        super().__init__(("127.0.0.1", port), _Conversation)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 here")
        recipients = []
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                lines = [line.removeprefix(b".") for line in iter(self.rfile.readline, b".\r\n")]
                self.server.taken.append((recipients, message_from_bytes(b"".join(lines), policy=policy.default)))
                recipients = []
            elif word == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                if code := self.server.refuses.get(address):
                    self._say(f"{code} not {address}")
                    continue
                recipients.append(address)
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def site(newsroom, settings, monkeypatch):
    """A server process that sends mail by SMTP; no mail server listens yet."""
    settings.TASKS = settings.TASKS | {
        "background": settings.TASKS["background"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr(background, "is_running", lambda: True)
    settings.EMAIL_BACKEND = "broadsheet.events.mail.QueuedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return newsroom


@pytest.fixture
def server(site, settings):
    servers = [MailServer(settings.EMAIL_PORT)]
    yield servers[0]
    servers[0].close()


def work(*, later=None):
    """Run the waiting jobs. `later`: pretend that so much time has passed."""
    if later:
        DBTaskResult.objects.filter(run_after__lte=timezone.now() + later).update(run_after=timezone.now())
    background.work_through_jobs(of_mail=True)


def test_a_request_for_review_made_while_the_mail_server_is_away_is_mailed_later(site, settings, caplog):
    editor = site.user("editor")
    draft, client, reporter = site.draft("Council votes"), Client(), site.user("reporter")
    Page.objects.filter(pk=draft.pk).update(owner=reporter)
    client.force_login(reporter)
    response = client.post(edit_url(draft), form_of(client, edit_url(draft)) | {"action-submit": "1"})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.current_workflow_state is not None
    assert not any(record.levelno >= logging.ERROR for record in caplog.records), "nobody has tried to send yet"
    work()
    assert "A mail could not be sent: [Errno 111] Connection refused. It is tried again in 1 min." in caplog.text
    assert editor.email not in caplog.text
    server = MailServer(settings.EMAIL_PORT)
    try:
        work()
        assert server.taken == [], "not before its time"
        work(later=timedelta(minutes=2))
        ((recipients, sent),) = server.taken
        assert recipients == [editor.email]
        assert "Council votes" in sent["Subject"]
    finally:
        server.close()


def test_the_newsrooms_home_shows_the_failure_until_the_server_takes_mail_again(site, settings):
    publisher = Client()
    publisher.force_login(site.user("publisher"))
    send_mail("Council votes", "Look at it.", None, ["ana@courier.example"])
    work()
    assert (
        "The mail server accepts no mail ([Errno 111] Connection refused)" in publisher.get("/admin/").content.decode()
    )
    server = MailServer(settings.EMAIL_PORT)
    try:
        work(later=timedelta(minutes=2))
        assert len(server.taken) == 1
    finally:
        server.close()
    assert "The mail server accepts no mail" not in publisher.get("/admin/").content.decode()


def test_a_mail_arrives_as_it_was_written(server):
    message = EmailMessage("Größe: 12 €", "ميناء\n.\nEnde", "Der Kurier <desk@courier.example>", ["Ana <ana@courier.example>"], bcc=["chief@courier.example"])  # fmt: skip
    message.send()
    assert server.taken == []
    work()
    ((recipients, sent),) = server.taken
    assert recipients == ["ana@courier.example", "chief@courier.example"]
    assert (sent["Subject"], sent["From"]) == ("Größe: 12 €", "Der Kurier <desk@courier.example>")
    assert "Bcc" not in sent
    assert sent.get_content().splitlines() == ["ميناء", ".", "Ende"]


def test_an_address_refused_for_good_is_not_tried_again_and_delays_no_other_mail(server, caplog):
    server.refuses = {"gone@courier.example": 550, "full@courier.example": 450}
    for name in ("gone", "full", "ana"):
        send_mail("Council votes", "Look at it.", None, [f"{name}@courier.example"])
    work()
    assert [recipients for recipients, _ in server.taken] == [["ana@courier.example"]]
    assert "A mail was refused for good: 550" in caplog.text
    assert "A mail could not be sent: 450. It is tried again in 1 min." in caplog.text
    assert "@courier.example" not in caplog.text
    assert not Failure.objects.exists(), "the server itself works"
    server.refuses = {}
    work(later=timedelta(minutes=2))
    assert len(server.taken) == 2


def test_an_unsent_mail_is_given_up_after_two_days_and_logged(site, caplog):
    send_mail("Council votes", "Look at it.", None, ["ana@courier.example"])
    for _ in range(len(mail.WAITS) + 3):
        work(later=timedelta(days=2))
    assert f"A mail was given up after {len(mail.WAITS) + 1} tries" in caplog.records[-1].getMessage()
    assert len(caplog.records) == len(mail.WAITS) + 1
    assert sum(mail.WAITS, timedelta()) > timedelta(days=2)


def test_a_command_sends_at_once_and_reports_errors(site, monkeypatch, settings):
    monkeypatch.setattr(background, "is_running", lambda: False)
    with pytest.raises(OSError, match="refused"):
        send_mail("Council votes", "Look at it.", None, ["ana@courier.example"])
    assert send_mail("Council votes", "x", None, ["ana@courier.example"], fail_silently=True) == 0
    server = MailServer(settings.EMAIL_PORT)
    try:
        assert send_mail("Council votes", "Look at it.", None, ["ana@courier.example"]) == 1
        assert len(server.taken) == 1
    finally:
        server.close()


def test_while_the_database_is_away_mail_to_the_admins_is_sent_at_once(server, monkeypatch):
    def away(*_args, **_kwargs):
        raise DatabaseError("away")

    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.enqueue", away)
    mail_admins("Publishing failed", "The database is away.")
    ((recipients, _sent),) = server.taken
    assert recipients == ["desk@courier.example"]


def test_a_password_link_is_stored_in_no_job_and_its_own_job_retries(site, settings):
    User.objects.create_user("lina", "lina@courier.example", "correct horse battery staple")
    Client().post("/admin/password_reset/", {"email": "lina@courier.example"})
    background.leases.work_under(background.leases.Grant(background.MAIL, "here", 1))  # as the thread for mail does
    background.leases.hold(background.MAIL, now=timezone.now(), holder="here")
    try:
        work()
        assert not DBTaskResult.objects.filter(task_path__endswith="send_later").exists()
        assert Failure.objects.get().title == "Mail"
        server = MailServer(settings.EMAIL_PORT)
        try:
            work(later=timedelta(minutes=2))
            assert [recipients for recipients, _ in server.taken] == [["lina@courier.example"]]
        finally:
            server.close()
    finally:
        background.leases.work_under(None)

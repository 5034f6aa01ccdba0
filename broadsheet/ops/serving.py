"""Serving a site."""

from __future__ import annotations

import hashlib
import logging
import resource
import time
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting

from broadsheet.edge.changes import triggers
from broadsheet.edge.trouble import TroubleReporter, trouble_of

from .actions.make_site import make_database_private
from .listening import BACKLOG, SharedServer, listening_socket
from .site_database import wrong_with_database

logger = logging.getLogger(__name__)
# What strangers may do to the server; `edge.bodies` and `edge.turns` bound what comes after a request's headers.
# For the headers to come, of the first request and of each further one; so for an idle connection, too.
HEADER_SECONDS = 20
MOST_HEADER_BYTES = 81_920  # of one connection
DATABASE_PAUSE = 2  # seconds before one that does not answer at the start is asked again
MOST_CONNECTIONS = 16_384  # of one worker
MOST_FILES = 65_536
_OTHER_FILES = 1000  # that a worker has open beside connections: databases, locks, uploads


def raise_file_limit() -> int:
    """Let this process and its workers have as many files open as the machine allows; returns how many that are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def connections_for(files: int, *, say: Callable[[str], object]) -> int:
    """How many connections a worker takes up that may have so many files open; some of them are sent a file."""
    connections = min(MOST_CONNECTIONS, max(64, (files - _OTHER_FILES) * 3 // 4))
    if connections < 2048:
        say(
            f"Only {files} files may be open at once, so that a worker takes {connections} connections. Allow more: "
            "LimitNOFILE=65536 in the unit, or ulimit -n."
        )
    return connections


def serve_site(*, host: str, port: int, say: Callable[[str], object]) -> None:
    """Bring the database and the static files up to date, then serve until stopped."""
    if settings.DATABASE_FILE:
        _refuse_what_is_no_paper()
    listening, is_inherited = listening_socket(host, port)
    host, port = listening.getsockname()[:2]
    wait_for_the_database(say=say)
    _refuse_what_is_no_paper()
    bring_up_to_date(say=say)
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    connection.close()
    anywhere = {"127.0.0.1", "0.0.0.0", "::"}  # noqa: S104 - only shown differently
    if is_inherited:
        say("The socket was opened by whoever started the server, and stays open when it stops.")
    shown = "localhost" if host in anywhere else host
    trusted = ", ".join(settings.SITE_ENV.trusted_proxies) or "nobody"
    if warning := _where_mail_stays():
        say(warning)
    say(f"Believing {trusted} about who asks (X-Forwarded-For; BROADSHEET_TRUSTED_PROXIES).")
    say(f"Serving at http://{shown}:{port}/ and http://{shown}:{port}/admin/ (Ctrl-C stops it).")
    SharedServer(
        "broadsheet.rsgi:application",
        listening=listening,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=settings.SITE_ENV.workers,
        # HTTP/1.1 alone, as proxies speak it: while the server finds out which version it is, and in HTTP/2, an idle
        # connection has no deadline.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MOST_HEADER_BYTES),
        backlog=BACKLOG,
        backpressure=connections_for(raise_file_limit(), say=say),
        log_enabled=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _where_mail_stays() -> str:
    """What the operator is told where mail reaches nobody; empty where it is sent."""
    kind = settings.SITE_ENV.email_url.partition(":")[0]
    if kind == "console":
        return "Mail is printed here and reaches nobody, links for new passwords included. Set BROADSHEET_EMAIL_URL."
    if kind == "outbox":
        return "Mail reaches nobody: administrators find it in the admin, Settings, Outbox. Set BROADSHEET_EMAIL_URL."
    return f"Mail reaches nobody: it is kept in {settings.EMAIL_FILE_PATH}." if kind == "file" else ""


def _refuse_what_is_no_paper() -> None:
    """Where a volume is not mounted, or an address is wrong, an empty paper would be built. Raises SystemExit with a sentence."""
    if wrong := wrong_with_database():
        raise SystemExit(wrong)


def wait_for_the_database(*, say: Callable[[str], object]) -> None:
    """Return when a database that is a server of its own answers, which may be started after us; said once a minute.

    Raises OperationalError where a SQLite file cannot be opened, for that does not change by waiting.
    """
    teller = TroubleReporter(60)
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            trouble = trouble_of(error)
            if trouble is None or connection.vendor == "sqlite":
                raise
            if teller.sentence(trouble):
                say(f"{trouble.words} Check BROADSHEET_DATABASE_URL. It is tried again every {DATABASE_PAUSE} seconds.")
            time.sleep(DATABASE_PAUSE)


def bring_up_to_date(*, say: Callable[[str], object]) -> None:
    """Migrate where a migration waits; collect static files where one changed."""
    make_database_private()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date ...")
        call_command("migrate", verbosity=0)
    storages["default"].remove_what_was_left(now=timezone.now())
    _mend_triggers(say)
    _make_settings_rows()
    _build_missing_indexes(say)
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _static_digest()
    if not stamp.is_file() or stamp.read_text() != digest:
        say("Collecting static files ...")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(digest)


def _mend_triggers(say: Callable[[str], object]) -> None:
    """Where a table was remade past the migrations, or a rule changed with the code, the triggers are made again."""
    if not triggers.are_complete():
        say("Making the page store's triggers ...")
        with transaction.atomic():
            triggers.install()


def _make_settings_rows() -> None:
    """The rows of the site's settings, which Wagtail makes at the first look: a page that makes them cannot be stored."""
    for model in apps.get_models():
        if issubclass(model, BaseGenericSetting):
            model.load()


def _build_missing_indexes(say: Callable[[str], object]) -> None:
    """A site from before the search, or one whose rows were copied in, gets its indexes by a job; they answer with what is
    there meanwhile."""
    from broadsheet.search.models import DeskEntry
    from broadsheet.search.tables import are_here
    from broadsheet.search.tasks import build_everything
    from broadsheet.stories.models import Article

    if are_here() and Article.objects.exists() and not DeskEntry.objects.exists():
        say("The search indexes are being built in the background ...")
        build_everything.enqueue()


def _static_digest() -> str:
    """Changes when any static file of the site or its packages does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()

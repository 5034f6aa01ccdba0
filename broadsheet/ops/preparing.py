"""Prepares a site before it is served: brings its database and static files up to date.

This runs in a separate process that ends before the server starts, so that what it loads, such as every migration, takes no
memory in the workers.
"""

from __future__ import annotations

import hashlib
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

from broadsheet.core import renames
from broadsheet.core.theme_files import wrong_with_theme
from broadsheet.core.whole_files import WholeFileStorage
from broadsheet.edge.changes import triggers
from broadsheet.edge.trouble import TroubleReporter, trouble_of

from .actions.make_site import make_database_private
from .site_database import record_release, wrong_with_database, wrong_with_later_release

DATABASE_PAUSE = 2  # seconds between attempts to reach a database that does not answer at the start


def prepare_site(*, say: Callable[[str], object]) -> None:
    """Wait for the database, and bring it and the static files up to date. Raises SystemExit with a sentence."""
    theme = settings.SITE / "theme"
    if wrong := wrong_with_theme(theme):
        raise SystemExit(wrong)
    if settings.DATABASE_FILE:
        _refuse_what_is_no_paper()
    wait_for_the_database(say=say)
    _refuse_what_is_no_paper()
    bring_up_to_date(say=say)
    for sentence in renames.warnings_of(theme):
        say(sentence)
    connection.close()


def _refuse_what_is_no_paper() -> None:
    """Refuse a database without a site, as after a missing mount or with a wrong address, instead of building an empty site.

    Raises SystemExit with a sentence.
    """
    if wrong := wrong_with_database():
        raise SystemExit(wrong)


def wait_for_the_database(*, say: Callable[[str], object]) -> None:
    """Wait until the database server answers, as it may start later than the site; the wait is reported once a minute.

    Raises OperationalError where a SQLite file cannot be opened, because waiting would not help.
    """
    reporter = TroubleReporter(60)
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            trouble = trouble_of(error)
            if trouble is None or connection.vendor == "sqlite":
                raise
            if reporter.sentence(trouble):
                say(f"{trouble.words} Check BROADSHEET_DATABASE_URL. Trying again every {DATABASE_PAUSE} seconds.")
            time.sleep(DATABASE_PAUSE)


def bring_up_to_date(*, say: Callable[[str], object]) -> None:
    """Run pending migrations, and collect static files if any has changed."""
    make_database_private()
    executor = MigrationExecutor(connection)
    if wrong := wrong_with_later_release(executor.loader):
        raise SystemExit(wrong)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date ...")
        call_command("migrate", verbosity=0)
    record_release(executor.loader)
    media = storages["default"]
    if isinstance(media, WholeFileStorage):
        media.remove_what_was_left(now=timezone.now())
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
    """Make the triggers again if a table was remade outside the migrations, or if a rule changed with the code."""
    if not triggers.are_complete():
        say("Making the page store's triggers ...")
        with transaction.atomic():
            triggers.install()


def _make_settings_rows() -> None:
    """Create the rows of the site's settings. Wagtail creates a row when it is first read, and a page that writes is not stored."""
    for model in apps.get_models():
        if issubclass(model, BaseGenericSetting):
            settings_model: type[BaseGenericSetting] = model
            settings_model.load()


def _build_missing_indexes(say: Callable[[str], object]) -> None:
    """Enqueue a job that builds missing search indexes, for a site that is older than the search or whose rows were copied in.

    Until the job has ended, searches find what is already indexed.
    """
    from broadsheet.search.models import DeskEntry
    from broadsheet.search.tables import are_here
    from broadsheet.search.tasks import build_everything
    from broadsheet.stories.models import Article

    if are_here() and Article.objects.exists() and not DeskEntry.objects.exists():
        say("The search indexes are being built in the background ...")
        build_everything.enqueue()


def _static_digest() -> str:
    """A digest that changes when a static file of the site or its packages changes."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()

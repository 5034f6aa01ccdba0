"""Make a new site."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from broadsheet.ops.site_settings import settings_text
from broadsheet.ops.whole_folder import check_is_free, first_missing, remove_empty
from broadsheet.settings.database import database, database_file
from broadsheet.settings.env import SETTINGS, SETTINGS_FILE, read_env, shown
from broadsheet.settings.frontend_cache import frontend_cache
from broadsheet.settings.languages import language
from broadsheet.settings.mail import mail

TOKENS = """\
/* Your paper's looks. Every token of Broadsheet can be set here; docs/develop/themes.md lists them.
:root {
  --accent: #0a5c8f;
  --display: "Your Headline Face", Georgia, serif;
}
*/
"""


class DatabaseTaken(ValueError):
    """The database is not empty; the message is one sentence."""


@contextmanager
def new_site(*, folder: Path, editions: str, time_zone: str, environ: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Yield the folder that `make_site_folder` makes. If the block fails, everything is removed, so that another try can succeed."""
    check_is_free(folder)
    top_made, was_there = first_missing(folder), folder.is_dir()
    file = database_file(_checked_database(_given(editions, time_zone, environ), folder))
    is_new = file is not None and not file.exists()
    try:
        yield make_site_folder(folder=folder, editions=editions, time_zone=time_zone, environ=environ)
    except BaseException:
        if file is not None and is_new:
            for leftover in file.parent.glob(f"{glob.escape(file.name)}*"):
                leftover.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir(exist_ok=True)
        else:
            remove_empty(top_made, folder.parent)
        raise


def make_site_folder(*, folder: Path, editions: str, time_zone: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Make the folder with its settings file, its theme and an empty SQLite file.

    Settings in `environ` are written to the settings file, so that the site works the same without that environment.

    Raises FolderTaken where the folder is not empty, and SettingError where a setting is wrong; then nothing was made. Raises
    OSError.
    """
    check_is_free(folder)
    given = _given(editions, time_zone, environ)
    file = database_file(_checked_database(given, folder))
    (folder / "theme" / "templates").mkdir(parents=True)
    (folder / "theme" / "static").mkdir()
    (folder / "media").mkdir()
    (folder / "theme" / "tokens.css").write_text(TOKENS, "utf-8")
    settings = folder / SETTINGS_FILE
    settings.touch(mode=0o600)
    settings.write_text(settings_text(given), "utf-8")
    if file is not None:
        file.touch(mode=0o600)
    return folder


def _checked_database(given: Mapping[str, str], folder: Path) -> dict[str, object]:
    """The settings of the database, after a check of every setting as at the start of a site."""
    checked = read_env({**given, "BROADSHEET_SITE": str(folder)})
    mail(checked.email_url)
    frontend_cache(checked.purge_url)
    for code in checked.editions:
        language(code)
    return database(checked.database_url, site=folder.resolve())


def _given(editions: str, time_zone: str, environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environ[name] for name in SETTINGS if environ.get(name) and name != "BROADSHEET_SITE"}
    own = {"BROADSHEET_EDITIONS": editions, "BROADSHEET_TIME_ZONE": time_zone}
    return {"BROADSHEET_SECRET_KEY": secrets.token_urlsafe(48)} | own | kept


def make_newsroom(*, name: str, admin: str, say: Callable[[str], object], password: str = "") -> str:
    """Make the database, the editions and the first account of the site whose settings are loaded.

    Returns the account's password. Raises DatabaseTaken where the database is not empty, and ValidationError for an invalid
    name; then nothing was made.
    """
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone

    from broadsheet.desk.actions.add_edition import add_edition

    from ..site_database import name_of_database, tables_of_site

    account = get_user_model()(username=admin)
    account.clean_fields(exclude=[field.name for field in account._meta.fields if field.name != "username"])
    check_paper_name(name)
    if tables_of_site():
        raise DatabaseTaken(
            f"The database {name_of_database()} is not empty. Set BROADSHEET_DATABASE_URL to an empty one, or unset it to use a file in the "
            "folder."
        )
    make_database_private()
    say("Making the database (about ten seconds) ...")
    call_command("migrate", verbosity=0)
    for edition_language in settings.EDITION_LANGUAGES:
        say(f"Adding the edition {edition_language.own_name} ...")
        add_edition(code=edition_language.code, paper_name=name, now=timezone.now())
    password = password or secrets.token_urlsafe(9)
    get_user_model().objects.create_superuser(username=admin, email="", password=password)
    return password


def check_paper_name(name: str) -> None:
    """Raise ValidationError for a name that is empty, too long, or not one printable line."""
    from django.core.exceptions import ValidationError

    from broadsheet.editions.models import Edition

    if not name.isprintable():
        raise ValidationError(
            f"The name of the paper is “{shown(name)}”, which is not one printable line. Give another name with --name."
        )
    Edition(paper_name=name).clean_fields(
        exclude=[field.name for field in Edition._meta.fields if field.name != "paper_name"]
    )


def make_database_private() -> None:
    """Make the SQLite file accessible only to the account that runs the site: it contains drafts and names."""
    from django.conf import settings

    file = settings.DATABASE_FILE
    if file is not None:
        # The write-ahead log has the mode that the file had when SQLite made the log.
        for path in (file, *file.parent.glob(f"{glob.escape(file.name)}-*")):
            path.chmod(0o600)

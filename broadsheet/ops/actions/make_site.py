"""Make a new site."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from broadsheet.settings.database import database
from broadsheet.settings.env import SETTINGS, SETTINGS_FILE, read_env
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


class SiteFolderTaken(ValueError):
    """There is something in the folder already."""


def make_site_folder(*, folder: Path, editions: str, time_zone: str, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder with its settings file and theme. What `environ` sets is kept in the file, so that the site is the same
    when it is started without it.

    Raises SiteFolderTaken where something is there, SettingError where a setting is wrong; then nothing was made.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteFolderTaken(f"{folder} exists and is not empty. Name a new folder, or empty this one.")
    given = _given(editions, time_zone, environ)
    checked = read_env({**given, "BROADSHEET_SITE": str(folder)})
    database(checked.database_url)
    mail(checked.email_url)
    frontend_cache(checked.purge_url)
    for code in checked.editions:
        language(code)
    (folder / "theme" / "templates").mkdir(parents=True)
    (folder / "theme" / "static").mkdir()
    (folder / "media").mkdir()
    (folder / "theme" / "tokens.css").write_text(TOKENS, "utf-8")
    settings = folder / SETTINGS_FILE
    settings.touch(mode=0o600)
    settings.write_text(_settings_text(given), "utf-8")
    return folder


def remove_site_folder(*, folder: Path) -> None:
    """Take away what `make_site_folder` made, where the site could not be finished; the folder itself stays if it was there."""
    for name in ("theme", "media", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in (folder / SETTINGS_FILE, *folder.glob("newsroom.sqlite3*")):
        file.unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _given(editions: str, time_zone: str, environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environ[name] for name in SETTINGS if environ.get(name) and name != "BROADSHEET_SITE"}
    own = {"BROADSHEET_EDITIONS": editions, "BROADSHEET_TIME_ZONE": time_zone}
    return {"BROADSHEET_SECRET_KEY": secrets.token_urlsafe(48)} | own | kept


def _settings_text(given: Mapping[str, str]) -> str:
    lines = ["# Settings of this site. docs/operate/settings.md explains each."]
    for name, what in SETTINGS.items():
        if name != "BROADSHEET_SITE":
            lines += ["", f"# {what}", f"{name}={given[name]}" if name in given else f"#{name}="]
    return "\n".join(lines) + "\n"


def make_newsroom(*, name: str, admin: str, say: Callable[[str], object], password: str = "") -> str:
    """Database, editions and the first account of the site whose settings are loaded; returns its password."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone

    from broadsheet.desk.actions.add_edition import add_edition

    make_database_private()
    say("Making the database (some ten seconds) ...")
    call_command("migrate", verbosity=0)
    for each in settings.EDITION_LANGUAGES:
        say(f"Adding the edition {each.own_name} ...")
        add_edition(code=each.code, paper_name=name, now=timezone.now())
    password = password or secrets.token_urlsafe(9)
    users = get_user_model()
    if not users.objects.filter(username=admin).exists():
        users.objects.create_superuser(username=admin, email="", password=password)
    return password


def make_database_private() -> None:
    """The SQLite file, made where it is not there yet, is for the account that runs the site: it holds drafts and names."""
    from django.db import connection

    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        file.touch(mode=0o600)
        for each in (file, *file.parent.glob(f"{file.name}-*")):  # and its log, which takes over the file's mode
            each.chmod(0o600)

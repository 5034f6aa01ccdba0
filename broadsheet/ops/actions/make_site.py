"""Make a new site."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from broadsheet.settings.env import SETTINGS, SETTINGS_FILE

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


def make_site_folder(*, folder: Path, editions: str, time_zone: str) -> Path:
    """The folder with its settings file and theme; raises SiteFolderTaken where something is there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteFolderTaken(f"{folder} exists and is not empty. Name a new folder, or empty this one.")
    (folder / "theme" / "templates").mkdir(parents=True)
    (folder / "theme" / "static").mkdir()
    (folder / "media").mkdir()
    (folder / "theme" / "tokens.css").write_text(TOKENS, "utf-8")
    settings = folder / SETTINGS_FILE
    settings.touch(mode=0o600)
    settings.write_text(_settings_text(editions, time_zone), "utf-8")
    return folder


def _settings_text(editions: str, time_zone: str) -> str:
    given = {
        "BROADSHEET_SECRET_KEY": secrets.token_urlsafe(48),
        "BROADSHEET_EDITIONS": editions,
        "BROADSHEET_TIME_ZONE": time_zone,
    }
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

    say("Making the database (some ten seconds) ...")
    call_command("migrate", verbosity=0)
    for language in settings.EDITION_LANGUAGES:
        say(f"Adding the edition {language.own_name} ...")
        add_edition(code=language.code, paper_name=name, now=timezone.now())
    password = password or secrets.token_urlsafe(9)
    users = get_user_model()
    if not users.objects.filter(username=admin).exists():
        users.objects.create_superuser(username=admin, email="", password=password)
    return password

"""Makes the demo newsroom: `python -m demo.load FOLDER` (what `make demo` does the first time)."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

PASSWORD = "courier-demo"
TIME_ZONE = "Europe/Athens"

Say = Callable[[str], object]


def main() -> None:
    """Make the site in the folder unless it exists. An incomplete one is made again."""
    folder = Path(sys.argv[1]).resolve()
    done = folder / ".demo-loaded"
    if not done.exists():
        if folder.exists():
            shutil.rmtree(folder)
        _make(folder)
        done.touch()
    print(
        f"The demo newsroom is in {folder}.\n"
        f"Log in at /admin/ as admin, publisher, editor or reporter; the password is always “{PASSWORD}”.\n"
        "Mail that the demo writes stays in the admin: Settings, Outbox.",
        flush=True,
    )


def _make(folder: Path) -> None:
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {words}", flush=True)

    from broadsheet.ops.actions.make_site import make_newsroom, make_site_folder

    make_site_folder(folder=folder, editions="en,ar,es,ru,de,fr", time_zone=TIME_ZONE)
    os.environ["BROADSHEET_SITE"] = str(folder)
    from broadsheet.command_line import start_django

    start_django()
    from django.db import connection

    with connection.cursor() as cursor:
        # A database other than the folder's own file is never emptied.
        if tables := connection.introspection.table_names(cursor):
            raise SystemExit(
                f"The database of BROADSHEET_DATABASE_URL has {len(tables)} tables. Name an empty one for the demo."
            )
        # An incomplete demo is made again from scratch, so here it need not wait for the disk.
        cursor.execute("PRAGMA synchronous=OFF" if connection.vendor == "sqlite" else "SET synchronous_commit TO OFF")
    make_newsroom(name="The Vellamar Courier", admin="admin", password=PASSWORD, say=say)
    from demo.newsroom import load_newsroom

    load_newsroom(password=PASSWORD, say=say)


if __name__ == "__main__":
    main()

"""Jobs that note in a file when they begin and end."""

import os
import time
from pathlib import Path

from django_tasks import task


@task(backend="background")
def noted(*, file, word, seconds):
    """Write “begins WORD” and, `seconds` later, “ends WORD”, with the process that did it."""
    for what in ("begins", "ends"):
        with Path(file).open("a") as notes:
            notes.write(f"{what} {word} {os.getpid()}\n")
        if what == "begins":
            time.sleep(seconds)

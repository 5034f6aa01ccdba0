"""`broadsheet import wordpress`: what it says."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from .options import Options


def run(options: Options, *, start: Callable[[], None], say: Callable[[str], object]) -> str:
    """Import an export; returns one sentence where that was refused, else nothing.

    Ctrl-C ends it after a sentence; what was committed stays.
    """
    try:
        with options.file.open("rb"):
            pass
    except IsADirectoryError:
        return f"{options.file} is a folder. Give the .xml file that Tools > Export of WordPress made."
    except OSError as error:
        return f"{options.file} cannot be read ({error.strerror}). Give the .xml file that Tools > Export of WordPress made."
    start()
    from django.utils import timezone

    from broadsheet.imports.progress import Telling
    from broadsheet.imports.report import Report

    from .export import UnreadableExport
    from .importer import Refused, import_export
    from .old_site import Survey

    now = timezone.now()
    path = options.report or Path(f"wordpress-import-{now:%Y-%m-%d-%H%M%S}.json")
    if path.suffix.lower() not in {".json", ".csv"}:
        return f"The report {path} must end in .json or .csv."
    if why := _wrong_with_report(path):
        return why

    def report_to(survey: Survey) -> Report:
        head = {"file": str(options.file), "site": survey.site.title, "source": survey.site.address}
        return Report(path, head | {"dry_run": options.dry_run, "made_at": now.isoformat()})

    signal.signal(signal.SIGTERM, _interrupt)
    again = "Run the same command again to go on: nothing is imported twice."
    with Telling(lambda line: print(line, file=sys.stderr, flush=True)) as telling:
        try:
            report = import_export(options, now=now, report_to=report_to, telling=telling)
        except (Refused, UnreadableExport) as error:
            if telling.what == "Importing":
                return f"{error} What was imported before that line stays. {again}"
            return f"{error} Nothing was imported."
        except OSError as error:
            return f"{error.filename or 'A file'} cannot be used ({error.strerror or error}). {again}"
        except KeyboardInterrupt:
            where = (
                f"{telling.done:,} of {telling.total:,} items" if telling.what == "Importing" else "the first reading"
            )
            return f"Stopped after {where}. {again}"
    for line in report.in_words():
        say(line)
    say(f"{'Nothing was stored: this was a dry run. ' if options.dry_run else ''}Report: {path}")
    return ""


def _wrong_with_report(path: Path) -> str:
    """Why the report could not be written; nothing is imported then. An earlier one stays until the new one begins."""
    is_new = not path.exists()
    try:
        with path.open("a"):
            pass
        if is_new:
            path.unlink()
    except OSError as error:
        return (
            f"The report {path} cannot be written ({error.strerror}). Name another with --report. Nothing was imported."
        )
    return ""


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

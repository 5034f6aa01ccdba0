"""The command `broadsheet import wordpress`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from . import ImportOptions


def run(options: ImportOptions, *, start: Callable[[], None], say: Callable[[str], object]) -> str:
    """Import an export. Returns an error message if it was refused or stopped, else an empty string.

    Ctrl-C stops the import. The committed batches stay.
    """
    try:
        with options.file.open("rb"):
            pass
    except IsADirectoryError:
        return f"{options.file} is a folder. Give the .xml file from Tools > Export in WordPress."
    except OSError as error:
        return f"{options.file} cannot be read ({error.strerror}). Give the .xml file from Tools > Export in WordPress."
    start()
    from django.utils import timezone

    from broadsheet.imports.progress import ProgressDisplay
    from broadsheet.imports.report import ImportReport

    from .export import UnreadableExport
    from .importer import ImportRefused, import_export
    from .old_site import OldSite

    now = timezone.now()
    path = options.report or Path(f"wordpress-import-{now:%Y-%m-%d-%H%M%S}.json")
    if path.suffix.lower() not in {".json", ".csv"}:
        return f"The report {path} must end in .json or .csv."
    if sentence := _report_problem(path):
        return sentence

    def report_for(site: OldSite) -> ImportReport:
        head: dict[str, object] = {"file": str(options.file), "site": site.info.title, "source": site.address}
        return ImportReport(path, head | {"dry_run": options.dry_run, "made_at": now.isoformat()})

    signal.signal(signal.SIGTERM, _interrupt)
    again = "Run the same command again to continue. Nothing is imported twice."
    with ProgressDisplay(lambda line: print(line, file=sys.stderr, flush=True)) as progress:
        try:
            report = import_export(options, now=now, report_for=report_for, progress=progress)
        except (ImportRefused, UnreadableExport) as error:
            if progress.name == "Importing":
                return f"{error} What was imported before that line stays. {again}"
            return f"{error} Nothing was imported."
        except OSError as error:
            return f"{error.filename or 'A file'} cannot be used ({error.strerror or error}). {again}"
        except KeyboardInterrupt:
            is_importing = progress.name == "Importing"
            place = f"{progress.done:,} of {progress.total:,} items" if is_importing else "the first reading"
            return f"Stopped after {place}. {again}"
    for line in report.in_words():
        say(line)
    say(f"{'Nothing was stored: this was a dry run. ' if options.dry_run else ''}Report: {path}")
    return ""


def _report_problem(path: Path) -> str:
    """An error message if the report cannot be written, else an empty string. It does not change an existing file."""
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

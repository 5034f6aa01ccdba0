"""`broadsheet consent export`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from .export import write_csv


def run(*, file: Path, since: str, say: Callable[[str], object]) -> str:
    """Write the records to `file`, completely or not at all; returns the error message, or an empty string."""
    moment = None
    if since:
        try:
            moment = datetime.fromisoformat(since)
        except ValueError:
            return f"--since is “{since}”, which is not a date. Write one such as 2026-01-31."
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    making = file.with_name(f".{file.name}.part")
    try:
        with making.open("w", encoding="utf-8", newline="") as out:
            count = write_csv(out, since=moment)
        making.replace(file)
    except OSError as error:
        return f"{file} cannot be written ({error.strerror}). Name a file in an existing folder."
    say(f"{count:,} records of consent were written to {file}.")
    return ""

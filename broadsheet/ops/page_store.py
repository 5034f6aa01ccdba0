"""The commands `broadsheet edge explain` and `broadsheet edge status`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError

from broadsheet.edge.rendering.renderer import Renderer
from broadsheet.edge.store import machine
from broadsheet.edge.store.disk_store import GAUGE
from broadsheet.edge.store.explain import Explanation, explain, pieces_of

from .metrics import HOW

Say = Callable[[str], object]


def explanation_of(address: str) -> Explanation:
    """What the page store knows about the page at `address`.

    Raises ValueError if the address belongs to another site, and DatabaseError if the database does not answer.
    """
    handler = WSGIHandler()
    handler.load_middleware()
    return explain(address, disk=machine.disk_store(), renderer=Renderer(handler))


def say_why(*, address: str, statements: bool, say: Say) -> str:
    """Print what a stored page was made from, and why it would be rendered again; returns a sentence for an error, else ""."""
    try:
        explanation = explanation_of(address)
    except ValueError as error:
        return str(error)
    except DatabaseError as error:
        return f"The database does not answer ({error}), so it is not known what has changed. Stored pages are still served."
    say(f"{address}")
    say(f"  {_verdict(explanation)}")
    if explanation.stored is None:
        return ""
    say(f"  rendered {_minute(explanation.rendered_at)}; its own part has {explanation.bytes_stored} bytes, compressed")
    if explanation.valid_until:
        say(f"  good until {_minute(explanation.valid_until)}, because it shows a date")
    say(f"  composed of: {', '.join(pieces_of(explanation.stored))}")
    for name in explanation.missing:
        say(f"  the fragment {name} is not stored")
    for read in explanation.changed:
        where = f" (in the fragment {read.fragment})" if read.fragment else ""
        say(f"  CHANGED{where}: {_statement(read.step.question.sql, whole=statements)}")
        say(f"    with the parameters {read.step.question.params!r}")
    say(
        f"  read {len(explanation.reads)} times from: {', '.join(sorted({table for read in explanation.reads for table in read.tables}))}"
    )
    if statements:
        for read in explanation.reads:
            mark = "same" if read.is_same else "CHANGED"
            say(f"  [{mark}] {read.step.question.sql}")
            say(f"    with the parameters {read.step.question.params!r}")
    return ""


def _verdict(explanation: Explanation) -> str:
    if explanation.key is None:
        return f"is never stored: {explanation.reason}."
    if explanation.stored is None:
        if explanation.reason:
            return f"is not stored, and cannot be: {explanation.reason}."
        return "is not stored now; the next request stores it."
    if explanation.is_current:
        return "is stored, and what it was made from has not changed: readers get it."
    if explanation.changed:
        return f"would be rendered again at the next request: {len(explanation.changed)} of its queries give other results."
    return "would be rendered again at the next request: " + (
        "the day has changed." if explanation.is_expired else "a fragment is missing."
    )


def _statement(sql: str, *, whole: bool) -> str:
    """A statement, shortened by its list of columns unless `whole`."""
    start, middle, end = sql.partition(" FROM ")
    return sql if whole or not middle else f"SELECT … FROM {end}"  # noqa: S608 - to be read, not run


def _minute(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else "never"


def say_status(*, say: Say) -> None:
    """Print the machine's counts, and what the disk store holds."""
    if not settings.EDGE["is_on"]:
        say("The page store is off (BROADSHEET_PAGE_STORE, or BROADSHEET_DEBUG).")
        return
    disk = machine.disk_store()
    counts = disk.read_counts()
    for how, words in HOW.items():
        say(f"{counts.get(how, 0):>10}  {words}")
    for name, count in sorted(counts.items()):
        if name.startswith("refused:"):
            say(f"{count:>10}  not stored: {name.partition(':')[2]}")
    entries, size = disk.measure()
    say(f"{entries:>10}  pages and fragments in the disk store, {size / 1e6:.1f} of {disk.budget / 1e6:.0f} MB")
    say(f"{counts.get(f'{GAUGE}pages', 0):>10}  in memory, {counts.get(f'{GAUGE}bytes', 0) / 1e6:.1f} MB")

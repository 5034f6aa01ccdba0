"""The whole import: a first reading, people and sections, batch after batch, the old addresses of lists."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

from django.conf import settings
from django.db import transaction

from broadsheet.editions.models import Edition
from broadsheet.fronts.models import FrontPage
from broadsheet.imports.ledger import IMPORTED, LEFT, Ledger
from broadsheet.imports.models import ImportedItem
from broadsheet.imports.progress import ProgressDisplay
from broadsheet.imports.report import ALREADY_THERE, ImportReport, ReportLine

from . import ImportOptions
from .actions.move_first_drafts import move_first_drafts
from .actions.write_batch import BatchWriter
from .export import ExportItem, read_export
from .files import FileSource
from .labels import ImportedLabels
from .library import MediaLibrary
from .links import PAGES, path_of
from .old_addresses import ListAddresses
from .old_site import OldSite, read_old_site
from .people import ImportedPeople
from .posts import ItemPreparer, PreparedItem
from .sections import make_sections, plan_addresses, plan_sections


class ImportRefused(ValueError):
    """Nothing was imported. The message is one sentence that says why."""


def import_export(
    options: ImportOptions, *, now: datetime, report_for: Callable[[OldSite], ImportReport], progress: ProgressDisplay
) -> ImportReport:
    """Import one export. What an earlier run has imported is not imported again. Raises ImportRefused, UnreadableExport.

    The whole file is read once before the import begins, so nothing is imported from a broken file.
    """
    edition, front, zone = find_edition(options)
    progress.stage("Reading", options.file.stat().st_size)
    site = read_old_site(options.file, progress.show)
    report = None
    source = FileSource(folder=options.files, is_on=options.pictures)
    try:
        ledger = Ledger(site.address or options.file.name, now)
        plan = plan_sections(site, options, front)
        plan_addresses(site, plan, ledger)
        report = report_for(site)
        if not options.dry_run:
            _move_first_drafts(site, front, report)
        preparer = ItemPreparer(site, zone, now)
        progress.stage("Importing" if not options.dry_run else "Trying", site.items)
        people = ImportedPeople(ledger, edition.locale)
        labels = ImportedLabels(site, plan, ledger, edition.locale)
        library = MediaLibrary(site, ledger, source, options.credit or site.info.title, edition.locale)
        writer = BatchWriter(site, plan, people, labels, library, ledger, edition.locale, now)
        batches = _batches(options, ledger, report, progress.show)
        if options.dry_run:
            _try(batches, preparer, writer, report)
        else:
            with transaction.atomic():
                report.add_all([*people.make(site.authors), *make_sections(plan, ledger)])
            _import(batches, preparer, writer, report)
            report.add_all(ListAddresses(site, plan, people, labels, ledger, edition.locale).lead(now))
        report.totals["comments counted and left"] = site.comments
        return report
    finally:
        if report:
            report.close()
        source.close()
        site.close()


def find_edition(options: ImportOptions) -> tuple[Edition, FrontPage, tzinfo]:
    """The edition to import into, its front, and the time zone for times without one. Raises ImportRefused."""
    code = options.edition or settings.LANGUAGE_CODE
    edition = Edition.objects.select_related("locale").filter(locale__language_code=code).first()
    front = FrontPage.objects.filter(locale__language_code=code).first()
    if edition is None or front is None:
        codes = ", ".join(Edition.objects.values_list("locale__language_code", flat=True)) or "none"
        raise ImportRefused(
            f"There is no edition “{code}” (there are: {codes}). Add it with `broadsheet edition add {code}`."
        )
    try:
        zone = zoneinfo.ZoneInfo(options.time_zone) if options.time_zone else edition.zone
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise ImportRefused(f"“{options.time_zone}” is not a time zone. Write one such as Europe/Lisbon.") from None
    if options.files and not options.files.is_dir():
        raise ImportRefused(f"{options.files} is not a folder. Give --files the copy of wp-content/uploads.")
    return edition, front, zone


def _move_first_drafts(site: OldSite, front: FrontPage, report: ImportReport) -> None:
    """The edition's own first drafts (about, privacy ...) give up their addresses for the old site's pages."""
    slugs = [slug for (slug,) in site.index.execute("SELECT new_slug FROM posts WHERE kind = ?", (PAGES,))]
    for old, new in move_first_drafts(front=front, slugs=slugs).items():
        note = f"It stood at /{old}/ and is now at /{new}/."
        report.add(ReportLine("first draft", new, old, ALREADY_THERE, notes=[note]))


def _batches(
    options: ImportOptions, ledger: Ledger, report: ImportReport, show_progress: Callable[[int], object]
) -> Iterator[list[ExportItem]]:
    """Items that no earlier run has imported, about a hundred at a time."""
    batch: list[ExportItem] = []
    done = 0
    for entry, _ in read_export(options.file):
        if not isinstance(entry, ExportItem):
            continue
        batch.append(entry)
        if len(batch) >= options.batch:
            yield _new_items(batch, ledger, report)
            done += len(batch)
            show_progress(done)
            batch = []
    if batch:
        yield _new_items(batch, ledger, report)
        show_progress(done + len(batch))


def _new_items(batch: list[ExportItem], ledger: Ledger, report: ImportReport) -> list[ExportItem]:
    """The items of a batch that are new; the others get their line in the report."""
    imported: dict[tuple[str, str], ImportedItem] = {}
    for kind in {item.kind for item in batch}:
        rows = ledger.imported(kind, [item.foreign_id for item in batch if item.kind == kind])
        imported |= {(kind, foreign_id): row for foreign_id, row in rows.items()}
    new: dict[tuple[str, str], ExportItem] = {}
    for item in batch:
        key = (item.kind, item.foreign_id)
        if row := imported.get(key):
            became, old = f"{row.model} {row.object_id}", path_of(item.link)
            report.add(
                ReportLine(item.kind, item.post_id, item.title, ALREADY_THERE, became, old_address=old, notes=row.notes)
            )
        elif key in new:
            report.add(ReportLine(item.kind, item.post_id, item.title, LEFT, notes=["It is in the export twice."]))
        else:
            new[key] = item
    return list(new.values())


def _import(
    batches: Iterator[list[ExportItem]], preparer: ItemPreparer, writer: BatchWriter, report: ImportReport
) -> None:
    for items in batches:
        prepared = [preparer.prepare(item) for item in items]
        report.add_all(writer.write(prepared))
        _add_to_totals(report, prepared)


def _try(
    batches: Iterator[list[ExportItem]], preparer: ItemPreparer, writer: BatchWriter, report: ImportReport
) -> None:
    """Everything except writing, for a dry run."""
    for items in batches:
        prepared = [preparer.prepare(item) for item in items]
        for item in prepared:
            item.address = item.path if item.outcome == IMPORTED else ""
            line = writer.line(item)
            outcome = "would be imported" if line.outcome == IMPORTED else line.outcome
            report.add(
                ReportLine(line.kind, line.id, line.title, outcome, "", line.address, line.old_address, line.notes)
            )
        _add_to_totals(report, prepared)


def _add_to_totals(report: ImportReport, prepared: list[PreparedItem]) -> None:
    missing = ("A picture is missing", "Its featured image is missing")
    report.totals["shortcodes and blocks kept as written"] += sum(len(item.text.kept) for item in prepared)
    report.totals["pictures missing"] += sum(note.startswith(missing) for item in prepared for note in item.notes)
    report.totals["drafts"] += sum(
        1 for item in prepared if item.became[1] and not item.live and item.kind != "attachment"
    )

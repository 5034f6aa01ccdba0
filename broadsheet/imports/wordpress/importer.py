"""The whole import: survey, people and sections, batch after batch, old addresses of lists."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_for
from broadsheet.fronts.archive import archive_url
from broadsheet.fronts.models import FrontPage
from broadsheet.imports.ledger import IMPORTED, LEFT, Ledger, foreign_id
from broadsheet.imports.models import ImportedItem
from broadsheet.imports.progress import Telling
from broadsheet.imports.report import THERE, Line, Report
from broadsheet.stories.models import Article, Listing, Tag, Topic

from .actions.move_first_drafts import make_room
from .actions.write_batch import Writer
from .export import Item, read_export
from .files import FileSource
from .labels import Newsroom
from .library import Shelf
from .links import path_of
from .old_addresses import OldAddress, lead_old_addresses
from .old_site import PAGES, Survey, survey_export
from .options import Options
from .posts import Prepared, Preparer
from .sections import find_places, plan_addresses


class Refused(ValueError):
    """Nothing was imported: one sentence that says why."""


def find_edition(options: Options) -> tuple[Edition, FrontPage, tzinfo]:
    """The edition to import into, its front, and the zone of times without one. Raises Refused."""
    code = options.edition or settings.LANGUAGE_CODE
    edition = Edition.objects.select_related("locale").filter(locale__language_code=code).first()
    front = FrontPage.objects.filter(locale__language_code=code).first()
    if edition is None or front is None:
        there = ", ".join(Edition.objects.values_list("locale__language_code", flat=True)) or "none"
        raise Refused(
            f"There is no edition “{code}” (there are: {there}). Add it with `broadsheet edition add {code}`."
        )
    try:
        zone = zoneinfo.ZoneInfo(options.time_zone) if options.time_zone else edition.zone
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise Refused(f"“{options.time_zone}” is no time zone. Write one such as Europe/Lisbon.") from None
    if options.files and not options.files.is_dir():
        raise Refused(f"{options.files} is no folder. Give --files the copy of wp-content/uploads.")
    return edition, front, zone


def import_export(
    options: Options, *, now: datetime, report_to: Callable[[Survey], Report], telling: Telling
) -> Report:
    """Import one export; what an earlier run has imported is left. Raises Refused, UnreadableExport.

    Of a file that cannot be read to its end nothing is imported: it is read through once before.
    """
    edition, front, zone = find_edition(options)
    telling.stage("Reading", options.file.stat().st_size)
    survey = survey_export(options.file, telling.at)
    report = None
    source = FileSource(folder=options.files, wanted=options.pictures)
    try:
        ledger = Ledger(survey.site.address or options.file.name)
        places = find_places(survey, options, front)
        plan_addresses(survey, places, ledger)
        report = report_to(survey)
        if not options.dry_run:
            _make_room(survey, front, report)
        preparer = Preparer(survey, places, zone, now)
        telling.stage("Importing" if not options.dry_run else "Trying", survey.items)
        newsroom = Newsroom(survey, places, ledger, edition.locale, now)
        shelf = Shelf(survey, ledger, source, options.credit or survey.site.title, edition.locale)
        writer = Writer(survey, newsroom, shelf, ledger, edition.locale, now)
        if options.dry_run:
            _try(options, survey, ledger, preparer, writer, report, telling)
        else:
            _add(report, newsroom.begin())
            _import(options, survey, ledger, preparer, writer, report, telling)
            _finish(survey, ledger, newsroom, report, now)
        report.totals["comments counted and left"] = survey.comments
        return report
    finally:
        if report:
            report.close()
        source.close()
        survey.close()


def _make_room(survey: Survey, front: FrontPage, report: Report) -> None:
    """The edition's own first drafts of about, privacy ... give their addresses to the old site's pages."""
    slugs = [row[0] for row in survey.index.execute("SELECT new_slug FROM posts WHERE kind = ?", (PAGES,))]
    for old, new in make_room(front=front, slugs=slugs).items():
        report.add(Line("first draft", new, old, THERE, notes=[f"It stood at /{old}/ and is now at /{new}/."]))


def _batches(options: Options, ledger: Ledger, report: Report, told: Callable[[int], object]) -> Iterator[list[Item]]:
    """Items that no earlier run has imported, some hundred at a time."""
    batch: list[Item] = []
    done = 0
    for entry, _ in read_export(options.file):
        if not isinstance(entry, Item):
            continue
        batch.append(entry)
        if len(batch) >= options.batch:
            yield _new(batch, ledger, report)
            done += len(batch)
            told(done)
            batch = []
    if batch:
        yield _new(batch, ledger, report)
        told(done + len(batch))


def _new(batch: list[Item], ledger: Ledger, report: Report) -> list[Item]:
    """What of a batch is new; the report gets a line on the rest."""
    known: dict[tuple[str, str], ImportedItem] = {}
    for kind in {item.kind for item in batch}:
        rows = ledger.done(kind, [foreign_id(item) for item in batch if item.kind == kind])
        known |= {(kind, foreign): row for foreign, row in rows.items()}
    new: dict[tuple[str, str], Item] = {}
    for item in batch:
        key = (item.kind, foreign_id(item))
        if key in known:
            row = known[key]
            report.add(
                Line(item.kind, item.post_id, item.title, THERE, f"{row.model} {row.object_id}", "", path_of(item.link), row.notes)
            )  # fmt: skip
        elif key in new:
            report.add(Line(item.kind, item.post_id, item.title, LEFT, notes=["It is in the export twice."]))
        else:
            new[key] = item
    return list(new.values())


def _import(
    options: Options,
    survey: Survey,
    ledger: Ledger,
    preparer: Preparer,
    writer: Writer,
    report: Report,
    telling: Telling,
) -> None:
    for items in _batches(options, ledger, report, telling.at):
        prepared = [preparer.prepare(item) for item in items]
        _add(report, writer.write(prepared))
        _count(report, prepared)


def _try(
    options: Options,
    survey: Survey,
    ledger: Ledger,
    preparer: Preparer,
    writer: Writer,
    report: Report,
    telling: Telling,
) -> None:
    """Everything but the writing."""
    for items in _batches(options, ledger, report, telling.at):
        prepared = [preparer.prepare(item) for item in items]
        for each in prepared:
            each.address = each.path if each.outcome == IMPORTED else ""
            line = writer.line(each)
            outcome = "would be imported" if line.outcome == IMPORTED else line.outcome
            report.add(Line(line.kind, line.id, line.title, outcome, "", line.address, line.old_address, line.notes))
        _count(report, prepared)


def _add(report: Report, lines: list[Line]) -> None:
    for line in lines:
        report.add(line)


def _count(report: Report, prepared: list[Prepared]) -> None:
    report.totals["shortcodes and blocks kept as written"] += sum(len(each.text.kept) for each in prepared)
    missing = "A picture is missing"
    report.totals["pictures missing"] += sum(
        1 for each in prepared for note in each.notes if note.startswith((missing, "Its featured image is missing"))
    )
    report.totals["drafts"] += sum(
        1 for each in prepared if each.became[1] and not each.live and each.kind != "attachment"
    )


def _finish(survey: Survey, ledger: Ledger, newsroom: Newsroom, report: Report, now: datetime) -> None:
    """Old addresses of authors, categories and tags; categories and tags that no post has."""
    root = path_of(survey.site.address + "/")
    rules: list[OldAddress] = []
    for login, author in survey.authors.items():
        person = newsroom.people.get(login.casefold())
        if person:
            slug = login.lower().replace(" ", "-").replace(".", "-").replace("@", "")
            rules += _to(person.get_absolute_url(), [f"{root}author/{slug}/", f"{root}author/{login}/"])
            rules += _to(person.get_absolute_url(), [f"{root}?author={author.author_id}"] if author.author_id else [])
    topics = _topic_addresses(ledger, survey.categories)
    for nicename, term in survey.categories.items():
        place = newsroom.places.by_category.get(nicename)
        target = place.path if place else topics.get(nicename, "")
        if not target:
            report.add(Line("category", nicename, term.name, LEFT, notes=["No post stands in it."]))
            continue
        if not place and nicename not in newsroom.topics:
            report.add(Line("category", nicename, term.name, THERE, "", target))
        rules += _to(target, [f"{root}category/{_category_path(survey, nicename)}/", f"{root}category/{nicename}/"])
        rules += _to(target, [f"{root}?cat={term.term_id}"] if term.term_id else [])
    rules += _tag_rules(survey, ledger, newsroom, root, report)
    rules += _date_rules(ledger, newsroom, root)
    rules += _to(_feed_url(newsroom), [f"{root}feed/", f"{root}feed/rss2/", f"{root}feed/rss/"])
    with transaction.atomic():
        lead_old_addresses(addresses=[rule for rule in rules if rule.path != rule.target], now=now)


def _to(target: str, paths: list[str]) -> list[OldAddress]:
    return [OldAddress(path, None, target) for path in dict.fromkeys(path_of(each) for each in paths)]


def _date_rules(ledger: Ledger, newsroom: Newsroom, root: str) -> list[OldAddress]:
    """WordPress's archives of a year, a month and a day, for those on which a story came in."""
    edition = edition_for(newsroom.locale.language_code)
    posts = ImportedItem.objects.filter(source=ledger.source, model="stories.article").values_list(
        "object_id", flat=True
    )
    live = Article.objects.filter(edition=edition.code, listed_at__isnull=False).values_list("pk", "listed_at")
    ours = set(posts)
    parts: set[tuple[int, ...]] = set()
    for pk, listed_at in live.iterator():
        if pk in ours and listed_at:
            day = listed_at.astimezone(edition.zone)
            parts |= {(day.year,), (day.year, day.month), (day.year, day.month, day.day)}
    rules = []
    for address in sorted(parts):
        old = "/".join([f"{address[0]:04}", *(f"{part:02}" for part in address[1:])])
        rules += _to(archive_url(edition, *address), [f"{root}{old}/"])
    return rules


def _feed_url(newsroom: Newsroom) -> str:
    with translation.override(newsroom.locale.language_code):
        return reverse("wire:edition_feed", args=["rss"])


def _category_path(survey: Survey, nicename: str) -> str:
    names = [nicename]
    while (term := survey.categories.get(names[0])) and term.parent in survey.categories and term.parent not in names:
        names.insert(0, term.parent)
    return "/".join(names)


def _topic_addresses(ledger: Ledger, nicenames: Iterable[str]) -> dict[str, str]:
    rows = {key: row for key, row in ledger.done("category", nicenames).items() if row.model == "stories.topic"}
    topics = Topic.objects.select_related("locale").in_bulk([row.object_id for row in rows.values()])
    return {key: topics[row.object_id].get_absolute_url() for key, row in rows.items() if row.object_id in topics}


def _tag_rules(survey: Survey, ledger: Ledger, newsroom: Newsroom, root: str, report: Report) -> list[OldAddress]:
    """A tag's page exists while a live story has it, so only then its old address leads there."""
    rows = ledger.done("tag", survey.tags)
    tags = {key: row.object_id for key, row in rows.items() if row.object_id}
    code = newsroom.locale.language_code
    rules: list[OldAddress] = []
    ids = list(tags.values())
    listed = set()
    for at in range(0, len(ids), 500):
        listing = Listing.objects.filter(tag__in=ids[at : at + 500], edition=code)
        listed |= set(listing.values_list("tag_id", flat=True).distinct())
    found = (
        {tag.pk: tag for tag in Tag.objects.filter(pk__in=listed)}
        if len(listed) < 500
        else Tag.objects.in_bulk(list(listed))
    )
    for nicename in survey.tags:
        if tags.get(nicename) in found:
            rules += _to(found[tags[nicename]].url_in(code), [f"{root}tag/{nicename}/"])
        if nicename in tags and nicename not in newsroom.tags:
            report.add(Line("tag", nicename, survey.tags[nicename].name, THERE, f"stories.tag {tags[nicename]}"))
        elif nicename not in tags:
            report.add(Line("tag", nicename, survey.tags[nicename].name, LEFT, notes=["No imported post has it."]))
    return rules

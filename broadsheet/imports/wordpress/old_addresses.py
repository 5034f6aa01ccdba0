"""Redirects old addresses to their replacements: those of posts and files in each batch, those of lists at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from broadsheet.editions.queries import edition_for
from broadsheet.finding.archive import archive_url
from broadsheet.imports.ledger import LEFT, Ledger
from broadsheet.imports.models import ImportedItem
from broadsheet.imports.report import ALREADY_THERE, ReportLine
from broadsheet.stories.models import Article, Listing, MovedAddress, Tag, Topic

from .labels import ImportedLabels
from .links import path_of
from .old_site import OldSite
from .people import ImportedPeople
from .sections import SectionPlan

_ROWS_PER_QUERY = 500


@dataclass(frozen=True)
class OldAddress:
    """`path` has the form of `MovedAddress.old_path`. It redirects to the page, or, if `page_id` is None, to `target`, a path."""

    path: str
    page_id: int | None = None
    target: str = ""


def lead_old_addresses(*, addresses: Iterable[OldAddress], now: datetime) -> list[str]:
    """Write all the rules. A path that already redirects elsewhere is not changed; returns these paths."""
    by_path = {
        address.path: address
        for address in addresses
        if address.path not in {"", "/"} and len(address.path) <= 700
    }  # fmt: skip
    paths = list(by_path)
    known: dict[str, tuple[int | None, str]] = {}
    for start in range(0, len(paths), _ROWS_PER_QUERY):
        rules = MovedAddress.objects.filter(old_path__in=paths[start : start + _ROWS_PER_QUERY])
        known |= {path: (page, target) for path, page, target in rules.values_list("old_path", "page_id", "target")}
    MovedAddress.objects.bulk_create(
        [
            MovedAddress(old_path=path, page_id=address.page_id, target=address.target, made_at=now)
            for path, address in by_path.items()
            if path not in known
        ],
        batch_size=500,
    )
    return [path for path, leads_to in known.items() if leads_to != (by_path[path].page_id, by_path[path].target)]


class ListAddresses:
    """The old addresses of lists: authors, categories, tags, dates and feeds. `root` is the old site's path."""

    def __init__(
        self,
        site: OldSite,
        plan: SectionPlan,
        people: ImportedPeople,
        labels: ImportedLabels,
        ledger: Ledger,
        locale: Locale,
    ) -> None:
        self.site = site
        self.plan = plan
        self.people = people
        self.labels = labels
        self.ledger = ledger
        self.locale = locale
        self.root = path_of(site.address + "/")
        self.lines: list[ReportLine] = []

    def lead(self, now: datetime) -> list[ReportLine]:
        """Write the rules. Returns the report's lines for categories and tags without a post in this run."""
        rules = [*self._authors(), *self._categories(), *self._tags(), *self._dates(), *self._feeds()]
        with transaction.atomic():
            lead_old_addresses(addresses=[rule for rule in rules if rule.path != rule.target], now=now)
        return self.lines

    def _rules(self, target: str, addresses: list[str]) -> list[OldAddress]:
        """The rules for `addresses` below the old site's root."""
        paths = dict.fromkeys(path_of(f"{self.root}{address}") for address in addresses)
        return [OldAddress(path, None, target) for path in paths]

    def _authors(self) -> list[OldAddress]:
        rules: list[OldAddress] = []
        for login, author in self.site.authors.items():
            person = self.people.get(login)
            if person:
                slug = login.lower().replace(" ", "-").replace(".", "-").replace("@", "")
                target = person.get_absolute_url()
                rules += self._rules(target, [f"author/{slug}/", f"author/{login}/"])
                rules += self._rules(target, [f"?author={author.author_id}"] if author.author_id else [])
        return rules

    def _categories(self) -> list[OldAddress]:
        rules: list[OldAddress] = []
        topics = self._topic_addresses()
        for nicename, term in self.site.categories.items():
            section = self.plan.by_category.get(nicename)
            target = section.path if section else topics.get(nicename, "")
            if not target:
                self.lines.append(
                    ReportLine("category", nicename, term.name, LEFT, notes=["No imported post is in it."])
                )
                continue
            if not section and nicename not in self.labels.topics:
                self.lines.append(ReportLine("category", nicename, term.name, ALREADY_THERE, "", target))
            rules += self._rules(target, [f"category/{self._category_path(nicename)}/", f"category/{nicename}/"])
            rules += self._rules(target, [f"?cat={term.term_id}"] if term.term_id else [])
        return rules

    def _category_path(self, nicename: str) -> str:
        categories = self.site.categories
        names = [nicename]
        while (term := categories.get(names[0])) and term.parent in categories and term.parent not in names:
            names.insert(0, term.parent)
        return "/".join(names)

    def _topic_addresses(self) -> dict[str, str]:
        rows = {
            nicename: row
            for nicename, row in self.ledger.imported("category", self.site.categories).items()
            if row.model == "stories.topic"
        }
        topics = Topic.objects.select_related("locale").in_bulk([row.object_id for row in rows.values()])
        return {
            nicename: topics[row.object_id].get_absolute_url()
            for nicename, row in rows.items()
            if row.object_id in topics
        }

    def _tags(self) -> list[OldAddress]:
        """A tag has a page only while a live story has the tag, so its old address redirects only then."""
        rows = self.ledger.imported("tag", self.site.tags)
        ids = {nicename: row.object_id for nicename, row in rows.items() if row.object_id}
        code = self.locale.language_code
        tags = self._tags_with_stories(list(ids.values()))
        rules: list[OldAddress] = []
        for nicename, term in self.site.tags.items():
            tag_id = ids.get(nicename)
            if tag_id in tags:
                rules += self._rules(tags[tag_id].url_in(code), [f"tag/{nicename}/"])
            if tag_id is None:
                self.lines.append(ReportLine("tag", nicename, term.name, LEFT, notes=["No imported post has it."]))
            elif nicename not in self.labels.tags:
                self.lines.append(ReportLine("tag", nicename, term.name, ALREADY_THERE, f"stories.tag {tag_id}"))
        return rules

    def _tags_with_stories(self, ids: list[int]) -> dict[int | None, Tag]:
        listed: list[int] = []
        for start in range(0, len(ids), _ROWS_PER_QUERY):
            listings = Listing.objects.filter(
                tag__in=ids[start : start + _ROWS_PER_QUERY], edition=self.locale.language_code
            )
            listed += listings.values_list("tag_id", flat=True).distinct()
        return dict(Tag.objects.in_bulk(listed))

    def _dates(self) -> list[OldAddress]:
        """WordPress's archives of a year, month and day, for days on which imported stories were published."""
        edition = edition_for(self.locale.language_code)
        rows = ImportedItem.objects.filter(source=self.ledger.source, model="stories.article")
        imported = set(rows.values_list("object_id", flat=True))
        live = Article.objects.filter(edition=edition.code, listed_at__isnull=False).values_list("pk", "listed_at")
        dates: set[tuple[int, ...]] = set()
        for pk, listed_at in live.iterator():
            if pk in imported and listed_at:
                day = listed_at.astimezone(edition.zone)
                dates |= {(day.year,), (day.year, day.month), (day.year, day.month, day.day)}
        rules: list[OldAddress] = []
        for date in sorted(dates):
            year, *rest = date
            old = "/".join([f"{year:04}", *(f"{part:02}" for part in rest)])
            rules += self._rules(archive_url(edition, *date), [f"{old}/"])
        return rules

    def _feeds(self) -> list[OldAddress]:
        with translation.override(self.locale.language_code):
            target = reverse("wire:edition_feed", args=["rss"])
        return self._rules(target, ["feed/", "feed/rss2/", "feed/rss/"])

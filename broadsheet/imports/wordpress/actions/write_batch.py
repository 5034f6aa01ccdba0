"""A batch of prepared items, written in one transaction together with its rows in the ledger.

Killed at any moment, either all of a batch is there and known, or nothing of it; so the next run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from wagtail.models import Locale

from broadsheet.imports.body_blocks import Setting, set_blocks
from broadsheet.imports.ledger import FAILED, IMPORTED, LEFT, Ledger
from broadsheet.imports.models import ImportedItem
from broadsheet.imports.report import Line
from broadsheet.stories.models import Article, ArticleTag, Byline, StandingPage
from broadsheet.stories.models.section import address_taken
from broadsheet.stories.models.standing_page import StandingPurpose

from ..labels import Newsroom
from ..library import Shelf, Stored, Wanted
from ..old_addresses import OldAddress, lead_old_addresses
from ..old_site import PAGES, Survey, old_paths
from ..posts import Prepared
from ..sections import is_old, new_address
from .store_pages import NewsPage, place_pages, store_pages

_PURPOSES = {
    "about": StandingPurpose.ABOUT, "about-us": StandingPurpose.ABOUT, "contact": StandingPurpose.CONTACT,
    "contact-us": StandingPurpose.CONTACT, "privacy": StandingPurpose.PRIVACY, "privacy-policy": StandingPurpose.PRIVACY,
    "terms": StandingPurpose.TERMS, "terms-of-use": StandingPurpose.TERMS, "corrections": StandingPurpose.CORRECTIONS,
}  # fmt: skip


class Writer:
    """Writes batches."""

    def __init__(
        self, survey: Survey, newsroom: Newsroom, shelf: Shelf, ledger: Ledger, locale: Locale, now: datetime
    ) -> None:
        self.survey = survey
        self.newsroom = newsroom
        self.shelf = shelf
        self.ledger = ledger
        self.locale = locale
        self.now = now

    def write(self, batch: list[Prepared]) -> list[Line]:
        """Write a batch; returns the report's lines."""
        posts = [each for each in batch if each.outcome == IMPORTED and each.kind != "attachment"]
        attachments = [each for each in batch if each.outcome == IMPORTED and each.kind == "attachment"]
        had = self.shelf.get(self._wanted(posts, attachments))
        with transaction.atomic():
            stored = self.shelf.store(had)
            lines = self.newsroom.labels(
                (tag for each in posts for tag in each.tags), (topic for each in posts for topic in each.topics)
            )
            self._pages(posts)
            lines += self._files(stored, attachments)
            self._addresses([*posts, *attachments])
            self._remember(batch)
        self.shelf.source.forget()
        return [*lines, *(self.line(each) for each in batch)]

    def _wanted(self, posts: Iterable[Prepared], attachments: Iterable[Prepared]) -> Iterable[Wanted]:
        for each in posts:
            yield from self.shelf.wanted_by(each.text.pieces, each.lead)
        for each in attachments:
            attachment = self.survey.attachment(each.item.post_id)
            if attachment:
                yield Wanted(attachment, "attachment")

    # --- posts and pages --------------------------------------------------------------------------
    def _pages(self, posts: list[Prepared]) -> None:
        pages: list[NewsPage] = []
        for each in posts:
            pages.append(self._standing_page(each) if each.kind == PAGES else self._story(each))
        parents = [self.newsroom.place(each.place).page_id or 0 for each in posts]
        place_pages(pages=zip(pages, parents, strict=True))
        for each, page in zip(posts, pages, strict=True):
            missing = page.missing_for_publication() if each.live or each.go_live_at else {}
            if missing:
                each.hold(
                    f"It is a draft, because it is not ready to be published: {' '.join(map(str, missing.values()))}"
                )
            self._state(each, page)
        store_pages(pages=pages, now=self.now)
        for each, page in zip(posts, pages, strict=True):
            each.became = (page._meta.label_lower, page.pk)
            each.address = f"{self.newsroom.place(each.place).path}{page.slug}/"

    def _state(self, each: Prepared, page: NewsPage) -> None:
        page.live = each.live
        page.go_live_at = each.go_live_at
        page.first_published_at = each.published_at if each.live else None
        changed = max(filter(None, [each.published_at, each.modified_at]), default=None)
        page.last_published_at = changed if each.live else None
        page.latest_revision_created_at = changed or self.now
        if isinstance(page, Article):
            page.listed_at = page.published_at if each.live else None

    def _body(self, each: Prepared, *, has_pull_quotes: bool) -> str:
        setting = Setting(
            picture=self.shelf.picture,
            document=self.shelf.document,
            new_address=lambda url: new_address(url, self.survey),
            is_old=lambda url: is_old(url, self.survey),
            has_pull_quotes=has_pull_quotes,
        )
        blocks = set_blocks(each.text.pieces, setting)
        each.notes += [note for note in dict.fromkeys(setting.notes) if note not in each.notes]
        return json.dumps(blocks)

    def _story(self, each: Prepared) -> Article:
        place = self.newsroom.place(each.place)
        article = Article(
            title=each.title,
            slug=each.slug,
            locale=self.locale,
            live=each.live,
            standfirst=each.standfirst,
            seo_title=each.seo_title,
            search_description=each.description,
            published_at=each.published_at if each.live or each.go_live_at else None,
            source_url=each.item.link[:1000] if each.item.link.startswith(("http://", "https://")) else "",
            body=self._body(each, has_pull_quotes=True),
            edition=self.locale.language_code,
            section_id=place.page_id,
            lead_picture=self._lead(each),
        )
        article.bylines = self._bylines(each)
        tags = {self.newsroom.tags[name].pk: self.newsroom.tags[name] for name in each.tags}
        article.tagged_items = [ArticleTag(tag=tag) for tag in tags.values()]
        topics = {self.newsroom.topics[name].pk: self.newsroom.topics[name] for name in each.topics}
        article.topics = list(topics.values())
        return article

    def _lead(self, each: Prepared) -> object:
        if each.lead is None:
            return None
        picture = self.shelf.picture_of(each.lead)
        if isinstance(picture, str):
            each.notes.append(
                f"Its featured image is missing: {self.shelf.reasons.get(each.lead.foreign_id, each.lead.url)}"
            )
            return None
        return picture

    def _bylines(self, each: Prepared) -> list[Byline]:
        bylines = []
        for login in dict.fromkeys(each.authors):
            person = self.newsroom.people.get(login.casefold())
            if person is None:
                each.notes.append(f"Its author “{login[:120]}” has no name in the export; the byline is a guest's.")
            bylines.append(Byline(person=person, guest="" if person else login[:120]))
        return bylines

    def _standing_page(self, each: Prepared) -> StandingPage:
        return StandingPage(
            title=each.title,
            slug=each.slug,
            locale=self.locale,
            live=each.live,
            show_in_menus=False,
            purpose=_PURPOSES.get(each.slug, StandingPurpose.OTHER),
            standfirst=each.standfirst,
            seo_title=each.seo_title,
            search_description=each.description,
            body=self._body(each, has_pull_quotes=False),
        )

    # --- files ------------------------------------------------------------------------------------
    def _files(self, stored: list[Stored], attachments: list[Prepared]) -> list[Line]:
        """What became of attachments; a file that a text shows may be stored before its own item comes."""
        lines = []
        rows = []
        own = {each.foreign: each for each in attachments}
        for made in stored:
            key, model = made.wanted.attachment.foreign_id, made.file._meta.label_lower
            if key in own:
                own[key].notes += made.notes
            elif made.wanted.kind == "picture":
                lines.append(
                    Line("picture", key, made.file.title, IMPORTED, f"{model} {made.file.pk}", "", made.wanted.attachment.url, made.notes)
                )  # fmt: skip
            rows.append(self._row(made.wanted.kind, key, IMPORTED, model, made.file.pk, made.notes))
        _keep(rows)
        for each in attachments:
            file = self.shelf.there.get(each.foreign)
            if file is not None:
                each.became = (file._meta.label_lower, file.pk)
                continue
            reason = self.shelf.reasons.get(each.foreign, "")
            is_left = not self.shelf.source.wanted or "neither a picture nor a document" in reason
            each.outcome = LEFT if is_left else FAILED
            each.notes.append(reason)
        return lines

    def _addresses(self, batch: list[Prepared]) -> None:
        rules: dict[str, OldAddress] = {}
        for each in batch:
            if each.kind == "attachment":
                path = self.survey.path_of_post(each.item.parent)
                target = OldAddress("", None, path) if path else None
            else:
                target = OldAddress("", each.became[1])
            if target is None:
                each.notes.append("It belongs to no post, so its old page leads nowhere.")
                continue
            for old in each.old_paths:
                if old != each.address:
                    rules.setdefault(old, OldAddress(old, target.page_id, target.target))
        taken = set(lead_old_addresses(addresses=rules.values(), now=self.now))
        for each in batch:
            lost = [old for old in each.old_paths if old in taken or self._is_ours(old)]
            if lost:
                each.notes.append(f"Old addresses that lead to something else already: {', '.join(lost)}.")

    def _is_ours(self, old: str) -> bool:
        """Whether the new site itself answers at an old address."""
        first, _, rest = old.strip("/").partition("/")
        here = {place.path for place in self.newsroom.places.by_category.values() if place.name}
        return old in here or (not rest and address_taken(first) != "")

    # --- the ledger -------------------------------------------------------------------------------
    def _row(self, kind: str, foreign: str, outcome: str, model: str, pk: int | None, notes: list[str]) -> ImportedItem:
        return ImportedItem(
            source=self.ledger.source, kind=kind[:40], foreign_id=foreign, outcome=outcome, model=model, object_id=pk,
            notes=notes, imported_at=self.now,
        )  # fmt: skip

    def _remember(self, batch: list[Prepared]) -> None:
        rows = {
            (each.kind, each.foreign): self._row(each.kind, each.foreign, each.outcome, *each.became, each.notes)
            for each in batch
        }
        _keep(rows.values())

    def line(self, each: Prepared) -> Line:
        """The report's line on an item."""
        item = each.item
        became = f"{each.became[0]} {each.became[1]}" if each.became[1] else ""
        old = (old_paths(item.link, "", item.kind, self.survey.site.address) or [""])[0]
        return Line(each.kind, item.post_id, each.title, each.outcome, became, each.address, old, each.notes)


def _keep(rows: Iterable[ImportedItem]) -> None:
    """Write ledger rows; what was left or failed before may be imported now."""
    ImportedItem.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "kind", "foreign_id"],
        update_fields=["outcome", "model", "object_id", "notes", "imported_at"],
        batch_size=200,
    )

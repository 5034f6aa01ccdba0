"""Write a batch of prepared items in one transaction, together with their rows in the ledger.

If the import is killed, either all of a batch is stored and recorded, or nothing of it. So the next run can
continue.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from wagtail.models import Locale

from broadsheet.imports.body_blocks import BodyBuilder
from broadsheet.imports.ledger import FAILED, IMPORTED, LEFT, Ledger
from broadsheet.imports.report import ReportLine
from broadsheet.media.models import Picture
from broadsheet.stories.models import Article, ArticleTag, Byline, StandingPage
from broadsheet.stories.models.section import address_taken
from broadsheet.stories.models.standing_page import StandingPurpose

from ..labels import ImportedLabels
from ..library import FileRequest, MediaLibrary, StoredFile
from ..links import PAGES, old_paths
from ..old_addresses import OldAddress, lead_old_addresses
from ..old_site import OldSite
from ..people import ImportedPeople
from ..posts import PreparedItem
from ..sections import SectionPlan
from .store_pages import NewsPage, place_pages, store_pages

_PURPOSES = {
    "about": StandingPurpose.ABOUT, "about-us": StandingPurpose.ABOUT, "contact": StandingPurpose.CONTACT,
    "contact-us": StandingPurpose.CONTACT, "privacy": StandingPurpose.PRIVACY, "privacy-policy": StandingPurpose.PRIVACY,
    "terms": StandingPurpose.TERMS, "terms-of-use": StandingPurpose.TERMS, "corrections": StandingPurpose.CORRECTIONS,
}  # fmt: skip


class BatchWriter:
    """Writes the batches of one import."""

    def __init__(
        self,
        site: OldSite,
        plan: SectionPlan,
        people: ImportedPeople,
        labels: ImportedLabels,
        library: MediaLibrary,
        ledger: Ledger,
        locale: Locale,
        now: datetime,
    ) -> None:
        self.site = site
        self.plan = plan
        self.people = people
        self.labels = labels
        self.library = library
        self.ledger = ledger
        self.locale = locale
        self.now = now

    def write(self, batch: list[PreparedItem]) -> list[ReportLine]:
        """Write a batch. Returns the report's lines."""
        posts = [item for item in batch if item.outcome == IMPORTED and item.kind != "attachment"]
        attachments = [item for item in batch if item.outcome == IMPORTED and item.kind == "attachment"]
        files = self.library.get(self._file_requests(posts, attachments))
        with transaction.atomic():
            stored = self.library.store(files)
            lines = self.labels.make(
                (tag for post in posts for tag in post.tags), (topic for post in posts for topic in post.topics)
            )
            self._write_pages(posts)
            lines += self._record_files(stored, attachments)
            self._lead_addresses([*posts, *attachments])
            self._record_items(batch)
        self.library.source.remove_fetched()
        return [*lines, *(self.line(item) for item in batch)]

    def _file_requests(self, posts: list[PreparedItem], attachments: list[PreparedItem]) -> Iterator[FileRequest]:
        for post in posts:
            yield from self.library.requests_of(post.text.pieces, post.lead)
        for item in attachments:
            attachment = self.site.attachment(item.item.post_id)
            if attachment:
                yield FileRequest(attachment, "attachment")

    # --- posts and pages --------------------------------------------------------------------------
    def _write_pages(self, posts: list[PreparedItem]) -> None:
        pages: list[NewsPage] = []
        for post in posts:
            pages.append(self._standing_page(post) if post.kind == PAGES else self._story(post))
        parents = [self.plan.of(post.category).page_id or 0 for post in posts]
        place_pages(pages=zip(pages, parents, strict=True))
        for post, page in zip(posts, pages, strict=True):
            missing = page.missing_for_publication() if post.live or post.go_live_at else {}
            if missing:
                post.hold(
                    f"It is a draft, because it is not ready to be published: {' '.join(map(str, missing.values()))}"
                )
            self._set_state(post, page)
        store_pages(pages=pages, now=self.now)
        for post, page in zip(posts, pages, strict=True):
            post.became = (page._meta.label_lower, page.pk)
            post.address = f"{self.plan.of(post.category).path}{page.slug}/"

    def _set_state(self, post: PreparedItem, page: NewsPage) -> None:
        page.live = post.live
        page.go_live_at = post.go_live_at
        page.first_published_at = post.published_at if post.live else None
        changed = max(filter(None, [post.published_at, post.modified_at]), default=None)
        page.last_published_at = changed if post.live else None
        page.latest_revision_created_at = changed or self.now
        if isinstance(page, Article):
            page.listed_at = page.published_at if post.live else None

    def _body(self, post: PreparedItem, *, has_pull_quotes: bool) -> str:
        body = BodyBuilder(
            picture=self.library.picture,
            document=self.library.document,
            is_old=self.site.has_address,
            new_address=self.site.new_address,
            has_pull_quotes=has_pull_quotes,
        )
        blocks = body.build(post.text.pieces)
        post.notes += [note for note in dict.fromkeys(body.notes) if note not in post.notes]
        return json.dumps(blocks)

    def _story(self, post: PreparedItem) -> Article:
        link = post.item.link
        article = Article(
            title=post.title,
            slug=post.slug,
            locale=self.locale,
            live=post.live,
            standfirst=post.standfirst,
            seo_title=post.seo_title,
            search_description=post.description,
            published_at=post.published_at if post.live or post.go_live_at else None,
            source_url=link[:1000] if link.startswith(("http://", "https://")) else "",
            body=self._body(post, has_pull_quotes=True),
            edition=self.locale.language_code,
            section_id=self.plan.of(post.category).page_id,
            lead_picture=self._lead_picture(post),
        )
        article.bylines = self._bylines(post)
        tags = {self.labels.tags[name].pk: self.labels.tags[name] for name in post.tags}
        article.tagged_items = [ArticleTag(tag=tag) for tag in tags.values()]
        topics = {self.labels.topics[name].pk: self.labels.topics[name] for name in post.topics}
        article.topics = list(topics.values())
        return article

    def _lead_picture(self, post: PreparedItem) -> Picture | None:
        if post.lead is None:
            return None
        picture = self.library.picture_of(post.lead)
        if isinstance(picture, Picture):
            return picture
        post.notes.append(f"Its featured image is missing: {picture}")
        return None

    def _bylines(self, post: PreparedItem) -> list[Byline]:
        bylines = []
        for login in dict.fromkeys(post.authors):
            person = self.people.get(login)
            if person is None:
                post.notes.append(f"Its author “{login[:120]}” has no name in the export, so the byline is a guest's.")
            bylines.append(Byline(person=person, guest="" if person else login[:120]))
        return bylines

    def _standing_page(self, post: PreparedItem) -> StandingPage:
        return StandingPage(
            title=post.title,
            slug=post.slug,
            locale=self.locale,
            live=post.live,
            show_in_menus=False,
            purpose=_PURPOSES.get(post.slug, StandingPurpose.OTHER),
            standfirst=post.standfirst,
            seo_title=post.seo_title,
            search_description=post.description,
            body=self._body(post, has_pull_quotes=False),
        )

    # --- files ------------------------------------------------------------------------------------
    def _record_files(self, stored: list[StoredFile], attachments: list[PreparedItem]) -> list[ReportLine]:
        """Record the stored files. A file that a text shows may be stored in an earlier batch than its own item."""
        lines = []
        rows = []
        items = {item.foreign_id: item for item in attachments}
        for stored_file in stored:
            request, file, notes = stored_file.request, stored_file.file, stored_file.notes
            key, model = request.attachment.foreign_id, file._meta.label_lower
            if key in items:
                items[key].notes += notes
            elif request.kind == "picture":
                became = f"{model} {file.pk}"
                url = request.attachment.url
                lines.append(ReportLine("picture", key, file.title, IMPORTED, became, "", url, notes))
            rows.append(self.ledger.row(request.kind, key, model=model, object_id=file.pk, notes=notes))
        self.ledger.update(rows)
        for item in attachments:
            stored_as = self.library.stored.get(item.foreign_id)
            if stored_as is not None:
                item.became = (stored_as._meta.label_lower, stored_as.pk)
                continue
            reason = self.library.reasons.get(item.foreign_id, "")
            is_left = not self.library.source.is_on or "neither a picture nor a document" in reason
            item.outcome = LEFT if is_left else FAILED
            item.notes.append(reason)
        return lines

    # --- old addresses ----------------------------------------------------------------------------
    def _lead_addresses(self, batch: list[PreparedItem]) -> None:
        rules: dict[str, OldAddress] = {}
        for item in batch:
            page_id, target = item.became[1], ""
            if item.kind == "attachment":
                page_id, target = None, self.site.path_of_post(item.item.parent)
                if not target:
                    item.notes.append("It belongs to no post, so its old page has no redirect.")
                    continue
            for old in item.old_paths:
                if old != item.address:
                    rules.setdefault(old, OldAddress(old, page_id, target))
        led_elsewhere = set(lead_old_addresses(addresses=rules.values(), now=self.now))
        for item in batch:
            lost = [old for old in item.old_paths if old in led_elsewhere or self._is_answered(old)]
            if lost:
                item.notes.append(f"Old addresses that already redirect elsewhere: {', '.join(lost)}.")

    def _is_answered(self, old: str) -> bool:
        """Whether the new site has a page of its own at an old address."""
        first, _, rest = old.strip("/").partition("/")
        sections = {section.path for section in self.plan.by_category.values() if section.name}
        return old in sections or (not rest and address_taken(first) != "")

    # --- the ledger and the report ----------------------------------------------------------------
    def _record_items(self, batch: list[PreparedItem]) -> None:
        rows = {}
        for item in batch:
            model, object_id = item.became
            rows[item.kind, item.foreign_id] = self.ledger.row(
                item.kind, item.foreign_id, item.outcome, model=model, object_id=object_id, notes=item.notes
            )
        self.ledger.update(rows.values())

    def line(self, item: PreparedItem) -> ReportLine:
        """The report's line on an item."""
        model, object_id = item.became
        became = f"{model} {object_id}" if object_id else ""
        post = item.item
        old = (old_paths(post.link, "", post.kind, self.site.address) or [""])[0]
        return ReportLine(item.kind, post.post_id, item.title, item.outcome, became, item.address, old, item.notes)

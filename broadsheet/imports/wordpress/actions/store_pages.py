"""Write many stories and standing pages at once, with everything that publishing each of them would write."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import F, Model
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from broadsheet.events.actions.write_event import event_of, write_events
from broadsheet.events.models import EventKind
from broadsheet.media.models import LiveUse
from broadsheet.media.tasks import make_renditions
from broadsheet.search.actions.index_pages import index_pages
from broadsheet.stories.actions.list_stories import list_stories
from broadsheet.stories.models import Article, ArticleTag, Byline, StandingPage

NewsPage = Article | StandingPage


def path_below(parent: Page, number: int) -> str:
    """The tree path of the child with this number, from 1 on, in treebeard's form."""
    return parent.path + Page.numconv_obj().int2str(number).rjust(Page.steplen, Page.alphabet[0])


def place_pages(*, pages: Iterable[tuple[NewsPage, int]]) -> None:
    """Give each unsaved page its place in the tree, below the parent with this id, and its addresses."""
    below: dict[int, list[NewsPage]] = defaultdict(list)
    for page, parent_id in pages:
        below[parent_id].append(page)
    parents = Page.objects.select_for_update().in_bulk(list(below))
    for parent_id, children in below.items():
        parent = parents[parent_id]
        siblings = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
        last = siblings.order_by("-path").values_list("path", flat=True).first()
        number = Page.numconv_obj().str2int(last[-Page.steplen :]) if last else 0
        used = set(siblings.filter(slug__in=[child.slug for child in children]).values_list("slug", flat=True))
        for child in children:
            number += 1
            child.slug = _free_slug(child.slug, used)
            used.add(child.slug)
            child.path = path_below(parent, number)
            child.depth, child.numchild = parent.depth + 1, 0
            child.url_path = f"{parent.url_path}{child.slug}/"
        Page.objects.filter(pk=parent_id).update(numchild=F("numchild") + len(children))


def store_pages(*, pages: list[NewsPage], now: datetime) -> None:
    """Insert pages that `place_pages` has placed: rows, labels, revisions, listings, events, uses of media.

    The caller makes sure that a `live` page is ready to be published. A page with a future `go_live_at` is scheduled.
    """
    if not pages:
        return
    types = ContentType.objects.get_for_models(Article, StandingPage)
    for page in pages:
        page.content_type = types[type(page)]
        page.draft_title = page.title
        page.translation_key = uuid.uuid4()
        page.has_unpublished_changes = not page.live
    _insert_rows(pages)
    _insert_labels([page for page in pages if isinstance(page, Article)])
    _insert_revisions(pages, now)
    list_stories(ids=[page.pk for page in pages if isinstance(page, Article) and page.live])
    live = [page for page in pages if page.live]
    write_events(
        event_of(kind=EventKind.PUBLISHED, made_at=now, page=page, details={"imported": True}) for page in live
    )
    record_uses(live)
    after_batch(pages)


def record_uses(pages: list[NewsPage]) -> None:
    """Do for many new live pages what `media`'s receiver of `page_went_live` does for one."""
    uses: list[LiveUse] = []
    for page in pages:
        pictures, documents = page.media_used()
        user = f"page:{page.pk}"
        uses += [LiveUse(user=user, picture_id=pk) for pk in sorted(pictures)]
        uses += [LiveUse(user=user, document_id=pk) for pk in sorted(documents)]
    shown = {use.picture_id for use in uses if use.picture_id}
    known = set(LiveUse.objects.filter(picture__in=shown).values_list("picture_id", flat=True).distinct())
    LiveUse.objects.bulk_create(uses, batch_size=500)
    for pk in sorted(shown - known):
        transaction.on_commit(partial(make_renditions.enqueue, picture_id=pk))


def after_batch(pages: list[NewsPage]) -> None:
    """Do for many new pages what receivers do for one: `search`'s of `page_went_live`, and Wagtail's of `post_save`.

    A new receiver of `page_went_live` must be added here; a test checks this.
    """
    index_pages(ids=[page.pk for page in pages if page.live])
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
    for model in (Article, StandingPage):
        batch = [page for page in pages if type(page) is model]
        for backend in get_search_backends(with_auto_update=True) if batch else []:
            backend.add_bulk(model, batch)


def _free_slug(slug: str, used: set[str]) -> str:
    base, number = slug, 2
    while slug in used:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _insert_rows(pages: list[NewsPage]) -> None:
    rows = [
        Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}) for page in pages
    ]
    Page.objects.bulk_create(rows)
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
        page._state.adding, page._state.db = False, row._state.db
    for model in (Article, StandingPage):
        _insert_own_columns(model, [page for page in pages if type(page) is model])


def _insert_own_columns(model: type[Model], pages: list[NewsPage]) -> None:
    """Insert into the model's own table; Django's bulk_create refuses a model with a parent."""
    if not pages:
        return
    fields = model._meta.local_concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [[field.get_db_prep_save(getattr(page, field.attname), connection) for field in fields] for page in pages]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _insert_labels(articles: list[Article]) -> None:
    bylines, tags, topics = [], [], []
    for article in articles:
        for order, byline in enumerate(article.bylines.all()):
            byline.article_id, byline.sort_order = article.pk, order
            bylines.append(byline)
        for item in article.tagged_items.all():
            item.content_object_id = article.pk
            tags.append(item)
        topics += [Article.topics.through(article_id=article.pk, topic_id=topic.pk) for topic in article.topics.all()]
    Byline.objects.bulk_create(bylines)
    ArticleTag.objects.bulk_create(tags)
    Article.topics.through.objects.bulk_create(topics)


def _insert_revisions(pages: list[NewsPage], now: datetime) -> None:
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=page.content_type,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=page.latest_revision_created_at or now,
                object_str=str(page),
                content=page.serializable_data(),
                approved_go_live_at=page.go_live_at,
            )
            for page in pages
        ]
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = revision
        page.live_revision = revision if page.live else None
    rows = [Page(pk=page.pk, latest_revision=page.latest_revision, live_revision=page.live_revision) for page in pages]
    Page.objects.bulk_update(rows, ["latest_revision", "live_revision"], batch_size=100)
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                content_type=page.content_type,
                label=str(page)[:255],
                action="wagtail.publish" if page.live else "wagtail.create",
                timestamp=now,
                page_id=page.pk,
                revision=page.latest_revision,
                content_changed=True,
                uuid=uuid.uuid4(),
            )
            for page in pages
        ]
    )

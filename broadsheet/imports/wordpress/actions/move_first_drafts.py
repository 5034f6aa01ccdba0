"""Move an edition's first drafts to other addresses, so that imported pages can have theirs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Page

from broadsheet.imports.models import ImportedItem
from broadsheet.stories.models import StandingPage


def first_drafts(front: Page, slugs: Iterable[str]) -> list[StandingPage]:
    """Standing pages with these slugs that were never live and were not imported."""
    imported = ImportedItem.objects.filter(model=StandingPage._meta.label_lower).values("object_id")
    unseen = StandingPage.objects.child_of(front).filter(live=False, first_published_at__isnull=True)
    return list(unseen.filter(slug__in=list(slugs)).exclude(pk__in=imported))


def move_first_drafts(*, front: Page, slugs: Iterable[str]) -> dict[str, str]:
    """Give first drafts with these slugs others, so that an old site's /about/ stays /about/. Returns old slug -> new slug."""
    moved = {}
    with transaction.atomic():
        for draft in first_drafts(front, slugs):
            slug, number = f"{draft.slug}-draft", 2
            while Page.objects.child_of(front).filter(slug=slug).exists():
                slug, number = f"{draft.slug}-draft-{number}", number + 1
            moved[draft.slug] = slug
            draft.slug = slug
            draft.save()
            draft.save_revision()
    return moved

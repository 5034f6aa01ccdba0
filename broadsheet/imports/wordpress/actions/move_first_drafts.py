"""Give a page that comes in the address that a first draft holds."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Page

from broadsheet.imports.models import ImportedItem
from broadsheet.stories.models import StandingPage


def drafts_in_the_way(front: Page, slugs: Iterable[str]) -> list[StandingPage]:
    """Standing pages of these slugs that readers have never seen and no import has made: an edition's first drafts."""
    ours = ImportedItem.objects.filter(model=StandingPage._meta.label_lower).values("object_id")
    unseen = StandingPage.objects.child_of(front).filter(live=False, first_published_at__isnull=True)
    return list(unseen.filter(slug__in=list(slugs)).exclude(pk__in=ours))


def make_room(*, front: Page, slugs: Iterable[str]) -> dict[str, str]:
    """Move such drafts to other slugs, so that an old site's /about/ stays /about/; old slug -> new slug."""
    moved = {}
    with transaction.atomic():
        for draft in drafts_in_the_way(front, slugs):
            wanted, number = f"{draft.slug}-draft", 2
            while Page.objects.child_of(front).filter(slug=wanted).exists():
                wanted, number = f"{draft.slug}-draft-{number}", number + 1
            moved[draft.slug] = wanted
            draft.slug = wanted
            draft.save()
            draft.save_revision()
    return moved

"""Make a section for a category."""

from __future__ import annotations

from broadsheet.fronts.models import FrontPage
from broadsheet.stories.models import Section

from ..sections import Place


def make_section(*, front: FrontPage, place: Place, in_bar: bool) -> Section:
    """A live section under the front; `place` then knows it."""
    parent = FrontPage.objects.get(pk=front.pk)
    section = Section(
        title=place.name,
        slug=place.slug,
        description=place.description,
        locale=parent.locale,
        live=False,
        show_in_menus=in_bar,
    )
    parent.add_child(instance=section)
    section.save_revision().publish()
    made = Section.objects.get(pk=section.pk)
    place.page_id, place.tree_path = made.pk, made.path
    return made

"""The collections: each edition has its own for its pictures and documents."""

from __future__ import annotations

from wagtail.models import Collection, Locale

from broadsheet.settings.languages import language


def collection_of(locale: Locale) -> Collection:
    """The edition's collection, which is made if it does not exist; its name is the language's own name and code."""
    name = f"{language(locale.language_code).own_name} ({locale.language_code})"
    root = Collection.get_first_root_node()
    collection: Collection | None = root.get_children().filter(name=name).first()
    return collection or root.add_child(instance=Collection(name=name))

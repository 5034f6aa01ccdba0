"""The collections: each edition has its own for its pictures and documents."""

from __future__ import annotations

from wagtail.models import Collection, Locale

from broadsheet.settings.languages import language


def collection_of(locale: Locale) -> Collection:
    """The edition's collection, which is made if it does not exist; its name is the language's own name and code."""
    root, name = Collection.get_first_root_node(), _name_for(locale)
    collection: Collection | None = root.get_children().filter(name=name).first()
    return collection or root.add_child(instance=Collection(name=name))


def is_of_edition(collection: Collection) -> bool:
    """Whether the people of an edition upload into this collection."""
    return collection.name in {_name_for(locale) for locale in Locale.objects.all()}


def _name_for(locale: Locale) -> str:
    return f"{language(locale.language_code).own_name} ({locale.language_code})"

"""Fronts, lists and people in schema.org's vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.core.addresses import absolute
from broadsheet.editions.models import Edition
from broadsheet.editions.switcher import front_url

from ...models import Person
from .publisher import image_object


def breadcrumb_list(trail: Iterable[tuple[str, str]]) -> dict[str, object]:
    """BreadcrumbList of (name, path or address), outermost first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(url)}
            for position, (name, url) in enumerate(trail, start=1)
        ],
    }


def web_site(edition: Edition, organisation: dict[str, object]) -> dict[str, object]:
    """The edition as a site, with its search."""
    home = absolute(front_url(edition))
    return {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": edition.paper_name,
        "url": home,
        "inLanguage": edition.code,
        "publisher": {"@id": organisation["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def collection_page(
    *, name: str, description: str, url: str, edition: Edition, stories: Iterable[str], organisation: dict[str, object]
) -> dict[str, object]:
    """A list of stories, given by their paths."""
    return {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "inLanguage": edition.code,
        "publisher": {"@id": organisation["@id"]} | {key: organisation[key] for key in ("@type", "name", "url")},
        "mainEntity": item_list(stories),
    }


def item_list(stories: Iterable[str]) -> dict[str, object] | None:
    """ItemList of stories given by their paths; None without stories."""
    items = [
        {"@type": "ListItem", "position": position, "url": absolute(path)}
        for position, path in enumerate(stories, start=1)
    ]
    return {"@type": "ItemList", "itemListElement": items} if items else None


def profile_page(person: Person, *, url: str, edition: Edition, organisation: dict[str, object]) -> dict[str, object]:
    """The profile page of a person of the paper."""
    return {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "inLanguage": edition.code,
        "mainEntity": {
            "@type": "Person",
            "@id": f"{url}#person",
            "name": person.name,
            "url": url,
            "jobTitle": person.job,
            "description": person.biography,
            "email": person.email,
            "image": image_object(person.photo, ("natural", "small")),
            "worksFor": {"@id": organisation["@id"]} | {key: organisation[key] for key in ("@type", "name", "url")},
        },
    }

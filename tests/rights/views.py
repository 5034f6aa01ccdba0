"""Every view of the admin, and an address of it for something of an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver
from wagtail.models import Collection

from broadsheet.editions.models import Edition
from broadsheet.events.models import Failure
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument
from broadsheet.stories.models import Person, Tag, Topic
from tests.newsroom import picture


def admin_patterns(resolver: Any = None, namespace: str = "", prefix: str = "") -> list[tuple[str, str]]:
    """(name with its namespaces, pattern) of every view below /admin/."""
    rows = []
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            rows.append((":".join(filter(None, (namespace, entry.name or ""))), pattern))
        else:
            inner = ":".join(filter(None, (namespace, entry.namespace or "")))
            rows += admin_patterns(entry, inner, pattern)
    return [row for row in rows if row[1].startswith("admin/")] if resolver is None else rows


@dataclass
class Things:
    """What one edition has of each kind that a view is about."""

    code: str
    pks: dict[str, int]

    @classmethod
    def of(cls, newsroom: Any, code: str) -> Things:
        """A live story, a draft with two versions, a person, a topic, a picture, a document ..."""
        locale = newsroom.sections[code].locale
        collection = collection_of(locale)
        live = newsroom.story(f"Live {code}", code=code)
        draft = newsroom.draft(f"Draft {code}", code=code)
        draft.save_revision()
        photo = picture(f"Photo {code}", collection=collection)
        paper = NewsDocument.objects.create(
            title=f"Paper {code}", file=ContentFile(b"%PDF-1.4", "p.pdf"), collection=collection
        )
        topic = Topic.objects.create(locale=locale, name=f"Topic {code}", slug=f"topic-{code}")
        tag = Tag.objects.create(name=f"tag {code}", slug=f"tag-{code}")
        person = Person.objects.create(locale=locale, name=f"Person {code}", slug=f"person-{code}")
        failure = Failure.objects.create(
            kind="publish", key=code, title="x", error="x", due_at=live.first_published_at, page_id=draft.pk
        )
        return cls(code, {
            "live": live.pk, "draft": draft.pk, "section": newsroom.sections[code].pk, "front": newsroom.sections[code].get_parent().pk,
            "revision": draft.get_latest_revision().pk, "person": person.pk, "topic": topic.pk, "tag": tag.pk,
            "edition": Edition.objects.get(locale=locale).pk, "image": photo.pk, "document": paper.pk, "failure": failure.pk,
            "collection": Collection.objects.get(pk=collection.pk).pk,
        })  # fmt: skip


def address(name: str, pattern: str, things: Things) -> str:
    """The view's address for something of this edition."""
    pk, path = things.pks, pattern
    namespace = name.partition(":")[0]
    kind = {
        "wagtailsnippets_stories_person": "person", "wagtailsnippetchoosers_stories_person": "person",
        "wagtailsnippets_stories_topic": "topic", "wagtailsnippetchoosers_stories_topic": "topic",
        "wagtailsnippets_stories_tag": "tag", "wagtailsnippetchoosers_stories_tag": "tag", "editions": "edition",
        "wagtailimages": "image", "wagtailimages_chooser": "image", "wagtaildocs": "document", "wagtaildocs_chooser": "document",
        "wagtailadmin_collections": "collection", "desk": "draft", "story_chooser": "live",
    }.get(namespace, "draft")  # fmt: skip
    of_pages = namespace == "wagtailadmin_pages" or name in {
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page_child",
    }
    special = {
        "wagtailadmin_pages:unpublish": "live", "wagtailadmin_pages:add_subpage": "section", "wagtailadmin_pages:delete": "live",
        "desk:withdraw": "live", "desk:correct": "live", "desk:dismiss_failure": "failure", "wagtailadmin_explore": "section",
        "wagtailadmin_explore_results": "section", "wagtailadmin_pages:set_privacy": "section", "wagtailadmin_choose_page_child": "section",
    }  # fmt: skip
    own = pk[special.get(name, "draft" if of_pages else kind)]
    values = {
        "content_type_app_name": "stories", "content_type_model_name": "article", "parent_page_id": pk["section"], "revision_id": pk["revision"],
        "revision_id_a": "earliest", "revision_id_b": "latest", "page_id": own, "page_to_move_id": own, "destination_id": pk["section"],
        "pk": own, "image_id": own, "document_id": own, "doc_id": own, "app_name": "readers", "model_name": "privacy", "app_label": "wagtailcore",
        "action": "publish", "action_name": "publish", "filter_spec": "width-100", "document_filename": "p.pdf", "upload_id": 1,
        "content_type_id": 1, "object_id": own, "workflow_id": 1, "task_state_id": 1, "workflow_state_id": 1, "task_id": 1, "fileid": own,
        "uidb64": "x", "token": "x", "block_name": "x", "uploaded_file_id": 1, "task_pk": 1, "package": "x",
    }  # fmt: skip
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values.get(match[1], own)), path)
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda match: str(values.get(match[1], own)), path)
    return "/" + re.sub(r"[\^$\\?]", "", path)

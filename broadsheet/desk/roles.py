"""Reporter, editor and publisher of an edition: their groups and what they may do."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from broadsheet.editions.models import Edition
from broadsheet.media.collections import collection_of


class Role(StrEnum):
    """The three roles, each an addition to the one before."""

    REPORTER = "reporter"
    EDITOR = "editor"
    PUBLISHER = "publisher"


# What each role may do below its edition's front (Wagtail's page permissions).
PAGE_PERMISSIONS = {
    Role.REPORTER: {"add_page"},
    Role.EDITOR: {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
    Role.PUBLISHER: {"add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"},
}
# On the edition's own collection; who may add may also change what they added.
COLLECTION_PERMISSIONS = {
    Role.REPORTER: {"add_image", "choose_image", "add_document", "choose_document"},
    Role.EDITOR: {"add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"},
    Role.PUBLISHER: {
        "add_image", "change_image", "choose_image", "delete_image",
        "add_document", "change_document", "choose_document", "delete_document",
    },
}  # fmt: skip
# On every collection: pictures are there for all editions to use.
SHARED_PERMISSIONS = {"choose_image"}
# People and topics of the edition, and the edition itself (`editions.rights`). Tags are words that all editions share:
# whoever writes hangs new ones on a story, and administrators alone rename and delete them.
MODEL_PERMISSIONS = {
    Role.REPORTER: {"add_tag", "view_person", "view_topic", "view_tag"},
    Role.EDITOR: {"add_person", "change_person", "add_topic", "change_topic", "add_tag", "view_tag"},
    Role.PUBLISHER: {
        "add_person", "change_person", "delete_person", "add_topic", "change_topic", "delete_topic",
        "add_tag", "view_tag", "change_edition",
        "change_publisher", "change_sharing", "change_syndication", "change_privacy", "view_consentrecord",
    },
}  # fmt: skip


def group_name(role: Role, code: str) -> str:
    """Such as `Editors (ar)`; the name stays English, as Django's group names are not translated."""
    return f"{role.value.capitalize()}s ({code})"


def make_groups(edition: Edition, front: Page) -> dict[Role, Group]:
    """The edition's three groups with their permissions; what is there is left as the publisher set it."""
    groups = {}
    for role in Role:
        group, is_new = Group.objects.get_or_create(name=group_name(role, edition.code))
        groups[role] = group
        if is_new:
            _grant(group, role, front)
    return groups


def _grant(group: Group, role: Role, front: Page) -> None:
    names = MODEL_PERMISSIONS[role] | {"access_admin"}
    apps = ["wagtailadmin", "stories", "editions", "readers", "wire"]
    group.permissions.add(*Permission.objects.filter(codename__in=names, content_type__app_label__in=apps))
    for permission in Permission.objects.filter(
        codename__in=PAGE_PERMISSIONS[role], content_type__app_label="wagtailcore", content_type__model="page"
    ):
        GroupPagePermission.objects.create(group=group, page=front, permission=permission)
    grant_collections(group, role, collection_of(front.locale))


def grant_collections(group: Group, role: Role, own: Collection) -> None:
    """What the role may do with pictures and documents: with those of its edition, and with all."""
    root = Collection.get_first_root_node()
    for collection, names in ((own, COLLECTION_PERMISSIONS[role]), (root, SHARED_PERMISSIONS)):
        for permission in Permission.objects.filter(
            codename__in=names, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def make_workflow(edition: Edition, front: Page, groups: dict[Role, Group]) -> Workflow:
    """Submit, review, publish: an editor's or a publisher's approval publishes what a reporter submitted."""
    name = f"Desk review ({edition.code})"
    workflow, is_new = Workflow.objects.get_or_create(name=name)
    if is_new:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set([groups[Role.EDITOR], groups[Role.PUBLISHER]])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.get_or_create(page=front, defaults={"workflow": workflow})
    return workflow

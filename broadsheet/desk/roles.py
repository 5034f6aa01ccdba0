"""Reporter, editor and publisher of an edition: their groups and permissions."""

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
    """The three roles. Each has the permissions of the one before and more."""

    REPORTER = "reporter"
    EDITOR = "editor"
    PUBLISHER = "publisher"


# What each role may do below its edition's front (Wagtail's page permissions).
PAGE_PERMISSIONS = {
    Role.REPORTER: {"add_page"},
    Role.EDITOR: {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
    Role.PUBLISHER: {"add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"},
}
# On the edition's own collection. Users who may add may also change their own uploads.
COLLECTION_PERMISSIONS = {
    Role.REPORTER: {"add_image", "choose_image", "add_document", "choose_document"},
    Role.EDITOR: {"add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"},
    Role.PUBLISHER: {
        "add_image", "change_image", "choose_image", "delete_image",
        "add_document", "change_document", "choose_document", "delete_document",
    },
}  # fmt: skip
# On every collection, because all editions may use all pictures.
SHARED_PERMISSIONS = {"choose_image"}
# People and topics of the edition, and the edition itself (`editions.rights`). All editions share the tags: writers
# may put new tags on a story, but only administrators may rename and delete tags.
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
    """The group's name, such as `Editors (ar)`. It stays English, because Django does not translate group names."""
    return f"{role.value.capitalize()}s ({code})"


def make_groups(edition: Edition, front: Page) -> dict[Role, Group]:
    """Make the edition's three groups with their permissions. Existing groups keep the publisher's settings."""
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
    """The role's permissions for pictures and documents: for those of its edition, and for all."""
    root = Collection.get_first_root_node()
    for collection, names in ((own, COLLECTION_PERMISSIONS[role]), (root, SHARED_PERMISSIONS)):
        for permission in Permission.objects.filter(
            codename__in=names, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def make_workflow(edition: Edition, front: Page, groups: dict[Role, Group]) -> Workflow:
    """Submit, review, publish. When an editor or publisher approves a reporter's story, it is published."""
    name = f"Desk review ({edition.code})"
    workflow, is_new = Workflow.objects.get_or_create(name=name)
    if is_new:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set([groups[Role.EDITOR], groups[Role.PUBLISHER]])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.get_or_create(page=front, defaults={"workflow": workflow})
    return workflow

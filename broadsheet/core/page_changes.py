"""Tells the page store which changes of Wagtail's tables can affect public pages (`broadsheet.edge.changes.watching`).

An editor's work before publishing writes revisions, locks, drafts of a page's own tables and some columns of the page. None
of it reaches readers, so it must not make the page store check pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Page

from broadsheet.edge.changes import watching
from broadsheet.edge.changes.watching import WatchRule, models_with_tables

# Columns of the page that matter only for editing.
UNSEEN = frozenset(
    {
        "draft_title", "has_unpublished_changes", "latest_revision_id", "live_revision_id", "latest_revision_created_at",
        "locked", "locked_at", "locked_by_id", "go_live_at", "expire_at", "owner_id",
    }
)  # fmt: skip
# No public page is made from these tables: the newsroom's own work, what readers write, and queues.
LEFT = (
    "wagtailcore_revision", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_referenceindex",
    "wagtailcore_comment", "wagtailcore_commentreply", "wagtailcore_pagesubscription", "wagtailcore_task",
    "wagtailcore_taskstate", "wagtailcore_workflow", "wagtailcore_workflowstate", "wagtailcore_workflowpage",
    "wagtailcore_workflowtask", "wagtailcore_workflowcontenttype", "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups", "wagtailcore_grouppagepermission", "wagtailcore_groupcollectionpermission",
    "wagtailcore_groupsitepermission", "wagtailcore_uploadedfile", "wagtailcore_apitoken", "wagtailadmin_admin",
    "wagtailadmin_editingsession", "wagtailadmin_formstate", "wagtailusers_userprofile", "wagtailsearch_indexentry",
    "wagtailsearch_indexentry_fts", "django_tasks_database_dbtaskresult", "axes_accessfailurelog", "axes_accessattempt",
    "axes_accessattemptexpiration", "axes_accesslog", "auth_group", "auth_group_permissions", "auth_permission",
    "core_attempt", "core_user", "core_user_groups", "core_user_user_permissions", "django_session",
)  # fmt: skip


def register() -> None:
    """Register the rules with the page store; called once."""
    watching.leave(*LEFT)
    watching.register(page_rules)


def page_rules() -> Iterable[WatchRule]:
    """Rules for the page's own table and for the tables whose rows belong to a page; rows count while the page is live."""
    owned = {
        model._meta.db_table: column
        for model in models_with_tables()
        if (column := _page_column(model)) and model._meta.db_table not in LEFT
    }
    yield WatchRule(
        table=Page._meta.db_table,
        unseen=UNSEEN,
        nonzero=frozenset({"numchild"}),
        # A page that is not live may have live pages below it, so its place in the tree always counts.
        only_if="{row}.live",
        always=frozenset({"path", "url_path"}),
        sight="live",
        followers=frozenset(owned),
    )
    for table, column in owned.items():
        page = f'FROM "wagtailcore_page" AS edge_page WHERE edge_page.id = {{row}}."{column}" AND edge_page.live'
        yield WatchRule(table=table, owner=column, only_if=f"EXISTS (SELECT 1 {page})")


def _page_column(model: type[models.Model]) -> str:
    """The column with the page that a row belongs to; empty where rows belong to no page."""
    if issubclass(model, Page):
        return "" if model is Page else str(model._meta.pk.column)
    for field in model._meta.local_concrete_fields:
        if isinstance(field, ParentalKey) and issubclass(field.related_model, Page):
            return str(field.column)
    if model._meta.auto_created:
        return _through_column(model)
    return ""


def _through_column(through: type[models.Model]) -> str:
    """The column with the page, for the table behind a page's many-to-many field."""
    for page_model in Page.__subclasses__():
        for field in page_model._meta.local_many_to_many:
            if isinstance(field, ParentalManyToManyField) and field.remote_field.through is through:
                return str(through._meta.get_field(field.m2m_field_name()).column)
    return ""

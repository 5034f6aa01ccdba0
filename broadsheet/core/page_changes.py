"""Which changes of Wagtail's tables readers can see: what the page store watches (`broadsheet.edge.changes.watching`).

What an editor does before publishing writes revisions, locks, drafts of a page's own tables and some columns of the page.
None of it reaches a reader, so none of it may cost readers anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Page

from broadsheet.edge.changes import watching
from broadsheet.edge.changes.watching import WatchRule, models_with_tables

# Columns of the page that only editing touches.
UNSEEN = frozenset(
    {
        "draft_title", "has_unpublished_changes", "latest_revision_id", "live_revision_id", "latest_revision_created_at",
        "locked", "locked_at", "locked_by_id", "go_live_at", "expire_at", "owner_id",
    }
)  # fmt: skip
# No public page is made from these: the newsroom's own work, what readers write, and queues.
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
    """Tell the page store; once."""
    watching.leave(*LEFT)
    watching.register(page_rules)


def page_rules() -> Iterable[WatchRule]:
    """The page's own table, and those that hold what belongs to a page: they matter while the page is live."""
    owned = {
        model._meta.db_table: column
        for model in models_with_tables()
        if (column := _page_column(model)) and model._meta.db_table not in LEFT
    }
    yield WatchRule(
        table=Page._meta.db_table,
        unseen=UNSEEN,
        nonzero=frozenset({"numchild"}),
        # A page that is not live has live ones below it now and then: its place in the tree counts.
        only_if="{row}.live",
        always=frozenset({"path", "url_path"}),
        sight="live",
        followers=frozenset(owned),
    )
    for table, column in owned.items():
        page = f'FROM "wagtailcore_page" AS edge_page WHERE edge_page.id = {{row}}."{column}" AND edge_page.live'
        yield WatchRule(table=table, owner=column, only_if=f"EXISTS (SELECT 1 {page})")


def _page_column(model: type[models.Model]) -> str:
    """The column that names the page that a row belongs to; empty where it belongs to none."""
    if issubclass(model, Page):
        return "" if model is Page else str(model._meta.pk.column)
    for field in model._meta.local_concrete_fields:
        if isinstance(field, ParentalKey) and issubclass(field.related_model, Page):
            return str(field.column)
    if model._meta.auto_created:
        return _through_column(model)
    return ""


def _through_column(through: type[models.Model]) -> str:
    """The same for the table behind a page's many-to-many field."""
    for page_model in Page.__subclasses__():
        for field in page_model._meta.local_many_to_many:
            if isinstance(field, ParentalManyToManyField) and field.remote_field.through is through:
                return str(through._meta.get_field(field.m2m_field_name()).column)
    return ""

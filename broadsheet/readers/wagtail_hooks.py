"""The report of consent records in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from .export import COLUMNS
from .models import ConsentRecord

PERMISSION = "readers.view_consentrecord"


class ConsentReport(ReportView):
    """The records, newest first; exported as CSV or XLSX."""

    model = ConsentRecord
    page_title = _("Consent")
    header_icon = "lock"
    permission_required = "view"
    index_url_name = "consent_report"
    index_results_url_name = "consent_report_results"
    list_export = COLUMNS
    export_headings = {
        "receipt": _("Receipt"), "made_at": _("Hour"), "edition": _("Edition"), "agreed": _("Agreed to"),
        "refused": _("Refused"), "providers": _("Services asked about"), "version": _("Version of the question"),
    }  # fmt: skip
    columns = [
        Column("made_at", label=_("Hour"), accessor=lambda record: record.made_at.strftime("%Y-%m-%d %H:00 UTC")),
        Column("edition", label=_("Edition")),
        Column("agreed", label=_("Agreed to")),
        Column("refused", label=_("Refused")),
        Column("providers", label=_("Services asked about")),
        Column("receipt", label=_("Receipt")),
    ]

    def get_queryset(self) -> QuerySet[ConsentRecord]:
        """The newest first."""
        return ConsentRecord.objects.all()

    def get_filename(self) -> str:
        """The file name without its extension."""
        return "consent"


class ConsentMenuItem(MenuItem):
    """Shown to users who may read the records."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether it is in the menu."""
        return request.user.has_perm(PERMISSION)


@hooks.register("register_reports_menu_item")
def consent_menu_item() -> MenuItem:
    """Under Reports."""
    return ConsentMenuItem(_("Consent"), reverse("consent_report"), name="consent", icon_name="lock", order=1200)


@hooks.register("register_admin_urls")
def consent_report_urls() -> list[Any]:
    """The report's addresses."""
    return [
        path("reports/consent/", ConsentReport.as_view(), name="consent_report"),
        path("reports/consent/results/", ConsentReport.as_view(results_only=True), name="consent_report_results"),
    ]

"""Withdrawn stories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Withdrawal(models.Model):
    """Why a story was withdrawn. Readers who follow a link to it see the reason (410 Gone, RFC 9110 15.5.11)."""

    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="withdrawals")
    # For a story that was deleted since: what its address still shows.
    path = models.CharField(max_length=2000, blank=True, db_index=True)
    deleted_page_id = models.BigIntegerField(null=True, db_index=True)
    reason = models.TextField(_("reason"))
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When an editor decided that the story may be published again.
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-withdrawn_at", "-id"]

    def __str__(self) -> str:
        return self.reason[:80]


def withdrawals_of(pages: Iterable[tuple[int, int | None, datetime | None]]) -> dict[int, Withdrawal]:
    """Page id -> its withdrawal, for the pages that were withdrawn since they were last published.

    `pages`: (id, id of the page that it is an alias of, when it was last published) of pages that are not live. An alias has
    the withdrawal of its source.
    """
    given = {pk: (source or pk, published) for pk, source, published in pages}
    latest: dict[int, Withdrawal] = {}
    for withdrawal in Withdrawal.objects.filter(page__in={source for source, _moment in given.values()}).order_by(
        "withdrawn_at", "pk"
    ):
        if withdrawal.page_id is not None:
            latest[withdrawal.page_id] = withdrawal
    return {
        pk: latest[source]
        for pk, (source, published) in given.items()
        if source in latest and (published is None or latest[source].withdrawn_at >= published)
    }

"""The change log. The triggers of `changes/triggers.py` write it, in the transaction that makes a change."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """One changed row of a watched table. On SQLite, with its single writer, `id` rises in the order of commits."""

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)  # insert, update, delete; `sight` and `all` (see `watching.py`)
    key = models.CharField(max_length=80, default="")  # see `WatchRule.owner`; empty where the key itself changed

    class Meta:
        db_table = "edge_change"

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.key}"

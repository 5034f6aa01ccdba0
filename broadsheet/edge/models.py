"""The change log: what the triggers of `triggers.py` write, in the transaction that makes a change."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """One changed row of a watched table. `id` rises in the order of commits on SQLite, where one writes at a time."""

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)  # insert, update, delete; `sight` and `all` (see `watching.py`)
    key = models.CharField(max_length=80, default="")  # see `WatchRule.owner`; empty where it changed itself

    class Meta:
        db_table = "edge_change"

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.key}"

"""A template's context as one mapping."""

from __future__ import annotations

from typing import Any, cast

from django.template.context import Context


def flat_context(context: Context) -> dict[str, Any]:
    """Every name that a template knows here, with what it stands for."""
    return cast("dict[str, Any]", context.flatten())

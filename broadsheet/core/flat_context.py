"""A template's context as one mapping."""

from __future__ import annotations

from typing import Any, cast

from django.template.context import Context


def flat_context(context: Context) -> dict[str, Any]:
    """Every name that is visible in the template, with its value."""
    return cast("dict[str, Any]", context.flatten())

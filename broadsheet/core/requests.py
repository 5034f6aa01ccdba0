"""Requests of which more is known than Django says."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """A request to a view of the admin, which nobody reaches who is not signed in."""

    user: User

"""Types of requests that say more than Django's."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    """A request to a view of the admin, which only signed-in users reach."""

    user: User

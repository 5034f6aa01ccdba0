"""Two people save the same thing at the same time: the second is asked to press again, and nothing is half saved.

A form is checked and then saved. Between the two, somebody else may take the slug, the name or the place in the tree that was
free during the check. Then the database, or the model's own check during saving, refuses the second.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .sent_once import refuse

UNIQUE_VIOLATION, DEADLOCK, NOT_SERIALIZABLE = "23505", "40P01", "40001"  # SQLSTATE, PostgreSQL's appendix A
log = logging.getLogger(__name__)


class SameMomentMiddleware:
    """Turns an error about a value that was taken after the form's check into a message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 for a script, which sends again; a message above the form for a person. None for every other exception."""
        if request.method != "POST" or not request.path.startswith(self.admin) or not is_taken(exception):
            return None
        log.warning(
            "%s was refused, because somebody else saved the same thing at the same time: %s", request.path, exception
        )
        return refuse(
            request,
            "busy",
            _("Somebody else saved the same thing at the same time, so this was not saved. Press again."),
        )


def is_taken(exception: Exception) -> bool:
    """Whether a row was refused because a unique value was taken, or because two transactions waited for each other."""
    if isinstance(exception, IntegrityError | OperationalError):
        state = getattr(exception.__cause__, "sqlstate", None)
        return state in {UNIQUE_VIOLATION, DEADLOCK, NOT_SERIALIZABLE} or "UNIQUE constraint failed" in str(exception)
    if not isinstance(exception, ValidationError) or not hasattr(exception, "error_dict"):
        return False
    codes = {error.code for errors in exception.error_dict.values() for error in errors}
    is_address = set(exception.error_dict) == {"slug"}  # Wagtail's own check of a page's slug has no code
    return is_address or (bool(codes) and codes <= {"unique", "unique_together"})

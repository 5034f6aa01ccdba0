"""Health."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from broadsheet.core.views import RETRY_AFTER
from broadsheet.edge.trouble import DATABASE


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; for a load balancer or a monitor."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        response = JsonResponse({"database": "away"}, status=503, headers={"Retry-After": str(RETRY_AFTER[DATABASE])})
        response._has_been_logged = True  # type: ignore[attr-defined]  # whoever asks once a second is told, not the log
    else:
        response = JsonResponse({"database": "ok"})
    response.headers["Cache-Control"] = "no-store"
    return response

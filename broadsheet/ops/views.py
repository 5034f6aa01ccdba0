"""The health check."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from broadsheet.core.views import RETRY_AFTER
from broadsheet.edge.trouble import DATABASE


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the database answers, and 503 otherwise, for a load balancer or a monitor."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        response = JsonResponse({"database": "away"}, status=503, headers={"Retry-After": str(RETRY_AFTER[DATABASE])})
        response._has_been_logged = True  # type: ignore[attr-defined]  # the monitor learns it; a line in the log for each request would be noise
    else:
        response = JsonResponse({"database": "ok"})
    response.headers["Cache-Control"] = "no-store"
    return response

"""Views that the story editor calls while somebody writes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ..models import Article
from .panels import word_count


@require_safe
def readiness(request: HttpRequest, pk: int) -> JsonResponse:
    """What the story, as last saved, still lacks. The editor's panel asks after each save."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = story.get_latest_revision_as_object()
    return JsonResponse({"missing": list(draft.missing_for_publication().values()), "words": word_count(draft)})

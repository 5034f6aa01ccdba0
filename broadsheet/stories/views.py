"""Pages of topics, tags and people."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from broadsheet.editions.queries import edition_of
from broadsheet.media.queries import read_renditions

from .lists import story_list
from .models import Person, Tag, Topic
from .queries import listed_under


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and its stories."""
    edition = edition_of(request)
    found = get_object_or_404(Topic, slug=slug, locale__language_code=edition.code)
    context = story_list(listed_under(edition.code, topic=found), request)
    return render(request, "stories/topic.html", context | {"topic": found, "subject": found})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag and its stories; a tag that no live story of the edition has is not found."""
    edition = edition_of(request)
    found = get_object_or_404(Tag, slug=slug)
    stories = listed_under(edition.code, tag=found)
    if not stories.exists():
        raise Http404
    return render(request, "stories/tag.html", story_list(stories, request) | {"tag": found, "subject": found})


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody of the paper and what they wrote."""
    edition = edition_of(request)
    people = Person.objects.select_related("photo", "locale")
    found = get_object_or_404(people, slug=slug, locale__language_code=edition.code)
    read_renditions([found.photo])
    context = story_list(listed_under(edition.code, person=found), request)
    return render(request, "stories/person.html", context | {"person": found, "subject": found})

"""Pages of topics, tags and people, and the lists of all topics and all people."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.core.lite import has_lite_twin, page_template
from broadsheet.edge.storable import stored
from broadsheet.editions.queries import edition_of, editions_of
from broadsheet.media.queries import read_renditions

from .models import Listing, Person, Tag, Topic
from .reading.lists import story_list
from .reading.story_page import home_trail


class AllEditionsPage:
    """A page that every edition has under the same name."""

    def __init__(self, url_name: str) -> None:
        self.url_name = url_name

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> path, of the open editions."""
        urls = {}
        for edition in editions_of(request):
            if edition.is_open:
                with translation.override(edition.code):
                    urls[edition.code] = reverse(self.url_name)
        return urls


def _trail(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    titles = {"topics": _("Topics"), "people": _("People")}
    return [*home_trail(request), (titles[name], reverse(f"stories:{name}"))]


@stored("part")
@has_lite_twin
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The topics of an edition that have stories."""
    topics_with_stories = Topic.objects.filter(locale__language_code=edition_of(request).code).with_open_stories()
    context = {
        "labels": topics_with_stories.select_related("locale"),
        "list_title": _("Topics"),
        "head_title": _("Topics"),
        "breadcrumb": home_trail(request),
        "subject": AllEditionsPage("stories:topics"),
    }
    return render(request, page_template(request, "stories/label_list.html"), context)


@stored("part")
@has_lite_twin
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of an edition who have stories."""
    people_with_stories = Person.objects.filter(locale__language_code=edition_of(request).code).with_open_stories()
    labels = list(people_with_stories.select_related("locale", "photo"))
    read_renditions([label.photo for label in labels])
    context = {
        "labels": labels,
        "list_title": _("People"),
        "head_title": _("People"),
        "breadcrumb": home_trail(request),
        "subject": AllEditionsPage("stories:people"),
    }
    return render(request, page_template(request, "stories/label_list.html"), context)


@stored("before", "part")
@has_lite_twin
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic and its stories; 404 if it has no story that everybody may read."""
    edition = edition_of(request)
    topic_shown = get_object_or_404(
        Topic.objects.filter(slug=slug, locale__language_code=edition.code).with_open_stories()
    )
    context = story_list(Listing.objects.under(edition.code, topic=topic_shown), request)
    return render(
        request,
        page_template(request, "stories/topic.html"),
        context | {"topic": topic_shown, "subject": topic_shown, "breadcrumb": _trail(request, "topics")},
    )


@stored("before", "part")
@has_lite_twin
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag and its stories; 404 if no live story of the edition has it."""
    edition = edition_of(request)
    tag_shown = get_object_or_404(Tag, slug=slug)
    stories = Listing.objects.under(edition.code, tag=tag_shown)
    if not stories.exists():
        raise Http404
    context = story_list(stories, request) | {"tag": tag_shown, "subject": tag_shown, "breadcrumb": home_trail(request)}
    return render(request, page_template(request, "stories/tag.html"), context)


@stored("before", "part")
@has_lite_twin
@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """A person of the paper and their stories; 404 if they have no story that everybody may read."""
    edition = edition_of(request)
    people = Person.objects.select_related("photo", "locale")
    person_shown = get_object_or_404(people.filter(slug=slug, locale__language_code=edition.code).with_open_stories())
    read_renditions([person_shown.photo])
    context = story_list(Listing.objects.under(edition.code, person=person_shown), request)
    return render(
        request,
        page_template(request, "stories/person.html"),
        context | {"person": person_shown, "subject": person_shown, "breadcrumb": _trail(request, "people")},
    )

"""Two people have the same form open, for a row without a history."""

from datetime import timedelta

import lxml.html
import pytest
from django.urls import reverse
from django.utils import timezone

from broadsheet.editions.models import Edition
from broadsheet.stories.models import Person, Publisher
from tests.newsroom import picture

REFUSED = "Somebody else has saved this since you opened it"


def fields_of(client, url):
    """The form at an address, as a browser would send it back."""
    page = lxml.html.fromstring(client.get(url).content.decode())
    form = next(
        form for form in page.forms if form.get("method", "").lower() == "post" and "read_version" in form.fields
    )
    return dict(form.form_values())


def places(newsroom):
    """Forms that two people may have open: (address, a field that the first changes, one that the second changes)."""
    edition, person, shown = Edition.objects.get(locale__language_code="fr"), Person.objects.first(), picture()
    Publisher.load()
    return {
        "edition": (reverse("editions:edit", args=[edition.pk]), {"is_open": None}, {"tagline": "Le matin"}),
        "person": (
            reverse("wagtailsnippets_stories_person:edit", args=[person.pk]),
            {"email": "a@b.example"},
            {"job": "editor"},
        ),
        "picture": (
            reverse("wagtailimages:edit", args=[shown.pk]),
            {"rights_end_at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")},
            {"caption": "A crane"},
        ),
        "publisher": (
            reverse("wagtailsettings:edit", args=["stories", "publisher", Publisher.objects.get().pk]),
            {"email": "a@b.example"},
            {"legal_name": "Courier Ltd"},
        ),
    }


@pytest.mark.parametrize("kind", ["edition", "person", "picture", "publisher"])
def test_another_person_s_changes_are_not_overwritten_without_a_warning(newsroom, both, kind):
    url, of_the_first, of_the_second = places(newsroom)[kind]
    first, second = both
    fields, others = fields_of(first, url), fields_of(second, url)
    changed = {name: value for name, value in (fields | of_the_first).items() if value is not None}
    saved = first.post(url, changed)
    assert saved.status_code == 302, saved.context["form"].errors
    warned = second.post(url, others | of_the_second)
    assert REFUSED in warned.content.decode()
    name = next(iter(of_the_first))
    model = {"edition": Edition, "person": Person, "publisher": Publisher}.get(kind) or type(picture())
    pk = url.strip("/").split("/")[-1] if kind in ("edition", "publisher") else None
    rows = model.objects.filter(pk=pk) if pk and pk.isdigit() else model.objects.all()
    assert not all(getattr(row, name) in ("", None, True) for row in rows), "what the first saved is gone"
    again = fields_of_answer(warned) | of_the_second
    assert second.post(url, again).status_code == 302


def fields_of_answer(answer):
    """The form in an answer, as a browser would send it back."""
    page = lxml.html.fromstring(answer.content.decode())
    form = next(
        form for form in page.forms if form.get("method", "").lower() == "post" and "read_version" in form.fields
    )
    return dict(form.form_values())

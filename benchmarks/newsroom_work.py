"""The work of readers and editors, as jobs for timing."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from broadsheet.stories.models import Article


def jobs() -> dict[str, Callable[[], object]]:
    """Name -> job. Each job raises an error if the answer is wrong."""
    reader, editor = Client(), Client()
    editor.force_login(get_user_model().objects.get(username="admin"))
    story = Article.objects.filter(live=True).order_by("-listed_at")[40]
    deep = Article.objects.filter(live=True, section=story.section).order_by("listed_at")[100]
    assert deep.listed_at is not None
    place = f"{int(deep.listed_at.timestamp() * 1_000_000)}-{deep.pk}"
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    section = story.section.get_url()

    def get(client: Client, path: str) -> Callable[[], bytes]:
        def job() -> bytes:
            response = client.get(path)
            assert response.status_code == 200, (path, response.status_code)
            return response.content

        return job

    def post(**more: str) -> Callable[[], object]:
        def job() -> None:
            page = lxml.html.fromstring(get(editor, edit)().decode())
            form = next(
                candidate
                for candidate in page.forms
                if "data-edit-form" in candidate.attrib or candidate.get("id") == "w-editor-form"
            )
            data = {name: value for name, value in form.form_values() if name != "action-publish"}
            response = editor.post(edit, data | {"body-count": "0"} | more)
            assert response.status_code in {200, 302}, response.status_code

        return job

    choose = reverse("story_chooser:choose_results")
    return {
        "front": get(reader, "/"),
        "article": get(reader, story.get_url()),
        "section": get(reader, section),
        "section, deep page": get(reader, f"{section}?before={place}"),
        "person": get(reader, "/people/person-3/"),
        "topic": get(reader, "/topics/topic-3/"),
        "desk: list of stories": get(editor, reverse("desk:stories")),
        "desk: home": get(editor, reverse("wagtailadmin_home")),
        "chooser: newest": get(editor, choose),
        "chooser: a rare word": get(editor, f"{choose}?q=zebra"),
        "editor: open": get(editor, edit),
        "editor: save draft": post(),
        "editor: publish": post(**{"action-publish": "1"}),
    }

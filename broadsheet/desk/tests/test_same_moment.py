"""Values that were free when the form was checked, and taken when it was saved."""

import pytest
from django.urls import reverse

from broadsheet.stories.models import Article, Section, Topic

from .test_admin import edit_url, form_of

BY_ITSELF = {"Accept": "application/json"}


def before(monkeypatch, model, method, rival):
    """Run `rival` between the check of a form and `method` of `model`, as another person's request might."""
    saves, waiting = getattr(model, method), [rival]

    def after_the_rival(self, *args, **kwargs):
        if waiting:
            waiting.pop()()
        return saves(self, *args, **kwargs)

    monkeypatch.setattr(model, method, after_the_rival)


def test_two_new_stories_with_the_same_headline_each_get_an_address(newsroom, publisher, monkeypatch):
    add = reverse("wagtailadmin_pages:add", args=["stories", "article", newsroom.sections["en"].pk])
    data = form_of(publisher, add) | {"title": "Cranes", "slug": "cranes"}
    before(monkeypatch, Section, "add_child", lambda: newsroom.draft("Cranes"))
    answer = publisher.post(add, data, headers=BY_ITSELF)
    assert answer.json()["success"], answer.content
    assert set(Article.objects.filter(title="Cranes").values_list("slug", flat=True)) == {"cranes", "cranes-1"}


def test_a_slug_taken_while_a_story_is_saved_is_reported(newsroom, publisher, monkeypatch):
    draft = newsroom.draft("Cranes")
    data = form_of(publisher, edit_url(draft)) | {"title": "Cranes", "slug": "harbour"}
    before(monkeypatch, Article, "save", lambda: newsroom.draft("Harbour"))
    answer = publisher.post(edit_url(draft), data | {"action-publish": "1"}, follow=True)
    assert (answer.status_code, Article.objects.get(pk=draft.pk).live) == (200, False)
    again = publisher.post(edit_url(draft), data, headers=BY_ITSELF)
    assert again.json()["success"], again.content


@pytest.mark.parametrize("by_script", [False, True], ids=["by a person", "by a script"])
def test_a_second_topic_with_the_same_name_is_refused_with_a_message(newsroom, publisher, monkeypatch, by_script):
    add = reverse("wagtailsnippets_stories_topic:add")
    data = form_of(publisher, add) | {"name": "Harbour", "slug": "harbour"}
    locale = newsroom.sections["en"].locale
    before(monkeypatch, Topic, "save", lambda: Topic.objects.create(name="Harbour", slug="harbour", locale=locale))
    answer = publisher.post(add, data, headers=BY_ITSELF if by_script else {}, follow=True)
    if by_script:
        assert (answer.status_code, answer.json()["error_code"]) == (409, "busy")
    else:
        assert answer.redirect_chain == [(add, 302)]
        assert "Somebody else saved the same thing at the same time" in answer.content.decode()
    assert Topic.objects.filter(name="Harbour").count() < 2

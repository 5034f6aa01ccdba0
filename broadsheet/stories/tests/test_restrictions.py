"""Restricted pages are named nowhere, under any of their addresses."""

import pytest
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageViewRestriction

from broadsheet.core.restrictions import restrictions_of
from broadsheet.stories.models import Article, Section, Topic


@pytest.fixture
def other_section(newsroom):
    return newsroom.section("en", "Culture", "culture")


def aliased(story, section, slug):
    return CreatePageAliasAction(story, parent=section, update_slug=slug).execute(skip_permission_checks=True)


PLACES = ["/", "/culture/", "/feeds/rss.xml", "/feeds/sections/culture/rss.xml", "/sitemaps/en-stories-0.xml", "/search/?q=secretly", "/lite/culture/", "/archive/"]  # fmt: skip


def test_an_alias_of_a_restricted_story_appears_nowhere(newsroom, other_section, client):
    newsroom.story("Open as ever")
    story = newsroom.story("Secretly voted")
    first = aliased(story, other_section, "secretly-again")
    second = aliased(first, other_section, "secretly-once-more")
    assert b"Secretly voted" in client.get("/culture/").content
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    for page in (story, first, second):
        assert b"Secretly voted" not in client.get(page.get_url()).content
    for place in PLACES:
        content = client.get(place).content
        assert b"Secretly voted" not in content, place
        assert b"secretly-" not in content.replace(b"q=secretly", b""), place
    PageViewRestriction.objects.all().delete()
    assert b"Secretly voted" in client.get("/culture/").content


def restrict(page, password):
    return PageViewRestriction.objects.create(page=page, restriction_type="password", password=password)


def passwords_of(page):
    return sorted(restriction.password for restriction in restrictions_of(Article.objects.get(pk=page.pk)))


@pytest.mark.parametrize("how", ["copy", "move"])
def test_a_story_keeps_its_own_password_in_a_section_that_has_another(newsroom, other_section, how):
    restrict(other_section, "for many")
    story = newsroom.story("Strict")
    restrict(story, "for few")
    target = Section.objects.get(pk=other_section.pk)
    if how == "copy":
        story = story.copy(to=target, update_attrs={"slug": "copied"}, keep_live=True, copy_revisions=False)
    else:
        story.move(target, pos="last-child")
    assert passwords_of(story) == ["for few", "for many"]


def test_a_moved_story_gets_the_password_of_its_new_section(newsroom, other_section):
    restrict(newsroom.sections["en"], "here")
    restrict(other_section, "there")
    story = newsroom.story("Moved")
    story.move(Section.objects.get(pk=other_section.pk), pos="last-child")
    assert passwords_of(story) == ["there"]


def test_a_copy_in_the_same_section_asks_for_the_same_password_once(newsroom):
    restrict(newsroom.sections["en"], "here")
    story = newsroom.story("Council votes")
    copy = story.copy(update_attrs={"slug": "copied"}, keep_live=True, copy_revisions=False)
    assert passwords_of(copy) == ["here"]


@pytest.mark.parametrize("lite", ["", "/lite"])
def test_the_password_page_reveals_nothing_and_exists_for_no_other_page(newsroom, client, lite):
    hidden, other, draft = newsroom.story("Secretly voted"), newsroom.story("Open vote"), newsroom.draft("Draft vote")
    asked = restrict(hidden, "open sesame")
    door = client.get(f"{lite}/world/secretly-voted/").content.decode()
    assert "This page asks for a password" in door and "Secretly" not in door
    assert 'type="password"' in door and ("masthead" in door or lite)

    def at(page):
        return client.get(f"{lite}/_util/authenticate_with_password/{asked.pk}/{page}/")

    assert at(hidden.pk).status_code == 200
    nowhere = at(999_999)
    for page in (other.pk, draft.pk):
        assert at(page).status_code == nowhere.status_code == 404
        assert at(page).content == nowhere.content.replace(b"999999", str(page).encode())


@pytest.mark.parametrize("lite", ["", "/lite"])
def test_the_sign_in_page_of_a_restricted_story_is_the_papers_own(newsroom, client, lite):
    story = newsroom.story("Secretly voted")
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    door = client.get(f"{lite}{story.get_url()}", follow=True).content.decode()
    assert "Sign in to read this page" in door and "Secretly" not in door
    assert ("masthead" in door) != bool(lite)
    assert f'action="{lite}/_util/login/"' in door


def test_a_restricted_story_links_to_no_person_or_topic_without_open_stories(newsroom, client):
    story = newsroom.draft("Behind the door")
    story.topics = [Topic.objects.create(name="Harbour", slug="harbour", locale=story.locale)]
    story.save_revision().publish()
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(newsroom.user("publisher"))
    hidden = client.get("/world/behind-the-door/").content.decode()
    assert "Lina Haddad" in hidden
    assert "/people/lina-haddad/" not in hidden
    assert "/topics/harbour/" not in hidden
    other = newsroom.draft("In the open")
    other.topics = list(story.topics.all())
    other.save_revision().publish()
    shown = client.get("/world/behind-the-door/").content.decode()
    assert shown.count("/people/lina-haddad/") >= 2  # the byline, and the data for search engines
    assert "/topics/harbour/" in shown

"""What readers find, what nobody may find, and the answers to invalid questions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import task_backends
from wagtail.models import Page, PageViewRestriction

from broadsheet.search.models import PublicEntry
from broadsheet.search.tasks import index_again, index_below
from broadsheet.stories.models import Article, Section
from tests.newsroom import paragraphs

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="the readers' own index is SQLite's")


@pytest.fixture
def headlines_for(client):
    """The headlines that the search page shows for a question."""

    def ask(path="/search/", **query):
        response = client.get(path, query)
        assert response.status_code == 200
        return [result.card.headline for result in response.context["results"]]

    return ask


def test_words_are_found_in_headline_standfirst_text_and_names(newsroom, headlines_for):
    newsroom.story("Council votes", standfirst="A long night.", body=paragraphs("The ferries were late again."))
    newsroom.story("Something else", body=paragraphs("Nothing to see."))
    for words in ("councils", "night", "ferry", "Haddad", '"ferries were late"', "council ferry"):
        assert "Council votes" in headlines_for(q=words), words
    assert headlines_for(q="council -ferries") == []
    assert headlines_for(q="zebra") == []


def test_each_edition_finds_its_own(newsroom, headlines_for):
    newsroom.story("Les élections", code="fr", slug="elections", body=paragraphs("Les hôpitaux ont voté."))
    newsroom.story("افتتاح المدرسة", code="ar", slug="madrasa", body=paragraphs("قالت الوزيرة إن المدرسة جاهزة."))
    assert headlines_for("/fr/search/", q="hopital") == ["Les élections"]
    assert headlines_for("/ar/search/", q="مدرسه") == ["افتتاح المدرسة"]
    assert headlines_for(q="hopital") == []


def test_the_headline_counts_for_more_than_the_text(newsroom, headlines_for):
    newsroom.story("Harbour opens", slug="a", body=paragraphs("Words."))
    newsroom.story("Something else", slug="b", body=paragraphs("The harbour again."))
    assert headlines_for(q="harbour") == ["Harbour opens", "Something else"]
    assert headlines_for(q="harbour", sort="newest") == ["Something else", "Harbour opens"]


def test_filters_combine_and_stay_in_the_address(newsroom, headlines_for, client):
    city = newsroom.section("en", "City", "city")
    old = datetime(2020, 5, 4, 12, tzinfo=UTC)
    newsroom.story("Old harbour", slug="old", published_at=old, kind="feature", section=city)
    newsroom.story("New harbour", slug="new", kind="feature")
    newsroom.story("Plain harbour", slug="plain", section=city)
    assert set(headlines_for(q="harbour")) == {"Old harbour", "New harbour", "Plain harbour"}
    assert set(headlines_for(q="harbour", section="city")) == {"Old harbour", "Plain harbour"}
    assert headlines_for(q="harbour", section="city", kind="feature") == ["Old harbour"]
    assert headlines_for(q="harbour", **{"from": "2020-05-04", "to": "2020-05-04"}) == ["Old harbour"]
    assert headlines_for(q="harbour", to="2020-05-03") == []
    assert set(headlines_for(q="harbour", author="lina-haddad")) == set(
        headlines_for(q="harbour", author="Lina Haddad")
    )
    html = client.get("/search/", {"q": "harbour", "section": "city", "kind": "feature"}).content.decode()
    assert "?q=harbour&amp;section=city&amp;kind=feature&amp;sort=newest" in html
    assert '<option value="city" selected>' in html


def test_an_address_that_is_passed_on_has_no_empty_fields(newsroom, client):
    response = client.get("/search/", {"q": "harbour", "section": "", "kind": "feature", "from": "", "author": ""})
    assert (response.status_code, response["Location"]) == (302, "/search/?q=harbour&kind=feature")


def test_a_day_is_a_day_in_the_editions_zone(newsroom, headlines_for):
    # 22:30 in London is half past midnight of the next day in Athens, the edition's zone.
    newsroom.story("Late harbour", published_at=datetime(2020, 5, 4, 22, 30, tzinfo=UTC))
    assert headlines_for(q="harbour", **{"from": "2020-05-05", "to": "2020-05-05"}) == ["Late harbour"]
    assert headlines_for(q="harbour", **{"from": "2020-05-04", "to": "2020-05-04"}) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2026-13-45"}, "“2026-13-45” is not a date"),
        ({"section": "nowhere"}, "There is no section “nowhere”"),
        ({"author": "Nobody"}, "Nobody called “Nobody” writes here"),
        ({"kind": "poem"}, "There is no kind of story “poem”"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "The first day is after the last"),
    ],
)
def test_an_invalid_filter_is_explained_and_everything_typed_is_kept(newsroom, client, query, sentence):
    html = client.get("/search/", {"q": "harbour", **query}).content.decode()
    assert sentence in html
    assert 'value="harbour"' in html


@pytest.mark.parametrize(
    "text", ["'", '"', '"""', "a AND", "NEAR(", "x*", "{headline}:x", "\x00", "-", "ﷺ", "😀", "a" * 5000]
)
def test_no_string_breaks_the_page(newsroom, client, text):
    assert client.get("/search/", {"q": text, "page": text[:9]}).status_code == 200


def test_words_are_marked_and_markup_is_escaped(newsroom, client):
    newsroom.story("Tom &amp; <b>harbour</b>", slug="x", body=paragraphs("The harbour &lt;script&gt; is open."))
    html = client.get("/search/", {"q": "harbour <script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    html = client.get("/search/", {"q": "harbour"}).content.decode()
    assert "<mark>harbour</mark>" in html
    assert "<b>" not in html


@ON_SQLITE
def test_a_misspelt_word_gets_a_suggestion(newsroom, client):
    newsroom.story("Reservoir is full", slug="r")
    page = client.get("/search/", {"q": "resevoir"}).content.decode()
    assert 'href="?q=reservoir"' in page
    assert "Did you mean" not in client.get("/search/", {"q": "reservoir"}).content.decode()


@ON_SQLITE
@pytest.mark.parametrize("typed", ["strase", "Strasse", "STRAßE"])
def test_a_suggestion_is_spelt_as_stories_spell_it(newsroom, client, typed):
    newsroom.story("Straße is full", slug="s")
    page = client.get("/search/", {"q": typed}).content.decode()
    assert ("?q=stra%C3%9Fe" in page or "?q=straße" in page) == (typed == "strase")
    assert "?q=strasse" not in page


class TestNothingPrivateIsFound:
    """Private stories are in no results, counts or suggestions."""

    def nothing_of(self, client, word, slip):
        assert list(client.get("/search/", {"q": word}).context["results"]) == []
        assert client.get("/search/", {"q": word}).context["matches"].total == 0
        assert client.get("/search/", {"q": slip}).context["instead"] == ""

    def test_a_draft(self, newsroom, client):
        newsroom.draft("Quixotically", standfirst="Quixotically.")
        self.nothing_of(client, "quixotically", "quixoticaly")

    def test_an_embargoed_story(self, newsroom, client):
        draft = newsroom.draft("Quixotically")
        draft.embargo_until = timezone.now() + timedelta(days=1)
        draft.save_revision().publish()
        self.nothing_of(client, "quixotically", "quixoticaly")

    def test_unpublished_changes_of_a_live_story(self, newsroom, client):
        story = newsroom.story("Council votes")
        story.title = "Quixotically"
        story.save_revision()
        self.nothing_of(client, "quixotically", "quixoticaly")
        assert client.get("/search/", {"q": "council"}).context["matches"].total == 1

    def test_a_withdrawn_story(self, newsroom, client):
        story = newsroom.story("Quixotically")
        assert client.get("/search/", {"q": "quixotically"}).context["matches"].total == 1
        story.unpublish()
        self.nothing_of(client, "quixotically", "quixoticaly")

    def test_a_deleted_story(self, newsroom, client):
        newsroom.story("Quixotically").delete()
        self.nothing_of(client, "quixotically", "quixoticaly")

    def test_an_expired_story(self, newsroom, client):
        from broadsheet.events import clock

        story = newsroom.story("Quixotically")
        story.expire_at = timezone.now() + timedelta(seconds=1)
        story.save_revision().publish()
        clock.tick(now=timezone.now() + timedelta(seconds=2))
        assert not Article.objects.get(pk=story.pk).live
        self.nothing_of(client, "quixotically", "quixoticaly")

    def test_a_restricted_story_and_all_of_a_restricted_section(self, newsroom, client):
        newsroom.story("Quixotically")
        section = Page.objects.get(pk=newsroom.sections["en"].pk)
        lock = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
        self.nothing_of(client, "quixotically", "quixoticaly")
        newsroom_story = Article.objects.get(title="Quixotically")
        newsroom_story.save_revision().publish()  # republished behind the lock
        self.nothing_of(client, "quixotically", "quixoticaly")
        lock.delete()
        job = task_backends["background"].results[-1]
        assert job.task.func is index_below.func
        index_below.call(**job.kwargs)
        assert client.get("/search/", {"q": "quixotically"}).context["matches"].total == 1

    def test_sources_are_never_indexed(self, newsroom, client):
        newsroom.story("Council votes", sources="Told by Quixotically", slug_line="QUIXOTICALLY")
        self.nothing_of(client, "quixotically", "quixoticaly")


def test_the_index_follows_an_update_a_move_and_a_new_minute(newsroom, headlines_for):
    story = newsroom.story("Council votes", body=paragraphs("Words."))
    story.title = "Harbour votes"
    story.published_at = datetime(2019, 1, 1, tzinfo=UTC)
    story.save_revision().publish()
    assert headlines_for(q="council") == []
    assert headlines_for(q="harbour", to="2019-01-02") == ["Harbour votes"]
    city = newsroom.section("en", "City", "city")
    Article.objects.get(pk=story.pk).move(Section.objects.get(pk=city.pk), pos="last-child")
    assert headlines_for(q="harbour", section="city") == ["Harbour votes"]
    assert headlines_for(q="harbour", section="world") == []
    assert PublicEntry.objects.count() == (1 if connection.vendor == "sqlite" else 0)


def test_many_stories_of_one_minute_are_all_found(newsroom, client):
    at = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(12):
        newsroom.story(f"Harbour {number}", slug=f"h{number}", published_at=at)
    assert client.get("/search/", {"q": "harbour"}).context["matches"].total == 12


@ON_SQLITE
def test_a_renamed_person_is_found_by_the_new_name(newsroom, headlines_for, django_capture_on_commit_callbacks):
    newsroom.story("Council votes")
    person = newsroom.people["en"]
    person.name = "Zora Quill"
    with django_capture_on_commit_callbacks(execute=True):
        person.save()
    job = task_backends["background"].results[-1]
    assert index_again.call(**job.kwargs) == 2  # a row out, a row in
    assert headlines_for(q="quill") == ["Council votes"]


@ON_SQLITE
def test_a_rebuilt_index_gives_the_same_results(newsroom, client):
    from broadsheet.search.actions.build_indexes import build_indexes
    from broadsheet.search.actions.index_pages import forget_all

    newsroom.story("Council votes")
    newsroom.draft("Quixotically")
    PublicEntry.objects.create(docid=1, page_id=999_999, digest=b"x" * 16)  # of a page that no longer exists
    list(build_indexes(now=timezone.now()))
    assert PublicEntry.objects.count() == 1
    forget_all()
    assert client.get("/search/", {"q": "council"}).context["matches"].total == 0
    list(build_indexes(now=timezone.now()))
    assert client.get("/search/", {"q": "council"}).context["matches"].total == 1


@ON_SQLITE
def test_an_interrupted_build_continues(newsroom, monkeypatch):
    from broadsheet.search.actions import build_indexes as building
    from broadsheet.search.actions.index_pages import forget_all

    for number in range(5):
        newsroom.story(f"Harbour {number}", slug=f"h{number}")
    monkeypatch.setattr(building, "BATCH", 2)
    forget_all()
    steps = building.build_indexes(now=timezone.now())
    assert next(steps).done == 2
    steps.close()  # the state that a killed process leaves
    assert PublicEntry.objects.count() == 2
    first = next(building.build_indexes(now=timezone.now()))
    assert (first.resumed_at, first.done) == (2, 4)


def test_the_number_of_queries_does_not_grow_with_results(newsroom, client, django_assert_max_num_queries):
    for number in range(8):
        newsroom.story(f"Harbour {number}", slug=f"h{number}")
    client.get("/search/", {"q": "harbour"})
    with django_assert_max_num_queries(32):
        client.get("/search/", {"q": "harbour"})

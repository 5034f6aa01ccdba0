"""A WordPress export becomes stories, people, sections, topics, tags and standing pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from broadsheet.desk.roles import Role
from broadsheet.events.models import Event
from broadsheet.events.signals import page_went_live
from broadsheet.imports.models import ImportedItem
from broadsheet.stories.models import Article, Listing, Person, Section, StandingPage, Topic

from .wordpress_exports import HEAD, PEOPLE, bring_in, export, item


def test_a_post_is_a_live_story_with_its_old_dates(newsroom, client, tmp_path):
    done = bring_in(export(tmp_path, item(1, excerpt="After eleven hours.", modified_gmt="2019-06-01 08:00:00")))
    story = done.story(1)
    assert (story.title, story.standfirst, story.slug) == ("Story 1", "After eleven hours.", "story-1")
    assert story.published_at == story.first_published_at == story.listed_at == datetime(2019, 5, 4, 10, tzinfo=UTC)
    assert story.last_published_at == datetime(2019, 6, 1, 8, tzinfo=UTC)
    assert story.significantly_updated_at is None
    html = client.get("/sport/story-1/").content.decode()
    assert "The council voted." in html
    assert "Ines Okafor" in html
    assert "Story 1" in client.get("/sport/").content.decode()
    assert "Story 1" in client.get("/people/ines-okafor/").content.decode()


def test_the_import_writes_everything_that_publishing_writes(newsroom, tmp_path):
    done = bring_in(export(tmp_path, item(1), item(2, status="draft")))
    story, draft = done.story(1), done.story(2)
    assert Event.objects.filter(page_id=story.pk, kind="published", path="/sport/story-1/").count() == 1
    assert not Event.objects.filter(page_id=draft.pk).exists()
    assert Listing.objects.filter(article=story).count() == 1
    assert story.live_revision.as_object().bylines.first().person.name == "Ines Okafor"
    assert draft.latest_revision and not draft.live_revision
    assert not any(Page.find_problems())
    assert Section.objects.get(slug="sport").numchild == 2


def test_the_importer_knows_every_receiver_of_page_went_live():
    names = {key[0] for key, *_ in page_went_live.receivers}
    assert names == {"media-page-went-live", "search-page-went-live"}, (
        "store_pages.after_batch must do the same work as the new receiver"
    )


def test_the_editor_opens_and_publishes_an_imported_story(newsroom, client, tmp_path):
    done = bring_in(export(tmp_path, item(1, terms=[("category", "rowing", "Rowing"), ("post_tag", "oars", "Oars")])))
    story = done.story(1)
    client.force_login(newsroom.user(list(Role)[-1].value))
    assert client.get(f"/admin/pages/{story.pk}/edit/").status_code == 200
    story.title = "Council has voted"
    story.save_revision().publish()
    again = Article.objects.get(pk=story.pk)
    assert [tag.name for tag in again.tags.all()] == ["Oars"]
    assert [byline.name for byline in again.bylines.all()] == ["Ines Okafor"]
    assert [topic.name for topic in again.topics.all()] == ["Rowing"]


def test_top_categories_become_sections_and_the_others_topics(newsroom, client, tmp_path):
    terms = [("category", "uncategorized", "Uncategorized"), ("category", "rowing", "Rowing")]
    done = bring_in(export(tmp_path, item(1, terms=terms, meta={"_yoast_wpseo_primary_category": "3"})))
    story = done.story(1)
    assert story.section.title == "Sport"
    assert [topic.name for topic in story.topics.all()] == ["Rowing"]
    assert client.get("/topics/rowing/").status_code == 200
    assert done.line("empty", "category")["outcome"] == "left"


def test_stories_go_into_an_existing_section_of_the_same_name(newsroom, tmp_path):
    done = bring_in(export(tmp_path, item(1, terms=[("category", "welt", "world")])))
    assert done.story(1).section == newsroom.sections["en"]


def test_a_new_section_cannot_use_an_address_of_the_site(newsroom, client, tmp_path):
    bring_in(
        export(
            tmp_path, item(1, terms=[("category", "search", "Search")]), item(2, terms=[("category", "ar-news", "Ar")])
        )
    )
    assert client.get("/section-search/story-1/").status_code == 200
    assert client.get("/section-ar-news/story-2/").status_code == 200


def test_a_post_without_category_goes_into_the_section_of_the_option(newsroom, tmp_path):
    assert bring_in(export(tmp_path, item(1, terms=[]))).story(1).section.title == "Uncategorized"
    done = bring_in(export(tmp_path, item(2, terms=[])), section="World")
    assert done.story(2).section == newsroom.sections["en"]


def test_authors_become_people_without_accounts(newsroom, tmp_path):
    posts = [item(1), item(2, creator="nameless"), item(3, creator="stranger"), item(4, creator="lina")]
    more = "<wp:author><wp:author_login>lina</wp:author_login><wp:author_display_name>lina haddad</wp:author_display_name></wp:author>"
    done = bring_in(export(tmp_path, *posts, head=HEAD + PEOPLE + more))
    ines = Person.objects.get(name="Ines Okafor", locale__language_code="en")
    assert (ines.email, ines.account) == ("", None)
    bylines = [(byline.person, byline.guest) for number in (1, 2, 3, 4) for byline in done.story(number).bylines.all()]
    assert bylines == [(ines, ""), (None, "nameless"), (None, "stranger"), (newsroom.people["en"], "")]
    assert "guest" in done.notes(2)
    assert done.line("nameless", "author")["outcome"] == "left"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "Its status was “draft”"),
        ({"status": "pending"}, "Its status was “pending”"),
        ({"status": "private"}, "It was private"),
        ({"password": "enter"}, "protected with a password"),
        ({"status": "future"}, "a moment that has passed"),
        ({"title": ""}, "It had no title"),
        ({"date_gmt": "0000-00-00 00:00:00", "date": "0000-00-00 00:00:00"}, "gives no date"),
        ({"creator": ""}, "The byline is missing"),
        ({"status": "strange"}, "is not known here"),
    ],
)
def test_a_post_that_is_not_public_becomes_a_draft_and_the_report_says_why(newsroom, client, tmp_path, fields, words):
    done = bring_in(export(tmp_path, item(1, **fields)))
    assert not done.story(1).live
    assert words in done.notes(1)
    assert client.get("/sport/story-1/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "trash"}, "“trash”"),
        ({"status": "auto-draft"}, "“auto-draft”"),
        ({"kind": "nav_menu_item"}, "menu"),
        ({"kind": "revision"}, "older version"),
        ({"kind": "product"}, "“product” is a content type of the old site's own"),
    ],
)
def test_items_that_are_not_stories_are_skipped_and_reported(newsroom, tmp_path, fields, words):
    done = bring_in(export(tmp_path, item(1, **fields)))
    line = done.line(1, fields.get("kind", "post"))
    assert line["outcome"] == "left"
    assert words in " ".join(line["notes"])
    assert not Article.objects.exists()


def test_a_scheduled_post_stays_scheduled(newsroom, tmp_path):
    ahead = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    done = bring_in(export(tmp_path, item(1, status="future", date_gmt=f"{ahead.astimezone(UTC):%Y-%m-%d %H:%M:%S}")))
    story = done.story(1)
    assert (story.live, story.go_live_at) == (False, ahead)
    Revision.objects.get(approved_go_live_at=ahead).publish()
    assert Article.objects.get(pk=story.pk).go_live_at == ahead


@pytest.mark.parametrize(("zone", "hour"), [("", 9), ("America/New_York", 16)])
def test_a_local_time_is_read_in_the_right_zone(newsroom, tmp_path, zone, hour):
    done = bring_in(export(tmp_path, item(1, date_gmt="0000-00-00 00:00:00")), time_zone=zone)
    assert done.story(1).published_at == datetime(2019, 5, 4, hour, tzinfo=UTC)


def test_slugs_of_any_script_are_decoded_and_unique(newsroom, client, tmp_path):
    slug = "%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1"
    bring_in(export(tmp_path, item(1, slug=slug), item(2, slug=slug, title="Other"), item(3, slug="")))
    assert client.get("/sport/أخبار/").status_code == 200
    assert client.get("/sport/أخبار-2/").status_code == 200
    assert client.get("/sport/story-3/").status_code == 200


def test_texts_for_search_engines_are_imported_unless_they_are_patterns(newsroom, tmp_path):
    meta = {"_yoast_wpseo_title": "%%title%% %%sep%%", "rank_math_description": "What was decided."}
    done = bring_in(export(tmp_path, item(1, meta=meta | {"subtitle": "Own field"})))
    assert (done.story(1).seo_title, done.story(1).search_description) == ("", "What was decided.")
    assert "pattern of a plug-in" in done.notes(1)
    assert "Custom fields were left: subtitle." in done.notes(1)


def test_a_page_becomes_a_standing_page_under_the_front(newsroom, client, tmp_path):
    pages = [
        item(1, kind="page", slug="privacy-policy", title="Privacy", terms=[]),
        item(2, "", kind="page", slug="sport", parent="1"),
    ]
    done = bring_in(export(tmp_path, *pages, item(3)))
    page = StandingPage.objects.get(slug="privacy-policy")
    assert (page.purpose, page.live) == ("privacy", True)
    assert client.get("/privacy-policy/").status_code == 200
    assert "The text is missing" in done.notes(2, "page")
    assert "below another page" in done.notes(2, "page")


def test_comments_formats_and_sticky_posts_are_reported(newsroom, tmp_path):
    post = item(1, sticky="1", terms=[("category", "sport", "Sport"), ("post_format", "post-format-aside", "Aside")])
    post = post.replace("</item>", "<wp:comment><wp:comment_content>Nonsense</wp:comment_content></wp:comment></item>")
    done = bring_in(export(tmp_path, post))
    for words in ("1 comment left", "It was sticky", "post format “aside”"):
        assert words in done.notes(1)
    assert done.summary["totals"]["comments counted and left"] == 1
    assert "Nonsense" not in str(done.story(1).body)


def test_a_title_that_is_too_long_is_cut_and_reported(newsroom, tmp_path):
    done = bring_in(export(tmp_path, item(1, title="x" * 300)))
    assert len(done.story(1).title) == 255
    assert "300 characters was cut" in done.notes(1)


def test_a_second_run_imports_nothing_twice(newsroom, tmp_path):
    path = export(tmp_path, item(1), item(2, status="draft"), item(3, kind="page", terms=[]))
    bring_in(path)
    counts = [
        model.objects.count() for model in (Article, StandingPage, Person, Topic, Section, ImportedItem, Revision)
    ]
    done = bring_in(path)
    assert [
        model.objects.count() for model in (Article, StandingPage, Person, Topic, Section, ImportedItem, Revision)
    ] == counts
    assert {line["outcome"] for line in done.items if line["kind"] in {"post", "page"}} == {"already there"}


def test_a_newer_export_imports_only_new_items(newsroom, tmp_path):
    bring_in(export(tmp_path, item(1)))
    done = bring_in(export(tmp_path, item(1), item(2)))
    assert done.line(1)["outcome"] == "already there"
    assert done.line(2)["outcome"] == "imported"


def test_a_dry_run_reports_everything_and_stores_nothing(newsroom, tmp_path):
    before = (Section.objects.count(), Person.objects.count())
    done = bring_in(export(tmp_path, item(1, "[strange_thing id=4]")), dry_run=True)
    assert done.line(1)["outcome"] == "would be imported"
    assert done.line(1)["address"] == "/sport/story-1/"
    assert "[strange_thing id=4]" in done.notes(1)
    assert not Article.objects.exists() and not ImportedItem.objects.exists()
    assert (Section.objects.count(), Person.objects.count()) == before


def test_another_edition_may_be_chosen(newsroom, client, tmp_path):
    bring_in(export(tmp_path, item(1)), edition="ar")
    assert client.get("/ar/sport/story-1/").status_code == 200
    assert "There is no edition “xx”" in bring_in(export(tmp_path, item(1)), edition="xx").refusal


def test_a_report_may_be_csv(newsroom, tmp_path):
    bring_in(export(tmp_path, item(1, title="=SUM(A1)")), report=tmp_path / "report.csv")
    assert "'=SUM(A1)" in (tmp_path / "report.csv").read_text()

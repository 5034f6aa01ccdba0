"""The archive by date: years, months and days of an edition in its own zone, with a calendar."""

from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html
from wagtail.models import Page, PageViewRestriction

from tests.newsroom import SmallNewsroom


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive_database(newsroom_database, furnished):
    """Five stories in three years. One is late in the evening in UTC, which in Athens is the next day."""
    with furnished(newsroom_database, suffix="archive") as copy:
        newsroom = SmallNewsroom()
        newsroom.story("Old story", slug="old", published_at=at(2019, 3, 1, 9))
        newsroom.story("May story", slug="may", published_at=at(2024, 5, 4, 9))
        newsroom.story("Late story", slug="late", published_at=at(2024, 5, 31, 22, 30))
        newsroom.story("June story", slug="june", published_at=at(2024, 6, 15, 9))
        newsroom.story("New story", slug="new", published_at=at(2026, 1, 2, 9))
    return copy


@pytest.fixture
def archive(archive_database, newsroom):
    return newsroom


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return lxml_html.fromstring(response.content)


def links(tree, within):
    return [link.get("href") for link in tree.cssselect(f"{within} a")]


def test_the_archive_leads_to_years_and_the_newest_months(archive, client):
    tree = page(client, "/archive/")
    assert links(tree, ".archive-steps--years") == ["/archive/2026/", "/archive/2024/", "/archive/2019/"]
    assert "/archive/2026/1/" in links(tree, ".archive-steps")


def test_a_year_says_how_many_stories_each_month_has(archive, client):
    tree = page(client, "/archive/2024/")
    steps = {
        step.cssselect(".archive-steps__name")[0].text: step.text_content()
        for step in tree.cssselect(".archive-steps li")
    }
    assert len(steps) == 12
    assert "1 story" in steps["May"]
    assert "2 stories" in steps["June"]  # in Athens, the late story of 31 May is of June
    assert links(tree, ".archive-steps") == ["/archive/2024/5/", "/archive/2024/6/"]
    assert links(tree, ".pager") == ["/archive/2026/", "/archive/2019/"]


def test_a_month_has_a_calendar_whose_days_with_stories_are_links(archive, client):
    tree = page(client, "/archive/2024/6/")
    assert links(tree, ".calendar") == ["/archive/2024/6/1/", "/archive/2024/6/15/"]
    assert tree.cssselect(".calendar caption")[0].text == "June 2024"
    assert [cell.text_content() for cell in tree.cssselect(".calendar th")][0] == "Mo"
    assert [h.text_content() for h in tree.cssselect(".card-list .headline")] == ["June story", "Late story"]
    assert links(tree, ".archive-days__calendar .pager") == ["/archive/2026/1/", "/archive/2024/5/"]


def test_a_day_lists_its_stories_and_links_to_the_nearest_days_with_stories(archive, client):
    tree = page(client, "/archive/2024/6/1/")
    assert [h.text_content() for h in tree.cssselect(".card-list .headline")] == ["Late story"]
    assert tree.cssselect(".calendar [aria-current=date]")[0].get("href") == "/archive/2024/6/1/"
    assert links(tree, ".archive-days__calendar .pager") == ["/archive/2024/6/15/", "/archive/2024/5/4/"]
    assert links(tree, ".breadcrumb") == ["/", "/archive/", "/archive/2024/", "/archive/2024/6/"]
    assert tree.cssselect("h1")[0].text == "1 June 2024"


@pytest.mark.parametrize(
    "path",
    ["2018/", "2024/7/", "2024/5/5/", "2024/13/", "2024/0/", "2024/2/30/", "0/", "99999/", "2024/6/1/9/", "1e3/"],
)
def test_an_invalid_date_or_one_without_stories_is_not_found(archive, client, path):
    assert client.get(f"/archive/{path}").status_code == 404


def test_a_calendar_has_the_editions_first_weekday_and_language(archive, client):
    archive.story("قصة", code="ar", slug="qissa", published_at=at(2024, 6, 15, 9))
    tree = page(client, "/ar/archive/2024/6/")
    assert tree.cssselect("abbr")[0].get("title") == "الاثنين"
    assert "يونيو" in tree.cssselect(".calendar caption")[0].text
    switcher = [link.get("href") for link in tree.cssselect(".edition-switcher a")]
    assert "/archive/2024/6/" in switcher
    assert "/fr/" in switcher  # which has no story of that month


def test_only_live_stories_open_to_all_are_counted_and_listed(archive, client):
    archive.draft("Draft canary", slug="canary", published_at=at(2022, 1, 1))
    assert client.get("/archive/2022/").status_code == 404
    section = Page.objects.get(pk=archive.section("en", "Closed", "closed").pk)
    archive.story("Closed canary", slug="closed-canary", section=section.specific, published_at=at(2022, 1, 1))
    assert client.get("/archive/2022/").status_code == 200
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    for path in ("2022/", "2022/1/", "2022/1/1/"):
        assert client.get(f"/archive/{path}").status_code == 404
    assert "2022" not in page(client, "/archive/").cssselect("main")[0].text_content()


def test_a_long_day_is_paged_by_position_with_links_that_stay_valid(newsroom, client):
    for number in range(23):
        newsroom.story(f"Story {number:02}", slug=f"s{number}", published_at=at(2024, 6, 15, 9, number))
    tree = page(client, "/archive/2024/6/15/")
    assert len(tree.cssselect(".card-list > li")) == 20
    older = [link.get("href") for link in tree.cssselect(".archive-days__stories .pager__older")][0]
    newsroom.story("Story later", slug="later", published_at=at(2024, 6, 15, 20))
    rest = [h.text_content() for h in page(client, older).cssselect(".card-list .headline")]
    assert rest == ["Story 02", "Story 01", "Story 00"]


def test_an_empty_edition_says_so(newsroom, client):
    assert "Nothing has been published here yet." in client.get("/archive/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_month(newsroom, client, django_assert_max_num_queries):
    for number in range(9):
        newsroom.story(f"Story {number}", slug=f"s{number}", published_at=at(2024, 6, number + 1, 9))
    client.get("/archive/2024/6/")
    with django_assert_max_num_queries(32):
        client.get("/archive/2024/6/")


def test_topics_and_people_with_stories_are_listed(newsroom, client):
    from broadsheet.stories.models import Topic

    locale = newsroom.sections["en"].locale
    topic, _idle = (Topic.objects.create(locale=locale, name=name, slug=name.lower()) for name in ("Harbour", "Idle"))
    story = newsroom.draft("Council votes")
    story.topics = [topic]
    story.save_revision().publish()
    html = client.get("/topics/").content.decode()
    assert "/topics/harbour/" in html
    assert "/topics/idle/" not in html
    assert "/people/lina-haddad/" in client.get("/people/").content.decode()
    assert "Council votes" in client.get("/topics/harbour/").content.decode()
    assert links(page(client, "/topics/harbour/"), ".breadcrumb") == ["/", "/topics/"]

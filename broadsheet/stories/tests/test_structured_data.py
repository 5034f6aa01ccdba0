"""Metadata of a page for search engines and other sites."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html

from broadsheet.fronts.models import FrontPage
from broadsheet.media.places import PLACES
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.models import Article, Byline, Publisher, StandingPage, Topic
from tests.newsroom import paragraphs, picture


def head(client, path):
    """The parsed page."""
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def statements(client, path):
    """Type -> JSON-LD statement, each at the top level of a separate element."""
    texts = head(client, path).xpath("//head/script[@type='application/ld+json']/text()")
    parsed = [json.loads(text) for text in texts]
    assert all(statement["@context"] == "https://schema.org" for statement in parsed)
    return {statement["@type"]: statement for statement in parsed}


def metas(client, path):
    """Property -> list of contents."""
    contents = {}
    for meta in head(client, path).xpath("//head/meta[@property or @name]"):
        contents.setdefault(meta.get("property") or meta.get("name"), []).append(meta.get("content"))
    return contents


def standing(newsroom, purpose, slug):
    front = FrontPage.objects.get(locale__language_code="en")
    page = StandingPage(
        title=slug.title(), slug=slug, purpose=purpose, locale=front.locale, live=False, body=paragraphs("Text.")
    )
    front.add_child(instance=page)
    page.save_revision().publish()
    return StandingPage.objects.get(pk=page.pk)


def test_a_story_is_a_news_article_with_all_its_facts(newsroom, client):
    topic = Topic.objects.create(locale=newsroom.sections["en"].locale, name="Harbour", slug="harbour")
    lead = picture("Lead")
    lead.get_rendition(PLACES["share"].spec(1200, "jpeg"))
    lead.get_rendition(PLACES["lead"].spec(480, "jpeg"))
    draft = newsroom.draft(
        "Council votes",
        standfirst="Nine to six.",
        short_headline="Votes",
        dateline="Athens",
        kind="opinion",
        lead_picture=lead,
        published_at=timezone.now() - timedelta(hours=5),
    )
    draft.topics.add(topic)
    draft.tags.add("boats")
    draft.bylines.add(Byline(guest="Guest Writer"), Byline(guest="Tomas Lind", role="translated_by"))
    draft.save_revision().publish()
    story = Article.objects.get(pk=draft.pk)
    publish_correction(page=story, was="ten", now="Nine to six.", made_at=timezone.now())
    article = statements(client, "/world/council-votes/")["NewsArticle"]
    assert article["additionalType"] == "https://schema.org/OpinionNewsArticle"
    assert article["headline"] == "Council votes"
    assert article["alternativeHeadline"] == "Votes"
    assert article["mainEntityOfPage"]["@id"] == "http://testserver/world/council-votes/"
    assert [(author["name"], author.get("url")) for author in article["author"]] == [
        ("Lina Haddad", "http://testserver/people/lina-haddad/"),
        ("Guest Writer", None),
    ]
    assert article["translator"] == [{"@type": "Person", "name": "Tomas Lind"}]
    assert (article["dateline"], article["articleSection"], article["inLanguage"]) == ("Athens", "World", "en")
    assert article["keywords"] == ["Harbour", "boats"]
    assert article["wordCount"] == 5
    assert article["isAccessibleForFree"] is True
    assert article["datePublished"].endswith(("+02:00", "+03:00"))
    assert article["dateModified"] > article["datePublished"]
    assert [correction["text"] for correction in article["correction"]] == ["Nine to six."]
    assert len(article["image"]) == 2
    assert article["publisher"]["@type"] == "NewsMediaOrganization"
    # A guest has no account or page, so only the name is given.
    assert article["author"][1] == {"@type": "Person", "name": "Guest Writer"}


def test_the_breadcrumb_is_a_statement_of_its_own(newsroom, client):
    newsroom.story("Council votes")
    items = statements(client, "/world/council-votes/")["BreadcrumbList"]["itemListElement"]
    assert [(item["position"], item["item"]) for item in items] == [
        (1, "http://testserver/"),
        (2, "http://testserver/world/"),
        (3, "http://testserver/world/council-votes/"),
    ]


def test_the_publisher_links_to_its_live_policies(newsroom, client):
    standing(newsroom, "standards", "standards")
    standing(newsroom, "corrections", "corrections-policy")
    standing(newsroom, "ownership", "ownership").unpublish()
    publisher = Publisher.load()
    publisher.legal_name, publisher.founded, publisher.email = "Courier Ltd", 1921, "desk@courier.example"
    publisher.profiles = "https://social.example/@courier"
    publisher.save()
    organisation = statements(client, "/")["NewsMediaOrganization"]
    assert organisation["publishingPrinciples"] == organisation["ethicsPolicy"] == "http://testserver/standards/"
    assert organisation["correctionsPolicy"] == "http://testserver/corrections-policy/"
    assert "ownershipFundingInfo" not in organisation
    assert (organisation["legalName"], organisation["foundingDate"]) == ("Courier Ltd", "1921")
    assert organisation["sameAs"] == ["https://social.example/@courier"]
    assert organisation["contactPoint"]["email"] == "desk@courier.example"
    assert statements(client, "/ar/")["NewsMediaOrganization"]["@id"] == organisation["@id"]


def test_the_front_describes_its_search(newsroom, client):
    site = statements(client, "/ar/")["WebSite"]
    assert site["name"] == "Courier ar"
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/ar/search/?q={search_term_string}"


def test_lists_and_people_have_their_types(newsroom, client):
    newsroom.story("Council votes")
    section = statements(client, "/world/")
    assert (
        section["CollectionPage"]["mainEntity"]["itemListElement"][0]["url"] == "http://testserver/world/council-votes/"
    )
    assert [item["name"] for item in section["BreadcrumbList"]["itemListElement"]] == ["Home", "World"]
    person = statements(client, "/people/lina-haddad/")["ProfilePage"]["mainEntity"]
    assert (person["@type"], person["name"]) == ("Person", "Lina Haddad")


def test_a_translation_names_its_source_while_the_source_is_live(newsroom, client):
    story = newsroom.story("Council votes")
    translation = translate_story(story=story, section=newsroom.sections["fr"], now=timezone.now())
    translation.get_latest_revision().publish()
    path = Article.objects.get(pk=translation.pk).get_url()
    source = statements(client, path)["NewsArticle"]["translationOfWork"]
    assert source["url"] == "http://testserver/world/council-votes/"
    story.unpublish()
    assert "translationOfWork" not in statements(client, path)["NewsArticle"]


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--<script>", "a & b ]]> \u2028"])
def test_no_headline_can_break_out_of_the_script_element(newsroom, client, evil):
    newsroom.story(evil, slug="evil")
    page = head(client, "/world/evil/")
    assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')]")
    assert statements(client, "/world/evil/")["NewsArticle"]["headline"] == evil


def test_a_preview_has_no_metadata(newsroom, client, admin_client):
    draft = newsroom.draft("Secret")
    response = admin_client.get(f"/admin/pages/{draft.pk}/view_draft/")
    page = html.fromstring(response.content.decode())
    assert not page.xpath("//script[@type='application/ld+json'] | //link[@rel='canonical']")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


# --- addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/world/council-votes/?utm_source=x&fbclid=y", "/world/council-votes/"),
        ("/world/?utm_source=x", "/world/"),
        ("/world/?before=1700000000000000-9&utm_source=x", "/world/?before=1700000000000000-9"),
        ("/ar/?ref=mail", "/ar/"),
        ("/people/lina-haddad/?a=b", "/people/lina-haddad/"),
    ],
)
def test_the_canonical_address_keeps_only_parameters_that_identify_the_page(newsroom, client, asked, canonical):
    newsroom.story("Council votes")
    assert head(client, asked).xpath("//link[@rel='canonical']/@href") == [f"http://testserver{canonical}"]
    assert metas(client, asked)["og:url"] == [f"http://testserver{canonical}"]


def test_addresses_use_the_configured_site_whatever_the_requests_host(newsroom, client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://courier.example"
    newsroom.story("Council votes")
    for path in ("/", "/world/", "/world/council-votes/", "/people/lina-haddad/"):
        text = client.get(path, headers={"host": "localhost"}).content.decode()
        assert "//localhost" not in text and "//testserver" not in text
        assert f'<link rel="canonical" href="https://courier.example{path}">' in text


# --- Open Graph and the card ---------------------------------------------------------------------------


def test_a_shared_story_shows_its_social_headline_and_its_picture(newsroom, client):
    lead = picture("Lead")
    lead.get_rendition(PLACES["share"].spec(1200, "jpeg"))
    newsroom.story("Council votes", social_headline="They voted!", lead_picture=lead, lead_alt="The harbour")
    contents = metas(client, "/world/council-votes/")
    assert contents["og:title"] == ["They voted!"]
    assert contents["og:type"] == ["article"]
    assert contents["og:image:alt"] == ["The harbour"]
    assert contents["twitter:card"] == ["summary_large_image"]
    assert contents["og:locale"] == ["en_US"]
    assert contents["article:author"] == ["http://testserver/people/lina-haddad/"]
    image = client.get(contents["og:image"][0].removeprefix("http://testserver"))
    assert image.headers["Content-Type"] == "image/jpeg"


def test_fronts_name_the_other_editions_locales(newsroom, client):
    assert metas(client, "/ar/")["og:locale"] == ["ar_EG"]
    assert set(metas(client, "/")["og:locale:alternate"]) == {"ar_EG", "fr_FR"}

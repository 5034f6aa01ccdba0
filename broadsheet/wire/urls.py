"""Addresses for machines: feeds below each edition's front, sitemaps and robots.txt for the whole site."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from broadsheet.stories import urls as _stories_urls  # noqa: F401 - registers the converter `uslug`

from . import robots
from .feeds.subjects import FILES, KINDS
from .feeds.views import feed, feeds_page
from .sitemaps.views import news, pages, sitemap_index, stories


class FeedFile(StringConverter):
    """The file name of a feed <-> its form."""

    regex = "|".join(name.replace(".", r"\.") for name in FILES.values())

    def to_python(self, value: str) -> str:
        """`rss.xml` -> `rss`."""
        return next(form for form, name in FILES.items() if name == value)

    def to_url(self, value: str) -> str:
        """`rss` -> `rss.xml`; raises ValueError for any other form."""
        if value not in FILES:
            raise ValueError(value)
        return FILES[value]


class FeedKind(StringConverter):
    """The kind of list that a feed belongs to."""

    regex = "|".join(KINDS)


register_converter(FeedFile, "feedfile")
register_converter(FeedKind, "feedkind")

app_name = "wire"
edition_urlpatterns = [
    path("feeds/", feeds_page, name="feeds"),
    path("feeds/<feedfile:form>", feed, name="edition_feed"),
    path("feeds/<feedkind:kind>/<uslug:slug>/<feedfile:form>", feed, name="list_feed"),
]
urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/tdmrep.json", robots.tdm_reservation, name="tdm_reservation"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-news.xml", news, name="news_sitemap"),
    path("sitemaps/<slug:code>-stories-<int:part>.xml", stories, name="story_sitemap"),
    path("sitemaps/<slug:code>-pages.xml", pages, name="page_sitemap"),
]

"""The news sitemap (https://www.google.com/schemas/sitemap-news/0.9): stories published in the last two days."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import Edition
from broadsheet.stories.models import Article

from .addresses import SitemapAddresses
from .xml import NEWS, SitemapWriter, w3c

NEWS_LASTS = timedelta(hours=48)
MOST = 1_000  # addresses; the format allows no more


def news_document(editions: list[Edition], addresses: SitemapAddresses, *, now: datetime) -> str:
    """The newest stories of all editions, except those that an editor excludes."""
    writer = SitemapWriter("urlset", news=NEWS)
    for title, published_at, locale_id, url_path, edition in _newest(editions, now):
        address = addresses.of(locale_id, url_path)
        if address:
            news = [
                ("news:name", edition.paper_name),
                ("news:language", news_language(edition.code)),
                ("news:publication_date", w3c(published_at)),
                ("news:title", title),
            ]
            writer.entry("url", address, news=news)
    return writer.document()


def _newest(editions: list[Edition], now: datetime) -> list[tuple[str, datetime, int, str, Edition]]:
    columns = ("title", "listed_at", "locale_id", "url_path")
    all_rows = []
    for edition in editions:
        stories = Article.objects.filter(
            edition=edition.code, listed_at__gt=now - NEWS_LASTS, listed_at__lte=now, in_news_sitemap=True
        )
        rows = open_to_all(stories).order_by("-listed_at", "-page_ptr_id").values_list(*columns)[:MOST]
        all_rows += [(*row, edition) for row in rows]
    return sorted(all_rows, key=lambda row: row[1], reverse=True)[:MOST]


def news_language(code: str) -> str:
    """ISO 639 code; for Chinese the code includes the script, as the format requires."""
    if code.startswith("zh"):
        return "zh-tw" if any(part in code for part in ("hant", "tw", "hk", "mo")) else "zh-cn"
    return code.split("-")[0]

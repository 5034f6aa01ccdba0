"""Makes many stories fast, by bulk inserts with computed tree paths."""

from __future__ import annotations

import json
import random
import uuid
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from broadsheet.fronts.models import FrontPage
from broadsheet.imports.wordpress.actions.store_pages import path_below
from broadsheet.stories.actions.list_stories import list_stories
from broadsheet.stories.models import Article, ArticleTag, Byline, Person, Section, Tag, Topic

SYLLABLES = [a + b for a in "bcdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "or", "is", "eth")]
VOCABULARY = 60_000  # different words, distributed as in a language (Zipf's law)
SECTIONS = ("City", "World", "Economy", "Culture")
KINDS = ("news", "news", "news", "news", "analysis", "feature", "opinion")
BATCH = 2000


@lru_cache(maxsize=1)
def vocabulary() -> tuple[list[str], list[float]]:
    """(words, most common first; their cumulative weights)."""
    rng = random.Random(11)
    distinct_words: dict[str, None] = {}
    while len(distinct_words) < VOCABULARY:
        distinct_words["".join(rng.choice(SYLLABLES) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(distinct_words), list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def words(rng: random.Random, count: int) -> list[str]:
    """`count` words; common ones occur often."""
    known, weights = vocabulary()
    return rng.choices(known, cum_weights=weights, k=count)


def make_stories(count: int) -> None:
    """`count` live stories with eight paragraphs, three tags, a byline and a topic, in four sections; one in
    fifty is a draft."""
    rng = random.Random(7)
    locale = Locale.objects.get(language_code="en")
    front = FrontPage.objects.get(locale=locale)
    sections = [_section(front, name) for name in SECTIONS]
    people = [Person.objects.create(locale=locale, name=f"Person {n}", slug=f"person-{n}") for n in range(40)]
    topics = [Topic.objects.create(locale=locale, name=f"Topic {n}", slug=f"topic-{n}") for n in range(30)]
    tags = [Tag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(300)]
    content_type = ContentType.objects.get_for_model(Article)
    for start in range(0, count, BATCH):
        with transaction.atomic():
            _batch(rng, range(start, min(start + BATCH, count)), sections, people, topics, tags, content_type, locale)
    for index, section in enumerate(sections):
        Page.objects.filter(pk=section.pk).update(numchild=len(range(index, count, len(sections))))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    problems = [problem for problem in Page.find_problems() if problem]
    if problems:
        raise RuntimeError(f"The tree has problems: {problems}")


def _section(front: FrontPage, name: str) -> Section:
    front.refresh_from_db()
    section = Section(title=name, slug=name.lower(), locale=front.locale, live=False, show_in_menus=True)
    front.add_child(instance=section)
    section.save_revision().publish()
    return Section.objects.get(pk=section.pk)


def _batch(
    rng: random.Random, numbers: range, sections: list[Section], people: list[Person], topics: list[Topic],
    tags: list[Tag], content_type: ContentType, locale: Locale,
) -> None:  # fmt: skip
    now = timezone.now()
    first = (Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    pages, articles, bylines, tag_rows, topic_rows = [], [], [], [], []
    for pk, number in enumerate(numbers, start=first):
        section = sections[number % len(sections)]
        child = number // len(sections) + 1
        title = " ".join(words(rng, 7)).capitalize()
        published = now - timedelta(minutes=17 * (number + 1))
        live = number % 50 != 0
        slug = f"story-{number}"
        page: dict[str, object] = {
            "id": pk, "path": path_below(section, child), "depth": section.depth + 1,
            "numchild": 0, "title": title, "draft_title": title, "slug": slug, "live": live,
            "url_path": f"{section.url_path}{slug}/", "content_type": content_type, "locale": locale,
            "translation_key": uuid.UUID(int=rng.getrandbits(128)), "first_published_at": published if live else None,
            "last_published_at": published if live else None, "latest_revision_created_at": published,
        }  # fmt: skip
        pages.append(Page(**page))
        articles.append(
            Article(
                page_ptr_id=pk,
                kind=rng.choice(KINDS),
                standfirst=title,
                body=_body(rng),
                section=section,
                edition="en",
                published_at=published,
                listed_at=published if live else None,
                **page,
            )  # fmt: skip
        )
        bylines.append(Byline(article_id=pk, person=rng.choice(people), sort_order=0))
        tag_rows += [ArticleTag(content_object_id=pk, tag=tag) for tag in rng.sample(tags, 3)]
        topic_rows.append(Article.topics.through(article_id=pk, topic_id=rng.choice(topics).pk))
    Page.objects.bulk_create(pages)
    _insert_own_columns(articles)
    Byline.objects.bulk_create(bylines)
    ArticleTag.objects.bulk_create(tag_rows)
    Article.topics.through.objects.bulk_create(topic_rows)
    list_stories(ids=[page.pk for page in pages])


def _insert_own_columns(articles: list[Article]) -> None:
    """Insert into the article's own table; Django's bulk_create refuses a model with a parent."""
    fields = Article._meta.local_concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = [
        [field.get_db_prep_save(getattr(article, field.attname), connection) for field in fields]
        for article in articles
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {Article._meta.db_table} ({columns}) VALUES ({marks})", rows)


def _body(rng: random.Random) -> str:
    paragraphs = [" ".join(words(rng, 60)) for _ in range(8)]
    return json.dumps(
        [{"type": "paragraph", "value": f"<p>{text}.</p>", "id": f"{n}"} for n, text in enumerate(paragraphs)]
    )

"""What the demo newsroom has not: one story with every block, one withdrawn, a second page, in every edition.

Run in the site's own process; the addresses of a page of each type are left in `pages.json` in the site folder.
"""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

EDITIONS = ("en", "ar", "es", "ru", "de", "fr")
OLD_STORIES = 14  # with the demo's own, more than a page of the English edition's first section
PICTURE = "harbour-cranes-dawn"


def make():
    """Make them, older than everything that the demo's fronts show."""
    from django_tasks_db.models import DBTaskResult

    from broadsheet.media.models import Picture
    from broadsheet.media.tasks import make_renditions
    from broadsheet.stories.models import Section

    picture = Picture.objects.get(title=PICTURE.replace("-", " ").capitalize())
    make_renditions.func(picture_id=picture.pk)
    keys = {name: uuid.uuid4() for name in ("every-block", "no-picture", "withdrawn")}
    pages = {code: _edition(code, picture, keys) for code in EDITIONS}
    section = Section.objects.filter(locale__language_code="en").order_by("path").first()
    for number in range(OLD_STORIES):
        _story(section, f"Old story {number}", slug=f"old-story-{number}", age=200 + number)
    # The other pictures' smaller files would take the served site's worker minutes that the tests need.
    DBTaskResult.objects.all().delete()
    (Path(settings.SITE) / "pages.json").write_text(json.dumps(pages, ensure_ascii=False, indent=1))


def _edition(code, picture, keys):
    """Page type -> path."""
    from broadsheet.editions.queries import edition_for
    from broadsheet.stories.actions.withdraw_story import withdraw_story
    from broadsheet.stories.models import Article, Section

    demo = Article.objects.filter(edition=code, live=True, lead_picture__isnull=False).order_by("-listed_at").first()
    topic = demo.topics.first()
    section = Section.objects.filter(locale__language_code=code).order_by("path").first()
    words = demo.standfirst
    plain = _story(section, demo.title, slug="no-picture", age=101, key=keys["no-picture"], standfirst=words)
    every = _story(
        section, demo.title, slug="every-block", age=100, key=keys["every-block"], standfirst=words,
        lead_picture=picture, body=json.dumps(_every_block(demo, words, picture)), kind="analysis",
        dateline=section.title, short_headline=section.title, topics=[topic] if topic else [],
        significantly_updated_at=timezone.now() - timedelta(days=99), related=[demo], tags=["Harbour", "2026"],
    )  # fmt: skip
    _correct(every, words)
    gone = _story(section, demo.title, slug="withdrawn", age=102, key=keys["withdrawn"])
    withdraw_story(story=gone, reason=words, now=timezone.now())
    every = Article.objects.get(pk=every.pk)
    front = "/" if code == "en" else f"/{code}/"
    day = every.listed_at.astimezone(edition_for(code).zone)
    word = max(demo.title.split(), key=len)
    return {
        "front": front,
        "search": f"{front}search/?q={quote(word)}",
        "search for nothing": f"{front}search/?q={quote(word[:-1] + 'qx')}&from=2026-99-01",
        "archive": f"{front}archive/",
        "archive of a year": f"{front}archive/{day.year}/",
        "archive of a day": f"{front}archive/{day.year}/{day.month}/{day.day}/",
        "topics": f"{front}topics/",
        "people": f"{front}people/",
        "feeds": f"{front}feeds/",
        "standing page": f"{front}privacy/",
        "privacy choices": f"{front}consent/",
        "share on Mastodon": f"{front}share/mastodon/?story={every.pk}",
        "section": section.get_url(),
        "section page 2": f"{section.get_url()}?before={int((timezone.now() - timedelta(days=1)).timestamp() * 1e6)}-1",
        "story with every block": every.get_url(),
        "story without a picture": plain.get_url(),
        "demo story": demo.get_url(),
        "person": every.bylines.first().person.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "tag": every.tags.first().url_in(code),
        "withdrawn story": gone.get_url(),
        "no such page": ("/" if code == "en" else f"/{code}/") + "no-such-page/",
        "gallery": ("/" if code == "en" else f"/{code}/") + "gallery/",
    }


def _story(section, title, *, slug, age, key=None, topics=(), tags=(), related=(), **fields):
    from broadsheet.stories.models import Article, Byline, Person, RelatedStory, Section

    person = Person.objects.filter(locale=section.locale).order_by("pk").first()
    fields.setdefault("body", json.dumps([_block("paragraph", f"<p>{fields.get('standfirst') or title}</p>")]))
    story = Article(
        title=title, slug=slug, locale=section.locale, live=False, published_at=timezone.now() - timedelta(days=age),
        translation_key=key or uuid.uuid4(), **fields,
    )  # fmt: skip
    Section.objects.get(pk=section.pk).add_child(instance=story)
    story.bylines = [
        Byline(person=person),
        Byline(guest="A. Guest"),
        Byline(guest="B. Guest", role="photographs"),
    ]
    story.topics.set(topics)
    story.tags.set(tags)
    story.related_stories = [RelatedStory(story=other) for other in related]
    story.save()
    story.save_revision().publish()
    return Article.objects.get(pk=story.pk)


def _block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _every_block(demo, words, picture):
    from broadsheet.media.models import NewsDocument

    document = NewsDocument(title="Figures", file=ContentFile(b"year,ships\n2026,4\n", "figures.csv"), file_size=18)
    document.save()
    lines = [_block("item", f"<b>{words[:20]}</b> {words[20:60]}"), _block("item", words)]
    table = {
        "data": [[words[:12], "2025", "2026"], [words[:9], "1,204", "1,377"], [words[9:21], "88", "91"]],
        "first_row_is_table_header": True, "first_col_is_header": True, "table_header_choice": "both",
        "table_caption": words[:40], "cell": [],
    }  # fmt: skip
    film = {"url": "https://www.youtube.com/watch?v=abcdefghijk", "description": words[:60], "picture": picture.pk}
    elsewhere = {"url": "https://films.example/1", "description": words[:60], "picture": None}
    return [
        _block("paragraph", f'<p>{words} <a href="https://example.org/">{words[:15]}</a> <i>{words[:9]}</i> '
               f'<a linktype="page" id="{demo.pk}">{words[:25]}</a></p>'),
        _block("heading", {"text": words[:30], "level": "2"}),
        _block("heading", {"text": words[30:60], "level": "3"}),
        _block("quote", {"text": f"<p>{words}</p>", "attribution": "A. Guest"}),
        _block("list", {"items": lines, "ordered": False}),
        _block("list", {"items": lines, "ordered": True}),
        _block("picture", {"picture": picture.pk, "alt": "", "caption": words, "size": "wide"}),
        _block("picture", {"picture": picture.pk, "alt": words[:40], "caption": "", "size": "text"}),
        _block("read_more", {"story": demo.pk}),
        _block("fact_box", {"heading": words[:25], "text": f"<p>{words}</p><ul><li>{words[:20]}</li></ul>"}),
        _block("pull_quote", {"text": words[:90], "attribution": "A. Guest"}),
        _block("table", table),
        _block("embed", film),
        _block("embed", elsewhere),
        _block("document", {"document": document.pk, "description": words[:50]}),
        _block("rule", None),
        _block("paragraph", f"<p>{words}</p>"),
    ]  # fmt: skip


def _correct(story, words):
    from broadsheet.record.actions.publish_correction import publish_correction

    publish_correction(page=story, was=words[:40], now=words, made_at=timezone.now() - timedelta(days=98))

"""Makes small WordPress exports for the tests, and imports them as the command does."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from broadsheet.imports.wordpress import ImportOptions
from broadsheet.imports.wordpress.command import run
from broadsheet.stories.models import Article

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old Courier</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
PEOPLE = """<wp:author><wp:author_id>4</wp:author_id><wp:author_login>ines</wp:author_login>
<wp:author_email>ines@old.example</wp:author_email><wp:author_display_name><![CDATA[Ines Okafor]]></wp:author_display_name></wp:author>
<wp:author><wp:author_id>5</wp:author_id><wp:author_login>nameless</wp:author_login></wp:author>
"""
CATEGORIES = """<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>uncategorized</wp:category_nicename>
<wp:cat_name>Uncategorized</wp:cat_name></wp:category>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>sport</wp:category_nicename><wp:cat_name>Sport</wp:cat_name></wp:category>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>rowing</wp:category_nicename>
<wp:category_parent>sport</wp:category_parent><wp:cat_name>Rowing</wp:cat_name></wp:category>
<wp:category><wp:term_id>9</wp:term_id><wp:category_nicename>empty</wp:category_nicename><wp:cat_name>Empty</wp:cat_name></wp:category>
"""


def item(number: int, content: str = "<p>The council voted.</p>", **given: Any) -> str:
    """A published post by Ines in Sport, unless other values are given; `meta` and `terms` are dict and list."""
    fields = {
        "title": f"Story {number}", "link": f"https://old.example/2019/05/story-{number}/", "dc:creator": "ines",
        "guid": f"https://old.example/?p={number}", "wp:post_name": f"story-{number}", "wp:post_type": "post",
        "wp:status": "publish", "wp:post_date": "2019-05-04 12:00:00", "wp:post_date_gmt": "2019-05-04 10:00:00",
    }  # fmt: skip
    terms = given.pop("terms", [("category", "sport", "Sport")])
    meta = given.pop("meta", {})
    fields |= {_NAMES.get(name, name): value for name, value in given.items()}
    parts = [f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items()]
    parts += [
        f'<category domain="{kind}" nicename="{slug}"><![CDATA[{name}]]></category>' for kind, slug, name in terms
    ]
    parts += [
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    ]
    body = content.replace("]]>", "]]]]><![CDATA[>")
    return f"<item>{''.join(parts)}<wp:post_id>{number}</wp:post_id><content:encoded><![CDATA[{body}]]></content:encoded></item>\n"


_NAMES = {
    "kind": "wp:post_type", "status": "wp:status", "slug": "wp:post_name", "creator": "dc:creator", "date": "wp:post_date",
    "date_gmt": "wp:post_date_gmt", "excerpt": "excerpt:encoded", "password": "wp:post_password", "parent": "wp:post_parent",
    "url": "wp:attachment_url", "modified_gmt": "wp:post_modified_gmt", "sticky": "wp:is_sticky",
}  # fmt: skip


def attachment(number: int, path: str, **given: Any) -> str:
    """A file of the old library, at `wp-content/uploads/PATH`."""
    fields = {
        "kind": "attachment", "status": "inherit", "terms": [], "title": f"File {number}",
        "url": f"https://old.example/wp-content/uploads/{path}", "link": f"https://old.example/file-{number}/",
    }  # fmt: skip
    return item(number, "", **(fields | given))


def export(folder: Path, *items: str, head: str = HEAD + PEOPLE + CATEGORIES) -> Path:
    """The file."""
    path = folder / "export.xml"
    path.write_text(head + "".join(items) + "</channel></rss>", "utf-8")
    return path


class Done:
    """The output of an import."""

    def __init__(self, refusal: str, report: Path, said: list[str]) -> None:
        self.refusal = refusal
        self.said = said
        told = json.loads(report.read_text("utf-8")) if report.exists() else {"items": [], "summary": {}}
        self.items, self.summary = told["items"], told["summary"]

    def line(self, number: int | str, kind: str = "post") -> dict[str, Any]:
        """The report's line on an item."""
        return next(line for line in self.items if line["id"] == str(number) and line["kind"] == kind)

    def notes(self, number: int | str, kind: str = "post") -> str:
        """Its notes."""
        return " ".join(self.line(number, kind)["notes"])

    def story(self, number: int) -> Article:
        """The story that a post became."""
        return Article.objects.get(pk=self.line(number)["became"].split()[1])


def bring_in(path: Path, **options: Any) -> Done:
    """Import as the command does."""
    report = path.parent / "report.json"
    report.unlink(missing_ok=True)
    said: list[str] = []
    options = {"pictures": "files" in options, "report": report} | options
    refusal = run(ImportOptions(file=path, **options), start=lambda: None, say=said.append)
    return Done(refusal, report, said)

"""What the newsroom's database holds of a draft, read past the site: the newest revision of a page."""

import json
import re
import sqlite3

COMMANDS = re.compile(r"/admin/pages/(\d+)/edit/")


def page_number(address):
    """The number of the page whose form stands at `address`."""
    match = COMMANDS.search(address)
    assert match, f"{address} is not the address of a page's form"
    return int(match[1])


def rows(served, query, *values):
    """What a query finds in the site's database."""
    connection = sqlite3.connect(f"file:{served.folder / 'newsroom.sqlite3'}?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def change(served, query, *values):
    """Change the site's database past the site; returns how many rows."""
    connection = sqlite3.connect(served.folder / "newsroom.sqlite3", timeout=20)
    try:
        with connection:
            return connection.execute(query, values).rowcount
    finally:
        connection.close()


def newest(served, pk):
    """The content of the newest revision."""
    newest_rows = rows(
        served,
        "SELECT revision.content FROM wagtailcore_page AS page JOIN wagtailcore_revision AS revision"
        " ON revision.id = page.latest_revision_id WHERE page.id = ?",
        pk,
    )
    return json.loads(newest_rows[0][0]) if newest_rows else None


def paragraphs(content):
    """The text of each paragraph of a story's body, without markup."""
    body = content["body"]
    blocks = json.loads(body) if isinstance(body, str) else body
    return [re.sub(r"<[^>]+>", "", block["value"]) for block in blocks if block["type"] == "paragraph"]


def revisions(served, pk):
    """How many revisions a page has."""
    return rows(served, "SELECT count(*) FROM wagtailcore_revision WHERE object_id = ? AND content_type_id = "
                "(SELECT content_type_id FROM wagtailcore_page WHERE id = ?)", str(pk), pk)[0][0]  # fmt: skip


def has_draft_changes(served, pk):
    """Whether the newsroom's lists say “live + draft”."""
    live, changed = rows(served, "SELECT live, has_unpublished_changes FROM wagtailcore_page WHERE id = ?", pk)[0]
    return bool(live and changed)

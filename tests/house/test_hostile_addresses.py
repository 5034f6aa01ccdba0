"""No address whatever makes the server fail: every URL pattern with values that no link of ours has."""

import re
from urllib.parse import quote

import pytest
from django.urls import URLPattern, get_resolver

NUMBERS = ["0", "-1", "9" * 19, "9" * 30, "٢٠٢٦"]
WORDS = ["a\x00b", "\ud800", "..", "a" * 3000, "'\"<>\n"]


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from patterns(entry, pattern)


def hostile(pattern):
    """Addresses of the pattern, each of its values hostile once, beside harmless ones."""
    holes = re.findall(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)|\(\(\?:[^$]*\)\*\)", pattern)
    for hole in range(len(holes)):
        for bad in [*NUMBERS, *WORDS]:
            filled = pattern
            for number, placeholder in enumerate(holes):
                filled = filled.replace(placeholder, bad if number == hole else "1", 1)
            yield "/" + quote(re.sub(r"[\^$\\]", "", filled), safe="/", errors="surrogatepass")


PUBLIC = [pattern for pattern in patterns() if not pattern.startswith("admin/")]


@pytest.mark.parametrize("pattern", [pattern for pattern in PUBLIC if "<" in pattern or "(" in pattern])
def test_no_reader_makes_a_page_fail(newsroom, client, pattern):
    client.raise_request_exception = False
    for path in hostile(pattern):
        assert client.get(path).status_code < 500, path


@pytest.mark.parametrize(
    "query",
    ["before", "part", "page", "q", "section", "author", "kind", "from", "to", "sort", "path", "after", "locale"],
)
def test_no_parameter_makes_a_page_fail(newsroom, client, query):
    newsroom.story("Council votes")
    client.raise_request_exception = False
    for path in (
        "/",
        "/world/",
        "/search/",
        "/archive/2026/",
        "/topics/",
        "/people/lina-haddad/",
        "/feeds/rss.xml",
        "/share/mastodon/",
    ):
        for bad in [*NUMBERS, *WORDS]:
            address = f"{path}?{query}={quote(bad, errors='surrogatepass')}"
            assert client.get(address).status_code < 500, address


def test_nobody_who_is_signed_in_makes_the_admin_fail_by_a_number(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    client.raise_request_exception = False
    failed = []
    for pattern in (
        known for known in patterns() if known.startswith("admin/") and "<" in known and "failwhale" not in known
    ):
        path = "/" + re.sub(
            r"[\^$\\?]", "", re.sub(r"<(?:\w+:)?\w+>|\(P?<\w+>[^)]*\)", "9" * 30, pattern.replace("(?P", "(P"))
        )
        if client.get(path).status_code >= 500:
            failed.append(path)
    assert failed == []

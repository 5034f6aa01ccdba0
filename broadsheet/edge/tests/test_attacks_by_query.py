"""The page store's attack table, continued: what is sent in the query and in the spelling of the path."""

from types import ModuleType

import pytest
from django.http import HttpResponse, QueryDict
from django.urls import clear_url_caches, re_path
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.edge.storable import key_of, opted_at, stored
from broadsheet.stories.models import Article, MovedAddress

from .asking import HOST
from .victim import CANARY, every_page

UNKNOWN = [
    f"utm_source={CANARY}", f"utm_source=1;before={CANARY}", f"utm_source=1;part={CANARY}", f"_method={CANARY}",
    f"callback={CANARY}&callback=x", f"Before={CANARY}", f"before[]={CANARY}", f"before%00={CANARY}", f"%20before={CANARY}",
    f"{CANARY}", f"={CANARY}", f"&&{CANARY}&", f"a=%0d%0aX-{CANARY}:1", f"__proto__={CANARY}", f"fbclid={CANARY}", f"preview={CANARY}",
    f"_lang={CANARY}", "x=" + CANARY * 100,
]  # fmt: skip


@every_page
def test_a_parameter_that_the_view_does_not_name_changes_nothing(victim, name):
    page = victim(name)
    page.ask(target=f"{page.path}?utm_source={CANARY}")
    known = set(page.site.store.memory)
    for query in UNKNOWN:
        assert page.same_as_plain(page.ask(target=f"{page.path}?{query}")), query
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


@every_page
def test_a_flood_of_parameters_leaves_one_entry(victim, name):
    page = victim(name)
    count = 1000 if name == "front" else 25
    names = {str(page.site.key(f"{page.path}?utm_{number}={number}")) for number in range(1000)}
    assert names == {str(page.site.key(page.path))}
    page.ask()
    known, rendered = set(page.site.store.memory), page.site.store.counts.as_dict()["rendered"]
    for number in range(count):
        assert page.ask(target=f"{page.path}?utm_{number}={CANARY}").status == 200
    assert set(page.site.store.memory) == known
    assert page.site.store.counts.as_dict()["rendered"] == rendered
    assert page.is_unharmed()


@every_page
def test_a_parameter_that_the_view_names_has_its_own_entry(victim, name):
    page = victim(name)
    named = opted_at(page.path).parameters
    for parameter in sorted(named or {"before"}):
        target = f"{page.path}?{parameter}={CANARY}"
        reply = page.ask(target=target)
        assert reply.status in {200, 404}
        if "fwd=bypass" not in reply.how:
            assert reply.page == page.site.fresh(target).content
        too_long = page.ask(target=f"{page.path}?{parameter}={'9' * 300}")
        assert too_long.how.startswith("fwd=bypass") == (parameter in named)
    assert page.is_unharmed()


@pytest.mark.parametrize(
    "odd",
    [
        "//a",
        "/./a",
        "/../a",
        "/a/.",
        "/a/..",
        "/a;b",
        "/a%3bb",
        "/a%5cb",
        "/a%00",
        "/a%0a",
        "/a%7f",
        "/a%3fb",
        "/a%23b",
        "/a%25b",
        "/a%ff",
    ],
)
def test_a_path_that_servers_read_differently_has_no_key_even_if_a_view_answers_it(quiet_site, settings, odd):
    urls = ModuleType("any_path_urls")
    urls.urlpatterns = [re_path(r"^(?s:.*)$", stored()(lambda request: HttpResponse("said")))]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    try:
        assert quiet_site.key("/plain/a") is not None
        assert quiet_site.key(odd) is None
        assert quiet_site.ask(odd).how.startswith("fwd=bypass")
    finally:
        opted_at.cache_clear()
        settings.ROOT_URLCONF = "broadsheet.urls"
        clear_url_caches()


OLD = ["p", "page_id", "attachment_id", "cat", "author"]


@pytest.mark.parametrize("name", ["front", "front in Arabic", "section", "story in text only"])
def test_an_old_query_that_leads_nowhere_costs_no_render(victim, name):
    page = victim(name)
    page.ask()
    known, before = set(page.site.store.memory), page.site.store.counts.as_dict()
    for parameter in OLD:
        for value in ("12", "999999", "1" * 18, "9" * 40, "x", "", CANARY):
            assert page.same_as_plain(page.ask(target=f"{page.path}?{parameter}={value}"))
    after = page.site.store.counts.as_dict()
    assert (after["rendered"], after.get("pass")) == (before["rendered"], before.get("pass"))
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


def test_an_old_query_that_leads_to_a_page_bypasses_the_store(site):
    story = Article.objects.get(slug="council-votes")
    MovedAddress.objects.create(old_path="/?p=12", page=story, made_at=timezone.now())
    MovedAddress.objects.create(old_path="/blog/?page_id=3", page=story, made_at=timezone.now())
    site.ask("/")
    for target in ("/?p=12", "/?utm_source=a&p=12", "/blog/?page_id=3"):
        reply = site.ask(target)
        assert (reply.status, reply["location"]) == (301, "/world/council-votes/"), target
    assert site.ask("/lite/?p=12")["location"] == "/lite/world/council-votes/"
    for target in ("/?p=13", "/?cat=12", "/?p=12x"):
        assert site.ask(target).how == "hit", target


@every_page
def test_a_long_query_costs_no_render(victim, name):
    page = victim(name)
    page.ask()
    known, before = set(page.site.store.memory), page.site.store.counts.as_dict()
    for query in (
        "a" * 2001,
        "a=" + "b" * 60_000,
        "&" * 999,
        "%61" * 20_000,
        f"x={CANARY}&" * 999,
        "before" * 5000,
        f"{'a' * 3000}={CANARY}",
    ):
        assert page.same_as_plain(page.ask(target=f"{page.path}?{query}")), query[:80]
    for query in ("&" * 1000, "a=1&" * 10_000):
        reply = page.ask(target=f"{page.path}?{query}")
        assert (reply.status, reply["connection"]) == (400, "close")
        assert reply.body == b"An address may have at most 1,000 parameters; this one has more.\n"
    after = page.site.store.counts.as_dict()
    assert (after["rendered"], after.get("pass")) == (before["rendered"], before.get("pass"))
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["part", "%70art", "pa+rt", "+part", "part%20", "before", "b%65fore", "x", "", "part[]", "PART", "p%61r%74"]),
            st.sampled_from(["=", "", "=="]),
            st.sampled_from(["", "1", "2", "%31", "a+b", "%00", "%ff", "1;2", "é", "%C3%A9", "9" * 199, "9" * 200, "9" * 201, "%39" * 200, "%39" * 201]),
        ),
        max_size=6,
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_parameters_of_a_key_are_those_that_django_reads(quiet_site, pairs):
    query = "&".join(f"{name}{between}{value}" for name, between, value in pairs)
    read = QueryDict(query)
    wanted = {name: read[name] for name in ("before", "part") if name in read}
    is_odd = any(not value or len(value) > 200 or "\x00" in value or "\ufffd" in value for value in wanted.values())
    key = key_of(host=HOST, path="/world/", query=query)
    if is_odd:
        assert key is None
    else:
        assert QueryDict(key.query).dict() == wanted


def test_the_last_of_two_values_counts_as_in_django(quiet_site):
    assert quiet_site.key("/topics/?part=1&part=2").query == "part=2"
    assert quiet_site.key("/topics/?part=2;part=1").query == "part=2%3Bpart%3D1"
    assert quiet_site.key("/topics/?part=" + "1" * 201) is None
    assert quiet_site.key("/" + "a" * 1001 + "/") is None

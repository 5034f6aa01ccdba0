"""A cache in front: Varnish, by the configuration that the documentation gives."""

import shutil
import time
import urllib.error
import urllib.request

import pytest

from tests.outside import proxies
from tests.served import demo_site, free_port

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(
        shutil.which("varnishd") is None, reason="Varnish is not installed: no cache in front is tested"
    ),
    pytest.mark.timeout(300),
]
STORY = "/economy/free-port-no-free-ride/"


@pytest.fixture(scope="module")
def varnish(tmp_path_factory):
    folder, port, purge_port = tmp_path_factory.mktemp("varnish"), free_port(), free_port()
    site = demo_site(folder / "courier")
    with (site.folder / "broadsheet.env").open("a") as settings:
        settings.write(f"\nBROADSHEET_PURGE_URL=http://127.0.0.1:{purge_port}\n")
    site.start(base_url=f"http://127.0.0.1:{port}")
    made = None
    try:
        made = proxies.proxy("varnishd", folder, site.port, port=port, purge_port=purge_port)
        made.site = site
        yield made
    finally:
        if made is not None:
            made.stop()
        site.stop()
    assert "Traceback" not in site.log.read_text()


def is_hit(headers):
    """Whether Varnish had it: then it names two transactions."""
    return len(headers["X-Varnish"].split()) == 2


def change(site, words):
    """A committed change of the story's standfirst, by another process; returns the minute it was committed."""
    site.python(
        "from broadsheet.stories.models import Article\n"
        f"Article.objects.filter(slug='free-port-no-free-ride').update(standfirst='{words}')"
    )
    return time.monotonic()


def test_a_page_is_kept_and_purged_when_it_changes(varnish):
    others = "/science/"
    for path in (STORY, others):
        varnish.get(path)
        text, headers = varnish.get(path)
        assert is_hit(headers)
        assert headers["Cache-Status"].startswith("broadsheet")
    waits = []
    for number in range(3):
        words = f"Changed for the {number}th time."
        varnish.get(STORY)
        committed = change(varnish.site, words)
        while words not in varnish.get(STORY)[0]:
            assert time.monotonic() - committed < 5, "the old page is still given out after five seconds"
            time.sleep(0.02)
        waits.append(time.monotonic() - committed)
    assert sorted(waits)[1] < 2, waits  # the purge, not the end of the page's lifetime


def test_nobody_who_comes_by_the_public_door_purges(varnish):
    varnish.get(STORY)
    request = urllib.request.Request(varnish.address + STORY, method="PURGE")
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request, timeout=20)
    assert is_hit(varnish.get(STORY)[1])


def test_campaign_parameters_share_the_copy_and_a_session_passes_it(varnish):
    varnish.get("/world/")
    assert is_hit(varnish.get("/world/?utm_source=mail&utm_campaign=x")[1])
    assert not is_hit(varnish.get("/world/", Cookie="edge_session=forged")[1])
    assert is_hit(varnish.get("/world/", Cookie="theme=dark")[1])


def test_a_copy_ends_by_itself_within_five_seconds_so_that_a_lost_purge_does_little(varnish):
    request = urllib.request.Request(varnish.address + "/culture/")
    varnish.get("/culture/")
    started = time.monotonic()
    ages = set()
    while time.monotonic() - started < 7:
        with urllib.request.urlopen(request, timeout=20) as answer:
            ages.add(int(answer.headers["Age"]))
        time.sleep(0.1)
    assert max(ages) <= 5
    assert 1 in ages


@pytest.mark.parametrize("how", ["withdrawn", "rights end"])
def test_a_picture_and_a_document_leave_the_cache_within_five_seconds(varnish, how):
    made = varnish.site.python(MEDIA)
    picture, document = made.split()
    for path in (picture, document):
        assert asked(varnish, path)[0] == 200
        assert is_hit(asked(varnish, path)[1]), path
    varnish.site.python(WITHDRAW if how == "withdrawn" else END_RIGHTS)
    until = time.monotonic() + 5
    waiting = {picture, document} if how == "withdrawn" else {picture}
    while waiting:
        assert time.monotonic() < until, f"still given out: {waiting}"
        waiting = {path for path in waiting if asked(varnish, path)[0] != 404}
        time.sleep(0.1)


def asked(varnish, path):
    """(status, headers) of a file."""
    try:
        with urllib.request.urlopen(varnish.address + path, timeout=20) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


MEDIA = """
from django.core.files.base import ContentFile
from broadsheet.media.models import NewsDocument
from broadsheet.stories.models import Article
from tests.newsroom import blocks, picture
photo = picture("Cached", size=(900, 600))
paper = NewsDocument.objects.create(title="Cached", file=ContentFile(b"%PDF-1.4 cached", "cached.pdf"))
story = Article.objects.filter(live=True, locale__language_code="en").order_by("-listed_at").first().get_latest_revision_as_object()
story.lead_picture = photo
story.body = blocks(("document", {"document": paper.pk}))
story.save_revision().publish()
print(photo.get_rendition("fill-800x533|format-jpeg").url, NewsDocument.objects.get(pk=paper.pk).url)
"""
FIND = """
from datetime import timedelta
from django.utils import timezone
from broadsheet.media.models import Picture
from broadsheet.stories.models import Article
photo = Picture.objects.filter(title="Cached").latest("pk")
story = Article.objects.get(lead_picture=photo, live=True)
"""
WITHDRAW = (
    FIND
    + """
from broadsheet.stories.actions.withdraw_story import withdraw_story
withdraw_story(story=story, reason="Wrong.", now=timezone.now())
"""
)
END_RIGHTS = (
    FIND
    + """
from broadsheet.media.actions.end_rights import end_rights
Picture.objects.filter(pk=photo.pk).update(rights_end_at=timezone.now() - timedelta(minutes=1))
end_rights(picture_id=photo.pk, now=timezone.now())
"""
)

"""Two people, or a person and the clock, at one page at one moment: what the second does holds, and the tree stays whole.

Two workers serve the site. The presses of each try come a little earlier or later, so that they meet in another place each time.
"""

import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import lxml.html
import pytest

from tests.outside.postgresql import site_of_two_workers

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
TRIES = 6
MAKE = """
import json
from tests.newsroom import SmallNewsroom
newsroom = SmallNewsroom()
for name in ("publisher", "editor"):
    user = newsroom.user("publisher")
    user.username = name
    user.set_password("courier-demo")
    user.save()
sections = [newsroom.sections["en"].pk] + [newsroom.section("en", f"Part {n}", f"part-{n}").pk for n in range(3)]
stories = [newsroom.story(f"Story {n}").pk for n in range(8)]
drafts = [newsroom.draft(f"Draft {n}").pk for n in range(20)]
from broadsheet.stories.models import Topic
topic = Topic.objects.create(name="Harbour", slug="harbour", locale=newsroom.sections["en"].locale).pk
print(json.dumps({"sections": sections, "stories": stories, "drafts": drafts, "topic": topic}))
"""
LOOK = """
import json
from wagtail.models import Page
pages = {page.path: page for page in Page.objects.all()}
wrong = []
for path, page in pages.items():
    children = [other for other in pages if other[:-4] == path]
    if page.numchild != len(children):
        wrong.append(f"{page.title} counts {page.numchild} children and has {len(children)}")
    above = pages.get(path[:-4])
    if page.depth > 1 and above is None:
        wrong.append(f"{page.title} stands under nothing")
    elif page.depth > 2 and page.url_path != f"{above.url_path}{page.slug}/":
        wrong.append(f"{page.title} is at {page.url_path}, under {above.url_path}")
from broadsheet.stories.models import Article
for story in Article.objects.select_related("section"):
    if story.section is None or story.section.path != story.path[:-4]:
        wrong.append(f"{story.title} names another section than it stands in")
print(json.dumps(wrong))
"""


class Person:
    """Somebody of the newsroom, signed in, without a browser."""

    def __init__(self, site, name):
        self.site = site
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.send("/admin/login/", self.form("/admin/login/") | {"username": name, "password": "courier-demo"})

    def form(self, path):
        """The form at an address, as a browser would send it back, without a deed."""
        page = lxml.html.fromstring(self.open(path).decode())
        forms = [
            form
            for form in page.forms
            if form.get("method", "").lower() == "post" and form.get("action") != "/admin/logout/"
        ]
        form = next((form for form in forms if "data-edit-form" in form.attrib), forms[-1])
        fields = {name: value for name, value in form.form_values() if not name.startswith("action-")}
        return fields | ({"body-count": "0"} if "data-edit-form" in form.attrib else {})

    def open(self, path):
        """A page of the admin."""
        with self.opener.open(self.site.address + path, timeout=60) as answer:
            return answer.read()

    def send(self, path, fields, **headers):
        """(status, body) of what a form is answered, after redirects."""
        data = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(self.site.address + path, data, {"Referer": self.site.address + path, **headers})
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def site(request, tmp_path_factory, migrated_file):
    folder = tmp_path_factory.mktemp("moment") / "courier"
    with site_of_two_workers(request.param, folder, migrated_file, MAKE) as (made, printed):
        made.ids = json.loads(printed.splitlines()[-1])
        made.publisher, made.editor = Person(made, "publisher"), Person(made, "editor")
        yield made
        assert "Traceback" not in made.log.read_text(), made.log.read_text()[-5000:]


def at_one_moment(*presses, apart=0.15):
    """Each at a moment of its own within `apart` seconds; returns what they were answered."""
    answers = [None] * len(presses)

    def press(number):
        time.sleep(random.random() * apart)
        answers[number] = presses[number]()

    threads = [threading.Thread(target=press, args=[number]) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def edit(pk):
    return f"/admin/pages/{pk}/edit/"


def publish(site, pk):
    fields = site.publisher.form(edit(pk)) | {"action-publish": "1"}
    return lambda: site.publisher.send(edit(pk), fields)


def faults_of_tree(site):
    return json.loads(site.python(LOOK).splitlines()[-1])


def test_a_withdrawal_beside_a_publish_holds(site):
    for pk in site.ids["stories"][:TRIES]:
        path = f"/admin/desk/{pk}/withdraw/"
        fields = site.editor.form(path) | {"reason": "Two names were mixed up."}
        at_one_moment(publish(site, pk), lambda path=path, fields=fields: site.editor.send(path, fields))
        number = site.ids["stories"].index(pk)
        status, page = site.get(f"/world/story-{number}/")
        assert (status, "Two names were mixed up." in page) == (410, True)
    assert faults_of_tree(site) == []


def test_a_move_and_a_new_order_beside_a_publish_leave_the_tree_whole(site):
    world, *parts = site.ids["sections"]
    for number, pk in enumerate(site.ids["drafts"][:TRIES]):
        moves = f"/admin/pages/{pk}/move/{parts[number % 3]}/confirm/"
        orders = f"/admin/pages/{world}/set_position/?position={number % 3}"
        token, move = site.editor.form(edit(pk)), site.editor.form(moves)
        at_one_moment(
            publish(site, pk),
            lambda moves=moves, move=move: site.editor.send(moves, move),
            lambda orders=orders, token=token: site.editor.send(
                orders, {"csrfmiddlewaretoken": token["csrfmiddlewaretoken"]}
            ),
        )
        assert site.get(f"/part-{number % 3}/draft-{number}/")[0] == 200, (
            "the move was lost, or the story is not published"
        )
    assert faults_of_tree(site) == []


def test_a_draft_that_saves_itself_beside_its_publishing_takes_it_off_from_nobody(site):
    for pk in site.ids["drafts"][TRIES : 2 * TRIES]:
        number = site.ids["drafts"].index(pk)
        fields = site.editor.form(edit(pk)) | {"kicker": "typed on"}
        answers = at_one_moment(
            publish(site, pk),
            lambda pk=pk, fields=fields: site.editor.send(edit(pk), fields, Accept="application/json"),
        )
        status, page = site.get(f"/world/draft-{number}/")
        was_first = (
            "Press again to save your version over theirs" in answers[0][1]
        )  # the draft was saved first, so Publish is asked again
        assert status == (404 if was_first else 200)
        assert "typed on" not in page, "a draft's words are public"


def test_many_stories_of_one_headline_each_get_an_address(site):
    add = f"/admin/pages/add/stories/article/{site.ids['sections'][0]}/"
    fields = [person.form(add) | {"title": "Cranes", "slug": "cranes"} for person in (site.publisher, site.editor) * 2]
    presses = [
        lambda person=person, sent=sent: person.send(add, sent, Accept="application/json")
        for person, sent in zip((site.publisher, site.editor) * 2, fields, strict=True)
    ]
    answers = at_one_moment(*presses, apart=0)
    assert [json.loads(text)["success"] for _, text in answers] == [True] * 4
    assert faults_of_tree(site) == []


def test_a_publish_beside_its_deletion_is_answered_in_words(site):
    for pk in site.ids["drafts"][2 * TRIES : 3 * TRIES]:
        path = f"/admin/pages/{pk}/delete/"
        fields = site.editor.form(path)
        published, deleted = at_one_moment(
            publish(site, pk), lambda path=path, fields=fields: site.editor.send(path, fields)
        )
        assert published[0] == 200, published
        assert deleted[0] == 200, re.sub(r"<[^>]+>|\s+", " ", deleted[1])[:500]
    assert faults_of_tree(site) == []


def test_of_two_people_who_save_one_topic_at_one_moment_one_is_told_of_the_other(site):
    path = f"/admin/snippets/stories/topic/edit/{site.ids['topic']}/"
    for number in range(TRIES):
        forms = [
            site.publisher.form(path) | {"name": f"Port {number}"},
            site.editor.form(path) | {"slug": f"port-{number}"},
        ]
        presses = [
            lambda person=person, form=form: person.send(path, form)
            for person, form in zip((site.publisher, site.editor), forms, strict=True)
        ]
        answers = at_one_moment(*presses, apart=0.02)
        told = ["Somebody else has saved this" in text for _, text in answers]
        assert sorted(told) == [False, True], [(status, text[:300]) for status, text in answers]

"""Renders that race with a publish, or with one another."""

import threading

import pytest

from broadsheet.stories.models import Article

from .victim import every_page


# --- races -----------------------------------------------------------------------------------------
class Held:
    """Makes the first render stop after a query until `go` is set."""

    def __init__(self, monkeypatch, site):
        self.stopped, self.go = threading.Event(), threading.Event()
        real = site.store.renderer._answer
        first = threading.Lock()

        def answer(request):
            if not first.acquire(blocking=False):
                return real(request)
            Article.objects.filter(slug="council-votes").values_list("title").first()
            self.stopped.set()
            assert self.go.wait(20)
            return real(request)

        monkeypatch.setattr(site.store.renderer, "_answer", answer)


SHOWS_THE_STORY = [r"^((?:[\w\-]+/)*)$", "front", "section", "topics/<uslug:slug>/", "feeds/<feedfile:form>"]


@pytest.mark.parametrize("name", SHOWS_THE_STORY)
def test_a_page_rendered_during_a_publish_is_not_sent_to_later_requests(site, monkeypatch, name):
    target = site.paths[name]
    held = Held(monkeypatch, site)
    early = []
    other = site.another_front(site.store)
    thread = threading.Thread(target=lambda: early.append(_asked_in_a_loop_of_its_own(other, site, target)))
    thread.start()
    assert held.stopped.wait(20)
    _retitle("Council votes again")
    late = []
    asking_late = threading.Thread(target=lambda: late.append(_asked_in_a_loop_of_its_own(site.front, site, target)))
    asking_late.start()
    asking_late.join(0.05)
    held.go.set()
    thread.join(20)
    asking_late.join(20)
    assert early[0].status == 200
    assert b"Council votes again" in late[0].page
    assert late[0].page == site.fresh(target).content == site.ask(target).page


def _retitle(title):
    story = Article.objects.get(slug="council-votes")
    story.title = title
    story.save_revision().publish()


def _asked_in_a_loop_of_its_own(front, site, target):
    import asyncio

    return asyncio.run(site.asking(target, front=front))


@every_page
def test_twenty_simultaneous_requests_for_a_page_cause_one_render(victim, monkeypatch, name):
    page = victim(name)
    page.site.ask(page.path)  # so that its fragments are stored
    page.forget()
    before = page.site.store.counts.as_dict()
    all_wait, real = threading.Event(), page.site.store.renderer._answer
    monkeypatch.setattr(page.site.store.renderer, "_answer", lambda request: all_wait.wait(20) and real(request))
    page.site.loop.call_later(0.02, all_wait.set)  # the loop reaches this after all requests, however late it is
    replies = page.site.all_at_once(page.path, 20)
    assert {reply.page for reply in replies} == {page.fresh}
    after = page.site.store.counts.as_dict()
    assert after["rendered"] == before["rendered"] + 1
    assert after["hit"] == before["hit"], "more than one thread was kept waiting"


def test_two_stores_in_one_folder_render_a_page_once(site):
    """`tests/outside/test_two_processes.py` tests this with two real processes."""
    stores = [site.store, site.another_store()]
    key = site.key("/world/")
    answers, gate = [], threading.Barrier(20)

    def ask(store):
        gate.wait()
        answers.append(store.page(key))

    threads = [threading.Thread(target=ask, args=(stores[number % 2],)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({answer.composed.plain() for answer in answers}) == 1
    assert len(answers) == 20
    rendered = [store.disk.take(str(key), build="test").stamp for store in stores]
    assert rendered[0] == rendered[1]
    how = [answer.how for answer in answers]
    assert how.count("rendered") == 1, how

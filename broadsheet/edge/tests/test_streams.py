"""Streamed answers: one thread makes all of an answer, and Granian sends files itself."""

import asyncio
import threading
import time
from types import ModuleType

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.http import FileResponse, StreamingHttpResponse
from django.urls import clear_url_caches, path
from django.utils import translation
from django.utils.translation import get_language
from granian.rsgi import ProtocolClosed
from whitenoise.responders import StaticFile

from broadsheet.edge.storable import opted_at

from .asking import Protocol, Scope
from .people import both, session_of

seen: list[tuple[str, int, int, str]] = []


def _note(where):
    seen.append((where, threading.get_ident(), id(connection.connection), get_language()))


def _streamed(request):
    translation.activate("ar")
    connection.ensure_connection()
    _note("view")

    def rows():
        for number in range(20):
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s", [number])
                _note("chunk")
                yield f"{cursor.fetchone()[0]}\n".encode()
            time.sleep(0.001)

    return StreamingHttpResponse(rows(), content_type="text/csv")


@pytest.fixture
def streams(site, settings, tmp_path):
    """/streamed/, /endless/, /broken/ and /file/."""
    file = tmp_path / "film.mp4"
    file.write_bytes(bytes(range(256)) * 4)
    site.closed = []

    def endless(request):
        def numbers():
            try:
                while True:
                    yield b"again\n"
                    time.sleep(0.001)
            finally:
                site.closed.append(threading.get_ident())

        return StreamingHttpResponse(numbers())

    def broken(request):
        def rows():
            yield b"one\n"
            raise ValueError("canary7f3a")

        return StreamingHttpResponse(rows())

    def part(request):
        wanted = {f"HTTP_{key.upper().replace('-', '_')}": value for key, value in request.headers.items()}
        static = StaticFile(str(file), [("Content-Type", "video/mp4")]).get_response(request.method, wanted)
        response = FileResponse(static.file, status=int(static.status))
        for key, value in static.headers:
            response.headers[key] = value
        return response

    urls = ModuleType("streaming_urls")
    urls.urlpatterns = [
        path("streamed/", _streamed), path("endless/", endless), path("broken/", broken), path("file/", part),
    ]  # fmt: skip
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    seen.clear()
    yield site
    opted_at.cache_clear()
    clear_url_caches()


def test_a_stream_is_made_in_one_thread_with_its_language_and_its_connection(streams):
    finished = []
    request_finished.connect(note := lambda **_: finished.append(threading.get_ident()), weak=False)
    try:
        many = streams.all_at_once(
            "/streamed/", 4
        )  # several threads are busy, so that a chunk could run in a wrong one
    finally:
        request_finished.disconnect(note)
    for reply in many:
        assert reply.status == 200
        assert reply.body == b"".join(b"%d\n" % number for number in range(20))
        assert (reply["cache-control"], reply["content-type"]) == ("private, no-cache", "text/csv")
        assert "no page of the store" in reply.how
    assert len(seen) == 4 * 21
    assert {language for *_, language in seen} == {"ar"}
    by_thread: dict[int, set[int]] = {}
    for _, thread, its_connection, _ in seen:
        by_thread.setdefault(thread, set()).add(its_connection)
    starts = [(place, thread) for place, (where, thread, *_) in enumerate(seen) if where == "view"]
    for _, thread in starts:
        assert sum(known == thread for _, known, *_ in seen) % 21 == 0, (
            "a chunk was made in a different thread than its view"
        )
    assert set(finished) == set(by_thread), "the request ended in a different thread than it began in"


def test_a_stream_ends_when_the_client_disconnects(streams, monkeypatch):
    sent = []

    class Stream:
        async def send_bytes(self, data):
            if len(sent) > 5:
                raise ProtocolClosed
            sent.append(data)

    protocol = Protocol(b"")
    monkeypatch.setattr(protocol, "response_stream", lambda status, headers: Stream())
    scope = Scope("GET", "/endless/", [("host", "testserver")], None)
    streams.loop.run_until_complete(asyncio.wait_for(streams.front.__rsgi__(scope, protocol), 20))
    assert len(sent) == 6
    assert len(streams.closed) == 1
    assert streams.ask("/file/").status == 200


def test_a_stream_that_fails_raises_and_frees_its_thread(streams):
    for _ in range(10):
        with pytest.raises(ValueError, match="canary7f3a"):
            streams.ask("/broken/")
    assert streams.ask("/file/").status == 200


@pytest.mark.parametrize("cookie", ["", "signed in"])
@pytest.mark.parametrize(
    ("wanted", "part"), [(None, None), ("bytes=100-199", (100, 200)), ("bytes=1000-", (1000, 1024))]
)
def test_files_and_parts_of_files_are_sent_by_granian(streams, tmp_path, wanted, part, cookie):
    headers = [("range", wanted)] if wanted else []
    if cookie:
        headers.append(("cookie", both(session_of())))
    scope = Scope("GET", "/file/", [("host", "testserver"), *headers], None)
    protocol = Protocol(b"")
    streams.loop.run_until_complete(streams.front.__rsgi__(scope, protocol))
    assert protocol.file == (str(tmp_path / "film.mp4"), part)
    assert protocol.status == (206 if part else 200)
    headers = dict(protocol.headers)
    assert headers["content-length"] == str(len(protocol.body))
    if part:
        assert headers["content-range"] == f"bytes {part[0]}-{part[1] - 1}/1024"
        assert protocol.body == (bytes(range(256)) * 4)[part[0] : part[1]]

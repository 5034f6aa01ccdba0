"""A site whose disk is full: pages go out, nothing half-done stays, the log is short; with room again it works again."""

import http.cookiejar
import io
import os
import random
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from PIL import Image

from tests.served import PASSWORD, Served, demo_newsroom, free_port, share_static_files

MEGABYTES = 90
pytestmark = [
    pytest.mark.outside,
    pytest.mark.timeout(300),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system"),
]


class Desk:
    """A signed-in editor, without a browser."""

    def __init__(self, address):
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.get("/admin/login/")
        self.post("/admin/login/", {"username": "admin", "password": PASSWORD, "next": "/admin/"})

    def get(self, path):
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path, fields, files=(), **headers):
        """(status, text, headers)."""
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken")
        fields = {**fields, "csrfmiddlewaretoken": token}
        body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if files:
            kind = "multipart/form-data; boundary=edge"
            parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
            parts += [(f'name="{name}"; filename="{file}"', content) for name, file, content in files]
            body = b"".join(
                b"--edge\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), content)
                for head, content in parts
            )
            body += b"--edge--\r\n"
        headers = {"Content-Type": kind, "Referer": self.address, **headers}
        return self._ask(urllib.request.Request(self.address + path, body, headers))

    def _ask(self, request):
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8", "replace"), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace"), error.headers


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The demo newsroom on a file system of its own, which is small."""
    disk = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", disk], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small file system cannot be mounted: {mounted.stderr}")
    try:
        folder = disk / "courier"
        shutil.copytree(demo_newsroom(), folder)
        share_static_files(folder)
        served = Served(folder, free_port())
        served.log = tmp_path_factory.mktemp("log") / "server.log"
        served.disk = disk
        served.start()
        yield served
        served.stop()
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(disk, *, leave):
    """Leave so many bytes."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (65_536, 512):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                pass
    os.truncate(disk / "filler", (disk / "filler").stat().st_size - leave)


def files_of(site):
    media = site.folder / "media"
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def photograph():
    out = io.BytesIO()
    Image.frombytes("RGB", (1200, 900), random.Random(1).randbytes(1200 * 900 * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.parametrize("leave", [0, 600_000])
def test_nothing_is_lost_and_the_log_is_short(site, leave):
    desk = Desk(site.address)
    pages = [path for path in re.findall(r'href="(/[^"#?]+)"', site.get("/")[1]) if not path.startswith(("/static/", "/media/"))][:25]  # fmt: skip
    assert {path: site.get(path)[0] for path in pages} == dict.fromkeys(pages, 200)
    before, said = files_of(site), len(site.log.read_text())
    picture = ("files[]", "harbour.jpg", photograph())
    fill(site.disk, leave=leave)
    try:
        began = time.monotonic()
        for path in ("/admin/images/multiple/add/", "/admin/documents/multiple/add/"):
            status, text, _ = desk.post(path, {"title": "Harbour"}, [picture], **{"X-Requested-With": "XMLHttpRequest"})
            assert (status, "no room left" in text) == (200, True), text
        status, text, _ = desk.post("/admin/images/add/", {"title": "Harbour"}, [("file", "harbour.jpg", picture[2])])
        assert (status, "no room left" in text) == (200, True), text
        wrong = {"username": "ana", "password": "wrong-password"}
        refusals = [Desk.post(desk, "/admin/login/", wrong) for _ in range(20 if leave == 0 else 0)]
        assert all(status == 503 and headers["Retry-After"] == "60" and "no room left" in text for status, text, headers in refusals)  # fmt: skip
        assert {path: site.get(path)[0] for path in pages} == dict.fromkeys(pages, 200)
        time.sleep(max(0.0, 15 - (time.monotonic() - began)))
    finally:
        (site.disk / "filler").unlink()
    lines = site.log.read_text()[said:].splitlines()
    assert len(lines) <= 3, lines
    assert all("Nothing can be written to" in line and str(site.disk) in line for line in lines)
    assert files_of(site) == before
    status, text, _ = desk.post(
        "/admin/images/multiple/add/", {"title": "Harbour"}, [picture], **{"X-Requested-With": "XMLHttpRequest"}
    )
    assert (status, '"success": true' in text) == (200, True), text

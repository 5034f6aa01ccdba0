"""Strangers who hold connections open keep nobody out: by itself, and behind the proxies as the documentation sets them up.

`benchmarks/slow_strangers.py` does the same with thousands of each kind, and measures it.
"""

import shutil

import pytest

from benchmarks.slow_strangers import Crowd, measure, story_of
from tests.outside import proxies
from tests.served import demo_site

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]
CROWD = Crowd(idle=1500, bodies=300, headers=100)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = demo_site(tmp_path_factory.mktemp("held") / "courier").start()
    served.story = story_of(served)
    yield served
    served.stop()
    assert "Traceback" not in served.log.read_text()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9"], ids=["of the same address", "of another"])
@pytest.mark.parametrize("program", ["none", *proxies.PROGRAMS])
def test_readers_read_and_an_editor_saves(site, tmp_path, program, address):
    if program != "none" and shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: nothing is tried behind it")
    if program == "nginx" and address == "127.0.0.1":
        pytest.skip("nginx counts what one address sends, whoever sends it")
    tmp_path.chmod(0o755)
    proxy = None if program == "none" else proxies.proxy(program, tmp_path, site.port)
    try:
        measured = measure(
            port=proxy.port if proxy else site.port, story=site.story, crowd=CROWD, address=address, seconds=5
        )
    finally:
        if proxy:
            proxy.stop()
    assert measured.held["idle"] > 1100, measured.lines()  # more than the server took before, with all that follow
    assert measured.held["headers"] > 70, measured.lines()
    assert (measured.failed, measured.lost) == ([], []), measured.lines()
    assert measured.saves, measured.lines()
    assert measured.p99 < 1, measured.lines()  # where nothing else runs, a tenth of that

"""A crowd at a page that changes faster than it renders, over HTTP; `tests/store/soak.py --load` does it for as long as one likes,
with two workers as well."""

import pytest

from tests.served import demo_site
from tests.store import load

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]


def test_everybody_at_the_front_gets_what_is_new_within_three_seconds(tmp_path):
    site = demo_site(tmp_path / "courier").start()
    try:
        crowd = load.run(site, path="/", slug=load.lead_of(site), seconds=6)
    finally:
        site.stop()
    assert crowd.failed == []
    assert crowd.stale == []
    assert len(crowd.waits) == 360
    assert crowd.commits > 100
    assert crowd.wait(0.99) < 3, crowd.line()
    assert "Traceback" not in site.log.read_text()

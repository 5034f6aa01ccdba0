"""How much a story weighs before its pictures, in each edition."""

from collections import Counter

import pytest

from tests.served import EDITIONS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("code", EDITIONS)]

KILOBYTE = 1000  # bytes
MOST_OF_ALL, MOST_SCRIPT, MOST_FONTS = 60 * KILOBYTE, 12 * KILOBYTE, 60 * KILOBYTE


@pytest.mark.parametrize("name", ["demo story", "story with every block"])
def test_a_story_is_light(page, addresses, code, name):
    weights = Counter()
    page.on("requestfinished", lambda request: weights.update({request.resource_type: _size(request)}))
    page.goto(addresses[code][name], wait_until="networkidle")
    assert weights["document"] > KILOBYTE
    assert weights["stylesheet"] > KILOBYTE
    assert weights["document"] + weights["stylesheet"] + weights["script"] <= MOST_OF_ALL, weights
    assert 0 < weights["script"] <= MOST_SCRIPT, weights
    assert 0 < weights["font"] <= MOST_FONTS, weights


def _size(request):
    """Bytes on the wire."""
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]

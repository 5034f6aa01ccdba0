"""The checker is checked: faults that are put in are found."""

import pytest

from tests.pages.visit import OF_COLOUR, axe

pytestmark = pytest.mark.browser

SPOIL = """() => {
    document.querySelector("main").insertAdjacentHTML(
        "afterbegin", '<p id="pale">Hardly to be read</p><img src="/static/core/icon.svg">');
    Object.assign(document.querySelector("#pale").style, { color: "#bbb", background: "#fff" });
}"""


def test_axe_finds_pale_words_and_a_picture_without_alt_text(page):
    page.goto("/")
    page.evaluate(SPOIL)
    assert {fault.partition(":")[0] for fault in axe(page)} == {"color-contrast", "image-alt"}
    assert {fault.partition(":")[0] for fault in axe(page, OF_COLOUR)} == {"color-contrast"}

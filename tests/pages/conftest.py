"""Every test of the pages has a served site, a browser, and the pages as they were visited once."""

import json

import pytest

from tests.pages.visit import Visits
from tests.served import (
    browser,
    pytest_collection_modifyitems,
    pytest_terminal_summary,
    served,
)


@pytest.fixture(scope="package")
def addresses(served):
    """Edition -> page type -> path (`more_stories.py`)."""
    return json.loads((served.folder / "pages.json").read_text())


@pytest.fixture(scope="package")
def visits(served, browser, addresses):
    """Each page of each edition, visited once."""
    return Visits(browser, served.address, addresses)


@pytest.fixture
def page(browser, served):
    """A page of a browser that has never been here: nothing cached, 1280 by 900."""
    context = browser.new_context(base_url=served.address, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()

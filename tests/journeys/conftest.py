"""Every journey has a served site, a browser, and somebody who is signed in to the newsroom."""

import pytest

from tests.journeys.hands import Desk, sign_in
from tests.served import (
    browser,
    pytest_collection_modifyitems,
    pytest_terminal_summary,
    served,
)

SIZE = {"width": 1400, "height": 1000}
PATIENCE = 20_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="package")
def sessions():
    """User name -> what the browser keeps once somebody has signed in."""
    return {}


@pytest.fixture
def newcomer(browser, served):
    """A page of a browser that has never been here."""
    context = browser.new_context(base_url=served.address, viewport=SIZE, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk_of(browser, served, sessions):
    """Gives the desk of a user by name; each signs in once."""
    contexts = []

    def desk_of_user(name):
        context = browser.new_context(
            base_url=served.address, viewport=SIZE, locale="en-GB", storage_state=sessions.get(name)
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if name not in sessions:
            sign_in(page, name)
            sessions[name] = context.storage_state()
        return Desk(page)

    yield desk_of_user
    for context in contexts:
        context.close()


@pytest.fixture
def publisher(desk_of):
    """The publisher's desk."""
    return desk_of("publisher")


@pytest.fixture
def reader(newcomer):
    """A page that follows links; what would leave the machine fails."""
    return newcomer

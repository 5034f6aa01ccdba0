"""A page while the database does not answer."""

import pytest
from django.db import InterfaceError, OperationalError


@pytest.mark.parametrize(
    "error", [OperationalError("unable to open database file"), InterfaceError("connection already closed")]
)
def test_it_says_when_to_ask_again_and_writes_one_line(db, client, monkeypatch, caplog, error):
    def away(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("broadsheet.fronts.search_page.sections_of", away)
    response = client.get("/search/")
    assert response.status_code == 503
    assert (response["Retry-After"], response["Cache-Control"]) == ("5", "no-store")
    assert str(error) not in response.content.decode()
    assert [record.getMessage() for record in caplog.records] == [f"The database does not answer: {error}"]
    assert not any(record.exc_info for record in caplog.records)

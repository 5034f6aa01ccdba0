"""Attempts to sign in count together, whichever of the server's processes they reach."""

import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.core import attempts
from tests.served import demo_site

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]


@pytest.fixture
def two_workers(tmp_path):
    site = demo_site(tmp_path / "courier")
    with (site.folder / "broadsheet.env").open("a") as settings:
        settings.write("\nBROADSHEET_WORKERS=2\n")
    yield site.start()
    site.stop()


def test_many_names_at_once_reach_no_more_passwords_than_one_address_may_try(two_workers):
    site = two_workers

    def sign_in(number):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        form = opener.open(f"{site.address}/admin/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        data = urllib.parse.urlencode(
            {"csrfmiddlewaretoken": token, "username": f"name{number}", "password": "courier-demo"}
        )
        try:
            return opener.open(f"{site.address}/admin/login/", data.encode()).status
        except urllib.error.HTTPError as error:
            return error.code

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(sign_in, range(60)))
    assert set(answers) == {200, 429}
    assert answers.count(200) <= attempts.SIGN_IN.most
    assert answers.count(200) > attempts.SIGN_IN.most / 2, "too many were refused"

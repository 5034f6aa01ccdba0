"""Too many attempts are refused for a while, and the answer says for how long."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.core import attempts
from broadsheet.core.actions.take_attempt import Limit, TooManyAttempts, take_attempt
from broadsheet.core.models import Attempt, User

HERE, THERE = "192.0.2.7", "198.51.100.9"
RIGHT = "correct horse battery staple"


@pytest.fixture
def people(newsroom):
    return [User.objects.create_user(f"reporter{number}", password=RIGHT) for number in range(2)]


def sign_in(name, password="wrong", address=HERE):
    client = Client(REMOTE_ADDR=address)
    return client.post("/admin/login/", {"username": name, "password": password})


def test_many_names_with_one_password_from_one_address_are_stopped(people):
    answers = [sign_in(f"name{number}").status_code for number in range(attempts.SIGN_IN.most + 5)]
    assert answers == [200] * attempts.SIGN_IN.most + [429] * 5
    refused = sign_in("reporter0", RIGHT)
    assert refused.status_code == 429, "the right password is accepted although there were too many attempts"
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert "15 minutes" in refused.content.decode()
    assert sign_in("reporter0", RIGHT, THERE).status_code == 302, "people at other addresses are refused too"


def test_the_addresses_of_one_network_count_together(people):
    for number in range(attempts.SIGN_IN.most):
        sign_in(f"name{number}", address=f"2001:db8:1:2::{number + 1:x}")
    assert sign_in("reporter0", address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in("reporter0", RIGHT, "2001:db8:1:3::1").status_code == 302


def test_an_attempt_counts_for_a_quarter_of_an_hour(people):
    for number in range(attempts.SIGN_IN.most):
        sign_in(f"name{number}")
    Attempt.objects.update(made_at=timezone.now() - timedelta(minutes=16))
    assert sign_in("reporter0", RIGHT).status_code == 302
    assert not Attempt.objects.exists(), "attempts that no longer count, or that succeeded, are kept"


def test_a_newsroom_that_signs_in_on_monday_morning_is_not_stopped(people):
    for _ in range(attempts.SIGN_IN.most + 5):
        assert sign_in("reporter0", RIGHT).status_code == 302


def test_a_name_is_locked_only_for_the_address_that_tried_it(people):
    for _ in range(8):
        sign_in("reporter0")
    locked = sign_in("reporter0", RIGHT)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert sign_in("reporter1", RIGHT).status_code == 302
    assert sign_in("reporter0", RIGHT, THERE).status_code == 302


def test_the_table_does_not_reveal_who_made_an_attempt(people):
    sign_in("reporter0")
    kept = Attempt.objects.get()
    assert HERE not in kept.source
    assert "reporter0" not in f"{kept.source} {kept}"


@pytest.mark.parametrize("lite", ["", "/lite"])
def test_the_password_of_a_page_cannot_be_guessed_by_many_attempts(newsroom, lite):
    story = newsroom.story(slug="for-friends")
    restriction = PageViewRestriction.objects.create(page=story, restriction_type="password", password="open sesame")
    path = f"{lite}/_util/authenticate_with_password/{restriction.pk}/{story.pk}/"

    def answer(password, address=HERE):
        data = {"password": password, "return_url": story.get_url()}
        return Client(REMOTE_ADDR=address).post(path, data)

    assert answer("open sesame").status_code == 302
    assert not Attempt.objects.exists()
    wrong = [answer(f"word{number}").status_code for number in range(attempts.PAGE_PASSWORD.most + 2)]
    assert wrong == [200] * attempts.PAGE_PASSWORD.most + [429] * 2
    assert answer("open sesame").status_code == 429
    assert answer("open sesame", THERE).status_code == 302


def test_simultaneous_attempts_do_not_exceed_the_limit(db, monkeypatch):
    """Other processes write their attempts between our count and our write."""
    limit, now = Limit("test", 3, timedelta(minutes=1)), timezone.now()
    own = take_attempt(limit=limit, source="one", now=now)
    create = Attempt.objects.create

    def create_after_others(**values):
        for _ in range(2):
            create(**values)
        return create(**values)

    monkeypatch.setattr(Attempt.objects, "create", create_after_others)
    with pytest.raises(TooManyAttempts):
        take_attempt(limit=limit, source="one", now=now)
    assert Attempt.objects.filter(kind="test").count() == 3
    assert Attempt.objects.filter(pk=own.pk).exists()

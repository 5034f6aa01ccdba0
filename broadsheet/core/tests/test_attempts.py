"""What a stranger tries too often is refused for a while, and says for how long."""

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
    assert refused.status_code == 429, "a right password is not told either"
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert "15 minutes" in refused.content.decode()
    assert sign_in("reporter0", RIGHT, THERE).status_code == 302, "people elsewhere go on"


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
    assert not Attempt.objects.exists(), "what counts no more is not kept, nor who signed in"


def test_a_newsroom_that_signs_in_on_monday_morning_is_not_stopped(people):
    for _ in range(attempts.SIGN_IN.most + 5):
        assert sign_in("reporter0", RIGHT).status_code == 302


def test_one_name_is_locked_where_it_was_tried_and_nowhere_else(people):
    for _ in range(8):
        sign_in("reporter0")
    locked = sign_in("reporter0", RIGHT)
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert sign_in("reporter1", RIGHT).status_code == 302
    assert sign_in("reporter0", RIGHT, THERE).status_code == 302


def test_nobody_can_read_from_the_table_who_tried(people):
    sign_in("reporter0")
    kept = Attempt.objects.get()
    assert HERE not in kept.source
    assert "reporter0" not in f"{kept.source} {kept}"


@pytest.mark.parametrize("lite", ["", "/lite"])
def test_the_password_of_a_page_cannot_be_found_by_trying(newsroom, lite):
    story = newsroom.story(slug="for-friends")
    asked = PageViewRestriction.objects.create(page=story, restriction_type="password", password="open sesame")
    path = f"{lite}/_util/authenticate_with_password/{asked.pk}/{story.pk}/"

    def answer(password, address=HERE):
        data = {"password": password, "return_url": story.get_url()}
        return Client(REMOTE_ADDR=address).post(path, data)

    assert answer("open sesame").status_code == 302
    assert not Attempt.objects.exists()
    wrong = [answer(f"word{number}").status_code for number in range(attempts.PAGE_PASSWORD.most + 2)]
    assert wrong == [200] * attempts.PAGE_PASSWORD.most + [429] * 2
    assert answer("open sesame").status_code == 429
    assert answer("open sesame", THERE).status_code == 302


def test_of_attempts_at_one_moment_no_more_are_taken_than_the_limit(db, monkeypatch):
    """As if other processes wrote theirs between our looking and our writing."""
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

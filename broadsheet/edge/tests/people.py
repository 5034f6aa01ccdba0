"""People with a session, and the cookies that their browsers send."""

import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from broadsheet.edge.http import marker


def session_of(name="editor"):
    """The session cookie, `name=value`, of an administrator who has just signed in."""
    users = get_user_model().objects
    person = users.filter(username=name).first() or users.create_superuser(name, f"{name}@courier.example", "secret")
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def marker_for(session, *, seconds=3600):
    """The marker, `name=value`, for a session cookie, valid for `seconds`."""
    return f"{marker.COOKIE}={marker.value_for(session.partition('=')[2], int(time.time()) + seconds)}"


def both(session, **how):
    """Both cookies, as a browser sends them."""
    return f"{session}; {marker_for(session, **how)}"


def marker_set_by(reply):
    """The marker's Set-Cookie in an answer; empty where it sets none."""
    return cookie_set_by(reply, marker.COOKIE)


def cookie_set_by(reply, name):
    """The Set-Cookie of a name in an answer; empty where it sets none."""
    cookies = [value.lstrip() for known, value in reply.headers if known == "set-cookie"]
    return next((value for value in cookies if value.startswith(f"{name}=")), "")

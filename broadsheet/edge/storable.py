"""Which views may be stored, and the key under which a request's page is stored.

A view opts in, and lists the parameters that it reads. Every other parameter is dropped from the key and from the
request that is rendered, so that it cannot change what a stored page says. The store knows one spelling of each
address. A request with any other spelling goes to Django, whose answer is not stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote_plus, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.module_loading import import_string

View = TypeVar("View", bound=Callable[..., Any])
LONGEST_PATH, LONGEST_VALUE = 1000, 200  # characters
MOST_PARAMETERS = 1000

_LONGEST_NAME = 100  # characters, percent-encoded; longer names of parameters are ignored
_LONGEST_ENCODED = 12 * (LONGEST_VALUE + 1)  # of a value: a character has at most four bytes, each `%xx`
# `//`, `/./`, `/../`, and characters that occur in no address of ours but that some servers interpret differently.
_ODD = re.compile(r"//|/\.{1,2}(?:/|$)|[\\;\x00-\x1f\x7f?#%]|\ufffd|[\ud800-\udfff]")


class Key(NamedTuple):
    """The identity of a stored page.

    Its name (`str`) begins with the host where there is no query, and with `?` otherwise; a fragment's name begins with
    `#` (`fragments.py`). So a name that begins with a host always belongs to a page without a query, whatever its path.
    """

    host: str
    path: str  # percent-decoded
    query: str = ""  # the view's own parameters, sorted and encoded

    def __str__(self) -> str:
        return f"?{self.host}{self.path}?{self.query}" if self.query else f"{self.host}{self.path}"


def key_named(name: str) -> Key:
    """The key of the page that has this name."""
    address, _, query = name[1:].partition("?") if name.startswith("?") else (name, "", "")
    host, slash, path = address.partition("/")
    return Key(host, slash + path, query)


Elsewhere = Callable[[str, str], bool]


class TooManyParameters(ValueError):
    """A query has more than MOST_PARAMETERS parameters."""

    def __init__(self) -> None:
        super().__init__(f"An address may have at most {MOST_PARAMETERS:,} parameters; this one has more.")


class ViewOptions(NamedTuple):
    """What a view declared with `stored`."""

    parameters: frozenset[str]
    old_names: frozenset[str]
    elsewhere: Elsewhere


def stored(
    *parameters: str, old_names: Iterable[str] = (), elsewhere: Elsewhere = lambda path, query: False
) -> Callable[[View], View]:
    """Mark a view whose answer is the same for every reader.

    `parameters` are all the parameters of the query that the view reads. Where the query has one of `old_names`, the store
    calls `elsewhere(path, query)` to learn whether the address leads to another page. If it does, Django answers; if it
    does not, the parameter is dropped like any other that the view does not read. `elsewhere` must be cheap, because
    anonymous clients can cause any number of calls.
    """

    def mark(view: View) -> View:
        view.edge = ViewOptions(frozenset(parameters), frozenset(old_names), elsewhere)  # type: ignore[attr-defined]
        return view

    return mark


def key_of(*, host: str, path: str, query: str) -> Key | None:
    """The key of the page at an address, given as the server decoded it; None where the page must not be stored.

    Raises TooManyParameters where the address's view opted in.
    """
    name = host_name(host)
    if not name or len(path) > LONGEST_PATH or _ODD.search(path):
        return None
    opted = opted_at(path)
    if opted is None:
        return None
    if not query:
        return Key(name, path)
    named = _named(query, opted.parameters)
    if any(not value or len(value) > LONGEST_VALUE or "\x00" in value or "\ufffd" in value for value in named.values()):
        return None
    return Key(name, path, urlencode(sorted(named.items())))


def _named(query: str, names: frozenset[str]) -> dict[str, str]:
    """The parameters with these names. As in Django, `;` is no separator, and the last of several values counts.

    Only these parameters are decoded, so that a long query costs little.
    """
    if query.count("&") >= MOST_PARAMETERS:
        raise TooManyParameters
    encoded = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if len(name) <= _LONGEST_NAME and (decoded := unquote_plus(name)) in names:
            encoded[decoded] = value
    return {name: unquote_plus(value[:_LONGEST_ENCODED]) for name, value in encoded.items()}


def leads_elsewhere(*, path: str, query: str) -> Callable[[], bool] | None:
    """A function, to be called in a thread, that says whether an old query leads to another page.

    None where the query has none of the view's old names.
    """
    if not query or len(path) > LONGEST_PATH or (opted := opted_at(path)) is None or not opted.old_names:
        return None
    if not _named(query, opted.old_names):
        return None
    return partial(opted.elsewhere, _resolved_path(path), query)


def host_name(host: str) -> str:
    """The host in lower case, without its port; empty for a host that is not literally in ALLOWED_HOSTS."""
    name = host.rpartition(":")[0] if re.search(r":\d{1,5}$", host) else host
    name = name.lower()
    return name if name in settings.ALLOWED_HOSTS else ""


@lru_cache(maxsize=4096)
def opted_at(path: str) -> ViewOptions | None:
    """What the view at `path` declared; None where there is no view, or where it did not opt in."""
    path = _resolved_path(path)
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return getattr(match.func, "edge", None)


def _resolved_path(path: str) -> str:
    """The path to give to Django's resolver; EDGE["resolved_path"] may name a function that removes a prefix."""
    name = settings.EDGE.get("resolved_path")
    return import_string(name)(path) if name else path


def reason_not_to_store(request: HttpRequest, response: HttpResponseBase) -> str:
    """Why an answer must not be sent to other readers; empty where it may be."""
    if response.status_code != 200:
        return f"status {response.status_code}"
    if getattr(response, "streaming", False):
        return "streamed"
    if response.cookies or "Set-Cookie" in response.headers:
        return "set a cookie"
    if request.META.get("CSRF_COOKIE") or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return "holds a CSRF token"
    session = getattr(request, "session", None)
    if session is not None and (session.accessed or session.modified):
        return "read the session"
    caching = {word.partition("=")[0].strip().lower() for word in response.headers.get("Cache-Control", "").split(",")}
    if forbidding := caching & {"private", "no-store"}:
        return f"is {min(forbidding)}"
    vary = {word.strip().lower() for word in response.headers.get("Vary", "").split(",")} - {"", "accept-encoding"}
    if vary:
        return f"varies by {', '.join(sorted(vary))}"
    if "'nonce-" in response.headers.get("Content-Security-Policy", "").lower():
        return "holds a nonce"
    if response.headers.get("Content-Encoding", "identity") != "identity" or "Content-Range" in response.headers:
        return "is partial or encoded"
    return ""

"""The Content Security Policy of readers' pages: strict, and opened only as far as what is turned on needs.

An app that knows of such a thing registers in `AppConfig.ready` a function that gives, for a request, the origins that
a directive must allow. Only pages ask for it: an asset, a picture or a feed loads nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest

MakeSources = Callable[[HttpRequest], Mapping[str, Iterable[str]]]
_makers: list[MakeSources] = []


def register(maker: MakeSources) -> None:
    """Ask `maker` too, once however often it is said."""
    if maker not in _makers:
        _makers.append(maker)


def opened(policy: Mapping[str, str], request: HttpRequest) -> dict[str, str]:
    """`policy` with what the registered apps need for this request."""
    wider = dict(policy)
    for maker in _makers:
        for directive, origins in maker(request).items():
            known = wider[directive].split(" ")
            wider[directive] = " ".join([*known, *(origin for origin in origins if origin not in known)])
    return wider

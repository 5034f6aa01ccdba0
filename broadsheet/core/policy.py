"""The Content Security Policy of readers' pages: strict, and opened only as far as the features in use need.

An app with such a feature registers, in `AppConfig.ready`, a function that returns, for a request, the origins that each
directive must allow. It is called for pages only, because assets, pictures and feeds load nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest

MakeSources = Callable[[HttpRequest], Mapping[str, Iterable[str]]]
_makers: list[MakeSources] = []


def register(maker: MakeSources) -> None:
    """Add the sources that `maker` returns; registering it again has no effect."""
    if maker not in _makers:
        _makers.append(maker)


def opened(policy: Mapping[str, str], request: HttpRequest) -> dict[str, str]:
    """`policy` with the origins that the registered apps need for this request."""
    wider = dict(policy)
    for maker in _makers:
        for directive, origins in maker(request).items():
            known = wider[directive].split(" ")
            wider[directive] = " ".join([*known, *(origin for origin in origins if origin not in known)])
    return wider

"""The common base of all public pages: the choice of the template, and a context that higher layers provide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from .lite import page_template

ContextMaker = Callable[[Any, HttpRequest], dict[str, object]]
_makers: dict[type[Page], ContextMaker] = {}


def register_context(model: type[Page], make: ContextMaker) -> None:
    """Register, in `AppConfig.ready`, the function `make(page, request)` that returns a kind of page's template context."""
    _makers[model] = make


class PublicPage:
    """Mixed into every kind of page, before Wagtail's `Page`."""

    template: str

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The page's template, or its twin in the text-only edition; themes can override both."""
        return page_template(request, self.template)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, object]:
        """Wagtail's context, with the context that is registered for this kind of page."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        return context | _makers[type(self)](self, request)

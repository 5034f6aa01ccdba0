"""What every kind of page that readers see has in common: its template, and a context that the rooms above the models make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from .lite import page_template

ContextMaker = Callable[[Any, HttpRequest], dict[str, object]]
_makers: dict[type[Page], ContextMaker] = {}


def register_context(model: type[Page], make: ContextMaker) -> None:
    """Say, in `AppConfig.ready`, what makes the template context of a kind of page: `make(page, request)`."""
    _makers[model] = make


class PublicPage:
    """Mixed into every kind of page, before Wagtail's `Page`."""

    template: str

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The page's template, or its twin of the text-only edition; themes override both."""
        return page_template(request, self.template)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, object]:
        """Wagtail's, and what is registered for this kind of page."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        return context | _makers[type(self)](self, request)

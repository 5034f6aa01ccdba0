"""Which documents a user may put into a page: those of the user's editions, and those that are public anyway."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from broadsheet.core.models import User

from .models import NewsDocument
from .public_use import is_public

ACTIONS = ["add", "change", "choose"]


def documents_of(user: User) -> QuerySet[NewsDocument]:
    """The documents that a user may see and choose in the newsroom."""
    documents: QuerySet[NewsDocument] = policy_registry.get_by_type(NewsDocument).instances_user_has_any_permission_for(
        user, ACTIONS
    )
    return documents


class OwnDocumentsMixin:
    """Mixed into the form of a page with documents, because Wagtail's chooser (8.0) accepts the id of any document."""

    instance: Any
    for_user: User | None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self._adds_documents_of_others():
            words = _(
                "One of the documents belongs to another edition and is not published. Upload it to yours, or leave it out."
            )
            self.add_error(None, words)  # type: ignore[attr-defined]

    def _adds_documents_of_others(self) -> bool:
        """Whether the form adds documents that the user may not choose; those already in the stored page may stay."""
        chosen = self.instance.media_used()[1]
        if not chosen or self.for_user is None:
            return False
        foreign = chosen - set(documents_of(self.for_user).filter(pk__in=chosen).values_list("pk", flat=True))
        foreign = {document.pk for document in NewsDocument.objects.filter(pk__in=foreign) if not is_public(document)}
        page = type(self.instance).objects.filter(pk=self.instance.pk).first() if foreign else None
        return bool(foreign - (page.get_latest_revision_as_object().media_used()[1] if page else set()))

"""Hooks for Wagtail's admin."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.models import Collection

from .collections import is_of_edition
from .document_choice import documents_of
from .models import NewsDocument


class EditionDocumentsAPI(DocumentsAdminAPIViewSet):
    """Wagtail's list of documents for the admin's scripts, limited to the documents of the user's editions."""

    def get_queryset(self) -> QuerySet[NewsDocument]:
        """The same documents as in the chooser."""
        return super().get_queryset() & documents_of(self.request.user)


@hooks.register("construct_admin_api", order=100)  # after Wagtail's own
def keep_documents_to_their_edition(router: WagtailAPIRouter) -> None:
    """Replace Wagtail's list, which has all documents."""
    router.register_endpoint("documents", EditionDocumentsAPI)


@hooks.register("describe_collection_contents")
def keep_collections_of_editions(collection: Collection) -> dict[str, object] | None:
    """Wagtail deletes no collection that contains something. That of an edition contains its people's permissions to upload."""
    if not is_of_edition(collection):
        return None
    return {
        "count": 1,
        "count_text": _("what the people of an edition upload: their roles name this collection"),
        "url": "",
    }

"""Who may change what belongs to an edition: the people who work for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.views import View
from wagtail.models import CollectionMember, GroupPagePermission, Locale, Page, TranslatableMixin
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from broadsheet.core.models import User


def editions_of_user(user: object) -> set[str] | None:
    """Codes of the editions that a user works for; None for users who may do everything."""
    if getattr(user, "is_superuser", False):
        return None
    fronts = GroupPagePermission.objects.filter(group__user=user).select_related("page__locale")
    return {front_permission.page.locale.language_code for front_permission in fronts}


def without_drafts_of_others(pages: QuerySet, user: object) -> QuerySet:
    """All pages of the editions that a user works for, and the live pages of the others."""
    own = editions_of_user(user)
    if own is None:
        return pages
    return pages.filter(
        Q(live=True) | Q(locale_id__in=list(Locale.objects.filter(language_code__in=own).values_list("pk", flat=True)))
    )


def may_be_named(thing: Model, user: User | AnonymousUser) -> bool:
    """Whether a user may learn that this exists: a page, an object or a file of an edition that they work for, or a live page, or a
    file that they may choose."""
    if isinstance(thing, Page):
        return without_drafts_of_others(Page.objects.filter(pk=thing.pk), user).exists()
    own = editions_of_user(user)
    if own is not None and isinstance(thing, TranslatableMixin):
        return thing.locale.language_code in own
    if isinstance(thing, CollectionMember):
        policy = policy_registry.get_by_type(type(thing))
        return bool(policy.user_has_any_permission_for_instance(user, ["choose", "change", "delete"], thing))
    return True


class EditionPermissionPolicy(ModelPermissionPolicy):
    """Django's permissions, limited to objects whose `locale` is of an edition that the user works for."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: TranslatableMixin) -> bool:
        """Whether the user may do this to this object."""
        return self.user_has_permission(user, action) and self._is_own(user, instance)

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: TranslatableMixin
    ) -> bool:
        """Whether the user may do any of these to this object."""
        return self.user_has_any_permission(user, actions) and self._is_own(user, instance)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        """The objects to which the user may do any of these."""
        if not self.user_has_any_permission(user, actions):
            return self.model.objects.none()
        own = editions_of_user(user)
        return self.model.objects.all() if own is None else self.model.objects.filter(locale__language_code__in=own)

    @staticmethod
    def _is_own(user: User, instance: TranslatableMixin) -> bool:
        own = editions_of_user(user)
        return own is None or instance.locale.language_code in own


class KeptPolicy(ModelPermissionPolicy):
    """The permissions for objects that nobody deletes in the admin: without them the site has no pages, or shows what is closed."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether the user may do this to some object."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether the user may do any of these to some object."""
        return bool(super().user_has_any_permission(user, [action for action in actions if action != "delete"]))


class EditionPolicy(KeptPolicy, EditionPermissionPolicy):
    """The permissions for the settings of an edition."""


class OwnEditionViews:
    """Mixed into the view set of such a model. Each view is limited to objects of the user's own editions.

    Wagtail's generic views (8.0) check the permission on the model only.
    """

    model: type[Model]

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponse]:
        """Makes every view of the set."""
        view = super().construct_view(view_class, **kwargs)  # type: ignore[misc]
        permission = getattr(view_class, "permission_required", None)

        @wraps(view)
        def own_only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            policy = policy_registry.get_by_type(self.model)
            if pk := kwargs.get("pk"):
                instance = get_object_or_404(self.model, pk=unquote(str(pk)))
                actions = [permission] if permission else ["add", "change", "delete", "view"]
                if not policy.user_has_any_permission_for_instance(request.user, actions, instance):
                    raise PermissionDenied
            may_add = permission == "add" and policy.user_has_permission(request.user, "add")
            if may_add and "pk" not in kwargs and (elsewhere := own_locale(request)):
                return redirect(f"{request.path}?{urlencode({**request.GET.dict(), 'locale': elsewhere})}")
            return view(request, *args, **kwargs)

        return own_only


class OwnEditionList:
    """Mixed into the list of such a model, which then holds objects of the user's own editions only."""

    def get_base_queryset(self) -> QuerySet:
        """The objects before the list is filtered."""
        queryset: QuerySet = super().get_base_queryset()  # type: ignore[misc]
        own = editions_of_user(self.request.user)  # type: ignore[attr-defined]
        return queryset if own is None else queryset.filter(locale__language_code__in=own)


def own_locale(request: HttpRequest) -> str:
    """Code of the edition that a new object belongs to when the request names none: one of the user's own, unless it is the default.

    Raises PermissionDenied for an edition that they do not work for.
    """
    own = editions_of_user(request.user)
    code = request.GET.get("locale")
    if own is None or (code or Locale.get_default().language_code) in own:
        return ""
    if code or not own or request.method == "POST":
        raise PermissionDenied
    return sorted(own)[0]

"""Add a language edition."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from broadsheet.editions.models import Edition
from broadsheet.fronts.models import FrontPage

from ..roles import make_groups, make_workflow
from .write_standing_pages import write_standing_pages


def add_edition(
    *,
    code: str,
    paper_name: str,
    now: datetime,
    tagline: str = "",
    time_zone: str = "",
    digits: str = "latn",
    first_drafts: bool = True,
) -> Edition:
    """Add an edition with its locale, front, groups, workflow and the first drafts of its standing pages. If it runs again, it
    adds only what is missing.

    The code must be in BROADSHEET_EDITIONS, which defines addresses and languages. Raises ValidationError.
    """
    codes = [language.code for language in settings.EDITION_LANGUAGES]
    if code not in codes:
        raise ValidationError(
            _("“%(code)s” is not in BROADSHEET_EDITIONS (%(codes)s). Add it there first, then run this again."),
            params={"code": code, "codes": ",".join(codes)},
        )
    with transaction.atomic():
        locale, _is_new = Locale.objects.get_or_create(language_code=code)
        edition = Edition.objects.filter(locale=locale).first() or Edition(locale=locale, position=codes.index(code))
        edition.paper_name = edition.paper_name or paper_name
        edition.tagline = edition.tagline or tagline
        if edition.pk is None:
            edition.time_zone = time_zone or settings.TIME_ZONE
            edition.digits = digits
        edition.full_clean(exclude=["locale"])
        edition.save()
        front = FrontPage.objects.filter(locale=locale).first() or _make_front(edition, locale)
        groups = make_groups(edition, front)
        make_workflow(edition, front, groups)
        if first_drafts:
            write_standing_pages(edition=edition, now=now)
    return edition


def _make_front(edition: Edition, locale: Locale) -> FrontPage:
    root = Page.get_first_root_node()
    is_default = locale.language_code == settings.LANGUAGE_CODE
    front = FrontPage(
        title=edition.paper_name,
        slug=locale.language_code,
        locale=locale,
        live=False,
        containers=[
            ("lead_package", {"rule": "newest", "count": 9, "pins": []}),
            ("top_stories", {"rule": "newest", "count": 6, "pins": []}),
            ("features", {"rule": "kind", "kind": "feature", "count": 3, "pins": []}),
            ("opinion", {"rule": "kind", "kind": "opinion", "count": 4, "pins": []}),
            ("river", {"rule": "newest", "count": 12, "pins": []}),
            ("podcasts", {}),
        ],
    )
    default_front = FrontPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if default_front:
        front.translation_key = default_front.translation_key
    root = root.__class__.objects.get(pk=root.pk)
    root.add_child(instance=front)
    front.save_revision().publish()
    front = FrontPage.objects.get(pk=front.pk)
    if is_default:
        _make_site(front, edition)
    return front


def _make_site(front: FrontPage, edition: Edition) -> None:
    """Make the default edition's front the root of the site, and delete Wagtail's welcome page."""
    site = Site.objects.filter(is_default_site=True).first()
    welcome = site.root_page if site else None
    if site is None:
        site = Site(hostname="localhost", port=80, is_default_site=True)
    site.root_page = front
    site.site_name = edition.paper_name
    site.save()
    if welcome and welcome.pk != front.pk and welcome.depth == 2 and welcome.specific_class is Page:
        welcome.delete()

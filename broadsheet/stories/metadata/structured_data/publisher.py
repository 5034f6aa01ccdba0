"""The organisation behind the paper, with its policies."""

from __future__ import annotations

from broadsheet.core.addresses import absolute
from broadsheet.editions.models import Edition
from broadsheet.editions.switcher import front_url
from broadsheet.media.models import Picture
from broadsheet.media.places import PLACES
from broadsheet.media.queries import renditions_of

from ...models import Publisher, StandingPage, StandingPurpose

# Purpose of a standing page -> the properties of NewsMediaOrganization that point to it (from schema.org and the
# Trust Project). schema.org has no property for a privacy policy.
POLICIES = {
    StandingPurpose.ABOUT: ("masthead",),
    StandingPurpose.STANDARDS: ("publishingPrinciples", "ethicsPolicy"),
    StandingPurpose.CORRECTIONS: ("correctionsPolicy",),
    StandingPurpose.OWNERSHIP: ("ownershipFundingInfo",),
    StandingPurpose.CONTACT: ("actionableFeedbackPolicy",),
}


def standing_urls(edition: Edition) -> dict[str, str]:
    """Purpose -> absolute address of an edition's live standing page; the first one if two have the same purpose."""
    pages = [page for page in StandingPage.objects.live_in(edition.code) if page.purpose != StandingPurpose.OTHER]
    return {page.purpose: absolute(url) for page in reversed(pages) if (url := page.get_url())}


def news_organisation(edition: Edition, publisher: Publisher, standing: dict[str, str]) -> dict[str, object]:
    """NewsMediaOrganization: the same organisation in every edition, with its name in this one."""
    home = absolute(front_url(edition))
    contact = {
        "@type": "ContactPoint",
        "contactType": "newsroom",
        "email": publisher.email,
        "telephone": publisher.telephone,
        "url": standing.get(str(StandingPurpose.CONTACT), ""),
    }
    organisation: dict[str, object] = {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#publisher"),
        "name": edition.paper_name,
        "legalName": publisher.legal_name,
        "slogan": edition.tagline,
        "url": home,
        "logo": image_object(publisher.logo, ("natural",)),
        "sameAs": publisher.profiles.split(),
        "foundingDate": str(publisher.founded or ""),
        "address": " ".join(publisher.address.split()),
        "contactPoint": contact if any(contact[key] for key in ("email", "telephone", "url")) else None,
    }
    for purpose, names in POLICIES.items():
        for name in names:
            organisation[name] = standing.get(str(purpose), "")
    return organisation


def image_object(picture: Picture | None, places: tuple[str, ...]) -> dict[str, object] | None:
    """The largest JPEG of the picture in the first of `places` that has one; None if none exists yet."""
    if picture is None or not picture.is_shown:
        return None
    known = renditions_of(picture)
    for name in places:
        place = PLACES[name]
        for width in sorted(place.widths, reverse=True):
            rendition = known.get(place.spec(width, "jpeg"))
            if rendition:
                return {
                    "@type": "ImageObject",
                    "url": absolute(rendition.url),
                    "width": rendition.width,
                    "height": rendition.height,
                    "caption": picture.alt_text,
                    "creditText": picture.credit,
                    "copyrightNotice": picture.copyright_holder,
                }
    return None

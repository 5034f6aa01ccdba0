"""A small newsroom for the tests: editions, a section, a person, pictures, stories."""

from __future__ import annotations

import json
import uuid
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale

from broadsheet.desk.actions.add_edition import add_edition
from broadsheet.desk.roles import Role, group_name
from broadsheet.editions.models import Edition
from broadsheet.fronts.models import FrontPage
from broadsheet.media.models import Picture
from broadsheet.stories.models import Article, Byline, Person, Section

SECTION_NAMES = {"en": ("World", "world"), "ar": ("العالم", "al-alam"), "fr": ("Monde", "monde")}


class SmallNewsroom:
    """Editions en, ar and fr, each with one section and one person; made where they are not there yet."""

    def __init__(self) -> None:
        if not Edition.objects.exists():
            self._make()
        self.sections = {code: Section.objects.get(slug=slug) for code, (_title, slug) in SECTION_NAMES.items()}
        self.people = {code: Person.objects.get(locale=_locale(code)) for code in SECTION_NAMES}

    def _make(self) -> None:
        for code in SECTION_NAMES:
            add_edition(
                code=code,
                paper_name=f"Courier {code}",
                time_zone="Europe/Athens",
                now=timezone.now(),
                first_drafts=False,  # some twenty pages that hardly a test looks at
            )
        key = uuid.uuid4()
        for code, (title, slug) in SECTION_NAMES.items():
            self.section(code, title, slug)
            name = "لينا حداد" if code == "ar" else "Lina Haddad"
            Person.objects.create(locale=_locale(code), translation_key=key, name=name, slug="lina-haddad")

    def section(self, code: str, title: str, slug: str, **fields: Any) -> Section:
        """A live section in an edition."""
        front = FrontPage.objects.get(locale=_locale(code))
        section = Section(title=title, slug=slug, locale=front.locale, live=False, show_in_menus=True, **fields)
        front.add_child(instance=section)
        section.save_revision().publish()
        return Section.objects.get(pk=section.pk)

    def draft(self, title: str = "Council votes", *, code: str = "en", byline: bool = True, **fields: Any) -> Article:
        """A draft with a byline and a paragraph."""
        section = fields.pop("section", None) or self.sections[code]
        fields.setdefault("slug", "-".join(title.lower().split())[:50])
        fields.setdefault("body", paragraphs("The council voted on Tuesday."))
        article = Article(title=title, locale=section.locale, live=False, **fields)
        if byline:
            article.bylines = [Byline(person=self.people[code])]
        Section.objects.get(pk=section.pk).add_child(instance=article)
        article.save_revision()
        return Article.objects.get(pk=article.pk)

    def story(self, title: str = "Council votes", **fields: Any) -> Article:
        """A live story."""
        draft = self.draft(title, **fields)
        draft.get_latest_revision().publish()
        return Article.objects.get(pk=draft.pk)

    def user(self, role: str, code: str = "en") -> Any:
        """Somebody with a role in one edition."""
        role = Role(role)
        user = get_user_model().objects.create_user(f"{role.value}-{code}", f"{role.value}@courier.example", "secret")
        user.groups.add(Group.objects.get(name=group_name(role, code)))
        return user


def _locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def paragraphs(*texts: str) -> str:
    """The raw body of paragraphs."""
    return blocks(*[("paragraph", f"<p>{text}</p>") for text in texts])


def blocks(*values: tuple[str, Any]) -> str:
    """The raw body of (type, value) blocks."""
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values])


def picture(
    title: str = "Harbour", *, colour: str = "#336699", size: tuple[int, int] = (600, 400), **fields: Any
) -> Picture:
    """A picture with alt text and credit unless told otherwise."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    fields = {"alt_text": "A harbour at dawn", "credit": "Ines Okafor/Courier"} | fields
    return Picture.objects.create(title=title, file=ContentFile(file.getvalue(), "harbour.jpg"), **fields)

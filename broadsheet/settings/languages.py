"""The languages that an edition may have, with their own names and the directions of their scripts.

The interface is available in the six languages of TRANSLATED. An edition in another language shows English interface text
until a catalogue for it is added under `broadsheet/locale/`.
"""

from __future__ import annotations

from typing import NamedTuple

from django.conf.locale import LANG_INFO

from .env_values import SettingError, shown

TRANSLATED = ("en", "ar", "es", "ru", "de", "fr")

OWN_NAMES = {
    "en": "English",
    "ar": "العربية",
    "es": "Español",
    "ru": "Русский",
    "de": "Deutsch",
    "fr": "Français",
}


class Language(NamedTuple):
    """One language of the site."""

    code: str
    own_name: str
    is_rtl: bool


def language(code: str) -> Language:
    """The language of an edition code such as `ar`; raises SettingError when it is unknown."""
    info = LANG_INFO.get(code)
    if not info or "name_local" not in info:
        raise SettingError(
            f"BROADSHEET_EDITIONS names “{shown(code)}”, which is not a known language. Write codes such as en, ar or pt-br."
        )
    own_name = OWN_NAMES.get(code) or info["name_local"][:1].upper() + info["name_local"][1:]
    return Language(code, own_name, bool(info["bidi"]))

"""The interface's message catalogues: `python -m tools.messages [--check]`.

Extracts every text from code and templates, updates `broadsheet/locale/*/LC_MESSAGES/django.po` and
compiles them (Babel does it, so msgfmt is not needed). With --check nothing is written. If a text
is missing, fuzzy or stale in any language, or a .mo file is outdated, it exits with status 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "broadsheet"
LOCALES = PACKAGE / "locale"
LANGUAGES = ("ar", "de", "es", "fr", "ru")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "now_": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
DATE = datetime(2026, 1, 1, tzinfo=UTC)  # the same on every run, so that files change only when texts do
HEADER = """\
# Translations of Broadsheet's interface.
# Copyright (C) 2026 the Broadsheet developers
# This file is distributed under the same license as the Broadsheet package."""


def main() -> None:
    """Update and compile, or check."""
    check = "--check" in sys.argv
    template = extracted()
    problems: list[str] = []
    for language in LANGUAGES:
        catalog = catalog_of(language)
        if check:
            problems += list(faults(catalog, template, language))
        else:
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            _write(catalog, language)
    if check and problems:
        print("\n".join(problems[:40]))
        print(f"{len(problems)} texts need attention. Run `python -m tools.messages`, then translate what is empty.")
        sys.exit(1)


def extracted() -> Catalog:
    """Every text of the package, with the files that contain it."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    from broadsheet.core.template_loader import unindented

    catalog = Catalog(project="Broadsheet", charset="utf-8")
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        name = path.relative_to(PACKAGE.parent).as_posix()
        if "/tests/" in name or "/migrations/" in name:
            continue
        source = path.read_text("utf-8")
        if path.suffix == ".html":
            source = templatize(unindented(source), origin=name)
        for _line, message, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def catalog_of(language: str) -> Catalog:
    """The stored catalogue of a language, or an empty one."""
    path = _po(language)
    if path.is_file():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    return Catalog(locale=language, project="Broadsheet", charset="utf-8", header_comment=HEADER, fuzzy=False)


def faults(catalog: Catalog, template: Catalog, language: str) -> Iterator[str]:
    """The faults of a catalogue, one sentence each."""
    for message in template:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        words = _shown(message)
        if translated is None:
            yield f"{language}: “{words}” is not in the catalogue."
        elif translated.fuzzy or not _is_translated(translated):
            yield f"{language}: “{words}” is not translated."
        else:
            for error in translated.check(catalog):
                yield f"{language}: “{words}”: {error}"
    for message in catalog:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{language}: “{_shown(message)}” is no longer used."
    compiled = BytesIO()
    write_mo(compiled, catalog)
    mo = _po(language).with_suffix(".mo")
    if not mo.is_file() or mo.read_bytes() != compiled.getvalue():
        yield f"{language}: {mo.name} is not compiled from django.po."


def _shown(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)[:70]


def _is_translated(message: Message) -> bool:
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(words)


def _po(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def _write(catalog: Catalog, language: str) -> None:
    path = _po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.creation_date = catalog.revision_date = DATE
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    missing = sum(1 for message in catalog if message.id and not _is_translated(message))
    print(f"{language}: {len(catalog)} texts, {missing} to translate")


if __name__ == "__main__":
    main()

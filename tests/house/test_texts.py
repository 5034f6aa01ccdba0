"""No text that readers or editors see is left untranslated."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tools import messages

PACKAGE = Path(__file__).resolve().parents[2] / "broadsheet"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
TRANSLATED = re.compile(r"{%\s*blocktrans.*?{%\s*endblocktrans\w*\s*%}", re.DOTALL)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]+>|&\w+;", re.DOTALL)
SPOKEN = re.compile(r"""\s(?:title|alt|placeholder|aria-label|content)="([^"{]*[A-Za-z]{2}[^"{]*)\"""")
NOT_WORDS = {"width=device-width, initial-scale=1", "noindex", "noindex, follow", "light dark", "article"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_holds_no_bare_words(template):
    text = TRANSLATED.sub("", template.read_text("utf-8"))
    spoken = set(SPOKEN.findall(text)) - NOT_WORDS
    bare = [words for words in MARKUP.sub("\n", text).split("\n") if re.search(r"[A-Za-z]{2}", words)]
    assert not bare
    assert not {words for words in spoken if not words.startswith("#")}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language):
    faults = list(messages.faults(messages.catalog_of(language), messages.extracted(), language))
    assert not faults, "\n".join(faults[:20])


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

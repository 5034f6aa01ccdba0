"""A theme that uses a name from before goes on working, and its people are told what to write."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import get_template, render_to_string

from broadsheet.core import assets, renames, slots
from broadsheet.core.renames import Rename
from broadsheet.core.theme_files import wrong_with_theme

TEMPLATE = Rename("template", "core/old_notice.html", "core/notice.html", "0.1", "9.0")
TOKEN = Rename("token", "--brand", "--accent", "0.1", "9.0")
SLOT = Rename("slot", "old_fine", "footer_fine", "0.1", "9.0")
OVER = [rename._replace(since="0.0", removed_in="0.1") for rename in (TEMPLATE, TOKEN, SLOT)]
GONE = Rename("token", "--brand", "", "0.1", "9.0")


@pytest.fixture
def theme(settings, tmp_path, monkeypatch):
    """An empty theme, with `write(name, text)`; the renames are those of this file."""
    settings.SITE = tmp_path
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path / "theme" / "templates"]},
    ]
    monkeypatch.setattr(renames, "RENAMES", (TEMPLATE, TOKEN, SLOT))
    assets._stylesheet.cache_clear()

    class Theme:
        folder = tmp_path / "theme"

        def write(self, name, text):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

        def stylesheet(self):
            assets._stylesheet.cache_clear()
            return assets.bundle("site.css").plain.decode()

    (tmp_path / "theme").mkdir()
    yield Theme()
    assets._stylesheet.cache_clear()


def test_a_template_under_its_old_name_still_overrides_and_the_new_name_wins(theme):
    theme.write("templates/core/old_notice.html", "of the old name")
    assert render_to_string("core/notice.html") == "of the old name"
    theme.write("templates/core/notice.html", "of the new name")
    get_template("core/notice.html").backend.engine.template_loaders[0].reset()
    assert render_to_string("core/notice.html") == "of the new name"


def test_a_token_that_a_theme_sets_or_reads_under_its_old_name_is_the_new_one(theme):
    assert "--brand" not in theme.stylesheet()
    theme.write("site.css", "@media (prefers-color-scheme: dark) { .front { --brand: #123456; } }")
    assert theme.stylesheet().endswith(".front { --accent: #123456; } }")
    theme.write("site.css", "a { color: var( --brand, red); } .x--brand { color: var(--brand-new); --brand-new: red; }")
    assert theme.stylesheet().endswith(
        "a { color: var( --accent, red); } .x--brand { color: var(--brand-new); --brand-new: red; }"
    )


def test_a_name_that_was_changed_twice_is_the_newest_one(theme, monkeypatch):
    again = [Rename(kind, new, f"{new}-2", "0.2", "9.0") for kind, _, new, *_ in (TEMPLATE, TOKEN, SLOT)]
    monkeypatch.setattr(renames, "RENAMES", (TEMPLATE, TOKEN, SLOT, *again))
    assert renames.current_name("slot", "old_fine") == "footer_fine-2"
    assert renames.old_names("template", "core/notice.html-2") == ["core/old_notice.html", "core/notice.html"]
    theme.write("site.css", "a { --brand: red; --accent: blue; }")
    assert theme.stylesheet().endswith("a { --accent-2: red; --accent-2: blue; }")


def test_a_theme_that_cannot_be_read_is_refused_in_words(theme):
    assert wrong_with_theme(theme.folder) == ""
    (theme.folder / "tokens.css").symlink_to("nowhere.css")
    sentence = "theme/tokens.css cannot be read (No such file or directory). Make it readable for the user who runs the site, or remove it."
    assert wrong_with_theme(theme.folder) == sentence
    assert renames.warnings_of(theme.folder) == []
    assert [error.msg for error in renames.check_theme()] == [sentence]
    (theme.folder / "tokens.css").unlink()
    (theme.folder / "old.css").write_bytes(b"/* M\xfcnchen */")
    assert "theme/old.css cannot be read (it is not UTF-8)." in wrong_with_theme(theme.folder)


def test_a_slot_under_its_old_name_is_the_new_one(theme):
    assert [filler.template for filler in slots.fillers("old_fine")] == ["core/lite_link.html"]
    slots.fill("old_fine", template="core/notice.html")
    try:
        assert "core/notice.html" in [filler.template for filler in slots.fillers("footer_fine")]
    finally:
        slots._fillers["footer_fine"] = [
            filler for filler in slots._fillers["footer_fine"] if filler.template != "core/notice.html"
        ]


def test_the_people_of_a_theme_are_told_which_name_to_write(theme):
    assert renames.warnings_of(theme.folder) == []
    theme.write("site.css", ":root { --brand: #123456; --brand-dark: #000; }")
    theme.write("templates/core/old_notice.html", "{# {% slot 'old_fine' %} #}")
    theme.write("templates/core/footer.html", '{% load core_tags %}{% slot "old_fine" %}')
    theme.write("photo.png", "--brand:")
    assert renames.warnings_of(theme.folder) == [
        "theme/site.css: the token --brand is called --accent since 0.1. The old name works until 9.0; write the new one.",
        "theme/templates/core/footer.html: the slot old_fine is called footer_fine since 0.1. The old name works until 9.0; write the new one.",
        "theme/templates/core/old_notice.html: the template core/old_notice.html is called core/notice.html since 0.1. "
        "The old name works until 9.0; write the new one.",
    ]
    said = StringIO()
    call_command("check", "--tag", "theme", stderr=said)
    assert "broadsheet.W001) theme/site.css: the token --brand" in said.getvalue()


@pytest.mark.parametrize("rename", [*OVER, GONE])
def test_an_old_name_whose_time_is_over_has_no_effect_and_is_still_named(theme, monkeypatch, rename):
    monkeypatch.setattr(renames, "RENAMES", (rename,))
    theme.write("site.css", ":root { --brand: #123456; }")
    theme.write("templates/core/old_notice.html", "{% load core_tags %}{% slot 'old_fine' %}")
    assert "of the old name" not in render_to_string("core/notice.html", {"notice": "plain"})
    assert "var(--brand)" not in theme.stylesheet()
    assert slots.fillers("old_fine") == []
    (sentence,) = renames.warnings_of(theme.folder)
    assert sentence.endswith("The old name has no effect.")

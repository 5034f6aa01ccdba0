"""Words find their other forms, with and without accents, in every edition's language and in other scripts."""

import pytest

from broadsheet.search.excerpts import excerpt, highlighted
from broadsheet.search.questions import question
from broadsheet.search.words import terms

SAME = [
    ("en", "elections", "Election"),
    ("en", "running", "runs"),
    ("es", "elecciones", "eleccion"),
    ("es", "publicó", "publico"),
    ("fr", "publiées", "publiée"),
    ("fr", "hôpitaux", "HOPITAUX"),
    ("fr", "l’œuvre", "oeuvre"),
    ("de", "Häuser", "Haus"),
    ("de", "Straßen", "Strasse"),
    ("de", "Müller", "Mueller"),
    ("ru", "выборах", "выборы"),
    ("ru", "ещё", "еще"),
    ("ar", "المدرسة", "مدرسه"),
    ("ar", "أحمد", "احمد"),
    ("ar", "مَدْرَسَةٌ", "مدرسة"),
    ("ar", "الانتخابات", "انتخابات"),
    ("ar", "والمدينة", "المدينة"),
    ("ar", "٢٠٢٦", "2026"),
    ("ru", "Łódź", "lodz"),
]


@pytest.mark.parametrize(("language", "written", "asked"), SAME)
def test_a_word_is_found_by_its_other_forms(language, written, asked):
    in_text = {form for term in terms(written, language) for form in term}
    wanted = terms(asked, language)[-1]
    assert in_text & set(wanted), (terms(written, language), wanted)


def test_different_words_stay_different():
    assert terms("harbour", "en") != terms("harbinger", "en")
    assert terms("йод", "ru") != terms("иод", "ru")
    assert terms("école", "fr") != terms("colle", "fr")


def test_scripts_without_spaces_are_cut_into_pairs():
    assert [term.strict for term in terms("東京都", "ja")] == ["東京", "京都", "都"]
    assert question("東京都", "ja").match() == '("東京 京都")'
    assert question("都", "ja").match() == '("都" *)'


def test_a_question_has_words_phrases_and_exclusions():
    parsed = question('harbour "city council" -budget', "en")
    assert parsed.match() == '(("harbour" AND "citi council") NOT "budget")'
    assert [token.text for token in parsed.wanted()] == ["harbour", "city", "council"]


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "--", '""', "AND OR NOT", "*", "a:b", "{x}", "(", "’", "-only"])
def test_the_index_accepts_any_string_as_a_question(text, db):
    from broadsheet.search import tables

    parsed = question(text, "en")
    if parsed and tables.are_here():
        assert tables.newest("search_public", parsed.match(), None, 5) == []


def test_an_excerpt_shows_the_words_in_their_place_and_escapes_the_rest():
    text = (
        "First sentence of no use. " * 20 + "The <b>council</b> voted on the elections & went home. " + "After. " * 50
    )
    marked = excerpt(text, question("council election", "en"))
    assert "<mark>council</mark>" in marked
    assert "<mark>elections</mark>" in marked
    assert "&lt;b&gt;" in marked
    assert marked.startswith("… ")
    assert len(marked) < 400


def test_marks_follow_accents_and_arabic_articles():
    assert (
        highlighted("Les hôpitaux de Sète", question("hopitaux sete", "fr"))
        == "Les <mark>hôpitaux</mark> de <mark>Sète</mark>"
    )
    assert "<mark>المدرسة</mark>" in highlighted("افتتحت المدرسة أمس", question("مدرسة", "ar"))
    assert "<mark>東京</mark>都" in highlighted("東京都知事", question("東京", "ja"))

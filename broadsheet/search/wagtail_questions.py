"""A question as `wagtail.search` takes it, for databases other than SQLite."""

from __future__ import annotations

from wagtail.search.query import And, Phrase, PlainText, SearchQuery

from .questions import Question
from .words import Token, pairs, terms


def indexed_terms(text: str, language: str) -> str:
    """A text as the terms that are looked for: what a page's `search_terms` gives to the database's own search.

    PostgreSQL's dictionaries stem one language an index; these terms are stemmed already, each in its edition's.
    """
    text_terms = terms(text, language)
    loose = {term.loose for term in text_terms if term.loose != term.strict}
    return " ".join([*(term.strict for term in text_terms), *sorted(loose)])


def as_wagtail_query(question: Question) -> SearchQuery:
    """What results must have, every word in its stemmed form."""
    parts: list[SearchQuery] = [
        PlainText(_words((token,), question.language), operator="and") for token in question.words
    ]
    parts += [Phrase(_words(phrase, question.language)) for phrase in question.phrases]
    return parts[0] if len(parts) == 1 else And(parts)


def without_queries(question: Question) -> list[SearchQuery]:
    """What results must not have, each by itself."""
    return [Phrase(_words(phrase, question.language)) for phrase in question.without]


def _words(phrase: tuple[Token, ...], language: str) -> str:
    cut: list[str] = []
    for token in phrase:
        cut += pairs(token.text)[:-1] or [token.text] if token.is_run else [terms(token.text, language)[0].strict]
    return " ".join(cut)

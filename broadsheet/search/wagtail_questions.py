"""A question in the form of `wagtail.search`, for databases other than SQLite."""

from __future__ import annotations

from wagtail.search.query import And, Phrase, PlainText, SearchQuery

from .questions import Question
from .words import Token, pairs, terms


def indexed_terms(text: str, language: str) -> str:
    """A text as terms to search for. A page's `search_terms` gives them to the database's own search.

    PostgreSQL's dictionaries stem one language per index. These terms are stemmed already, each in its edition's language.
    """
    text_terms = terms(text, language)
    loose = {term.loose for term in text_terms if term.loose != term.strict}
    return " ".join([*(term.strict for term in text_terms), *sorted(loose)])


def as_wagtail_query(question: Question) -> SearchQuery:
    """The words and phrases that results must have, every word in its stemmed form."""
    parts: list[SearchQuery] = [
        PlainText(_words((token,), question.language), operator="and") for token in question.words
    ]
    parts += [Phrase(_words(phrase, question.language)) for phrase in question.phrases]
    return parts[0] if len(parts) == 1 else And(parts)


def without_queries(question: Question) -> list[SearchQuery]:
    """The words and phrases that results must not have, one query for each."""
    return [Phrase(_words(phrase, question.language)) for phrase in question.without]


def _words(phrase: tuple[Token, ...], language: str) -> str:
    cut: list[str] = []
    for token in phrase:
        cut += pairs(token.text)[:-1] or [token.text] if token.is_run else [terms(token.text, language)[0].strict]
    return " ".join(cut)

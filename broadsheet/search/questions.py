"""Reads what somebody typed into a question for the indexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .words import Term, Token, pairs, term, tokens

LONGEST_QUESTION = 300  # characters
MOST_WORDS = 24
_PART = re.compile(r'(-?)(?:["“„«]([^"”“»]*)["”“»]|(\S+))')


@dataclass(frozen=True)
class Question:
    """Words that must occur, phrases that must occur as written, and words that must not occur."""

    language: str
    words: tuple[Token, ...] = ()
    phrases: tuple[tuple[Token, ...], ...] = ()
    without: tuple[tuple[Token, ...], ...] = ()
    asked: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    def wanted(self) -> list[Token]:
        """Every word that a result must have, without repetition."""
        all_tokens = [*self.words, *(token for phrase in self.phrases for token in phrase)]
        return list({token.text: token for token in all_tokens}.values())

    def match(self, columns: str = "") -> str:
        """The question in FTS5's syntax (sqlite.org/fts5.html section 3), within `columns` if given."""
        parts = [_any(token, self.language) for token in self.words]
        parts += [_phrase(phrase, self.language) for phrase in self.phrases]
        expression = " AND ".join(parts)
        if self.without:
            expression = f"({expression})"
        for phrase in self.without:
            expression = f"{expression} NOT {_phrase(phrase, self.language)}"
        return f"{{{columns}}} : ({expression})" if columns else f"({expression})"


def question(text: str, language: str) -> Question:
    """Parse what was typed: spaces separate words, quotes hold a phrase together, a minus excludes."""
    words: list[Token] = []
    phrases: list[tuple[Token, ...]] = []
    without: list[tuple[Token, ...]] = []
    for minus, quoted, bare in _PART.findall(text[:LONGEST_QUESTION]):
        part_tokens = tuple(tokens(quoted or bare))[:MOST_WORDS]
        if not part_tokens:
            continue
        if minus:
            without.append(part_tokens)
        elif quoted and len(part_tokens) > 1:
            phrases.append(part_tokens)
        else:
            words += part_tokens
    tokens_once = list({token.text: token for token in words}.values())[:MOST_WORDS]
    return Question(
        language, tuple(tokens_once), tuple(phrases[:MOST_WORDS]), tuple(without[:MOST_WORDS]), text.strip()
    )


def _any(token: Token, language: str) -> str:
    if token.is_run:
        return _run(token.text)
    term_of_token: Term = term(token.text, language)
    if term_of_token.loose == term_of_token.strict:
        # A reader who types no accents finds accented words by the column of loose terms.
        return f'"{term_of_token.strict}"'
    return f'("{term_of_token.strict}" OR "{term_of_token.loose}")'


def _run(text: str) -> str:
    """A run of a script without spaces: its pairs, one after the other. A single character matches as a beginning."""
    cut = pairs(text)
    if len(cut) == 1:
        return f'"{cut[0]}" *'
    return '"' + " ".join(cut[:-1]) + '"'


def _phrase(phrase: tuple[Token, ...], language: str) -> str:
    parts: list[str] = []
    for token in phrase:
        parts += (
            pairs(token.text)[: -1 if len(token.text) > 1 else None]
            if token.is_run
            else [term(token.text, language).strict]
        )
    return '"' + " ".join(parts) + '"'

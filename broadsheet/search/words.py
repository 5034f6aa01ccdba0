"""The words of a text as the indexes store them: normalised, without accents, stemmed if the language is known.

A word is searched by two terms: its stem with the accents removed, and the stem of the word typed without
accents, for readers who leave them out. If the two differ, the second goes into a column of its own.
Scripts without spaces between words (Chinese, Japanese, Thai ...) are cut into overlapping pairs of
characters. So a word of two characters, the most common length in Chinese, is found too; a trigram
index would miss it.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

# Snowball's algorithm for each language that has one (snowballstem.org), with the script that it handles.
STEMMERS = {
    "ca": ("catalan", "LATIN"), "da": ("danish", "LATIN"), "de": ("german", "LATIN"),
    "el": ("greek", "GREEK"), "en": ("english", "LATIN"), "es": ("spanish", "LATIN"), "eu": ("basque", "LATIN"),
    "fa": ("persian", "ARABIC"), "fi": ("finnish", "LATIN"), "fr": ("french", "LATIN"), "ga": ("irish", "LATIN"),
    "hi": ("hindi", "DEVANAGARI"), "hu": ("hungarian", "LATIN"), "hy": ("armenian", "ARMENIAN"),
    "id": ("indonesian", "LATIN"), "it": ("italian", "LATIN"), "lt": ("lithuanian", "LATIN"), "nb": ("norwegian", "LATIN"),
    "nl": ("dutch", "LATIN"), "pl": ("polish", "LATIN"), "pt": ("portuguese", "LATIN"), "ro": ("romanian", "LATIN"),
    "ru": ("russian", "CYRILLIC"), "sr": ("serbian", "CYRILLIC"), "sv": ("swedish", "LATIN"), "ta": ("tamil", "TAMIL"),
    "tr": ("turkish", "LATIN"), "yi": ("yiddish", "HEBREW"),
}  # fmt: skip

LONGEST_WORD = 60  # characters; longer strings are not words
# Characters of scripts without spaces between words.
_RUN = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
)
# Marks that belong to a word although Unicode does not call them letters: accents, Arabic and Indic vowel signs.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0b80-\u0bff"
# A word: letters, digits and marks. An apostrophe ends it ("l'eau" is two words).
_WORD = re.compile(rf"[\w{_MARKS}]+")
_PARTS = re.compile(rf"[{_RUN}]+|[^{_RUN}_]+")
_IS_RUN = re.compile(rf"[{_RUN}]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": None}
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ASCII = re.compile(r"^[\x00-\x7f]*$")


class Term(NamedTuple):
    """The terms of one word. `loose` equals `strict` if accents make no difference."""

    strict: str
    loose: str


class Token(NamedTuple):
    """A word and its place in a text, as half-open positions in characters."""

    start: int
    end: int
    text: str
    is_run: bool  # whether it is text in a script without spaces


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text):
        for offset, part, is_run in _parts(match.group()):
            start = match.start() + offset
            yield Token(start, start + len(part), part, is_run)


@lru_cache(maxsize=200_000)
def _parts(word: str) -> tuple[tuple[int, str, bool], ...]:
    """(offset, text, whether it is a run) for each part of a word that mixes scripts."""
    return tuple((match.start(), match.group(), bool(_IS_RUN.match(match.group()))) for match in _PARTS.finditer(word))


def surface(word: str) -> str:
    """The form of a word in which "did you mean" suggests it: lower case, in Unicode's form NFC, with its accents, cut to LONGEST_WORD
    characters. "Straße" stays "straße", which full case folding would turn into "strasse"."""
    return unicodedata.normalize("NFC", word).lower()[:LONGEST_WORD]


@lru_cache(maxsize=200_000)
def term(word: str, language: str) -> Term:
    """The terms of one word in a text of `language` (an edition's code)."""
    word = unicodedata.normalize("NFKC", word).casefold()[:LONGEST_WORD]
    if _ASCII.match(word):
        stem = _stem(word, language)
        return Term(stem, stem)
    script = _script(word)
    if script == "ARABIC":
        bare = _fold_arabic(word)
        stem = _light_arabic_stem(bare) if language.startswith("ar") else _stem(bare, language, script)
        return Term(stem, stem)
    if script == "CYRILLIC":
        stem = _stem(word.replace("ё", "е"), language, script)
        return Term(stem, stem)
    strict = fold(_stem(word, language, script)) or word
    loose = _stem(fold(word), language, script) or strict
    return Term(strict, loose)


def terms(text: str, language: str) -> list[Term]:
    """The terms of a text, in order. A run of a script without spaces becomes overlapping pairs."""
    return [word_term for word in _WORD.findall(text) for word_term in _terms_of(word, language)]


@lru_cache(maxsize=200_000)
def _terms_of(word: str, language: str) -> tuple[Term, ...]:
    word_terms: list[Term] = []
    for _offset, part, is_run in _parts(word):
        word_terms += [Term(pair, pair) for pair in pairs(part)] if is_run else [term(part, language)]
    return tuple(word_terms)


def places(text: str, language: str, wanted: dict[str, int]) -> Iterator[tuple[int, int, int]]:
    """(start, end, value in `wanted`) of each word whose term is in `wanted`, in order."""
    for match in _WORD.finditer(text):
        word = match.group()
        for one in _terms_of(word, language):
            value = wanted.get(one.strict, wanted.get(one.loose, -1))
            if value >= 0:
                parts = _parts(word)
                if len(parts) == 1:
                    yield match.start(), match.end(), value
                else:
                    yield from (
                        (match.start() + offset, match.start() + offset + len(part), value)
                        for offset, part, is_run in parts
                        if not is_run and term(part, language) == one
                    )
                break


def pairs(run: str) -> list[str]:
    """Overlapping pairs of characters. The last character is also added alone, so that each character can be found as a
    beginning."""
    run = unicodedata.normalize("NFKC", run)
    return [run[index : index + 2] for index in range(len(run))]


def fold(word: str) -> str:
    """The word without accents. Latin letters that Unicode does not decompose (ø, ł, đ ...) become what readers type for them."""
    decomposed = unicodedata.normalize("NFD", word)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).translate(_UNDECOMPOSED)


_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ß": "ss", "ς": "σ"}
)


def _fold_arabic(word: str) -> str:
    return _ARABIC_MARKS.sub("", word).translate(_ARABIC).translate(_DIGITS)


def _light_arabic_stem(word: str) -> str:
    """Removes the article, conjunctions and the most common endings: light10 (Larkey, Ballesteros and Connell, 2002).

    Snowball's Arabic stemmer gives a word different stems with and without its article, so neither form would find the other.
    """
    for prefix in ("ال", "وال", "بال", "كال", "فال", "لل"):
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            word = word[len(prefix) :]
            break
    else:
        if word.startswith("و") and len(word) >= 4:
            word = word[1:]
    for suffix in ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"):
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word


def _script(word: str) -> str:
    """The script of a word's first letter, as the first word of its Unicode name."""
    for char in word:
        if char.isalpha():
            return unicodedata.name(char, "").partition(" ")[0]
    return "ARABIC" if any(char in "٠١٢٣٤٥٦٧٨٩" for char in word) else ""


_own = threading.local()  # a Stemmer is not safe to share between threads


def _stem(word: str, language: str, script: str = "LATIN") -> str:
    algorithm, own_script = STEMMERS.get(language.split("-")[0], ("", ""))
    if script != own_script or not algorithm or word.isdecimal():
        return word
    stemmers = _own.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    stemmer: Stemmer.Stemmer = stemmers[algorithm]
    return stemmer.stemWord(word)

"""The part of a text that matches a question, with the words marked."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .questions import Question
from .words import places, term

LENGTH = 220  # characters


def excerpt(text: str, question: Question) -> SafeString:
    """About `LENGTH` characters around most of the question's words, each in <mark>; empty if none occurs."""
    hits = _hits(text, question)
    if not hits:
        return mark_safe("")
    start, end = _window(text, hits)
    marked = _marked(text, [hit for hit in hits if hit[0] >= start and hit[1] <= end], start, end)
    before, after = ("… " if start > 0 else ""), (" …" if end < len(text.rstrip()) else "")
    return mark_safe(before + marked + after)  # noqa: S308 - every part was escaped


def highlighted(text: str, question: Question) -> SafeString:
    """The whole text with the question's words in <mark>."""
    return mark_safe(_marked(text, _hits(text, question), 0, len(text)))  # noqa: S308 - as above


def _hits(text: str, question: Question) -> list[tuple[int, int, int]]:
    """(start, end, index of the question's word) for every place to mark."""
    by_term: dict[str, int] = {}
    hits: list[tuple[int, int, int]] = []
    for number, token in enumerate(question.wanted()):
        if token.is_run:
            place = text.find(token.text)
            while place >= 0:
                hits.append((place, place + len(token.text), number))
                place = text.find(token.text, place + len(token.text))
        else:
            for form in term(token.text, question.language):
                by_term.setdefault(form, number)
    if by_term:
        hits += places(text, question.language, by_term)
    return sorted(hits)


def _window(text: str, hits: list[tuple[int, int, int]]) -> tuple[int, int]:
    """The window with the most different words close together, cut at words."""
    best, best_score = hits[0], (0, 0)
    for index, hit in enumerate(hits[:200]):
        near = [other for other in hits[index : index + 40] if other[1] - hit[0] <= LENGTH - 60]
        score = (len({number for *_, number in near}), len(near))
        if score > best_score:
            best, best_score = hit, score
    start = max(0, best[0] - 60)
    line = text.rfind("\n", start, best[0])
    start = line + 1 if line >= 0 else start
    if start > 0 and text[start - 1] not in " \n":
        blank = text.find(" ", start, best[0])
        start = blank + 1 if blank >= 0 else best[0]
    end = min(len(text), start + LENGTH)
    if end < len(text):
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut if cut >= best[1] else max(end, best[1])
    return start, end


def _marked(text: str, hits: list[tuple[int, int, int]], start: int, end: int) -> str:
    parts, place = [], start
    for hit_start, hit_end, _number in hits:
        if hit_start < place:
            continue
        parts += [escape(text[place:hit_start]), "<mark>", escape(text[hit_start:hit_end]), "</mark>"]
        place = hit_end
    return "".join([*parts, escape(text[place:end])])

"""The desk's search on SQLite: a backend for `wagtail.search`, so that Wagtail's admin uses it too.

The stock backend runs MATCH again for every candidate row (21 s for a word in 425 of 100,000 stories), and
at every save it averages the lengths of all titles (1.9 s). This backend queries FTS5 once for ids. The caller's
queryset then decides which of them the user may see. Use it as
`WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "broadsheet.search.backend"}}`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.utils.encoding import force_str
from django.utils.translation import get_language
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import (
    BaseIndex,
    BaseSearchBackend,
    BaseSearchQueryCompiler,
    BaseSearchResults,
    FilterFieldError,
    get_model_root,
)
from wagtail.search.index import AutocompleteField, BaseField, Indexed, RelatedFields, SearchField, get_indexed_models
from wagtail.search.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from . import tables
from .models import DeskEntry
from .questions import question
from .wagtail_questions import as_wagtail_query
from .words import fold, pairs, surface, term, terms, tokens

# With more results than this, only the newest are shown; nobody turns a hundred pages.
MOST_RANKED, MOST = 1000, 5000
WEIGHTS = (8.0, 1.0, 0.5, 4.0, 0.0)
VERSION = "1"


class DeskIndex(BaseIndex):
    """One index for everything: one row per object, with the models that it is an instance of."""

    def add_items(self, model: type[models.Model], items: Iterable[Any]) -> None:
        """Write objects. Unchanged ones are skipped, so saving a draft twice costs one write."""
        root = _content_type(get_model_root(model))
        texts_by_id = {obj.pk: _Texts(obj) for obj in items}
        with transaction.atomic():
            known = {
                pk: (row, bytes(digest))
                for row, pk, digest in DeskEntry.objects.filter(
                    content_type=root, object_id__in=texts_by_id
                ).values_list("pk", "object_id", "digest")
            }
            changed = {
                pk: texts for pk, texts in texts_by_id.items() if pk not in known or known[pk][1] != texts.digest
            }
            old = [known[pk][0] for pk in changed if pk in known]
            tables.remove("search_desk", old)
            DeskEntry.objects.filter(pk__in=old).delete()
            DeskEntry.objects.bulk_create(
                [DeskEntry(content_type=root, object_id=pk, digest=texts.digest) for pk, texts in changed.items()]
            )
            rows = DeskEntry.objects.filter(content_type=root, object_id__in=changed).values_list("object_id", "pk")
            tables.write("search_desk", [(row, changed[pk].columns()) for pk, row in rows])

    def delete_item(self, item: models.Model) -> None:
        """Remove an object."""
        root = _content_type(get_model_root(type(item)))
        with transaction.atomic():
            rows = list(DeskEntry.objects.filter(content_type=root, object_id=item.pk).values_list("pk", flat=True))
            tables.remove("search_desk", rows)
            DeskEntry.objects.filter(pk__in=rows).delete()

    def reset(self) -> None:
        """Empty the index."""
        with transaction.atomic():
            tables.clear("search_desk")
            DeskEntry.objects.all().delete()

    def delete_stale_entries(self) -> int:
        """Remove entries of objects that are no longer in the database; returns how many."""
        gone: list[int] = []
        for model in {get_model_root(model_class) for model_class in get_indexed_models()}:
            existing = model._default_manager.values("pk")
            entries = DeskEntry.objects.filter(content_type=_content_type(model)).exclude(object_id__in=existing)
            gone += entries.values_list("pk", flat=True)
        with transaction.atomic():
            tables.remove("search_desk", gone)
            DeskEntry.objects.filter(pk__in=gone).delete()
        return len(gone)


def _content_type(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=True)


def model_term(model: type[models.Model]) -> str:
    """The term in the index for one of an object's models."""
    return f"x{model._meta.label_lower}".replace(".", "x").replace("_", "x")


class _Texts:
    """The indexed texts of an object, by its `search_fields`."""

    def __init__(self, obj: Indexed) -> None:
        self.title: list[str] = []
        self.body: list[str] = []
        self.beginnings: list[str] = []
        self._collect(obj, obj.get_search_fields())
        locale = getattr(obj, "locale", None) if getattr(obj, "locale_id", None) else None
        self.language = locale.language_code if locale else "en"
        self.models = [base for base in type(obj).__mro__ if _is_indexed_model(base)]
        content = (VERSION, self.language, self.title, self.body, self.beginnings)
        self.digest = hashlib.blake2b(repr(content).encode(), digest_size=16).digest()

    def _collect(self, obj: Indexed, fields: Iterable[BaseField]) -> None:
        for indexed_field in fields:
            if isinstance(indexed_field, RelatedFields):
                related = indexed_field.get_value(obj)
                many = related.all() if hasattr(related, "all") else [related] if related is not None else []
                for one in many:
                    self._collect(one, indexed_field.fields)
            elif isinstance(indexed_field, SearchField):
                (self.title if indexed_field.field_name in {"title", "name"} else self.body).append(
                    _text(indexed_field.get_value(obj))
                )
            elif isinstance(indexed_field, AutocompleteField):
                self.beginnings.append(_text(indexed_field.get_value(obj)))

    def columns(self) -> tuple[str, ...]:
        """Terms of title and body; accentless terms if they differ; words for matching by their beginning; models."""
        title, body = (terms("\n".join(texts), self.language) for texts in (self.title, self.body))
        loose = {term.loose for term in [*title, *body] if term.loose != term.strict}
        begins = [
            piece
            for text in [*self.title, *self.beginnings]
            for token in tokens(text)
            for piece in (pairs(token.text) if token.is_run else [fold(surface(token.text))])
        ]
        return (
            " ".join(term.strict for term in title),
            " ".join(term.strict for term in body),
            " ".join(sorted(loose)),
            " ".join(begins),
            " ".join(model_term(term) for term in self.models),
        )


def _is_indexed_model(model: type) -> bool:
    meta = getattr(model, "_meta", None)
    return meta is not None and not meta.abstract and bool(getattr(model, "search_fields", ()))


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        return "\n".join(_text(item) for item in value.values())
    return "" if value is None else force_str(value)


def _languages() -> list[str]:
    return [language.code for language in settings.EDITION_LANGUAGES]


class DeskQueryCompiler(BaseSearchQueryCompiler):
    """Whole words. Each is stemmed for every edition's language, because the desk's index contains all of them."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    begins = False

    def match(self) -> str | None:
        """The query in FTS5's syntax; None for one that matches everything."""
        if isinstance(self.query, MatchAll):
            return None
        match = self._asked(self.query)
        return f"model : {model_term(self.queryset.model)} AND ({match})" if match else ""

    def _columns(self) -> str:
        if self.begins:
            return "plain"
        if self.fields is None:
            return "title body loose"
        names = {"title" if name in {"title", "name"} else "body" for name in self.fields}
        return " ".join([*sorted(names, reverse=True), "loose"])

    def _asked(self, query: SearchQuery) -> str:
        match query:
            case PlainText():
                words = [
                    self._run(token.text) if token.is_run else self._word(token.text)
                    for token in tokens(query.query_string)
                ]
                return f"{{{self._columns()}}} : ({f' {query.operator.upper()} '.join(words)})" if words else ""
            case Phrase():
                spelled = {" ".join(term.strict for term in terms(query.query_string, code)) for code in _languages()}
                phrases = " OR ".join(f'"{words}"' for words in sorted(spelled) if words)
                return f"{{{self._columns()}}} : ({phrases})" if phrases else ""
            case And() | Or():
                joint = " AND " if isinstance(query, And) else " OR "
                required = [
                    part
                    for subquery in query.subqueries
                    if not isinstance(subquery, Not) and (part := self._asked(subquery))
                ]
                without = [
                    part
                    for subquery in query.subqueries
                    if isinstance(subquery, Not) and (part := self._asked(subquery.subquery))
                ]
                match = joint.join(f"({part})" for part in required)
                return f"({match})" + "".join(f" NOT ({part})" for part in without) if match else ""
            case Boost():
                return self._asked(query.subquery)
            case Not():
                return ""
        raise NotImplementedError(f"The desk's search does not support {type(query).__name__}.")

    def _run(self, text: str) -> str:
        cut = pairs(text)
        return f'"{cut[0]}" *' if len(cut) == 1 else '"' + " ".join(cut[:-1]) + '"'

    def _word(self, word: str) -> str:
        spelled = {spelling for code in _languages() for spelling in term(word, code)}
        return "(" + " OR ".join(f'"{spelling}"' for spelling in sorted(spelled)) + ")"


class DeskAutocompleteCompiler(DeskQueryCompiler):
    """Words by their beginning, for searching while typing: each word, in any order."""

    begins = True

    def _word(self, word: str) -> str:
        return f'"{fold(surface(word))}" *'


class DeskResults(BaseSearchResults):
    """Objects of the caller's queryset that match the query, best first."""

    supports_facet = True

    def _clone(self) -> DeskResults:
        """Copy the ids as well, so that a slice of the results does not query again."""
        clone = super()._clone()
        if hasattr(self, "_ids"):
            clone._ids = self._ids
        return clone

    def _ordered_ids(self) -> list[int] | None:
        """Ids of objects that are in the queryset and match the query; None if everything matches."""
        if not hasattr(self, "_ids"):
            self._ids = self._find()
        return self._ids

    def _find(self) -> list[int] | None:
        compiler = self.query_compiler
        match = compiler.match()
        if match is None:
            return None
        if not match:
            return []
        rows = tables.newest("search_desk", match, None, MOST)
        if compiler.order_by_relevance and len(rows) <= MOST_RANKED:
            rows = tables.ranked("search_desk", match, None, WEIGHTS, MOST_RANKED)
        objects = dict(DeskEntry.objects.filter(pk__in=rows).values_list("pk", "object_id"))
        ids = [objects[row] for row in rows if row in objects]
        allowed = compiler.queryset.filter(pk__in=ids)
        if compiler.order_by_relevance:
            allowed_ids = set(allowed.order_by().values_list("pk", flat=True))
            return [pk for pk in ids if pk in allowed_ids]
        ordered = allowed if compiler.queryset.ordered else allowed.order_by("-pk")
        return list(ordered.values_list("pk", flat=True))

    def _do_search(self) -> list[Any]:
        ids = self._ordered_ids()
        queryset: QuerySet = self.query_compiler.queryset
        if ids is None:
            return list(queryset[self.start : self.stop])
        shown_ids = ids[self.start : self.stop]
        rows_by_id = {row.pk: row for row in queryset.filter(pk__in=shown_ids)}
        shown = [rows_by_id[pk] for pk in shown_ids if pk in rows_by_id]
        if self._score_field:
            for place, row in enumerate(shown):
                setattr(row, self._score_field, float(len(ids) - self.start - place))
        return shown

    def _do_count(self) -> int:
        ids = self._ordered_ids()
        total = self.query_compiler.queryset.count() if ids is None else len(ids)
        stop = total if self.stop is None else min(self.stop, total)
        return max(0, stop - self.start)

    def facet(self, field_name: str) -> OrderedDict[Any, int]:
        """Value of a filter field -> how many results have it."""
        model = self.query_compiler.queryset.model
        if all(field.get_attname(model) != field_name for field in model.get_filterable_search_fields()):
            raise FilterFieldError(
                f"Cannot facet search results with field “{field_name}”: {self.model.__name__}.search_fields has no "
                f'index.FilterField("{field_name}").',
                field_name=field_name,
            )
        ids = self._ordered_ids()
        queryset = self.query_compiler.queryset
        queryset = queryset if ids is None else queryset.filter(pk__in=ids)
        counted = queryset.order_by().values(field_name).annotate(count=Count("pk")).order_by("-count")
        return OrderedDict((row[field_name], row["count"]) for row in counted)


class Rebuilder:
    """Used by `update_index`. It overwrites objects in place, so the index answers while it is rebuilt."""

    def __init__(self, index: DeskIndex) -> None:
        self.index = index

    def start(self) -> DeskIndex:
        """Remove objects that no longer exist."""
        self.index.delete_stale_entries()
        return self.index

    def finish(self) -> None:
        """Does nothing; everything is written by now."""


class DeskSearchBackend(BaseSearchBackend):
    """Registered as Wagtail's search backend."""

    query_compiler_class = DeskQueryCompiler
    autocomplete_query_compiler_class = DeskAutocompleteCompiler
    index_class = DeskIndex
    results_class = DeskResults
    rebuilder_class = Rebuilder


SearchBackend = DeskSearchBackend


def ids_with(model: type[models.Model], text: str) -> list[int]:
    """Ids of objects whose title has words that begin like this, or whose text has all the words; the newest `MOST` of them.

    The newsroom's own lists use it as a filter.
    """
    if not tables.are_here():
        backend, parsed = get_search_backend(), question(text, get_language() or "en")
        results = list(backend.autocomplete(text, model)[:MOST])
        results += list(backend.search(as_wagtail_query(parsed), model)[:MOST]) if parsed else []
        return list(dict.fromkeys(result.pk for result in results))
    everything = model._default_manager.all()
    matches = [DeskAutocompleteCompiler(everything, text).match(), DeskQueryCompiler(everything, text).match()]
    match = " OR ".join(f"({part})" for part in matches if part)
    if not match:
        return []
    rows = tables.newest("search_desk", match, None, MOST)
    return list(DeskEntry.objects.filter(pk__in=rows).values_list("object_id", flat=True))

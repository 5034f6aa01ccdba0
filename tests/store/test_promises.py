"""The rules' promises, tried one by one: no page shows what they leave out, and what they do not is logged, column by column.

The machine of `machine.py` might meet a broken promise only by luck; here each column is changed by itself.
"""

from random import Random

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from wagtail.fields import StreamField

from broadsheet.edge.changes.watching import models_with_tables, rules
from broadsheet.edge.models import Change

from .world import World

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
LATER = "2031-05-05 05:05:05"
BY_TABLE = {model._meta.db_table: model for model in models_with_tables()}


@pytest.fixture
def world(store_seed):
    """A newsroom, looked at with no store."""
    made = World(store_seed, Random(1))
    yield made
    made.close()


def all_pages(world):
    """Address -> what a fresh render gives."""
    answers = {}
    for path, query in world.addresses:
        answer = world.fresh(path, query)
        answers[path, query] = (answer.status_code, answer.content)
    return answers


def another_value(field):
    """SQL for another value than the one that stands there; None where none can be told."""
    column = f'"{field.column}"'
    if isinstance(field, models.BooleanField):
        return f"NOT {column}"
    if isinstance(field, models.ForeignKey):
        to, key = field.related_model._meta.db_table, field.target_field.column
        other = f'(SELECT min("{key}") FROM "{to}" WHERE "{to}"."{key}" <> coalesce({column}, -1))'
        if isinstance(field.target_field, models.IntegerField):
            return f"coalesce({other}, NULL)"
        return None
    if isinstance(field, models.DateTimeField):
        return f"'{LATER}'"
    if isinstance(field, models.DateField):
        return f"'{LATER[:10]}'"
    if isinstance(field, models.UUIDField):
        return "'0f0f0f0f0f0f4f0f8f0f0f0f0f0f0f0f'"
    if isinstance(field, models.JSONField | StreamField):
        return "'[]'"
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return f"coalesce({column}, 0) + 7"
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return f"'{'Nobody may see this'[: field.max_length]}'"
    return None


def change(table, columns, where="true"):
    """Set each of `columns` to another value, one after the other; returns those that could be."""
    fields = {field.column: field for field in BY_TABLE[table]._meta.local_concrete_fields}
    done = set()
    for column in sorted(columns):
        value = another_value(fields[column])
        if value is None or fields[column].unique:
            continue
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE {where}')
        except (IntegrityError, DataError):  # it must differ from row to row, or be of a certain form
            continue
        done.add(column)
    return done


def differing(before, after):
    """Which pages are others now. A list and no more: whole pages would fill the report."""
    return sorted({path for path, query in before if before[path, query] != after[path, query]})[:20]


def test_no_page_shows_a_column_that_counts_as_unseen(world):
    before, last = all_pages(world), Change.objects.latest("id").pk
    for table, rule in rules().items():
        if rule.watched and rule.unseen:
            assert change(table, rule.unseen) == rule.unseen
    assert not Change.objects.filter(pk__gt=last).exists(), "a column that counts as unseen is logged"
    assert differing(before, all_pages(world)) == []


def test_of_a_column_that_counts_as_zero_or_not_no_page_shows_more(world):
    before, last = all_pages(world), Change.objects.latest("id").pk
    for table, rule in rules().items():
        for column in rule.nonzero:
            change(table, {column}, where=f'"{column}" <> 0')
    assert not Change.objects.filter(pk__gt=last).exists()
    assert differing(before, all_pages(world)) == []


def test_no_page_shows_a_row_that_is_passed_over(world):
    before, last = all_pages(world), Change.objects.latest("id").pk
    tried = set()
    for table, rule in rules().items():
        if not rule.only_if:
            continue
        kept = {rule.sight, rule.owner, BY_TABLE[table]._meta.pk.column, *rule.always}
        columns = {field.column for field in BY_TABLE[table]._meta.local_concrete_fields} - kept
        tried |= change(table, columns, where=f"NOT ({rule.only_if.format(row=chr(34) + table + chr(34))})")
    assert {"title", "slug", "standfirst", "body", "guest"} <= tried
    assert not Change.objects.filter(pk__gt=last).exists()
    assert differing(before, all_pages(world)) == []


@pytest.mark.parametrize(("table", "column"), [("wagtailcore_page", "title"), ("stories_article", "standfirst")])
def test_a_column_that_pages_do_show_would_be_found_out(world, table, column):
    before = all_pages(world)
    change(table, {column})
    assert differing(before, all_pages(world))


def _watched_columns():
    for table, rule in sorted(rules().items()):
        if not rule.watched or table not in BY_TABLE:
            continue
        meta = BY_TABLE[table]._meta
        for field in meta.local_concrete_fields:
            if not field.primary_key and field.column not in rule.unseen | rule.nonzero:
                yield table, rule, field


def test_every_column_that_counts_is_logged_when_it_changes(world):
    missed, tried = [], set()
    for table, rule, field in _watched_columns():
        value = another_value(field)
        if value is None:
            continue
        key = BY_TABLE[table]._meta.pk.column
        shown = rule.only_if.format(row=f'"{table}"') or "true"
        last = Change.objects.latest("id").pk
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SELECT "{key}", "{field.column}" FROM "{table}" WHERE {shown} ORDER BY 1 DESC LIMIT 1')
            if (row := cursor.fetchone()) is None:
                continue
            try:
                with transaction.atomic():
                    cursor.execute(f'UPDATE "{table}" SET "{field.column}" = {value} WHERE "{key}" = %s', [row[0]])
            except (IntegrityError, DataError):  # a value that another row has, or none of its form
                transaction.set_rollback(True)
                continue
            cursor.execute(f'SELECT "{field.column}" FROM "{table}" WHERE "{key}" = %s', [row[0]])
            is_another = cursor.fetchone()[0] != row[1]
            logged = set(Change.objects.filter(pk__gt=last).values_list("table", flat=True))
            transaction.set_rollback(True)
        if is_another:
            tried.add((table, field.column))
            if table not in logged:
                missed.append((table, field.column))
    assert missed == []
    assert {("wagtailcore_page", "title"), ("stories_article", "body"), ("stories_byline", "person_id")} <= tried
    assert len(tried) > 130

"""What happens to a database that nobody means to break: triggers that are lost, rows that are pushed out, files put in place."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

from django.db import connection, transaction
from wagtail.actions.convert_alias import ConvertAliasPageAction

from broadsheet.edge.changes import triggers
from broadsheet.edge.changes.databases import change_log
from broadsheet.stories.models import Article, Listing, Topic

from .operations import live_story, one_of, operation, words
from .world import World


@operation
def make_an_alias_a_story_of_its_own(world: World, random: Random) -> str | None:
    alias = one_of(Article.objects.exclude(alias_of=None), random)
    if alias is None:
        return None
    ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
    return str(alias.pk)


@operation
def write_while_a_trigger_is_missing(world: World, random: Random) -> str | None:
    """As while a migration runs: what is written is in no log, and the triggers come back afterwards, or do not yet."""
    story = live_story(random)
    if story is None or connection.vendor != "sqlite":  # other databases tell within a second, not at once
        return None
    triggers.drop()
    Article.objects.filter(pk=story.pk).update(title=words(random))
    for address in random.sample(world.addresses, 3):
        world.check(address, world.store)
    Article.objects.filter(pk=story.pk).update(title=words(random))
    if random.random() < 0.7:
        with transaction.atomic():
            triggers.install()
        return f"{story.pk}, and they are there again"
    return str(story.pk)


@operation
def bring_lost_triggers_back(world: World, random: Random) -> str | None:
    if triggers.are_complete():
        return None
    with transaction.atomic():
        triggers.install()
    return "all"


@operation
def push_a_topic_out_by_sql(world: World, random: Random) -> str | None:
    """Another program replaces a row by one of another number; it knows nothing of `recursive_triggers`."""
    through = Article.topics.through.objects.values("topic_id")
    topic = one_of(
        Topic.objects.exclude(pk__in=through).exclude(pk__in=Listing.objects.exclude(topic=None).values("topic_id")),
        random,
    )
    if topic is None or connection.vendor != "sqlite":
        return None
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=5)) as other, other:
        names = [row[1] for row in other.execute("PRAGMA table_info(stories_topic)")]
        taken = {"id": "id + 1000", "name": f"'Pushed {random.randrange(99)}'"}
        columns = ", ".join(taken.get(name, f'"{name}"') for name in names)
        other.execute(
            f"INSERT OR REPLACE INTO stories_topic SELECT {columns} FROM stories_topic WHERE id = ?", (topic.pk,)
        )
    return str(topic.pk)


@operation
def put_another_file_in_place(world: World, random: Random) -> str | None:
    """A backup is restored over the database; the keeper's next round notices it."""
    story = live_story(random)
    if story is None or connection.vendor != "sqlite" or random.random() < 0.5:
        return None
    path = Path(connection.settings_dict["NAME"])
    backup = path.with_suffix(".backup")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(path, backup)
    Article.objects.filter(pk=story.pk).update(title=words(random))
    connection.close()
    for store in (world.store, world.other):
        store.log.look()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    backup.replace(path)
    for store in (world.store, world.other):
        store.log.check_file()
    return f"before {story.pk} had another title"


@operation
def read_by_a_log_of_its_own(world: World, random: Random) -> str | None:
    """A third process looks at the log, and goes."""
    log = change_log(listens=False)
    log.look()
    log.close()
    return "once"

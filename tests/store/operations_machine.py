"""What happens past the newsroom: statements on the database, imports, jobs, processes that start and stop."""

from __future__ import annotations

from random import Random
from threading import Thread

from django.db import connection, transaction
from django.utils import timezone

from broadsheet.edge.changes import triggers
from broadsheet.edge.changes.pruning import Pruner
from broadsheet.edge.models import Change
from broadsheet.events.models import Event, EventKind
from broadsheet.imports.actions.make_draft import NoDraft, make_draft
from broadsheet.imports.markup.pieces import Paragraph
from broadsheet.imports.page.story import FoundStory
from broadsheet.search.actions.build_indexes import build_indexes
from broadsheet.stories.models import Article, Listing, Person, Section, Tag

from .operations import live_story, one_of, operation, publish, words
from .world import World


def _run(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@operation
def write_a_title_by_sql(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    _run('UPDATE "wagtailcore_page" SET "title" = %s WHERE "id" = %s', words(random), story.pk)
    return str(story.pk)


@operation
def write_a_body_by_sql(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    sql = 'UPDATE "stories_article" SET "body" = REPLACE("body", %s, %s) WHERE "page_ptr_id" = %s'
    if connection.vendor == "postgresql":
        sql = sql.replace('REPLACE("body"', 'REPLACE("body"::text').replace("%s) WHERE", "%s)::jsonb WHERE")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "postgresql" and not _is_json("stories_article", "body"):
        sql = sql.replace("::jsonb", "").replace("::text", "")
    _run(sql, "council", f"council {random.randrange(100)}", story.pk)
    return str(story.pk)


def _is_json(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        return cursor.fetchone()[0] == "jsonb"


@operation
def hide_by_sql(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    _run('UPDATE "wagtailcore_page" SET "live" = %s WHERE "id" = %s', False, story.pk)
    return str(story.pk)


@operation
def delete_listings_by_sql(world: World, random: Random) -> str | None:
    row = one_of(Listing.objects.all(), random)
    if row is None:
        return None
    _run('DELETE FROM "stories_listing" WHERE "id" = %s', row.pk)
    return str(row.article_id)


@operation
def delete_the_settings_by_sql(world: World, random: Random) -> str | None:
    """The next page that reads them makes the row again, which no captured render may."""
    return str(_run('DELETE FROM "stories_sharing"'))


@operation
def update_a_queryset(world: World, random: Random) -> str | None:
    changed = Article.objects.filter(pk__in=[story.pk for story in (live_story(random), live_story(random)) if story])
    return f"{changed.update(standfirst=words(random))} rows"


@operation
def update_all_people(world: World, random: Random) -> str | None:
    return f"{Person.objects.update(job=words(random))} rows"


@operation
def create_listings_in_bulk(world: World, random: Random) -> str | None:
    story = live_story(random)
    tag = one_of(Tag.objects.all(), random)
    if story is None or tag is None or story.listed_at is None:
        return None
    row = Listing(article_id=story.pk, tag=tag, edition=story.edition, listed_at=story.listed_at)
    Listing.objects.bulk_create([row])
    return f"{story.pk} under {tag.slug}"


@operation
def change_something_and_take_it_back(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    with transaction.atomic():
        story.title = "NEVER " + words(random)
        publish(story)
        asked = random.sample(world.addresses, 2)
        reader = Thread(target=_ask_in_a_thread, args=(world, asked))  # asked while nothing is committed
        reader.start()
        reader.join()
        transaction.set_rollback(True)
    return str(story.pk)


def _ask_in_a_thread(world: World, addresses: list[tuple[str, str]]) -> None:
    try:
        for address in addresses:
            world.ask(address, world.other)
    finally:
        connection.close()


@operation
def change_and_change_back(world: World, random: Random) -> str | None:
    person = one_of(Person.objects.all(), random)
    if person is None:
        return None
    name = person.name
    Person.objects.filter(pk=person.pk).update(name="For a moment")
    world.ask(random.choice(world.addresses))
    Person.objects.filter(pk=person.pk).update(name=name)
    return person.slug


@operation
def import_a_page(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.filter(live=True, locale__language_code="en"), random)
    if section is None:
        return None
    story = FoundStory(
        headline=words(random), standfirst="From elsewhere.", byline=["Lina Haddad", "Somebody Else"],
        published_at=timezone.now(), blocks=[Paragraph("The <b>council</b> voted.")], image=None, section=section.title,
        tags=["Sea", "Imported"], source_url=f"https://paper.example/{random.randrange(10**9)}", language="en",
    )  # fmt: skip
    try:
        made = make_draft(story=story, section_path=section.url_path and section.get_url().strip("/"))
    except NoDraft as refused:
        return f"refused: {refused}"
    world.note(made.article)
    if random.random() < 0.5 and not made.article.missing_for_publication():
        publish(made.article)
    return str(made.article.pk)


@operation
def build_the_search_again(world: World, random: Random) -> str | None:
    if random.random() < 0.6:
        return None
    return f"{len(list(build_indexes(now=timezone.now(), from_start=True)))} batches"


@operation
def write_an_event(world: World, random: Random) -> str | None:
    Event.objects.filter(kind=EventKind.PUBLISHED).update(details={"seen": random.randrange(9)})
    return "events"


@operation
def make_the_triggers_again(world: World, random: Random) -> str | None:
    with transaction.atomic():
        triggers.install()
    return "all"


@operation
def prune_the_log(world: World, random: Random) -> str | None:
    """Twice in a row and down to a few rows: what nobody has read yet is lost, and must be noticed."""
    pruner = Pruner(keep=random.choice([0, 5]))
    return f"{pruner.prune()} and {pruner.prune()} of {Change.objects.count()} left"


@operation
def start_again(world: World, random: Random) -> str | None:
    world.retire(world.store)
    world.store = world.new_store()
    return "memory is empty, the disk store is there"


@operation
def start_the_other_worker_again(world: World, random: Random) -> str | None:
    world.retire(world.other)
    world.other = world.new_store()
    return "memory is empty, the disk store is there"


@operation
def ask_the_other_worker(world: World, random: Random) -> str | None:
    asked = random.sample(world.addresses, 6)
    return ", ".join(world.ask(address, world.other) for address in asked)


@operation
def delete_the_disk_store(world: World, random: Random) -> str | None:
    for path in world.store.disk.path.parent.glob("pages.sqlite3*"):
        path.unlink()
    return "gone"


@operation
def trim_the_disk_store(world: World, random: Random) -> str | None:
    world.store.touch_used()
    world.store.disk.budget = random.choice([20_000, 64_000_000])
    world.store.disk.trim(build=world.store.build)
    return str(world.store.disk.budget)


@operation
def lose_the_connection_of_the_log(world: World, random: Random) -> str | None:
    world.store.log.close()
    return "closed"

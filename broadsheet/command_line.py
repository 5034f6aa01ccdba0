"""The `broadsheet` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import broadsheet
from broadsheet.settings.env import SETTINGS_FILE, SettingError

app = typer.Typer(
    help="Broadsheet, a news publishing platform. Start with: broadsheet init mypaper",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
edition_app = typer.Typer(help="Language editions.", no_args_is_help=True)
import_app = typer.Typer(help="Bring stories in.", no_args_is_help=True)
search_app = typer.Typer(help="The search indexes.", no_args_is_help=True)
app.add_typer(edition_app, name="edition")
app.add_typer(search_app, name="search")
app.add_typer(import_app, name="import")
consent_app = typer.Typer(help="What readers agreed to.", no_args_is_help=True)
app.add_typer(consent_app, name="consent")
edge_app = typer.Typer(help="The page store.", no_args_is_help=True)
app.add_typer(edge_app, name="edge")


class Refused(typer.Exit):
    """Says one sentence on standard error and ends with status 1."""

    def __init__(self, sentence: str) -> None:
        typer.echo(sentence, err=True)
        super().__init__(1)


def start_django() -> None:
    """Load the settings of the site folder, in words where they are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")
    site = Path(os.environ.get("BROADSHEET_SITE") or ".").resolve()
    if not (site / SETTINGS_FILE).is_file() and not os.environ.get("BROADSHEET_SECRET_KEY"):
        raise Refused(
            f"{site} is no site folder: it has no {SETTINGS_FILE}. Go to one, or make one with `broadsheet init FOLDER`."
        )
    os.environ["BROADSHEET_SITE"] = str(site)
    import django

    try:
        django.setup()
    except SettingError as error:
        raise Refused(str(error)) from error


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new site; must not exist yet, or be empty.")],
    name: Annotated[str, typer.Option(help="Name of the paper.")] = "",
    editions: Annotated[str, typer.Option(help="Language editions; the first is at /.")] = "en,ar,es,ru,de,fr",
    time_zone: Annotated[str, typer.Option(help="Time zone, e.g. Europe/Lisbon.")] = "UTC",
    admin: Annotated[str, typer.Option(help="User name of the first account.")] = "admin",
) -> None:
    """Make a site: its settings, theme, database, editions and first account."""
    from broadsheet.ops.actions.make_site import (
        SiteFolderTaken,
        make_newsroom,
        make_site_folder,
        remove_site_folder,
    )

    try:
        make_site_folder(folder=folder, editions=editions, time_zone=time_zone)
    except (SiteFolderTaken, SettingError) as error:
        raise Refused(str(error)) from error
    os.environ["BROADSHEET_SITE"] = str(folder.resolve())
    try:
        start_django()
        from django.core.exceptions import ValidationError
        from django.db import OperationalError

        try:
            password = make_newsroom(name=name or folder.resolve().name.title(), admin=admin, say=typer.echo)
        except OperationalError as error:
            raise Refused(
                f"The database does not answer: {str(error).strip()} Check BROADSHEET_DATABASE_URL."
            ) from error
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
    except BaseException:
        remove_site_folder(folder=folder)  # so that the next try finds an empty folder
        raise
    typer.echo(
        f"\n{folder} is ready. Log in at /admin/ as “{admin}” with the password “{password}”, and change it there."
    )
    typer.echo(f"Start it with: cd {folder} && broadsheet serve")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site and its admin on one port, until stopped."""
    start_django()
    from broadsheet.ops.serving import serve_site

    serve_site(host=host, port=port, say=typer.echo)


@edition_app.command("add")
def edition_add(
    code: Annotated[str, typer.Argument(help="Language code, e.g. it; it must be in BROADSHEET_EDITIONS.")],
    name: Annotated[str, typer.Option(help="Name of the paper in that language.")] = "",
    time_zone: Annotated[str, typer.Option(help="Time zone; by default the site's.")] = "",
) -> None:
    """Add a language edition: its front, groups and workflow."""
    start_django()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from broadsheet.desk.actions.add_edition import add_edition
    from broadsheet.editions.models import Edition

    default = Edition.objects.order_by("position").values_list("paper_name", flat=True).first() or "Broadsheet"
    try:
        edition = add_edition(code=code, paper_name=name or default, time_zone=time_zone, now=timezone.now())
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    typer.echo(f"The edition {edition.own_name} ({edition.code}) is there. Add its sections in the admin.")


@import_app.command("page")
def import_page(
    source: Annotated[str, typer.Argument(help="A saved page (.html, .html.gz) or the address of one.")],
    section: Annotated[str, typer.Option(help="Path of the section, e.g. /world/; else it is guessed.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is found and store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
) -> None:
    """Turn a news page of any paper into a draft."""
    from broadsheet.wire.imports.page.command import run

    sentence = run(
        source=source, section_path=section, dry_run=dry_run, as_json=as_json, start=start_django, say=typer.echo
    )
    if sentence:
        raise Refused(sentence)


@search_app.command("build")
def search_build(
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Begin at the start, not where an earlier one stopped.")
    ] = False,
) -> None:
    """Build the search indexes over; they answer meanwhile, and a building that was stopped goes on."""
    start_django()
    from broadsheet.search.command import run

    run(from_start=from_start, say=typer.echo)


@import_app.command("wordpress")
def import_wordpress(
    file: Annotated[Path, typer.Argument(help="The .xml file that Tools > Export of WordPress made.")],
    edition: Annotated[str, typer.Option(help="Language edition; by default the first.")] = "",
    section: Annotated[str, typer.Option(help="Section of posts without a category.")] = "",
    files: Annotated[
        Path | None, typer.Option(help="A copy of wp-content/uploads; files are looked for there first.")
    ] = None,
    no_pictures: Annotated[bool, typer.Option("--no-pictures", help="Leave all files; keep links to them.")] = False,
    time_zone: Annotated[str, typer.Option(help="Zone of dates that have none; by default the edition's.")] = "",
    credit: Annotated[
        str, typer.Option(help="Credit of pictures that have none; by default the old site's name.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Where to write the report, .json or .csv.")] = None,
    batch: Annotated[int, typer.Option(help="Items a transaction.", min=1, max=1000, hidden=True)] = 100,
) -> None:
    """Bring a WordPress export (WXR) into an edition; run again, it goes on where it stopped."""
    from broadsheet.wire.imports.wordpress.command import run
    from broadsheet.wire.imports.wordpress.options import Options

    options = Options(
        file=file, edition=edition, section=section, files=files, pictures=not no_pictures, time_zone=time_zone,
        credit=credit, dry_run=dry_run, report=report, batch=batch,
    )  # fmt: skip
    sentence = run(options, start=start_django, say=typer.echo)
    if sentence:
        raise Refused(sentence)


@consent_app.command("export")
def consent_export(
    file: Annotated[Path, typer.Argument(help="The .csv file to write.")],
    since: Annotated[str, typer.Option(help="Only records from this date on, e.g. 2026-01-31 (UTC).")] = "",
) -> None:
    """Write the records of consent, which name nobody, to a table."""
    start_django()
    from broadsheet.readers.command import run

    sentence = run(file=file, since=since, say=typer.echo)
    if sentence:
        raise Refused(sentence)


@edge_app.command("explain")
def edge_explain(
    url: Annotated[str, typer.Argument(help="A path such as /world/, or a whole URL of the site.")],
    statements: Annotated[bool, typer.Option("--statements", help="Print every statement in full.")] = False,
) -> None:
    """Say what a stored page was made from, and why it would be rendered again."""
    start_django()
    from broadsheet.ops.page_store import say_why

    if sentence := say_why(address=url, statements=statements, say=typer.echo):
        raise Refused(sentence)


@edge_app.command("status")
def edge_status() -> None:
    """Say how requests were answered, and what is stored."""
    start_django()
    from broadsheet.ops.page_store import say_status

    say_status(say=typer.echo)


@edge_app.command("clear")
def edge_clear() -> None:
    """Forget every stored page; it is never needed, and costs only rendering."""
    start_django()
    from broadsheet.edge.machine import shelf

    typer.echo(f"{shelf().clear()} pages and fragments are forgotten.")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where to write the backup; must not exist yet.")],
    verify: Annotated[bool, typer.Option("--verify", help="Make none: read one that is there and compare it.")] = False,
) -> None:
    """Back up database, media, theme and settings while the site works; or check a backup."""
    from broadsheet.ops.backups.manifest import BackupError
    from broadsheet.ops.backups.manifest import verify as check

    try:
        if verify:
            manifest = check(folder)
            typer.echo(
                f"{folder} is whole: {len(manifest.files)} files, {sum(manifest.rows.values())} rows, made {manifest.made_at}."
            )
            return
        start_django()
        from django.utils import timezone

        from broadsheet.ops.backups.make_backup import make_backup

        manifest = make_backup(folder=folder.resolve(), now=timezone.now(), say=typer.echo)
    except BackupError as error:
        raise Refused(str(error)) from error
    typer.echo(f"{folder} holds {len(manifest.files)} files and {sum(manifest.rows.values())} rows.")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="The backup.")],
    to: Annotated[Path, typer.Argument(help="The site's folder; must not exist yet, or be empty.")],
) -> None:
    """Make a site again from a backup; one on PostgreSQL into the empty database of BROADSHEET_DATABASE_URL."""
    from broadsheet.ops.backups.manifest import BackupError
    from broadsheet.ops.backups.restore_backup import restore_files

    try:
        manifest = restore_files(backup=folder.resolve(), folder=to.resolve())
        os.environ["BROADSHEET_SITE"] = str(to.resolve())
        if manifest.engine == "postgresql":
            start_django()
            from broadsheet.ops.backups.databases import FILES, load_dump

            load_dump(folder.resolve() / FILES["postgresql"])
    except BackupError as error:
        raise Refused(str(error)) from error
    typer.echo(f"{to} is restored as of {manifest.made_at}. Start it with: cd {to} && broadsheet serve")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def manage(context: typer.Context) -> None:
    """Any management command of Django or Wagtail, e.g. broadsheet manage createsuperuser."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["broadsheet manage", *context.args])


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(broadsheet.__version__)


def main() -> None:
    """Entry point."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not (sentence := _trouble(error)):
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)


def _trouble(error: Exception) -> str:
    """What is wrong with the machine, in a sentence; empty where it is not the machine."""
    from django.conf import settings

    from broadsheet.edge.trouble import DATABASE, trouble_of

    trouble = trouble_of(error) if settings.configured else None
    if trouble is None:
        return ""
    return f"{trouble.words} Check BROADSHEET_DATABASE_URL." if trouble.kind == DATABASE else trouble.words

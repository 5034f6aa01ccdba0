"""The `broadsheet` command."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import broadsheet
from broadsheet.settings.env import SETTINGS_FILE, SettingError, read_env, read_file, site_folder

app = typer.Typer(
    help="Broadsheet, a news publishing platform. Start with: broadsheet init mypaper",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
edition_app = typer.Typer(help="Language editions.", no_args_is_help=True)
import_app = typer.Typer(help="Import stories.", no_args_is_help=True)
search_app = typer.Typer(help="The search indexes.", no_args_is_help=True)
app.add_typer(edition_app, name="edition")
app.add_typer(search_app, name="search")
app.add_typer(import_app, name="import")
consent_app = typer.Typer(help="What readers agreed to.", no_args_is_help=True)
app.add_typer(consent_app, name="consent")
edge_app = typer.Typer(help="The page store.", no_args_is_help=True)
app.add_typer(edge_app, name="edge")


class CommandRefused(typer.Exit):
    """Prints one sentence on standard error, and ends the command with status 1."""

    def __init__(self, sentence: str) -> None:
        typer.echo(sentence, err=True)
        super().__init__(1)


def find_site() -> None:
    """Check that there is a site folder, and set the environment variables that name it and Django's settings.

    Raises CommandRefused, SettingError.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")
    site = site_folder(os.environ)
    if not os.environ.get("BROADSHEET_SECRET_KEY") and not read_file(site / SETTINGS_FILE):
        raise CommandRefused(
            f"{site} is not a site folder: it has no {SETTINGS_FILE}. Go to one, or make one with `broadsheet init FOLDER`."
        )
    os.environ["BROADSHEET_SITE"] = str(site)


def start_django() -> None:
    """Load Django with the settings of the site folder; raises CommandRefused where they are invalid."""
    try:
        find_site()
        import django

        django.setup()
    except SettingError as error:
        raise CommandRefused(str(error)) from error


def start_site(*, may_be_empty: bool = False, any_version: bool = False) -> None:
    """Load the settings and check the database; raises CommandRefused where it is missing, or of an older version.

    `may_be_empty`: accept a database without tables; `any_version`: accept a database of an older version.
    """
    start_django()
    from broadsheet.ops.site_database import wrong_with_database, wrong_with_version

    if wrong := wrong_with_database(may_be_empty=may_be_empty):
        raise CommandRefused(wrong)
    if not (may_be_empty or any_version) and (wrong := wrong_with_version()):
        raise CommandRefused(wrong)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new site; must not exist yet, or be empty.")],
    name: Annotated[str, typer.Option(help="Name of the paper.")] = "",
    editions: Annotated[str, typer.Option(help="Language editions; the first is at /.")] = "en,ar,es,ru,de,fr",
    time_zone: Annotated[str, typer.Option(help="Time zone, e.g. Europe/Lisbon.")] = "UTC",
    admin: Annotated[str, typer.Option(help="User name of the first account.")] = "admin",
) -> None:
    """Make a site: its settings, theme, database, editions and first account."""
    from broadsheet.ops.actions.make_site import DatabaseTaken, make_newsroom, new_site
    from broadsheet.ops.whole_folder import FolderTaken

    try:
        with new_site(folder=folder, editions=editions, time_zone=time_zone):
            os.environ["BROADSHEET_SITE"] = str(folder.resolve())
            start_site(may_be_empty=True)
            from django.core.exceptions import ValidationError

            try:
                password = make_newsroom(name=name or folder.resolve().name.title(), admin=admin, say=typer.echo)
            except ValidationError as error:
                raise CommandRefused(" ".join(error.messages)) from error
    except (FolderTaken, DatabaseTaken, SettingError) as error:
        raise CommandRefused(str(error)) from error
    typer.echo(
        f"\n{folder} is ready. Log in at /admin/ as “{admin}” with the password “{password}”, and change it there."
    )
    typer.echo(f"Start it with: cd {shlex.quote(str(folder))} && broadsheet serve")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Serve the site and its admin on one port, until stopped."""
    from broadsheet.ops.serving import serve_site

    try:
        find_site()
        serve_site(read_env(), host=host, port=port, prepare=prepare_to_serve, say=typer.echo)
    except SettingError as error:
        raise CommandRefused(str(error)) from error


def prepare_to_serve() -> None:
    """Load Django, and prepare the site in a child process; called in the first worker. Raises SystemExit."""
    from broadsheet.ops.worker_start import run_in_child

    end_in_words(start_django)
    if code := run_in_child(partial(end_in_words, _prepare_site)):
        sys.exit(code if code > 0 else 128 - code)
    from django.core.files.storage import storages

    from broadsheet.core.static_files import HashedStaticFiles

    static_files = storages["staticfiles"]
    if isinstance(static_files, HashedStaticFiles):
        static_files.read_manifest_again()


def _prepare_site() -> None:
    from broadsheet.ops.preparing import prepare_site

    prepare_site(say=typer.echo)


@edition_app.command("add")
def edition_add(
    code: Annotated[str, typer.Argument(help="Language code, e.g. it; it must be in BROADSHEET_EDITIONS.")],
    name: Annotated[str, typer.Option(help="Name of the paper in that language.")] = "",
    time_zone: Annotated[str, typer.Option(help="Time zone; by default the site's.")] = "",
) -> None:
    """Add a language edition: its front, groups and workflow."""
    start_site()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from broadsheet.desk.actions.add_edition import add_edition
    from broadsheet.editions.models import Edition
    from broadsheet.ops.actions.make_site import check_paper_name

    paper_name = (
        name or Edition.objects.order_by("position").values_list("paper_name", flat=True).first() or "Broadsheet"
    )
    try:
        check_paper_name(paper_name)
        edition = add_edition(code=code, paper_name=paper_name, time_zone=time_zone, now=timezone.now())
    except ValidationError as error:
        raise CommandRefused(" ".join(error.messages)) from error
    typer.echo(f"The edition {edition.own_name} ({edition.code}) has been added. Add its sections in the admin.")


@import_app.command("page")
def import_page(
    source: Annotated[str, typer.Argument(help="A saved page (.html, .html.gz) or the address of one.")],
    section: Annotated[str, typer.Option(help="Path of the section, e.g. /world/; by default it is guessed.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what is found and store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Turn a news page from any site into a draft."""
    from broadsheet.imports.page_command import run

    sentence = run(
        source=source, section_path=section, dry_run=dry_run, as_json=as_json, start=start_site, say=typer.echo
    )
    if sentence:
        raise CommandRefused(sentence)


@search_app.command("build")
def search_build(
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Begin again instead of continuing an earlier build.")
    ] = False,
) -> None:
    """Rebuild the search indexes. Searches work meanwhile, and a build that was stopped is continued."""
    start_site()
    from broadsheet.search.command import run

    run(from_start=from_start, say=typer.echo)


@import_app.command("wordpress")
def import_wordpress(
    file: Annotated[Path, typer.Argument(help="The .xml file from Tools > Export in WordPress.")],
    edition: Annotated[str, typer.Option(help="Language edition; by default the first.")] = "",
    section: Annotated[str, typer.Option(help="Section of posts without a category.")] = "",
    files: Annotated[
        Path | None, typer.Option(help="A copy of wp-content/uploads, which is searched for files first.")
    ] = None,
    no_pictures: Annotated[bool, typer.Option("--no-pictures", help="Import no files; keep links to them.")] = False,
    time_zone: Annotated[str, typer.Option(help="Time zone of dates that have none; by default the edition's.")] = "",
    credit: Annotated[
        str, typer.Option(help="Credit of pictures that have none; by default the old site's name.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be done and store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Where to write the report, .json or .csv.")] = None,
    batch: Annotated[int, typer.Option(help="Items a transaction.", min=1, max=1000, hidden=True)] = 100,
) -> None:
    """Import a WordPress export (WXR) into an edition; when run again, the command continues where it stopped."""
    from broadsheet.imports.wordpress import ImportOptions
    from broadsheet.imports.wordpress.command import run

    options = ImportOptions(
        file=file, edition=edition, section=section, files=files, pictures=not no_pictures, time_zone=time_zone,
        credit=credit, dry_run=dry_run, report=report, batch=batch,
    )  # fmt: skip
    sentence = run(options, start=start_site, say=typer.echo)
    if sentence:
        raise CommandRefused(sentence)


@consent_app.command("export")
def consent_export(
    file: Annotated[Path, typer.Argument(help="The .csv file to write.")],
    since: Annotated[str, typer.Option(help="Only records from this date on, e.g. 2026-01-31 (UTC).")] = "",
) -> None:
    """Write the records of consent, which do not identify readers, to a table."""
    start_site()
    from broadsheet.readers.command import run

    sentence = run(file=file, since=since, say=typer.echo)
    if sentence:
        raise CommandRefused(sentence)


@edge_app.command("explain")
def edge_explain(
    url: Annotated[str, typer.Argument(help="A path such as /world/, or a whole URL of the site.")],
    statements: Annotated[bool, typer.Option("--statements", help="Print every statement in full.")] = False,
) -> None:
    """Print what a stored page was made from, and why it would be rendered again."""
    start_site()
    from broadsheet.ops.page_store import say_why

    if sentence := say_why(address=url, statements=statements, say=typer.echo):
        raise CommandRefused(sentence)


@edge_app.command("status")
def edge_status() -> None:
    """Print how requests were answered, and what is stored."""
    start_site()
    from broadsheet.ops.page_store import say_status

    say_status(say=typer.echo)


@edge_app.command("clear")
def edge_clear() -> None:
    """Delete every stored page. This is never necessary; the pages are rendered again when they are requested."""
    start_site()
    from broadsheet.edge.store.machine import disk_store

    typer.echo(f"{disk_store().clear()} pages and fragments were deleted.")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="Where to write the backup; must not exist yet.")],
    verify: Annotated[bool, typer.Option("--verify", help="Make no backup, but check an existing one.")] = False,
) -> None:
    """Back up database, media, theme and settings while the site is in use; or check a backup."""
    from broadsheet.ops.backups.manifest import BackupError
    from broadsheet.ops.backups.manifest import verify as check

    try:
        if verify:
            manifest = check(folder)
            typer.echo(
                f"{folder} is complete: {len(manifest.files)} files, {sum(manifest.rows.values())} rows, made {manifest.made_at}."
            )
            return
        start_site(any_version=True)
        from django.utils import timezone

        from broadsheet.ops.backups.make_backup import make_backup

        manifest = make_backup(folder=folder.resolve(), now=timezone.now(), say=typer.echo)
    except BackupError as error:
        raise CommandRefused(str(error)) from error
    typer.echo(f"{folder} contains {len(manifest.files)} files and {sum(manifest.rows.values())} rows.")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="The backup.")],
    to: Annotated[Path, typer.Argument(help="The site's folder; must not exist yet, or be empty.")],
) -> None:
    """Restore a site from a backup; a PostgreSQL backup goes into the empty database of BROADSHEET_DATABASE_URL."""
    from broadsheet.ops.backups.manifest import BackupError
    from broadsheet.ops.backups.restore_backup import restore_backup

    try:
        manifest = restore_backup(backup=folder.resolve(), folder=to.resolve())
    except (BackupError, SettingError) as error:
        raise CommandRefused(str(error)) from error
    typer.echo(
        f"{to} is restored as of {manifest.made_at}. Start it with: cd {shlex.quote(str(to))} && broadsheet serve"
    )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def manage(context: typer.Context) -> None:
    """Run any management command of Django or Wagtail, e.g. broadsheet manage createsuperuser."""
    start_site(may_be_empty=True)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["broadsheet manage", *context.args])


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(broadsheet.__version__)


def print_version(is_given: bool) -> None:
    """Print the version and end, if `--version` was given."""
    if is_given:
        typer.echo(broadsheet.__version__)
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Broadsheet, a news publishing platform. Start with: broadsheet init mypaper"""


def main() -> None:
    """The entry point. Trouble of the machine is reported in a sentence; a fault of the code keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # names of files need not be UTF-8
    end_in_words(app)


def end_in_words(work: Callable[[], object]) -> None:
    """Do `work`; if it fails, print the reason and end this process. Raises SystemExit."""
    try:
        work()
    except KeyboardInterrupt:
        sys.exit(130)
    except typer.Exit as ending:
        sys.exit(ending.exit_code)
    except Exception as error:
        if not (sentence := in_words(error)):
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)


def in_words(error: Exception) -> str:
    """The trouble of the machine that caused `error`, in a sentence; empty where the cause is another."""
    from django.conf import settings

    from broadsheet.edge.trouble import trouble_of

    if settings.configured and (trouble := trouble_of(error)):
        return trouble.for_a_command
    if isinstance(error, OSError):
        what = f"{error.filename} cannot be used" if error.filename else "The machine refused"
        return f"{what} ({error.strerror or error}). Nothing more was done."
    return ""

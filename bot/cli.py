"""The command line: run the bot, open the playground, look after its data, check packs, start them, print from them."""

import asyncio
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Literal

import typer

from bot import launch, stopping
from bot.errors import SettingError
from bot.installation import command
from bot.interchange.command_line import export, import_
from bot.interchange.handout import handout
from bot.launch import BAD_SETTING, BAD_USAGE, IN_USE, PLAYGROUND_DATA, backups_of, leave, settings_or_leave
from bot.settings import Settings

app = typer.Typer(
    help="Second Look: a Discord study companion for watching documentaries critically.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="The page's port; 0 for any free one.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the page in a browser.")]
Data = Annotated[Path, typer.Option("--data", help="Where the playground keeps its own data.")]
BeingWritten = Annotated[
    Path | None,
    typer.Option("--pack", exists=True, help="A pack that you are writing: served, and swapped in when it changes."),
]
Fast = Annotated[
    int,
    typer.Option("--fast", min=1, max=60, help="How many times as fast the clock runs: films, prompts, what is due."),
]
NoCompany = Annotated[
    bool, typer.Option("--no-company", help="The other members do nothing by themselves until they are let.")
]


LARGEST_ID = (1 << 63) - 1


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Second Look {program_version()}")
        raise typer.Exit


def program_version() -> str:
    """The version of the installed program, or the one in `pyproject.toml` when run from a checkout."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    if project.is_file():
        import tomllib

        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    try:
        return version("second-look")
    except PackageNotFoundError:
        return "unknown"


@app.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Run in Discord when DISCORD_TOKEN is set; open the playground when it is not."""
    if context.invoked_subcommand not in {None, "discord", "playground"}:
        stopping.leave_by_unwinding()
    if not context.invoked_subcommand:
        launch.run()


@app.command()
def discord() -> None:
    """Run in Discord; insists on DISCORD_TOKEN."""
    launch.run_in_discord()


@app.command()
def playground(
    port: Port = None,
    no_browser: NoBrowser = False,
    data: Data = PLAYGROUND_DATA,
    pack: BeingWritten = None,
    fast: Fast = 1,
    no_company: NoCompany = False,
) -> None:
    """Open a Discord of your own in the browser, with the real bot in it."""
    launch.open_playground(settings_or_leave(), port, no_browser, data, pack, fast=fast, company=not no_company)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Packs, or folders that hold packs.")],
    strict: Annotated[bool, typer.Option("--strict", help="Also what a pack that ships must keep to.")] = False,
    stale: Annotated[
        str | None,
        typer.Option("--stale", metavar="SPAN", help="Facts checked longer ago are a problem: 12m, 1y, 90d."),
    ] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How problems are printed.")] = "text",
) -> None:
    """Check content packs; every problem with its file, line and column."""
    from bot.packs.reading import check as checking

    try:
        since = checking.stale_before(stale) if stale is not None else None
    except ValueError as error:
        leave(f"--stale: {error}", BAD_USAGE)
    raise typer.Exit(checking.check(paths, strict=strict, since=since, form=form))


@app.command()
def new(
    pack_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new pack, such as my-subject.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to put it in.")] = Path("content"),
) -> None:
    """Write a commented folder to start a pack from."""
    from bot.packs.reading import check as checking

    try:
        path = checking.new(pack_id, folder)
    except (ValueError, OSError) as error:
        leave(str(error), BAD_USAGE)
    typer.echo(f"Written: {path}\nNext: edit it, then run `{command()} check {quote(str(path))}`")


app.command()(export)
app.command("import")(import_)


app.command()(handout)


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="The folder to put it in; BACKUP_DIR if left out.")] = None,
) -> None:
    """Copy the database, beside the running bot too, and check the copy."""
    import sqlite3

    from bot import clock
    from bot.database import DamagedError, DatabaseInUseError
    from bot.database.file_identity import expect_ours, expect_this_name

    backups = backups_of(settings_or_leave(), to)
    try:
        expect_ours(backups.database)
        expect_this_name(backups.database)
    except (SettingError, DamagedError) as error:
        leave(f"Nothing was copied. {error}", BAD_SETTING)
    except DatabaseInUseError as error:
        leave(f"Nothing was copied: {error}.", IN_USE)
    except OSError as error:
        leave(f"The database could not be copied: {error}.", 1)
    try:
        made = backups.make(clock.now())
    except (OSError, sqlite3.Error) as error:
        leave(f"The database could not be copied: {error}. No copy was left in {backups.folder}.", 1)
    typer.echo(
        f"Written and checked: {made} ({made.stat().st_size:,} bytes)\n"
        "It holds neither the bot's token nor the keys and ballots of open anonymous polls.\n"
        f"To put it in the database's place: stop the bot, then {command()} restore {quote(str(made))}"
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A backup.")],
) -> None:
    """Put a backup in the database's place, which is kept; the bot must be stopped."""
    from bot import clock
    from bot.database import DatabaseInUseError, OpeningError, restoring
    from bot.database.restoring import NotOursError

    backups = backups_of(settings_or_leave())
    target = backups.database
    try:
        restored = restoring.restore(file, target, clock.now(), backups.folder)
    except DatabaseInUseError as error:
        leave(f"Nothing was changed: {error}.", IN_USE)
    except SettingError as error:
        leave(f"Nothing was changed. {error}", BAD_SETTING)
    except NotOursError as error:
        leave(str(error), BAD_USAGE)
    except OpeningError as error:
        leave(str(error), 1)
    except OSError as error:
        leave(f"{file} could not be put in place: {error}. The database was left as it was.", 1)
    typer.echo(f"Restored: {target} from {file}, checked.")
    if restored.replaced:
        typer.echo(f"What was there before is kept for two weeks: {restored.replaced}")
    if restored.deletions:
        typer.echo(f"Deletions since that backup, to be done again at the next start: {restored.deletions}")
    for unread in restored.unread:
        typer.echo(f"Could not be read, so deletions that only it knows of are not done again: {unread}")
    typer.echo(
        "Next: start the bot. Anonymous polls that were open when the backup was made are closed then, without totals: "
        "a backup never holds their keys."
    )


@app.command("move-data")
def move_data(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The database to copy: sqlite:///… or postgresql://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty database, or a file that is not there yet.")],
) -> None:
    """Copy all data from SQLite to PostgreSQL, or back, and check the copy; no bot may run on either."""
    from bot.database import DamagedError, DatabaseInUseError, NotSavedError, OpeningError
    from bot.database.transfer import NotMovedError, move

    try:
        with ExitStack() as stack:
            shown: list[Any] = []

            def progress(table: str, done: int, of: int) -> None:
                if not shown:  # before there is something to copy there is nothing to show
                    shown.append(stack.enter_context(typer.progressbar(length=0, label="Copying", show_pos=True)))
                [bar] = shown
                bar.length, bar.label = of, table
                bar.update(done - bar.pos)

            moved = asyncio.run(move(source, target, progress))
    except (SettingError, DamagedError) as error:
        leave(f"Nothing was copied. {str(error).replace('DATABASE_URL: ', '')}", BAD_SETTING)
    except DatabaseInUseError as error:
        leave(f"Nothing was copied: {error}.", IN_USE)
    except (OpeningError, NotSavedError, NotMovedError) as error:
        leave(f"Nothing was copied: {error}", 1)
    for table, count in moved.items():
        typer.echo(f"{count:>12,}  {table}")
    typer.echo(
        f"{sum(moved.values()):>12,}  rows in all, each read back and compared.\n"
        "Next: set DATABASE_URL to the new one and start the bot. The old one still holds everything, votes of "
        "anonymous polls included: delete it once the new one works."
    )


@app.command()
def purge(
    user: Annotated[int | None, typer.Option("--user", help="A member, by their Discord id.")] = None,
    guild: Annotated[int | None, typer.Option("--guild", help="A server, by its Discord id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything about everybody.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete all that is kept about a member, of a server, or at all; the bot must be stopped."""
    from bot.database import DamagedError, expect_database

    if [user is not None, guild is not None, everything].count(True) != 1:
        leave("Name one thing to delete: --user ID, --guild ID or --all.", BAD_USAGE)
    for option, number in (("--user", user), ("--guild", guild)):
        if number is not None and not 0 < number <= LARGEST_ID:
            leave(f"{option}: {number} is no Discord id. An id has at most 19 digits; copy it in Discord.", BAD_USAGE)
    settings = settings_or_leave()
    try:
        expect_database(settings.database_url)
    except (SettingError, DamagedError) as error:
        leave(f"Nothing was deleted. {error}", BAD_SETTING)
    what = f"about the member {user}" if user else f"of the server {guild}" if guild else "about everybody"
    if not yes and not typer.confirm(f"Delete all that is kept {what}? This cannot be undone.", err=True):
        leave("Nothing was deleted.", 1)
    _purge(settings, user, guild)


def _purge(settings: Settings, user: int | None, guild: int | None) -> None:
    from bot import app as bot_app
    from bot.database import DatabaseInUseError, NotSavedError, OpeningError
    from bot.privacy.purge import purge as purged

    try:
        report = asyncio.run(purged(settings.database_url, bot_app.keepers(), user=user, guild=guild))
    except DatabaseInUseError as error:
        leave(f"Nothing was deleted: {error}.", IN_USE)
    except (SettingError, OpeningError) as error:
        leave(f"Nothing was deleted. {error}", BAD_SETTING)
    except NotSavedError as error:
        leave(str(error), 1)
    if not report.had:
        typer.echo("Nothing was kept about this member.")
    for part in report.parts:
        typer.echo(f"{part.name}: {'deleted' if part.done else 'FAILED'}")
    typer.echo("Backups are files of their own and keep what they hold until they are deleted.")
    if user and report.had:
        typer.echo("When one of them is restored, this deletion is done again.")
    if not report.done:
        raise typer.Exit(1)


@app.command()
def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Write it, the format in words, and what is kept, where they belong.")
    ] = False,
    current: Annotated[
        bool, typer.Option("--check", help="Only say whether what is written there is current.")
    ] = False,
) -> None:
    """Print the schema of packs, for editors."""
    from bot.app import keepers
    from bot.packs.format.handbook import renewed
    from bot.packs.format.schema import schema_text
    from bot.privacy import inventory

    content = Path(__file__).parents[1] / "content"
    handbook, notice = content / "README.md", content.parent / "PRIVACY.md"
    if not write and not current:
        typer.echo(schema_text(), nl=False)
        return
    for path, text in (
        (content / "pack.schema.json", schema_text()),
        (handbook, renewed(handbook.read_text(encoding="utf-8"))),
        (notice, inventory.renewed(notice.read_text(encoding="utf-8"), keepers())),
    ):
        if write:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            leave(f"{path.relative_to(content.parent)} is not current: run `make schema`", 1)

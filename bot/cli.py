"""The command line: run the bot, open the playground, back up, restore and move its data, check and start packs."""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Coroutine
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn
from urllib.parse import urlsplit

import typer

from bot.errors import SettingError
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.database import Shards
    from bot.database.backups import Backups

BAD_USAGE = 2
NOT_NOW = 69
IN_USE = 75
BAD_SETTING = 78
"""How the program leaves, beside 0 (stopped, or all well) and 1 (problems found, or a fault of its own): 2 the command
line was wrong; 69 Discord takes no further connection for hours, start again later; 75 another one runs on these data;
78 a setting or the database must be mended first, and starting again changes nothing."""
PLAYGROUND_DATA = Path("data/playground")

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


def main() -> None:
    """Run the command line."""
    app()


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
    if context.invoked_subcommand:
        return
    settings = _settings()
    if settings.discord_token:
        _say("DISCORD_TOKEN is set: running in Discord. For the playground: python run_bot.py playground")
        _run_in_discord(settings)
    else:
        _say("No DISCORD_TOKEN is set: opening the playground, a Discord of your own in the browser. Stop with Ctrl+C.")
        _open_playground(settings, None, False, PLAYGROUND_DATA)


@app.command()
def discord() -> None:
    """Run in Discord; insists on DISCORD_TOKEN."""
    settings = _settings()
    if not settings.discord_token:
        _leave(
            "DISCORD_TOKEN is not set: put the bot token from the Discord developer portal into .env or the "
            "environment, or try the bot without one: python run_bot.py playground",
            BAD_SETTING,
        )
    _run_in_discord(settings)


@app.command()
def playground(
    port: Port = None, no_browser: NoBrowser = False, data: Data = PLAYGROUND_DATA, pack: BeingWritten = None
) -> None:
    """Open a Discord of your own in the browser, with the real bot in it."""
    _open_playground(_settings(), port, no_browser, data, pack)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Packs, or folders that hold packs.")],
    strict: Annotated[bool, typer.Option("--strict", help="Also what a pack that ships must keep to.")] = False,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How problems are printed.")] = "text",
) -> None:
    """Check content packs; every problem with its file, line and column."""
    from bot.packs import check as checking

    raise typer.Exit(checking.check(paths, strict=strict, form=form))


@app.command()
def new(
    pack_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new pack, such as my-subject.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to put it in.")] = Path("content"),
) -> None:
    """Write a commented folder to start a pack from."""
    from bot.packs import check as checking

    try:
        path = checking.new(pack_id, folder)
    except (ValueError, OSError) as error:
        _leave(str(error), BAD_USAGE)
    typer.echo(f"Written: {path}\nNext: edit it, then run `python run_bot.py check {path}`")


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="The folder to put it in; BACKUP_DIR if left out.")] = None,
) -> None:
    """Copy the database, beside the running bot too, and check the copy."""
    import sqlite3

    from bot import clock

    backups = _backups(_settings(), to)
    if not backups.database.is_file():
        _leave(f"There is no database at {backups.database} yet: DATABASE_URL names it. Nothing was copied.", 1)
    try:
        made = backups.make(clock.now())
    except (OSError, sqlite3.Error) as error:
        _leave(f"The database could not be copied: {error}. No copy was left in {backups.folder}.", 1)
    typer.echo(
        f"Written and checked: {made} ({made.stat().st_size:,} bytes)\n"
        "It holds neither the bot's token nor the keys and ballots of open anonymous polls.\n"
        f"To put it in the database's place: stop the bot, then python run_bot.py restore {made}"
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A backup.")],
) -> None:
    """Put a backup in the database's place, which is kept; the bot must be stopped."""
    from bot import clock
    from bot.database import DatabaseInUseError, OpeningError, restoring

    backups = _backups(_settings())
    target = backups.database
    try:
        restored = restoring.restore(file, target, clock.now(), backups.folder)
    except DatabaseInUseError as error:
        _leave(f"Nothing was changed: {error}.", IN_USE)
    except SettingError as error:
        _leave(str(error), BAD_SETTING)
    except OpeningError as error:
        _leave(str(error), 1)
    except OSError as error:
        _leave(f"{file} could not be put in place: {error}. The database was left as it was.", 1)
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
    from bot.database import DatabaseInUseError, OpeningError
    from bot.database.moving import NotMovedError, move

    try:
        with typer.progressbar(length=0, label="Copying", show_pos=True) as bar:

            def progress(table: str, done: int, of: int) -> None:
                bar.length, bar.label = of, table
                bar.update(done - bar.pos)

            moved = asyncio.run(move(source, target, progress))
    except SettingError as error:
        _leave(str(error).replace("DATABASE_URL: ", ""), BAD_SETTING)
    except DatabaseInUseError as error:
        _leave(f"Nothing was copied: {error}.", IN_USE)
    except (OpeningError, NotMovedError) as error:
        _leave(f"Nothing was copied: {error}", 1)
    for table, count in moved.items():
        typer.echo(f"{count:>12,}  {table}")
    typer.echo(
        f"{sum(moved.values()):>12,}  rows in all, each read back and compared.\n"
        "Next: set DATABASE_URL to the new one and start the bot. The old one still holds everything, votes of "
        "anonymous polls included: delete it once the new one works."
    )


@app.command()
def purge(
    user: Annotated[int | None, typer.Option("--user", min=1, help="A member, by their Discord id.")] = None,
    guild: Annotated[int | None, typer.Option("--guild", min=1, help="A server, by its Discord id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything about everybody.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete all that is kept about a member, of a server, or at all; the bot must be stopped."""
    if [user is not None, guild is not None, everything].count(True) != 1:
        _leave("Name one thing to delete: --user ID, --guild ID or --all.", BAD_USAGE)
    settings = _settings()
    what = f"about the member {user}" if user else f"of the server {guild}" if guild else "about everybody"
    if not yes and not typer.confirm(f"Delete all that is kept {what}? This cannot be undone.", err=True):
        _leave("Nothing was deleted.", 1)
    _purge(settings, user, guild)


def _purge(settings: Settings, user: int | None, guild: int | None) -> None:
    from bot import app as bot_app
    from bot.database import DatabaseInUseError, OpeningError
    from bot.privacy.purge import purge as purged

    try:
        report = asyncio.run(purged(settings.database_url, bot_app.keepers(), user=user, guild=guild))
    except DatabaseInUseError as error:
        _leave(f"Nothing was deleted: {error}.", IN_USE)
    except (SettingError, OpeningError) as error:
        _leave(str(error), BAD_SETTING)
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
    from bot.packs.handbook import renewed
    from bot.packs.schema import schema_text
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
            _leave(f"{path.relative_to(content.parent)} is not current: run `make schema`", 1)


def _backups(settings: Settings, folder: Path | None = None) -> "Backups":
    """The backups of the database that the settings name; leaves where it is not a file."""
    if _on_a_server(settings):
        _leave(
            "DATABASE_URL names a PostgreSQL, which is copied with its own tools: "
            "pg_dump --exclude-table-data='secret_*', and pg_restore.",
            BAD_SETTING,
        )
    from bot.database import sqlite_path
    from bot.database.backups import Backups

    try:
        return Backups(sqlite_path(settings.database_url), folder or settings.backup_dir)
    except SettingError as error:
        _leave(str(error), BAD_SETTING)


def _shards(settings: Settings) -> "Shards | None":
    """The shards of this process, where it is one of several."""
    from bot.database import Shards

    try:
        own = settings.own_shards
    except SettingError as error:
        _leave(str(error), BAD_SETTING)
    return Shards(settings.shard_count, own) if settings.shard_count and own else None


def _on_a_server(settings: Settings) -> bool:
    from bot.database import POSTGRESQL

    return settings.database_url.startswith(POSTGRESQL)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingError as error:
        _leave(str(error), BAD_SETTING)


def _run_in_discord(settings: Settings) -> None:
    from bot import app as bot_app
    from bot.packs.holdings.rules import Quota

    assert settings.discord_token
    backups = None if _on_a_server(settings) else _backups(settings)
    quota = Quota(settings.packs_per_server, settings.pack_mib_per_server * 1024 * 1024)
    _serve(
        settings,
        bot_app.run_in_discord(
            settings.discord_token,
            settings.database_url,
            settings.content_dir,
            quota,
            backups,
            settings.backups_kept,
            settings.health_port,
            _shards(settings),
            settings.shard_count,
        ),
    )


def _open_playground(
    settings: Settings, port: int | None, no_browser: bool, data: Path, pack: Path | None = None
) -> None:
    from bot import app as bot_app

    def announce(url: str) -> None:
        typer.echo(f"Playground: {url}")
        sys.stdout.flush()
        if not no_browser and _has_browser():
            webbrowser.open(url)

    chosen = settings.playground_port if port is None else port
    _serve(settings, bot_app.run_in_playground(settings.content_dir, chosen, data.resolve(), announce, pack))


def _serve(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    from bot.database import DatabaseInUseError, OpeningError
    from bot.operations.logs import set_up_logs
    from bot.operations.starts import TooFewStartsError

    token = settings.discord_token or ""
    set_up_logs(settings.log_level, settings.log_format, token, urlsplit(settings.database_url).password or "")
    try:
        asyncio.run(work)
    except SettingError as error:
        _leave(str(error), BAD_SETTING)
    except DatabaseInUseError as error:
        _leave(str(error), IN_USE)
    except OpeningError as error:
        _leave(str(error), BAD_SETTING)
    except TooFewStartsError as error:
        _leave(str(error), NOT_NOW)


def _has_browser() -> bool:
    if os.environ.get("CI"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _leave(line: str, code: int) -> NoReturn:
    _say(line)
    raise SystemExit(code)

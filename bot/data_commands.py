"""The commands that look after the data: a copy and its return, a move to the other engine, deletion beside the bot."""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from bot.chat.limits import LARGEST_ID
from bot.errors import SettingError
from bot.installation import command
from bot.launch import BAD_SETTING, BAD_USAGE, IN_USE, backups_of, leave, settings_or_leave
from bot.settings import Settings


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
    from bot.app import keepers
    from bot.database import DatabaseInUseError, NotSavedError, OpeningError, open_database
    from bot.privacy.service import Privacy
    from bot.privacy.views import Report

    async def purged() -> Report:
        async with open_database(settings.database_url, make=False) as database:
            privacy = Privacy(database, keepers)
            if user is not None:
                return await privacy.delete(user)
            if guild is not None:
                return await privacy.forget_guild(guild)
            return await privacy.empty()

    try:
        report = asyncio.run(purged())
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

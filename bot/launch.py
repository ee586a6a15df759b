"""Starting the bot, in Discord or in the playground, and how the program leaves."""

import asyncio
import os
import sys
import threading
import webbrowser
from collections.abc import Coroutine
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from bot import installation, stopping
from bot.errors import SettingError
from bot.packs.reading.reading_apart import reading_shipped
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.database import Shards
    from bot.database.backups import Backups

PROBLEMS = 1
BAD_USAGE = 2
TAKEN_AWAY = 66
NOT_NOW = 69
IN_USE = 75
BAD_SETTING = 78
"""How the program leaves, beside 0 (stopped, or all well) and 1 (problems found, or a fault of its own): 2 the command
line was wrong; 66 the database file was taken away while it was in use, put it back first; 69 Discord takes no further
connection for hours, start again later; 75 another one runs on these data; 78 a setting or the database must be mended
first, and starting again changes nothing."""
LAST_MOMENT = 13.0
"""Seconds from being told to stop until the program is gone."""
PLAYGROUND_DATA = installation.data_folder() / "playground"
MADE_UP = "made-up.yaml"
"""The pack of the playground's tours, which lies in the playground and so is never where the bot runs in Discord."""
NO_PLAYGROUND = (
    "The playground is not part of this installation, which is made for Discord: set DISCORD_TOKEN to run there. "
    "To try the bot without a token, take the whole project (git clone) and run: make run"
)


def run() -> None:
    """Run in Discord when DISCORD_TOKEN is set; open the playground when it is not."""
    settings = settings_or_leave()
    if settings.discord_token:
        say(f"DISCORD_TOKEN is set: running in Discord. For the playground: {installation.command()} playground")
        _serve_discord(settings, settings.discord_token)
    else:
        say("No DISCORD_TOKEN is set: opening the playground, a Discord of your own in the browser. Stop with Ctrl+C.")
        open_playground(settings, None, False, PLAYGROUND_DATA)


def run_in_discord() -> None:
    """Run in Discord; insists on DISCORD_TOKEN."""
    settings = settings_or_leave()
    if not settings.discord_token:
        leave(
            "DISCORD_TOKEN is not set: put the bot token from the Discord developer portal into .env or the "
            f"environment, or try the bot without one: {installation.command()} playground",
            BAD_SETTING,
        )
    _serve_discord(settings, settings.discord_token)


def open_playground(
    settings: Settings,
    port: int | None,
    no_browser: bool,
    data: Path,
    pack: Path | None = None,
    *,
    fast: int = 1,
    company: bool = True,
) -> None:
    """Serve the playground at `port`, else at the one that is set, until stopped; leaves where it is not installed."""
    if (spec := find_spec("playground")) is None or spec.origin is None:
        leave(NO_PLAYGROUND, BAD_SETTING)
    made_up = Path(spec.origin).with_name(MADE_UP)

    def announce(url: str) -> None:
        sys.stdout.write(f"Playground: {url}\n")
        sys.stdout.flush()
        if not no_browser and _has_browser():
            webbrowser.open(_forwarding(forward, url).as_uri())

    chosen, data = settings.playground_port if port is None else port, data.resolve()
    forward = data / "open.html"

    async def run_it() -> None:
        async with reading_shipped(settings.content, without=pack, besides=made_up) as packs:
            from bot import app

            await app.run_in_playground(packs, chosen, data, announce, pack, fast=fast, company=company)

    try:
        _serve(settings, run_it())
    finally:
        with suppress(OSError):
            forward.unlink()


def settings_or_leave() -> Settings:
    """The settings; says what is wrong with one and leaves."""
    try:
        return load_settings()
    except SettingError as error:
        leave(str(error), BAD_SETTING)


def backups_of(settings: Settings, folder: Path | None = None) -> "Backups":
    """The backups of the database that the settings name; leaves where it is not a file."""
    if _on_a_server(settings):
        leave(
            "DATABASE_URL names a PostgreSQL, which is copied with its own tools: "
            "pg_dump --exclude-table-data='secret_*', and pg_restore.",
            BAD_SETTING,
        )
    from bot.database import sqlite_path
    from bot.database.backups import Backups

    try:
        return Backups(sqlite_path(settings.database_url), folder or settings.backup_dir)
    except SettingError as error:
        leave(str(error), BAD_SETTING)


def say(line: str) -> None:
    """A line for whoever started the program."""
    sys.stderr.write(f"{line}\n")


def leave(line: str, code: int) -> NoReturn:
    """Say why, and leave with an exit code."""
    say(line)
    raise SystemExit(code)


def _serve_discord(settings: Settings, token: str) -> None:
    backups, shards = None if _on_a_server(settings) else backups_of(settings), _shards(settings)

    async def run_it() -> None:
        # The packs are read while the rest of the program is loaded, which takes about as long.
        async with reading_shipped(settings.content) as packs:
            from bot import app

            await app.run_in_discord(settings, token, packs, backups, shards, leave_in_any_case)

    _serve(settings, run_it())


def leave_in_any_case() -> None:
    """Leave within `LAST_MOMENT`, also where a disk or a database does not let go of us.

    What was told saved is saved; what was not is not.
    """

    def leave_now() -> None:
        say("closing takes too long, leaving as it is")
        os._exit(PROBLEMS)

    timer = threading.Timer(LAST_MOMENT, leave_now)
    timer.daemon = True  # it keeps nobody who can leave by himself
    timer.start()


def _serve(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    from bot.database import DatabaseInUseError, NotSavedError, OpeningError, TakenAwayError
    from bot.operations import memory
    from bot.operations.logs import set_up_logs
    from bot.operations.starts import TooFewStartsError

    token = settings.discord_token or ""
    memory.begin()
    set_up_logs(settings.log_level, settings.log_format, token, urlsplit(settings.database_url).password or "")
    try:
        asyncio.run(_until_stopped(work))
    except DatabaseInUseError as error:
        leave(str(error), IN_USE)
    except TakenAwayError as error:
        leave(str(error), TAKEN_AWAY)
    except (SettingError, OpeningError) as error:
        leave(str(error), BAD_SETTING)
    except NotSavedError as error:
        leave(f"The bot could not start. {error}", PROBLEMS)
    except TooFewStartsError as error:
        leave(str(error), NOT_NOW)
    finally:
        stopping.leave_at_once()  # the event loop gave the signals back as it had found them: with a traceback


async def _until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do the work; a signal that comes before it listens for signals itself ends it in good order."""
    working, stopped = asyncio.create_task(work, name="work"), False

    def stop() -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            leave_in_any_case()
            working.cancel()

    stopping.hear(stop)
    await asyncio.wait({working})
    if not (stopped and working.cancelled()):
        working.result()


def _shards(settings: Settings) -> "Shards | None":
    """The shards of this process, where it is one of several."""
    from bot.database import Shards

    try:
        own = settings.own_shards
    except SettingError as error:
        leave(str(error), BAD_SETTING)
    return Shards(settings.shard_count, own) if settings.shard_count and own else None


def _on_a_server(settings: Settings) -> bool:
    from bot.database import POSTGRESQL

    return settings.database_url.startswith(POSTGRESQL)


def _forwarding(path: Path, url: str) -> Path:
    """Have a file, its owner's alone, that leads to `url`: whoever is on this machine sees what a browser is told."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(
            '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Playground</title>'
            f'<meta http-equiv="refresh" content="0;url={url}"><p><a href="{url}">Open the playground</a></p>\n'
        )
    return path


def _has_browser() -> bool:
    if os.environ.get("CI"):
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

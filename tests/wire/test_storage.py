"""The disk is full, the file is damaged, the schema is newer, a copy is made under load: the whole program meets it."""

import asyncio
import random
import resource
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import launch
from bot.database import open_database, sqlite
from playground import seed
from playground.interactions import Interaction
from playground.model import Message
from tests.packs.sample import SHIPPED
from tests.playground.conftest import Page
from tests.ports import free_port
from tests.test_cli import environment
from tests.warm import WARM
from tests.wire.crowd import PATIENCE, WatchedPlayground, WatchedRest, newcomers, text
from tests.wire.test_polls_killed import click, recorded

pytestmark = pytest.mark.slow

NOT_SAVED = "This was not saved"
REFUSED = 78
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@dataclass
class Program:
    """`run_bot.py discord` in a process of its own, with its data in a folder of the test."""

    process: asyncio.subprocess.Process
    playground: WatchedPlayground

    async def left(self) -> tuple[int, str]:
        """How it left, and what it said."""
        async with asyncio.timeout(PATIENCE):
            _, errors = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()


async def started(playground: WatchedPlayground, folder: Path, *arguments: str, **settings: str) -> Program:
    """Begin it, without waiting for anything."""
    addresses = (playground.api, playground.gateway, playground.cdn)
    usual = {"DISCORD_TOKEN": playground.token, "CONTENT_DIR": str(SHIPPED)}
    settings = {**usual, "DATABASE_URL": "sqlite:///data/study.db", **settings}
    process = await asyncio.create_subprocess_exec(
        *WARM, "-m", "tests.wire.program", *addresses, *(arguments or ("discord",)),
        cwd=folder, env=environment(**settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    return Program(process, playground)


@asynccontextmanager
async def serving(playground: WatchedPlayground, folder: Path, **settings: str) -> AsyncIterator[Program]:
    """The program, connected; killed at the end if it is still there."""
    program = await started(playground, folder, **settings)
    try:
        async with asyncio.timeout(PATIENCE):
            while not playground.world.bot_online and program.process.returncode is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield program
    finally:
        if program.process.returncode is None:
            program.process.kill()
            await program.process.communicate()
        playground.world.set_bot_online(False)


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[WatchedPlayground]:
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        yield playground


async def asked(playground: WatchedPlayground, question: str = "Which film next?", **terms: Any) -> Message:
    """The card of a new poll."""

    def cards() -> list[Message]:
        return [each for each in playground.world.messages(seed.GENERAL) if question in str(each.components)]

    async with Page(playground) as sam:
        await sam.use("poll quick", question=question, options="Red|Green|Blue", **terms)
        async with asyncio.timeout(PATIENCE):
            while not cards():  # noqa: ASYNC110 - another process posts it
                await asyncio.sleep(0.02)
    return cards()[0]


async def told(playground: WatchedPlayground, interaction: Interaction) -> str:
    """What the member was answered."""
    async with asyncio.timeout(PATIENCE):
        while not interaction.original:  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(0.02)
    return text(playground.world.state.messages[seed.GENERAL][interaction.original])


def ballots(database: Path) -> dict[int, int]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as plain:
        return dict(plain.execute("SELECT member_id, choices FROM ballots").fetchall())


def asked_of(playground: WatchedPlayground) -> list[Any]:
    assert isinstance(playground.rest, WatchedRest)
    return playground.rest.seen


async def test_c09_on_a_full_disk_voters_are_told_that_nothing_was_saved_until_there_is_room(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    members, database = newcomers(playground, 4), tmp_path / "data" / "study.db"
    async with serving(playground, tmp_path) as program:
        card = await asked(playground, results="live")
        assert "Recorded" in await told(playground, click(playground, members[0], card, 0))
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        full = [click(playground, member, card, 1) for member in members[:3]]
        for each in full:
            assert (await told(playground, each)).startswith(NOT_SAVED)
        assert ballots(database) == {members[0]: 1}
        assert recorded(playground, full) == {}
        await asyncio.sleep(1.5)  # a round of what falls due meets the full disk too
        assert program.process.returncode is None
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
        for member in members[1:]:
            assert "Recorded" in await told(playground, click(playground, member, card, 1))
        assert ballots(database) == {members[0]: 1} | dict.fromkeys(members[1:], 2)
        program.process.terminate()
        code, said = await program.left()
    assert code == 0
    assert said.count("nothing can be saved in") == 1
    assert said.count("works again") == 1


async def test_c11_a_damaged_file_is_named_with_the_way_back_and_discord_is_not_touched(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    database = tmp_path / "data" / "study.db"
    async with open_database(f"sqlite:///{database}"):
        pass
    spoiled = bytearray(await asyncio.to_thread(database.read_bytes))
    spoiled[7] ^= 0x10
    await asyncio.to_thread(database.write_bytes, bytes(spoiled))
    before = len(asked_of(playground))
    code, said = await (await started(playground, tmp_path)).left()
    assert code == REFUSED
    assert "data/study.db is damaged" in said
    assert "python run_bot.py restore FILE" in said
    assert said.count("Traceback") == 0
    assert len(asked_of(playground)) == before
    assert await asyncio.to_thread(database.read_bytes) == bytes(spoiled)


async def test_c11_damage_met_while_serving_ends_the_program_with_the_way_back(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    database, [member] = tmp_path / "data" / "study.db", newcomers(playground, 1)
    async with serving(playground, tmp_path, BACKUPS_KEPT="0") as program:
        card = await asked(playground, results="live")
        await told(playground, click(playground, member, card, 0))
        for file in (database, database.with_name("study.db-wal")):
            size = file.stat().st_size
            with file.open("r+b") as spoiled:
                spoiled.seek(100)
                spoiled.write(random.Random(11).randbytes(max(size - 100, 0)))
        code, said = await program.left()
    assert code == REFUSED
    assert said.strip().splitlines()[-1].startswith("data/study.db is damaged")
    assert said.strip().endswith("python run_bot.py restore FILE")


@pytest.mark.parametrize("how", ["renamed", "deleted", "replaced", "with its folder"])
async def test_c17_a_file_that_is_taken_away_is_told_to_voters_and_in_readyz_before_the_program_leaves(
    playground: WatchedPlayground, tmp_path: Path, how: str
) -> None:
    [member, other], database = newcomers(playground, 2), tmp_path / "data" / "study.db"
    away, port = tmp_path / "away", free_port()
    async with open_database(f"sqlite:///{tmp_path}/blank/other.db"):
        pass
    async with serving(playground, tmp_path, BACKUPS_KEPT="0", HEALTH_PORT=str(port)) as program:
        card = await asked(playground, results="live")
        assert "Recorded" in await told(playground, click(playground, member, card, 0))
        match how:
            case "renamed":
                database.rename(away)
            case "deleted":
                database.unlink()
            case "replaced":
                (tmp_path / "blank" / "other.db").replace(database)
            case _:
                database.parent.rename(away)
        assert (await told(playground, click(playground, other, card, 1))).startswith(NOT_SAVED)
        status, causes = await got(f"http://127.0.0.1:{port}/readyz")
        assert status == 503
        assert "The database file was moved, deleted or replaced" in causes
        begun = time.monotonic()
        code, said = await program.left()
    assert time.monotonic() - begun < 5 * (sqlite.WATCH + sqlite.LINGER)
    assert code == launch.TAKEN_AWAY == 66
    assert said.count("Traceback") == 0
    assert said.strip().splitlines()[-1].startswith("data/study.db was moved, deleted or replaced")
    if how == "renamed":
        assert f"it is now {away}" in said
        assert ballots(away) == {member: 1}  # whole, without the log that was left behind
    assert not (database.parent / "starts.json").exists()
    log = database.with_name("study.db-wal")
    assert not log.exists() or not log.stat().st_size


async def got(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_c13_an_older_program_leaves_a_newer_schema_alone_before_discord_is_touched(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    database = tmp_path / "data" / "study.db"
    async with open_database(f"sqlite:///{database}") as db, db.transaction() as tx:
        await tx.fetch("INSERT INTO schema_version VALUES (9999, 'from the future')")
    before = await asyncio.to_thread(database.read_bytes)
    code, said = await (await started(playground, tmp_path)).left()
    assert code == REFUSED
    assert "was written by a newer version of this program (schema 9999" in said
    assert said.count("Traceback") == 0
    assert asked_of(playground) == []
    assert await asyncio.to_thread(database.read_bytes) == before


async def test_c14_a_second_program_leaves_with_75_and_does_not_disturb_the_first(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    [member] = newcomers(playground, 1)
    async with serving(playground, tmp_path):
        card = await asked(playground)
        before = len(asked_of(playground))
        code, said = await (await started(playground, tmp_path)).left()
        assert code == 75
        assert "in use by another process" in said
        assert len(asked_of(playground)) == before
        assert "Recorded" in await told(playground, click(playground, member, card, 2))


async def test_c10_the_newest_of_copies_made_under_a_storm_restores_every_vote_recorded_before_it_began(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    voters, database = 300, tmp_path / "data" / "study.db"
    members = newcomers(playground, voters)
    async with serving(playground, tmp_path, BACKUPS_KEPT="0") as program:
        open_card = await asked(playground, results="live")
        secret_card = await asked(playground, "Who left early?", ballots="anonymous")
        clicks: list[Interaction] = []

        async def storm() -> None:
            began = time.monotonic()
            for place, member in enumerate(members):
                clicks.append(click(playground, member, open_card, place % 3))
                if place % 4 == 0:
                    click(playground, member, secret_card, place % 3)
                await asyncio.sleep(max(0.0, began + place / 100 - time.monotonic()))

        storming = asyncio.create_task(storm())
        before: dict[int, int] = {}
        copies = 0
        while not storming.done() or copies < 2:
            before = recorded(playground, clicks)
            code, said = await (await started(playground, tmp_path, "backup", "--to", "copies")).left()
            assert code == 0, said
            copies += 1
            await asyncio.sleep(0.3)
        await storming
        key = secrets_of(database)
        program.process.kill()
    assert len(before) > 50
    newest = max((tmp_path / "copies").iterdir())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code, said = await (await started(playground, elsewhere, "restore", str(newest))).left()
    assert code == 0, said
    kept = elsewhere / "data" / "study.db"
    found = ballots(kept)
    assert {member: found[member] for member in before} == before
    with closing(sqlite3.connect(kept)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counted = plain.execute(
            "SELECT sum(votes), (SELECT count(*) FROM ballots) FROM poll_options "
            "JOIN polls ON polls.id = poll_id AND secrecy != 'anonymous'"
        ).fetchone()
        assert counted[0] == counted[1] == len(found)
        assert plain.execute("SELECT count(*) FROM secret_keys").fetchone() == (0,)
        assert plain.execute("SELECT count(*) FROM secret_ballots").fetchone() == (0,)
    data = newest.read_bytes()
    assert len(key) == 64
    assert key.encode() not in data
    assert bytes.fromhex(key) not in data
    assert playground.token.encode() not in data
    async with serving(playground, elsewhere):
        async with asyncio.timeout(PATIENCE):
            while openness(kept) != {"unnamed": True, "anonymous": False}:  # noqa: ASYNC110 - another process closes it
                await asyncio.sleep(0.02)
        assert "Recorded" in await told(playground, click(playground, members[0], open_card, 1))


def openness(database: Path) -> dict[str, bool]:
    """By secrecy, whether the poll is open."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as plain:
        rows = plain.execute("SELECT secrecy, closed_at IS NULL FROM polls").fetchall()
    return {secrecy: bool(is_open) for secrecy, is_open in rows}


def secrets_of(database: Path) -> str:
    """The key of the only anonymous poll, which really is there."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as plain:
        assert plain.execute("SELECT count(*) FROM secret_ballots").fetchone()[0] > 10
        [(key,)] = plain.execute("SELECT key FROM secret_keys").fetchall()
        return key

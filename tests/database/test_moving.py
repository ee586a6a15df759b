"""All data goes from one engine to the other and back, and nothing is lost on the way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database, DatabaseInUseError, open_database, sqlite_lane, transfer
from bot.database.transfer import NotMovedError, move
from bot.polls.rules import Phase
from bot.polls.terms import Reason, Secrecy
from bot.viewings.moves import Move
from tests.engines import POSTGRESQL, address, another, tables_of
from tests.packs.test_holdings import Room as PackRoom
from tests.polls.room import FARID, GUILD, Clock, Room
from tests.test_cli import run
from tests.viewings.evening import BEN, WORDS, Evening


async def fill(database: Database) -> None:
    """Something in nearly every table, with pairs of polls in both orders of their ids."""
    room = Room(database, Clock())
    single = await room.poll(reason=Reason.OPTIONAL)
    await room.vote(single, 1 << 62, 1, reason="because \N{HONEYBEE}")
    # A file may hold from before what no member can write any more, and what PostgreSQL cannot keep.
    async with database.transaction() as tx:
        assert await tx.fetch("UPDATE ballots SET reason = reason || ?1 WHERE reason IS NOT NULL RETURNING 1", "\0")
    for kind in ("multiple", "scale", "ranked"):
        await room.vote(await room.poll(kind=kind), 1 << 62, 1)
    await room.vote(await room.poll(kind="score"), 1, scores=(5, None, 0))
    secret = await room.poll(secrecy=Secrecy.ANONYMOUS)
    await room.vote_at_once(secret, dict.fromkeys(range(30), 1))
    for _ in range(6):
        before = await room.poll(phase=Phase.BEFORE)
        await room.vote_at_once(before, {7: 0, 8: 1})
        await room.polls.ask_again(GUILD, before.id, channel_id=1, by=FARID)
    await room.polls.close(GUILD, single.id, FARID)
    evening = Evening(database)
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "wax, honey")
    packs = PackRoom(database)
    await packs.put("1.0.0")
    await packs.put("1.1.0")
    await packs.offer("1.2.0")


async def content(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    async with open_database(url) as db, db.read() as tx:
        return {
            table: sorted(repr([_plain(value) for value in row]) for row in await tx.fetch(f"SELECT * FROM {table}"))
            for table in sorted(await tables_of(tx))
        }


def _plain(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


async def test_a_filled_database_goes_there_and_back_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "PAGE", 7)
    here, back = f"sqlite:///{tmp_path}/here.db", f"sqlite:///{tmp_path}/back.db"
    async with open_database(here) as database:
        await fill(database)
    before, seen = await content(here), list[tuple[str, int, int]]()
    async with another("moved") as there:
        moved = await move(here, there, lambda *told: seen.append(told))
        assert {name: len(rows) for name, rows in before.items() if name != "schema_version"} == moved
        assert {name for name, count in moved.items() if count} >= {"secret_ballots", "secret_keys", "pack_versions"}
        assert (seen[-1][1], {of for _, _, of in seen}) == (sum(moved.values()), {sum(moved.values())})
        assert await content(there) == before
        assert await move(there, back, lambda *_: None) == moved
    assert await content(back) == before
    async with open_database(back) as database:
        assert await Room(database, Clock()).poll()


async def test_what_arrives_otherwise_is_noticed_and_the_target_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = f"sqlite:///{tmp_path}/here.db", f"sqlite:///{tmp_path}/there.db"
    async with open_database(here) as database:
        await fill(database)
    whole = sqlite_lane.Statements.load

    async def losing(self: Any, table: str, columns: Any, pages: Any) -> None:
        await whole(self, table, columns, pages)
        if table == "ballots":
            await self.fetch("UPDATE ballots SET choices = 2 WHERE member_id = 7 AND choices = 1")

    monkeypatch.setattr(sqlite_lane.Statements, "load", losing)
    with pytest.raises(NotMovedError, match="ballots did not arrive as it was sent"):
        await move(here, there, lambda *_: None)
    assert not any(rows for name, rows in (await content(there)).items() if name != "schema_version")


async def test_neither_may_be_in_use_and_the_target_must_be_empty(url: str, engine: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    async with open_database(other):
        pass
    async with open_database(url) as database:
        await Room(database, Clock()).poll()
        for source, target in ((url, other), (other, url)):
            with pytest.raises(DatabaseInUseError, match="is in use by"):
                await move(source, target, lambda *_: None)
    async with open_database(other) as database:
        await Room(database, Clock()).poll()
    with pytest.raises(NotMovedError, match="holds data already"):
        await move(other, url, lambda *_: None)
    with pytest.raises(NotMovedError, match="the same"):
        await move(url, url, lambda *_: None)


async def test_the_command_tells_what_it_moved_and_what_comes_next(tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/here.db"
    async with open_database(here) as database:
        await Room(database, Clock()).poll()
    there = await address(POSTGRESQL, tmp_path)
    done = await asyncio.to_thread(run, "move-data", here, there, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1  polls\n" in done.stdout
    assert "rows in all, each read back and compared." in done.stdout
    again = await asyncio.to_thread(run, "move-data", here, there, cwd=tmp_path)
    assert (again.returncode, again.stderr.splitlines()[-1][:41]) == (1, "Nothing was copied: the database to copy ")
    wrong = await asyncio.to_thread(run, "move-data", here, "mysql://x", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr[:49]) == (78, "Nothing was copied. expected postgresql://user:pa")

"""A database of the release before, with polls in every state: all that is due comes once, and at its time."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ms
from bot.database import Database, Tx, migrations, open_database, postgres, sqlite
from bot.polls.ending import closing
from bot.polls.results import Result, Withheld, written
from bot.polls.rules import KEPT, Poll, State
from bot.polls.terms import Secrecy
from tests.engines import SQLITE, another
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, START, Clock, Room

OF_THAT_RELEASE = ("single", "multiple", "scale", "ranked", "score")
"""The kinds of polls that there were."""

LAST = 9
"""The number of the last release's newest migration."""
KEY = "11" * 32
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def old(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The url of a database as the last release left it."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for each in migrations.shipped_migrations()[:LAST]:
        shutil.copy(each.path, folder)
    async with _empty(engine, tmp_path) as (url, opened):
        async with opened(folder) as db, db.transaction() as tx:
            await Old(tx).fill()
        yield url


@asynccontextmanager
async def _empty(engine: str, tmp_path: Path) -> AsyncIterator[tuple[str, Any]]:
    if engine == SQLITE:
        path = tmp_path / "data" / "study.db"
        yield f"sqlite:///{path}", lambda folder: sqlite.open_sqlite(path, folder)
    else:
        async with another("upgrading") as url:
            yield url, lambda folder: postgres.open_postgres(url, folder)


class Old:
    """Writes rows as the last release did."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    async def fill(self) -> None:
        """Polls by number, of which each test says what becomes of it."""
        for number, kind in enumerate(OF_THAT_RELEASE, 1):  # 1 to 5, open for two more hours, reminded of in one
            await self.poll(number, START + 2 * HOUR, kind=kind, remind_at=START + HOUR)
            await self.ballots(number, kind)
        await self.poll(6, START - HOUR, remind_at=START - 2 * HOUR)  # overdue
        await self.ballots(6, "single")
        await self.poll(7, START + HOUR, secrecy=Secrecy.ANONYMOUS, key=KEY)
        await self.poll(8, START + HOUR, secrecy=Secrecy.ANONYMOUS)  # restored: its key is gone
        await self.closed(9)
        await self.message(9, "result", "waiting")
        await self.closed(10)
        await self.message(10, "result", "waiting", first_tried_at=ms(START - HOUR), tries=3)
        await self.closed(11, secrecy=Secrecy.NAMED)
        await self.message(11, "result", "stale", message_id=1_100)
        await self.closed(12, forget_at=ms(START + DAY))
        await self.ballots(12, "single")
        await self.message(12, "result", "sent", message_id=1_200)
        await self.poll(13, START + 2 * HOUR)
        await self.message(13, "reminder", "sent", message_id=1_300)
        await self.poll(14, START + 2 * HOUR, remind_at=START + HOUR)
        await self.message(14, "reminder", "dropped", problem="AutoMod")
        await self.poll(15, START - HOUR, parked="close: ValueError", failures=3)
        await self.poll(16, START - HOUR, orphaned="the card was deleted.", remind_at=START - 2 * HOUR)
        await self.poll(17, START + 2 * HOUR)
        await self.message(17, "reminder", "waiting", first_tried_at=ms(START - timedelta(seconds=9)))

    async def poll(self, number: int, closes_at: datetime, **more: Any) -> None:
        key = more.pop("key", None)
        row = {
            "id": number, "guild_id": GUILD, "number": number, "channel_id": CHANNEL, "message_id": 100 * number,
            "creator_id": FARID.id, "kind": "single", "question": "Which?", "not_sure": 1, "reason": "off",
            "confidence": 0, "secrecy": Secrecy.UNNAMED, "visibility": "after_close", "drawn": 1,
            "created_at": ms(START - DAY), "closes_at": ms(closes_at),
        }  # fmt: skip
        await self.insert("polls", row | more)
        for place, label in enumerate(("Red", "Green", "Blue")):
            await self.insert("poll_options", {"poll_id": number, "place": place, "label": label})
        if key:
            await self.insert("secret_keys", {"poll_id": number, "key": key})

    async def closed(self, number: int, **more: Any) -> None:
        at = ms(START - HOUR)
        await self.poll(number, START - HOUR, closed_at=at, **({"forget_at": at + ms_of(KEPT)} | more))
        result = Result("single", ("Red", "Green", "Blue"), 0, 0, (0, 0, 0))
        await self.insert("poll_results", {"poll_id": number, "body": written(result)})

    async def ballots(self, number: int, kind: str) -> None:
        choices, marks = {"ranked": (0, "1,0"), "score": (0, "5,,3")}.get(kind, (2, None))
        for member in (7, 8):
            ballot = {"poll_id": number, "member_id": member, "choices": choices, "marks": marks, "click_id": 1}
            await self.insert("ballots", ballot)
        await self._tx.fetch("UPDATE polls SET ballots = 2 WHERE id = ?1", number)
        if choices:
            await self._tx.fetch("UPDATE poll_options SET votes = 2 WHERE poll_id = ?1 AND place = 1", number)

    async def message(self, number: int, purpose: str, state: str, **more: Any) -> None:
        row = {"poll_id": number, "purpose": purpose, "state": state, "due_at": ms(START - HOUR)}
        await self.insert("poll_messages", row | more)

    async def insert(self, table: str, row: dict[str, Any]) -> None:
        values = {name: ms(each) if isinstance(each, datetime) else each for name, each in row.items()}
        places = ", ".join(f"?{place}" for place in range(1, len(values) + 1))
        await self._tx.fetch(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())


def ms_of(span: timedelta) -> int:
    return round(span.total_seconds() * 1_000)


async def upgraded(db: Database) -> Room:
    room = Room(db, Clock())
    await room.worker.set_right()
    return room


async def test_everything_that_is_due_comes_exactly_once(old: str) -> None:
    async with open_database(old) as db:
        room = await upgraded(db)
        room.board.stands["poll-show:10"] = 1_000  # the last release had posted it, and was killed before it noted so
        await room.worker.once()
        assert Counter(room.board.posted) == Counter([(6, "res"), (8, "res"), (9, "res"), (17, "rem")])
        assert room.board.looked == ["poll-show:10"]
        assert [message for message, _ in room.board.changed] == [1_100]
        room.clock.go(hours=1, seconds=4)
        await room.worker.once()
        reminded = [(number, "rem") for number in range(1, 6)]
        assert Counter(room.board.posted[4:]) == Counter([*reminded, (7, "res")])
        room.clock.go(hours=1)
        await room.worker.once()
        results = [(number, "res") for number in (1, 2, 3, 4, 5, 13, 14, 17)]
        assert Counter(room.board.posted[10:]) == Counter(results)
        assert room.board.tries == len(room.board.posted)
        room.clock.go(days=40)
        await room.worker.once()
        assert room.board.tries == len(room.board.posted) == 18
        assert await room.fetch("SELECT kind, key FROM jobs WHERE kind <> 'polls.reminder'") == [("polls.close", "15")]
        assert await room.fetch("SELECT kind, message_id FROM poll_messages WHERE poll_id = 10") == [
            ("polls.result", 1_000)
        ]


async def test_every_kind_closes_with_the_ballots_that_were_given_before(old: str) -> None:
    async with open_database(old) as db:
        room = await upgraded(db)
        room.clock.go(hours=2, seconds=3)
        await room.worker.once()
        shown = {number: await room.polls.show(GUILD, number) for number in range(1, 9)}
        assert {view.poll.state for view in shown.values()} == {State.CLOSED}
        told = {number: view.result for number, view in shown.items() if view.result}
        assert [told[number].votes for number in (1, 2, 3, 6)] == [(0, 2, 0)] * 4
        assert told[4].runoff
        assert told[4].runoff.winners == (1,)
        assert told[5].scores[0].distribution[5] == 2
        assert (told[7].withheld, told[8].withheld) == (Withheld.FEW, Withheld.RESTORED)
        assert await room.rows("secret_keys") == 0


async def test_ballots_go_at_the_time_that_was_set_before(old: str) -> None:
    async with open_database(old) as db:
        room = await upgraded(db)
        of_12 = "SELECT count(*) FROM ballots WHERE poll_id = 12"
        room.clock.go(hours=23)
        await room.worker.once()
        assert await room.fetch(of_12) == [(2,)]
        room.clock.go(hours=1)
        await room.worker.once()
        assert await room.fetch(of_12) == [(0,)]


async def test_what_was_given_up_before_is_still_told_to_moderators_and_can_be_done_by_hand(old: str) -> None:
    async with open_database(old) as db:
        room = await upgraded(db)
        await room.worker.once()
        assert (await room.polls.show(GUILD, 15, MIRA.id)).parked == "ValueError"
        await room.polls.close(GUILD, 15, MIRA)
        await room.worker.once()
        assert (15, "res") in room.board.posted


async def test_an_upgrade_that_fails_in_the_middle_is_taken_back_and_done_at_the_next_start(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(tx: Tx, migration: migrations.Migration) -> None:
        await applied(tx, migration)
        if "polls_on_the_outbox" in migration.path.stem:
            raise RuntimeError("in the middle of it")

    applied = migrations._apply
    monkeypatch.setattr(migrations, "_apply", fails)
    with pytest.raises(RuntimeError):
        async with open_database(old):
            pass
    monkeypatch.undo()
    async with open_database(old) as db:
        room = await upgraded(db)
        await room.worker.once()
        assert len(room.board.posted) == 5


async def test_final_results_are_counted_once(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    final = closing.final

    async def noted(tx: Tx, poll: Poll) -> Result:
        counted.append(poll.id)
        return await final(tx, poll)

    monkeypatch.setattr(closing, "final", noted)
    async with open_database(old) as db:
        room = await upgraded(db)
        for _ in range(3):
            await room.worker.once()
            room.clock.go(hours=2)
        assert sorted(counted) == [1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 16, 17]

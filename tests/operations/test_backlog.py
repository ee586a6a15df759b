"""How far the bot is behind, as the rows tell it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.app import OUTBOXES, WORK, backlog
from bot.chat.messenger import LaterError
from bot.database import Database, open_database
from bot.operations.vitals import Backlog
from bot.polls.rules import GRACE, KEPT
from bot.privacy.service import FIRST_RETRY, KEPT_OF_SERVER, Privacy
from bot.privacy.store import intend
from bot.viewings.moves import Move
from bot.viewings.rules import Secrecy
from tests.polls.room import FARID, GUILD, START, Clock, Room
from tests.viewings.evening import ADA, CHANNEL, Evening, hive_programme

NOTHING = Backlog(dict.fromkeys(OUTBOXES.values()), dict.fromkeys([*WORK.values(), "delete member"]))


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def due(db: Database) -> dict[str, datetime | None]:
    """The jobs of which there are any."""
    return {job: at for job, at in (await backlog(db)).due.items() if at}


async def test_where_nothing_is_to_be_done_nothing_is_behind(db: Database) -> None:
    assert await backlog(db) == NOTHING


async def test_polls_tell_the_next_of_each_job_and_nothing_of_what_was_given_up(db: Database, clock: Clock) -> None:
    room = Room(db, clock)
    poll, later = await room.poll(closes=timedelta(hours=10)), await room.poll(closes=timedelta(hours=20))
    assert await due(db) == {
        "close poll": START + timedelta(hours=10) + GRACE,
        "remind of poll": START + timedelta(hours=9),
    }
    await room.polls.close(GUILD, later.id, FARID)
    assert (await due(db))["forget ballots"] == START + KEPT
    async with db.transaction(GUILD) as tx:
        await tx.fetch("UPDATE jobs SET parked = 'a bug' WHERE key = ?1", str(poll.id))
    assert set(await due(db)) == {"forget ballots"}


async def test_a_message_waits_from_when_it_was_due_however_often_it_is_put_off(db: Database, clock: Clock) -> None:
    room = Room(db, clock)
    poll = await room.poll()
    await room.polls.close(GUILD, poll.id, FARID)
    assert (await backlog(db)).waiting["polls"] == START
    clock.go(seconds=1)
    room.board.troubles = [LaterError("HTTP 503")] * 3
    for _ in range(3):
        await room.work()
        clock.go(hours=1)
    assert (await backlog(db)).waiting["polls"] == START + timedelta(seconds=1)
    await room.work()
    assert room.board.posted == [(poll.id, "res")]
    assert (await backlog(db)).waiting["polls"] is None


async def test_viewings_tell_prompts_openings_and_messages_that_have_somewhere_to_go(db: Database) -> None:
    evening = Evening(db)
    viewing = await evening.group()
    await evening.post_all()
    at = evening.now
    await evening.moves(viewing, Move.START_FILM, Move.NEXT)
    evening.clock.go(minutes=2)
    assert (await backlog(db)).waiting["viewings"] == at
    assert await due(db) == {"ask prompt": at + timedelta(minutes=5)}
    await evening.lost(viewing.id, "The thread is locked.")
    assert await backlog(db) == NOTHING
    planned = at + timedelta(days=1)
    await evening.schedules.schedule(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, secrecy=Secrecy.NAMED, by=ADA, at=planned, now=evening.now
    )
    assert set(await due(db)) == {"open viewing"}


async def test_what_stands_and_is_to_be_drawn_anew_does_not_wait(db: Database) -> None:
    evening = Evening(db)
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    await evening.answer(viewing, 0, ADA, "mine")
    assert await evening.undrawn() == [(GUILD, viewing.id)]
    assert await backlog(db) == NOTHING


async def test_deletions_that_failed_and_servers_that_are_gone_are_told(db: Database, clock: Clock) -> None:
    async with db.transaction() as tx:
        await intend(tx, 7, ["Polls"], START + FIRST_RETRY)
    await Privacy(db, tuple, clock.now).note_left([GUILD])
    assert await due(db) == {"delete member": START + FIRST_RETRY, "delete server": START + KEPT_OF_SERVER}

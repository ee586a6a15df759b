"""The process killed at any moment: nothing that was told recorded is lost, and a poll closes once."""

import asyncio
import os
import random
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

from bot.database import open_database
from bot.polls.rules import State
from tests.polls.room import FARID, GUILD, Clock, Room
from tests.warm import WARM

STORM = """
import asyncio, itertools, sys
from bot.database import open_database
from bot.polls.service import Polls
from bot.polls.terms import Ballot
from bot.polls.voting.casting import Vote
from tests.polls.room import GUILD, START, Clock

async def client(polls, member, polls_ids):
    for click in itertools.count(int(sys.argv[2])):
        poll_id, choice = polls_ids[click % len(polls_ids)], (click * 7 + member) % 3
        vote = Vote(guild_id=GUILD, poll_id=poll_id, member_id=member, click_id=click, ballot=Ballot((choice,)))
        await polls.vote(vote)
        print(poll_id, member, click, choice, flush=True)

async def main():
    async with open_database(sys.argv[1]) as database:
        polls = Polls(database, Clock().now)
        await asyncio.gather(*(client(polls, member, [int(each) for each in sys.argv[3:]]) for member in range(30)))

asyncio.run(main())
"""

CLOSE = """
import asyncio, os, signal, sys
from bot.database import open_database, sqlite_lane
from bot.polls.service import Polls
from tests.polls.room import FARID, GUILD, Clock

left, fetch = int(sys.argv[3]), sqlite_lane.Statements.fetch

async def dying(self, sql, *params):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return await fetch(self, sql, *params)

async def main():
    async with open_database(sys.argv[1]) as database:
        sqlite_lane.Statements.fetch = dying
        await Polls(database, Clock().now).close(GUILD, int(sys.argv[2]), FARID)
        print(left)

asyncio.run(main())
"""


def storm(url: str, first_click: int, polls: list[int], lines: int) -> list[tuple[int, ...]]:
    """Votes until `lines` of them are acknowledged, then SIGKILL; what was acknowledged."""
    command = [*WARM, "-c", STORM, url, str(first_click), *map(str, polls)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = [process.stdout.readline() for _ in range(lines)]
    os.kill(process.pid, signal.SIGKILL)
    told += process.communicate()[0].splitlines(keepends=True)
    assert process.returncode == -signal.SIGKILL
    return [tuple(map(int, line.split())) for line in told if line.endswith("\n")]


async def test_c01_no_acknowledged_vote_is_lost_and_every_counter_is_right(path: Path, clock: Clock) -> None:
    url, chance = f"sqlite:///{path}", random.Random(3)
    async with open_database(url) as db:
        room = Room(db, clock)
        polls = [(await room.poll()).id for _ in range(3)]
        first_click = room.click_id()
    acknowledged: dict[tuple[int, int], tuple[int, int]] = {}
    for _ in range(4):
        told = await asyncio.to_thread(storm, url, first_click, polls, chance.randrange(50, 400))
        for poll, member, click, choice in told:
            acknowledged[poll, member] = max(acknowledged.get((poll, member), (0, 0)), (click, choice))
        first_click = 1 + max(click for _, _, click, _ in told) + 1000
        async with open_database(url) as db:
            room = Room(db, clock)
            kept = {
                (poll, member): (click, choices.bit_length() - 1)
                for poll, member, click, choices in await room.fetch(
                    "SELECT poll_id, member_id, click_id, choices FROM ballots"
                )
            }
            assert all(kept[voter] >= vote for voter, vote in acknowledged.items())
            await room.check_counters()
            assert await room.fetch("PRAGMA integrity_check") == [("ok",)]


def close_and_die(url: str, poll_id: int, statement: int) -> int:
    """Close a poll in a process that kills itself before that statement; the statements left over when it survived."""
    command = [*WARM, "-c", CLOSE, url, str(poll_id), str(statement)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    return int(done.stdout) if done.returncode == 0 else -1


async def test_c03_killed_at_any_statement_of_a_close_the_poll_closes_once_with_one_message(
    path: Path, clock: Clock
) -> None:
    url = f"sqlite:///{path}"
    statement, survived = 0, False
    while not survived:
        statement += 1
        async with open_database(url) as db:
            room = Room(db, clock)
            poll = await room.poll(closes=timedelta(hours=1))
            await room.vote(poll, 7, 1)
        survived = await asyncio.to_thread(close_and_die, url, poll.id, statement) >= 0
        async with open_database(url) as db:
            room = Room(db, clock)
            await room.worker.set_right()
            if (await room.polls.get(GUILD, poll.id)).state is State.OPEN:
                await room.polls.close(GUILD, poll.id, FARID)
            assert await room.fetch("SELECT count(*) FROM poll_results WHERE poll_id = ?1", poll.id) == [(1,)]
            await room.work()
            assert room.board.posted == [(poll.id, "res")]
            assert await room.waiting() == []
    assert statement > 6

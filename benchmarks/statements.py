"""A vote on a statement of a round, and what it costs beside a vote in a poll."""

import asyncio
import tempfile
from datetime import timedelta

from benchmarks import Plain
from benchmarks.ballots import CLICK, GUILD, NOW
from benchmarks.beside_votes import beside_votes
from bot.database import open_database
from bot.guilds.rules import Person
from bot.statements.rules import Round, Vote
from bot.statements.service import Statements
from bot.statements.voting import Cast

LEADER = Person(1)
WRITTEN = 12
"""Members who write a statement each."""
VOTES = tuple(Vote)


def measure() -> list[Plain]:
    """Every member votes on one statement after another."""
    return asyncio.run(_measure())


async def _measure() -> list[Plain]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{folder}/statements.db") as database:
            statements = Statements(database, lambda: NOW)
            round_ = await _released(statements)

            async def vote(member: int, turn: int) -> None:
                await statements.vote(
                    Cast(
                        guild_id=GUILD,
                        round_id=round_.id,
                        member_id=member,
                        click_id=CLICK + turn,
                        place=turn % WRITTEN,
                        vote=VOTES[(member + turn) % len(VOTES)],
                    )
                )

            spent = await beside_votes(vote)
    return spent.rows("a vote on a statement")


async def _released(statements: Statements) -> Round:
    round_ = await statements.start(
        "What do you think?",
        guild_id=GUILD,
        channel_id=1,
        by=LEADER,
        collects_until=NOW + timedelta(days=1),
        runs=timedelta(days=300),
    )
    for member in range(WRITTEN):
        await statements.hand_in(GUILD, round_.id, member + 1, [f"Statement number {member}"], NOW)
    await statements.end_collecting(GUILD, round_.id, LEADER)
    return await statements.release(GUILD, round_.id, LEADER, sure=True)

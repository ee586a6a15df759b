"""A question of a quiz that five hundred members answer: how soon each is kept, and what that costs beside a vote."""

import asyncio
import random
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from benchmarks import QUICK, Plain
from benchmarks.ballots import CLICK, NOW
from benchmarks.beside_votes import beside_votes
from bot.database import Database, open_database
from bot.guilds.rules import Person
from bot.packs.reading.reader import read_pack
from bot.quizzes.items.finding import items_of
from bot.quizzes.items.model import Way
from bot.quizzes.items.rules import choose
from bot.quizzes.rounds import store
from bot.quizzes.rounds.answering import Given
from bot.quizzes.rounds.programme import Programme, programme_of
from bot.quizzes.rounds.rules import Move, Quiz, Request
from bot.quizzes.rounds.service import Quizzes

GUILD, LEADER = 1, Person(1)
MEMBERS, WITHIN = (50, 1.0) if QUICK else (500, 10.0)
PACK = Path("content/social-credit-on-film")


def measure() -> list[Plain]:
    """Everything without Discord, on files with FULL synchronisation."""
    return asyncio.run(_measure())


async def _measure() -> list[Plain]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{folder}/quizzes.db") as database:
            quizzes = Quizzes(database)
            quiz = await _asked(database, quizzes)
            taken, seconds = await _crowd(quizzes, quiz)
            spent = await beside_votes(lambda member, turn: _answer(quizzes, quiz, member, turn))
    return [
        (f"{MEMBERS} members answer one question within {WITHIN:.0f} s: all kept after", f"{seconds:.1f} s", "11 s"),
        ("99 of 100 are told within", f"{quantiles(taken, n=100)[98]:.0f} ms", "1 s"),
        *spent.rows("an answer"),
    ]


def _programme() -> Programme:
    pack = read_pack(PACK).pack
    assert pack
    pool = [item for item in items_of(pack) if item.way is Way.ONE]
    return programme_of(pack, choose(pool, 8, 1).items)


async def _asked(database: Database, quizzes: Quizzes) -> Quiz:
    """A quiz whose first question is open."""
    quiz = await quizzes.start(_programme(), guild_id=GUILD, channel_id=1, by=LEADER, now=NOW)
    async with database.transaction(GUILD) as tx:
        await store.note_place(tx, quiz, channel_id=1, thread_id=2)
    return (await quizzes.move(GUILD, quiz.id, Request(move=Move.ASK, by=LEADER, place=0), NOW)).quiz


async def _answer(quizzes: Quizzes, quiz: Quiz, member: int, turn: int) -> None:
    chosen = ((member + turn) % len(quiz.cues[0].item.options),)
    await quizzes.answer(Given(GUILD, quiz.id, 0, member, chosen, NOW, CLICK + turn))


async def _crowd(quizzes: Quizzes, quiz: Quiz) -> tuple[list[float], float]:
    """Milliseconds until each member is told, and the seconds after which all are."""
    taken: list[float] = []
    chance, begun = random.Random(1), time.perf_counter()

    async def member(number: int) -> None:
        await asyncio.sleep(chance.uniform(0, WITHIN))
        clicked = time.perf_counter()
        await _answer(quizzes, quiz, 1_000 + number, 0)
        taken.append((time.perf_counter() - clicked) * 1000)

    await asyncio.gather(*map(member, range(MEMBERS)))
    return taken, time.perf_counter() - begun

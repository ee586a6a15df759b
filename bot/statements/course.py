"""The course of a round, one move in one transaction each: handing in, end of collecting, release, close, destruction.

Whose a statement is stands nowhere but under a tag: a digest of the member's account with a key of the round. When
collecting ends the texts are written anew in an order of chance, and tags and key are deleted in the same transaction;
whoever deleted rows has the freed pages scrubbed once that is committed. So nobody, and no later backup, can tell.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.database import Tx
from bot.database.retention import tag
from bot.errors import Refusal, or_refuse
from bot.guilds.store import next_number
from bot.outbox.jobs import Job
from bot.statements import jobs, store
from bot.statements.rules import (
    COLLECTED,
    FEWEST,
    KEPT,
    MOST_STATEMENTS,
    NONE_WRITTEN,
    RESTORED,
    UNKNOWN,
    UNRELEASED,
    Round,
)
from bot.statements.wording import checked_statements

_dice = secrets.SystemRandom()


class TooFewError(Refusal):
    """Fewer statements are left than a vote is worth; asked once, then released all the same."""


async def start(tx: Tx, round_: Round, seeds: Sequence[str]) -> Round:
    """Begin to collect."""
    number = await next_number(tx, "statement_numbers", round_.guild_id)
    round_ = replace(round_, id=secrets.randbits(62), number=number)
    await store.insert(tx, round_, secrets.token_bytes(32), seeds)
    await jobs.put_collecting(tx, round_)
    return round_


async def hand_in(tx: Tx, round_: Round, member_id: int, texts: Sequence[str]) -> tuple[str, ...]:
    """Keep a member's statements in place of those that they handed in before; what is kept."""
    statements, mine = checked_statements(texts), await _tag(tx, round_, member_id)
    if not statements and not await store.written_by(tx, round_.id, mine):
        raise Refusal("The form was empty, so nothing was handed in. Write at least one statement.")
    if await store.count_written(tx, round_.id, but=mine) + len(statements) > MOST_STATEMENTS:
        raise Refusal(f"This round is full: it takes {MOST_STATEMENTS} statements.")
    await store.put_written(tx, round_.id, mine, statements)
    return statements


async def written_by(tx: Tx, round_: Round, member_id: int) -> list[str]:
    """What a member has handed in, as long as that is known."""
    return await store.written_by(tx, round_.id, await _tag(tx, round_, member_id))


async def end_collecting(tx: Tx, round_: Round, now: datetime) -> list[Job] | None:
    """Forget the authors, and have the statements looked through; without any the round ends.

    The jobs that are due now; None where collecting has ended already.
    """
    if not await store.end_collecting(tx, round_.id, now):
        return None
    texts = await store.all_written(tx, round_.id)
    _dice.shuffle(texts)
    await store.put_statements(tx, round_.id, texts)
    await store.forget_authors(tx, round_.id)
    await jobs.drop(tx, round_.guild_id, round_.id, jobs.COLLECTED)
    scrub = await jobs.put(tx, round_, jobs.SCRUB, now)
    if not texts:
        await store.close(tx, round_.id, now, NONE_WRITTEN)
        return [scrub]
    return [scrub, await jobs.put_waiting(tx, round_, now)]


async def release(tx: Tx, round_: Round, now: datetime, *, sure: bool) -> list[Job]:
    """Begin the vote on all that was left in, at one moment."""
    round_.check_looked_through()
    count = len((await store.sifting(tx, round_)).kept)
    if not count:
        raise Refusal("Every statement is set aside, so there is nothing to vote on. Take one in again first.")
    if count < FEWEST and not sure:
        raise TooFewError(f"Only {count} left: with fewer than {FEWEST} statements there is little to find out.")
    closes_at = now + round_.runs
    if not await store.release(tx, round_.id, now, closes_at):
        raise Refusal("These statements are released already.")
    await jobs.drop(tx, round_.guild_id, round_.id, *jobs.UNTIL_RELEASE)
    await jobs.put_closing(tx, round_, closes_at)
    return [await jobs.put(tx, round_, jobs.VOTE, now)]


async def close(tx: Tx, round_: Round, now: datetime) -> list[Job] | None:
    """End the vote and have it counted; None where it is closed already."""
    if not await store.close(tx, round_.id, now):
        return None
    await jobs.drop(tx, round_.guild_id, round_.id, jobs.CLOSE)
    await jobs.put(tx, round_, jobs.FORGET, now + KEPT)
    return [await jobs.put(tx, round_, jobs.COUNT, now)]


async def destroy(tx: Tx, round_: Round, now: datetime, why: str = UNRELEASED) -> list[Job] | None:
    """End a round that was never released, with all of its statements; None where that is not so."""
    if round_.released_at or not await store.close(tx, round_.id, now, why):
        return None
    await store.put_statements(tx, round_.id, ())
    await store.forget_authors(tx, round_.id)
    await jobs.drop(tx, round_.guild_id, round_.id, *jobs.UNTIL_RELEASE)
    return [await jobs.put(tx, round_, jobs.SCRUB, now)]


async def recover(tx: Tx, now: datetime) -> None:
    """End what a restored backup cannot go on with."""
    for _, round_ in sorted((await store.load(tx, await store.keyless(tx))).items()):
        await destroy(tx, round_, now, RESTORED)


async def find(tx: Tx, guild_id: int, round_id: int) -> Round:
    """A round of a server; raises Refusal where there is none."""
    return or_refuse(await store.get(tx, guild_id, round_id), UNKNOWN)


async def _tag(tx: Tx, round_: Round, member_id: int) -> str:
    return tag(or_refuse(await store.key_of(tx, round_.id), COLLECTED), member_id)

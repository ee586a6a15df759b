"""Closing polls and forgetting ballots: each in one transaction, whoever or whatever asks for it."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.database import Tx
from bot.outbox.jobs import Job
from bot.polls import jobs
from bot.polls import store as polls_store
from bot.polls.ballots import counted, summed
from bot.polls.ending import store
from bot.polls.kinds import KINDS
from bot.polls.pairs import Shift, shift
from bot.polls.results import Result, Withheld, read, written
from bot.polls.rules import FEWEST_SHOWN, HELD, KEPT, PAIR_KEPT, Phase, Poll
from bot.polls.voting import store as ballots


async def close(tx: Tx, poll: Poll, now: datetime, by: int | None = None) -> list[Job] | None:
    """Close a poll: result written, its message set, ballots of an anonymous one destroyed or their end set.

    The result of a before poll is held back; that of its before poll is told with an after poll's, and first.

    The jobs that are due now; None where it is closed already: of several calls, exactly one closes it.
    """
    held = poll.phase is Phase.BEFORE
    # First, as all below is done once: of two that close it, the other finds the claim and changes nothing.
    if not await store.claim_close(tx, poll, now, by, held=held):
        return None
    await jobs.drop(tx, poll.guild_id, poll.id, jobs.CLOSE, jobs.REMIND)
    await store.put_result(tx, poll, written(await final(tx, poll)))
    await jobs.put_forgetting(tx, poll, await _settle_ballots(tx, poll, now))
    if held:
        await jobs.put(tx, poll, jobs.REVEAL, now + HELD)
        return []
    # By the time at which it should have closed: what fell due while the bot was away is told in that order.
    told_at = min(now, poll.closes_at)
    before = await polls_store.get(tx, poll.guild_id, poll.before_id) if poll.before_id else None
    revealed = await reveal(tx, before, told_at) if before else []
    return revealed if poll.orphaned else [*revealed, await jobs.put(tx, poll, jobs.RESULT, told_at)]


async def reveal(tx: Tx, poll: Poll, told_at: datetime) -> list[Job]:
    """Let the result of a before poll be seen; the jobs that are due for it, none where it is no longer held back."""
    if not await store.claim_reveal(tx, poll):
        return []
    await jobs.drop(tx, poll.guild_id, poll.id, jobs.REVEAL)
    return [] if poll.orphaned else [await jobs.put(tx, poll, jobs.RESULT, told_at)]


async def final(tx: Tx, poll: Poll) -> Result:
    """The result that a poll closes with."""
    why = Withheld.FEW if poll.anonymous and poll.ballots < FEWEST_SHOWN else None
    if poll.anonymous and poll.id not in await ballots.secret_keys(tx, [poll]):
        why = Withheld.RESTORED
    result = Result(poll.kind, poll.options, poll.ballots, withheld=why) if why else await tally(tx, poll)
    return replace(result, shift=await _shift(tx, poll))


async def tally(tx: Tx, poll: Poll) -> Result:
    """The result as it stands now; counted from the ballots, off the event loop, where there are no counters."""
    if poll.anonymous or not KINDS[poll.kind].has_counters:
        return await asyncio.to_thread(counted, poll, await ballots.all_ballots(tx, poll))
    told, total = await ballots.confidence(tx, poll) if poll.confidence else (0, 0)
    return summed(poll, poll.votes, poll.ballots, poll.unsure, total / told if told >= FEWEST_SHOWN else None)


async def kept_result(tx: Tx, poll: Poll) -> Result:
    """The result of a closed poll."""
    return read(await store.result(tx, poll))


async def forget(tx: Tx, poll: Poll, now: datetime) -> list[Job]:
    """Delete the ballots of a closed poll; those of an open after poll that needs them first close it or wait.

    The jobs that are due now.
    """
    due: list[Job] = []
    after = await polls_store.after_of(tx, poll) if poll.phase is Phase.BEFORE else None
    if after and after.closed_at is None:
        if not poll.anonymous:
            # Named ballots may wait for the after poll, which shows who moved; a day more than it needs to close.
            await jobs.put_forgetting(tx, poll, after.closes_at + timedelta(days=1))
            return []
        # The keys of an anonymous pair may not outlive their promise: the after poll closes now, and is compared.
        due = await close(tx, after, now) or []
    if poll.anonymous:
        await ballots.destroy_secrets(tx, poll.id)
    else:
        await ballots.delete_ballots(tx, poll.id)
    return due


async def _settle_ballots(tx: Tx, poll: Poll, now: datetime) -> datetime | None:
    """Destroy an anonymous poll's ballots, with those of the poll it is compared with; or say when they go."""
    if not poll.anonymous:
        return now + KEPT
    if poll.phase is Phase.BEFORE:
        return now + PAIR_KEPT
    await ballots.destroy_secrets(tx, poll.id)
    # A pair has one key, with which either set could be read; it goes with both.
    if poll.before_id and (before := await polls_store.get(tx, poll.guild_id, poll.before_id)):
        await ballots.destroy_secrets(tx, before.id)
        await jobs.put_forgetting(tx, before, None)
    return None


async def _shift(tx: Tx, poll: Poll) -> Shift | None:
    before = await polls_store.get(tx, poll.guild_id, poll.before_id) if poll.before_id else None
    if before is None:
        return None
    links = await ballots.links(tx, before, poll)
    return shift(links, len(poll.options) + 1, before.ballots, poll.ballots, anonymous=poll.anonymous)

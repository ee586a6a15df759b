"""A member's votes and polls: taken home, and deleted without changing what closed polls came to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.database import Tx
from bot.database.retention import tag, told
from bot.polls.ballots import describe
from bot.polls.personal_data import store
from bot.polls.rules import Poll
from bot.polls.store import load
from bot.polls.terms import Ballot
from bot.polls.voting import store as ballots
from bot.polls.voting.casting import take_out
from bot.polls.voting.store import Cast, Voter

T = TypeVar("T")

PART = 500
"""Rows that one statement asks for: an engine takes some 32,000 parameters."""
NOT_TOLD = "left out, so that nobody can make you prove how you voted"


async def export(tx: Tx, member_id: int) -> dict[str, Any]:
    """Everything that polls keep about a member; of an anonymous vote only that there is one."""
    polls = await _load(tx, await store.votes_of(tx, member_id))
    cast = await _cast(tx, [(poll_id, member_id) for poll_id in polls], polls)
    secret = await secret_ballots(tx, member_id)
    return {
        "votes": [_vote(polls[poll_id], given.ballot) for (poll_id, _), given in sorted(cast.items())],
        "anonymous votes": [_poll(poll) | {"choice": NOT_TOLD} for _, poll in secret.values()],
    } | {name: told(rows) for name, rows in (await store.besides_votes(tx, member_id)).items()}


async def delete(tx: Tx, member_id: int) -> None:
    """Take a member's ballots out of open polls, delete those of closed ones, and forget who made and closed what."""
    polls = await _load(tx, await store.votes_of(tx, member_id))
    secret = await secret_ballots(tx, member_id)
    secret_polls = {poll.id: poll for _, poll in secret.values()}
    open_voters: list[Voter] = [(poll.id, member_id) for poll in polls.values() if poll.closed_at is None]
    open_voters += [voter for voter, poll in secret.values() if poll.closed_at is None]
    for part in _parts(open_voters):
        await take_out(tx, part, polls | secret_polls)
    await ballots.withdraw(tx, [voter for voter, poll in secret.values() if poll.closed_at], secret_polls)
    await store.forget_member(tx, member_id)
    await store.draw_anew(tx, polls.values())


async def secret_ballots(tx: Tx, member_id: int) -> dict[int, tuple[Voter, Poll]]:
    """A member's ballots in anonymous polls by poll, found through the keys that are not destroyed yet."""
    polls = await _load(tx, await store.with_secrets(tx))
    voters: list[Voter] = []
    for part in _parts(list(polls.values())):
        keys = await ballots.secret_keys(tx, part)
        voters += [(poll_id, tag(key, member_id)) for poll_id, key in keys.items()]
    return {voter[0]: (voter, polls[voter[0]]) for voter in await _cast(tx, voters, polls)}


async def count_secret(tx: Tx, member_id: int) -> int:
    """How many votes in anonymous polls are a member's."""
    return len(await secret_ballots(tx, member_id))


async def _load(tx: Tx, ids: Sequence[tuple[int, int]]) -> dict[int, Poll]:
    return {poll_id: poll for part in _parts(ids) for poll_id, poll in (await load(tx, part)).items()}


async def _cast(tx: Tx, voters: Sequence[Voter], polls: Mapping[int, Poll]) -> dict[Voter, Cast]:
    return {
        voter: cast for part in _parts(voters) for voter, cast in (await ballots.ballots_of(tx, part, polls)).items()
    }


def _parts(listed: Sequence[T]) -> Iterator[Sequence[T]]:
    return (listed[start : start + PART] for start in range(0, len(listed), PART))


def _vote(poll: Poll, ballot: Ballot) -> dict[str, Any]:
    beside = {"reason": ballot.reason, "how sure, of 5": ballot.confidence}
    return _poll(poll) | {"choice": describe(poll, ballot)} | {name: value for name, value in beside.items() if value}


def _poll(poll: Poll) -> dict[str, Any]:
    return {"server": str(poll.guild_id), "poll": poll.number, "question": poll.question}

"""Posting polls, asking them again after the film, and editing them, inside a transaction."""

import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime

from bot.database import Tx
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.guilds.store import next_number
from bot.polls import jobs, store
from bot.polls.drafts import Draft, Edit, check_closing_time, check_comparable, checked, edited
from bot.polls.ending import closing
from bot.polls.rules import DEFAULT_OPEN, KEPT, PAIR_KEPT, Phase, Poll
from bot.polls.terms import Terms, Visibility
from bot.polls.voting import store as ballots

_TERMS = [field.name for field in fields(Terms)]


@dataclass(frozen=True)
class AskedAgain:
    """An after poll, and its before poll if that was still open and has been closed for it."""

    poll: Poll
    closed: Poll | None


async def post(
    tx: Tx,
    draft: Draft,
    *,
    guild_id: int,
    channel_id: int,
    by: Person,
    closes_at: datetime | None,
    now: datetime,
    before: Poll | None = None,
) -> Poll:
    """A new poll from a draft, or the after poll of `before`; without `closes_at` it closes in a week."""
    by.check_may_begin("make polls")
    draft = checked(draft, before)
    poll = Poll(
        **{name: getattr(draft, name) for name in _TERMS},
        id=secrets.randbits(62),
        guild_id=guild_id,
        number=await next_number(tx, "poll_numbers", guild_id),
        channel_id=channel_id,
        creator_id=by.id,
        created_at=now,
        closes_at=closes_at or now + DEFAULT_OPEN,
        pack=draft.pack,
        phase=draft.phase,
        before_id=before.id if before else None,
        votes=(0,) * len(draft.options),
    )
    check_closing_time(poll.closes_at, now)
    await store.insert(tx, poll)
    if poll.anonymous and not before:  # a pair has one key
        await ballots.put_secret_key(tx, poll.id, secrets.token_bytes(32))
    return poll


async def ask_again(
    tx: Tx,
    before: Poll,
    *,
    channel_id: int,
    by: Person,
    closes_at: datetime | None,
    now: datetime,
    question: str | None = None,
) -> AskedAgain:
    """The after poll of `before`, with its options and rules; a before poll still open is closed first."""
    await _check_can_be_compared(tx, before, now)
    _check_in_time(before, closes_at or now + DEFAULT_OPEN, now)
    draft = Draft(**{name: getattr(before, name) for name in _TERMS}, pack=before.pack, phase=Phase.AFTER)
    draft = replace(draft, question=question or before.question)
    if before.phase is None:
        before, draft = replace(before, phase=Phase.BEFORE), replace(draft, visibility=Visibility.AFTER_CLOSE)
        await store.update(tx, before)
    closed = None
    if before.closed_at is None:
        before.check_manager(by)
        await closing.close(tx, before, now, by.id)
        closed = await store.known(tx, before.guild_id, before.id)
    where = {"guild_id": before.guild_id, "channel_id": channel_id}
    return AskedAgain(await post(tx, draft, **where, by=by, closes_at=closes_at, now=now, before=before), closed)


async def make_pair(tx: Tx, poll: Poll, by: Person) -> Poll:
    """Say that a poll will be asked again after the film; of an anonymous one that is said when it is made.

    Its numbers are hidden from then on: who sees how others answer before the film is swayed in both answers.
    Were it a question of whether anybody has voted, the answer would tell.
    """
    poll.check_not_closed()
    poll.check_manager(by)
    if poll.phase:
        return poll
    if poll.anonymous:
        raise Refusal(_promised(poll))
    check_comparable(poll)
    await store.update(tx, replace(poll, phase=Phase.BEFORE, visibility=Visibility.AFTER_CLOSE))
    return await store.known(tx, poll.guild_id, poll.id)


async def edit(tx: Tx, poll: Poll, change: Edit, *, by: Person, now: datetime) -> Poll:
    """The poll with the edit made; raises Refusal where it may not be."""
    poll.check_manager(by)
    compared = poll.phase is Phase.AFTER or bool(poll.phase and await store.after_of(tx, poll))
    changed = edited(poll, change, now, compared=compared)
    if poll.before_id and (before := await store.get(tx, poll.guild_id, poll.before_id)):
        _check_in_time(before, changed.closes_at, now)
    if changed.anonymous and not poll.anonymous:
        await ballots.put_secret_key(tx, poll.id, secrets.token_bytes(32))
    await store.update(tx, changed)
    if changed.closes_at != poll.closes_at:
        await jobs.put_closing(tx, changed)
    return await store.known(tx, poll.guild_id, poll.id)


async def _check_can_be_compared(tx: Tx, before: Poll, now: datetime) -> None:
    check_comparable(before)
    if before.phase is Phase.AFTER:
        raise Refusal(f"#{before.number} is the after poll of a pair already. Ask again from its before poll.")
    if after := await store.after_of(tx, before):
        raise Refusal(
            f"#{before.number} has been asked again already: #{after.number}. Post it again as a before poll."
        )
    if before.anonymous and before.phase is None:
        raise Refusal(_promised(before))
    kept = PAIR_KEPT if before.anonymous else KEPT
    gone = before.anonymous and before.id not in await ballots.secret_keys(tx, [before])
    if before.closed_at and (gone or before.closed_at + kept <= now):
        raise Refusal(
            f"#{before.number} closed more than {kept.days} days ago, and its ballots are gone. "
            "Post it again as a before poll."
        )


def _promised(poll: Poll) -> str:
    return (
        f"#{poll.number} is anonymous and promises that its ballots go when it closes, so it cannot be asked again "
        "after the film. Make such a poll with `/poll create`, and choose `Asked again after the film` in its draft."
    )


def _check_in_time(before: Poll, closes_at: datetime, now: datetime) -> None:
    """An anonymous pair promises that its ballots go 14 days after the before poll has closed."""
    if before.anonymous and closes_at > (before.closed_at or now) + PAIR_KEPT:
        raise Refusal(
            f"`closes`: the ballots of an anonymous pair go {PAIR_KEPT.days} days after #{before.number} has closed; "
            "the after poll must close before that. Try `2d`."
        )

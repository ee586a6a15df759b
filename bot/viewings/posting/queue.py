"""What a viewing has the outbox do: prompts to ask at their minute, messages to post, messages to show anew.

All of a viewing stands in one line, so that its messages come in the order in which they were asked for: the opening,
the card, what its moves gave to read. What goes to a thread is held while there is none, or while it cannot be reached.
Messages that stand already are redrawn as cards are, by their rows, and hold up nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.database import Tx
from bot.outbox import store as outbox
from bot.outbox.jobs import Job
from bot.viewings.posting import store
from bot.viewings.posting.posts import NO_PLACE, Key, Post, What
from bot.viewings.rules import Mode, State, Viewing

PUSH, LINK, POINT = "viewings.push", "viewings.link", "viewings.point"
POSTS = tuple(f"viewings.{what}" for what in What)
CARD: Key = (What.CARD, NO_PLACE)


def line_of(viewing_id: int) -> str:
    """The line of a viewing."""
    return f"viewing {viewing_id}"


def kind_of(what: What) -> str:
    """Who posts such a message."""
    return f"viewings.{what}"


def post_of(job: Job) -> Post:
    """The message that a job of the outbox means."""
    what, viewing_id, place = job.key.split(":")
    return Post(int(viewing_id), What(what), int(place))


def _key(viewing: Viewing, key: Key) -> str:
    return f"{key[0]}:{viewing.id}:{key[1]}"


async def time_push(tx: Tx, viewing: Viewing) -> None:
    """Have the next timed prompt asked at its minute, if one comes."""
    if viewing.due_at is None:
        await outbox.drop(tx, PUSH, viewing.guild_id, str(viewing.id))
        return
    at = None if viewing.orphaned else viewing.due_at
    await outbox.put(tx, PUSH, viewing.guild_id, str(viewing.id), at, line=line_of(viewing.id))


async def post(tx: Tx, viewing: Viewing, keys: Iterable[Key], now: datetime) -> list[Job]:
    """Have messages posted, in this order, each unless it stands already, waits, or was given up."""
    listed = list(keys)
    status = await store.messages(tx, viewing) if listed else {}
    return [
        await outbox.put_once(
            tx, kind_of(key[0]), viewing.guild_id, _key(viewing, key), _when(viewing, key, now),
            line=line_of(viewing.id),
        )
        for key in listed
        if key not in status
    ]  # fmt: skip


async def post_link(tx: Tx, viewing: Viewing) -> None:
    """Have the link of the event that a viewing was planned as posted in its thread, once that is there."""
    await outbox.put(tx, LINK, viewing.guild_id, str(viewing.id), None, line=line_of(viewing.id))


async def point_there(tx: Tx, viewing: Viewing, now: datetime) -> None:
    """Have a line posted where a viewing was started that leads to where it is."""
    await outbox.put(tx, POINT, viewing.guild_id, str(viewing.id), now)


async def post_anew(tx: Tx, viewing: Viewing, keys: Iterable[Key], now: datetime) -> None:
    """Post messages once more that are gone."""
    listed = list(keys)
    await store.forget(tx, viewing, listed)
    for key in listed:
        await _put(tx, viewing, key, now)


async def forget(tx: Tx, viewing: Viewing) -> None:
    """Post nothing of what waits, and ask nothing."""
    await outbox.drop_line(tx, viewing.guild_id, line_of(viewing.id))


async def hold(tx: Tx, viewing: Viewing) -> None:
    """Keep everything until the thread is there again."""
    await outbox.hold(tx, viewing.guild_id, line_of(viewing.id), (PUSH, LINK, *POSTS))


async def release(tx: Tx, viewing: Viewing, now: datetime, *, elsewhere: bool) -> None:
    """Post in the thread what was held for it; in another one than before first the card and every open prompt."""
    line = line_of(viewing.id)
    await outbox.drop(tx, kind_of(What.OPENING), viewing.guild_id, _key(viewing, (What.OPENING, NO_PLACE)))
    if elsewhere:
        asked = sorted((cue for cue in viewing.cues if cue.state is State.OPEN), key=lambda cue: cue.turn or 0)
        anew = [CARD, *((What.PROMPT, cue.place) for cue in asked)]
        others = [job for job in await outbox.held(tx, viewing.guild_id, line) if job.kind in POSTS]
        await post_anew(tx, viewing, anew, now)
        for each in (post_of(job).key for job in others):
            if each not in anew:
                await _put(tx, viewing, each, now)
    else:
        await post(tx, viewing, [CARD], now)
    await outbox.release(tx, viewing.guild_id, line, now)
    await time_push(tx, viewing)


async def troubles(tx: Tx, viewing: Viewing) -> list[str]:
    """What was given up of a viewing, and why, a sentence each."""
    parked = await outbox.parked_of(tx, viewing.guild_id, [line_of(viewing.id)])
    told: list[str] = []
    for (kind, key), why in sorted(parked.items(), key=lambda each: (each[0][0] != PUSH, each[0])):
        if kind == PUSH:
            told.append(f"Timed prompts no longer come by themselves ({why}). {_HOW[viewing.mode]} asks them.")
        elif kind in POSTS:
            what, _, place = key.split(":")
            told.append(f"{_noun(viewing, What(what), int(place))} could not be posted: {why}")
    return told


_HOW = {Mode.GROUP: "`Ask it`", Mode.SOLO: "`Next`"}


def _noun(viewing: Viewing, what: What, place: int) -> str:
    match what:
        case What.PROMPT:
            return f"Prompt {viewing.cues[place].number}"
        case What.ANSWERS:
            return f"The answers to prompt {viewing.cues[place].number}"
        case What.LINE:
            return "A line"
        case What.OPENING | What.CARD | What.SUMMARY:
            return f"The {what}"


async def _put(tx: Tx, viewing: Viewing, key: Key, now: datetime) -> None:
    at = _when(viewing, key, now)
    await outbox.put(
        tx, kind_of(key[0]), viewing.guild_id, _key(viewing, key), at, line=line_of(viewing.id)
    )  # fmt: skip


def _when(viewing: Viewing, key: Key, now: datetime) -> datetime | None:
    """Now, where it has a place to go to."""
    placed = viewing.solo or key[0] is What.OPENING or viewing.thread_id is not None
    return now if placed and not viewing.orphaned else None

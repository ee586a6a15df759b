"""What a viewing has the outbox do: prompts to ask at their minute, messages to post, all in the viewing's line."""

from datetime import datetime

from bot.database import Tx
from bot.outbox import store as outbox
from bot.threads.posting.queue import Queue
from bot.viewings.posting.posts import Key, What
from bot.viewings.posting.store import MESSAGES
from bot.viewings.rules import Mode, State, Viewing
from bot.viewings.store import orphan

PUSH, LINK = "viewings.push", "viewings.link"


class ViewingQueue(Queue[Viewing, What]):
    """The messages of viewings; those of who watches alone go to nobody's thread."""

    def has_place(self, group: Viewing, key: Key) -> bool:
        """Whether a message can go where it belongs."""
        return group.solo or super().has_place(group, key)


QUEUE = ViewingQueue("viewings", "viewing", MESSAGES, others=(PUSH, LINK))


async def time_push(tx: Tx, viewing: Viewing) -> None:
    """Have the next timed prompt asked at its minute, if one comes."""
    if viewing.due_at is None:
        await outbox.drop(tx, PUSH, viewing.guild_id, str(viewing.id))
        return
    at = None if viewing.orphaned else viewing.due_at
    await outbox.put(tx, PUSH, viewing.guild_id, str(viewing.id), at, line=QUEUE.line_of(viewing.id))


async def post_link(tx: Tx, viewing: Viewing) -> None:
    """Have the link of the event that a viewing was planned as posted in its thread, once that is there."""
    await outbox.put(tx, LINK, viewing.guild_id, str(viewing.id), None, line=QUEUE.line_of(viewing.id))


async def lose(tx: Tx, viewing: Viewing, why: str) -> None:
    """Note, in a sentence, why the thread cannot be reached: nothing is pushed or posted until it is found again."""
    await orphan(tx, viewing, why)
    await QUEUE.hold(tx, viewing)


async def forget(tx: Tx, viewing: Viewing) -> None:
    """Post nothing of what waits, and ask nothing."""
    await outbox.drop_line(tx, viewing.guild_id, QUEUE.line_of(viewing.id))


async def release(tx: Tx, viewing: Viewing, now: datetime, *, elsewhere: bool) -> None:
    """Post in the thread what was held for it; in another one than before first the card and every open prompt."""
    asked = sorted((cue for cue in viewing.cues if cue.state is State.OPEN), key=lambda cue: cue.turn or 0)
    anew = [MESSAGES.card, *((What.PROMPT, cue.place) for cue in asked)] if elsewhere else None
    await QUEUE.release(tx, viewing, now, anew=anew)
    await time_push(tx, viewing)


async def troubles(tx: Tx, viewing: Viewing) -> list[str]:
    """What was given up of a viewing, and why, a sentence each."""
    parked = await outbox.parked_in_line(tx, viewing.guild_id, QUEUE.line_of(viewing.id))
    told = [
        f"Timed prompts no longer come by themselves ({why}). {_HOW[viewing.mode]} asks them."
        for (kind, _), why in parked.items()
        if kind == PUSH
    ]
    given_up = QUEUE.given_up(parked)
    return told + [f"{_noun(viewing, *key)} could not be posted: {why}" for key, why in given_up.items()]


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

"""Messages that a viewing has posted for it, each exactly once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.viewing.rules import State, Viewing

NO_PLACE = -1


class What(StrEnum):
    """What a message is for; a viewing has at most one of each, of prompts and answers one for each prompt."""

    OPENING = "opening"
    """In the channel; the thread hangs on it."""
    CARD = "card"
    PROMPT = "prompt"
    ANSWERS = "answers"
    """The answers to a prompt, once they are revealed."""
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message to post, once; the `nonce` makes Discord drop a second one for some minutes."""

    guild_id: int
    viewing_id: int
    what: What
    place: int = NO_PLACE
    """The prompt's, for `prompt` and `answers`."""
    channel_id: int | None
    """Where it goes: the channel for an opening, else the thread; None for a direct message."""
    member_id: int | None
    """Who gets it as a direct message; None for all that goes to a channel."""
    first_tried_at: datetime | None
    """When it was handed out first, None if never: it may stand in the channel already."""
    message_id: int | None = None
    """Of one that stands already and is to be shown anew, since something in it is gone."""
    again: int = 0
    """How often it had to be posted anew, since its message or thread was gone."""

    @property
    def nonce(self) -> str:
        """The same at every try; at most 25 characters, as Discord asks."""
        place = "" if self.place == NO_PLACE else self.place
        return f"{self.viewing_id:x}-{self.what[0]}{place}{f'-{self.again}' if self.again else ''}"


Key = tuple[What, int]
Look = tuple[State, bool]
"""How a prompt stands on its message: its state, and of an open one whether the viewing has ended."""
AS_ASKED: Look = (State.OPEN, False)


def posts_after(before: Viewing, after: Viewing) -> Iterator[Key]:
    """What a move gives a group to read: prompts asked for the first time, answers revealed, the summary."""
    if after.solo:
        return
    yield from prompts_asked(before, after)
    for was, now in zip(before.cues, after.cues, strict=True):
        if now.state is State.REVEALED and was.state is not State.REVEALED:
            yield What.ANSWERS, now.place
    if after.closed and not before.closed:
        yield What.SUMMARY, NO_PLACE


def prompts_changed(before: Viewing, after: Viewing) -> Iterator[Key]:
    """The prompts whose messages, where a group reads them, no longer say or offer what they should."""
    if not after.solo:
        yield from ((What.PROMPT, cue.place) for cue in after.cues if look(before, cue.place) != look(after, cue.place))


def look(viewing: Viewing, place: int) -> Look:
    """How a prompt is to stand on its message."""
    state = viewing.cues[place].state
    return state, state is State.OPEN and viewing.closed


def prompts_asked(before: Viewing, after: Viewing) -> Iterator[Key]:
    """The prompts that were asked between two states of a viewing, in the order of asking."""
    pairs = zip(before.cues, after.cues, strict=True)
    fresh = [now for was, now in pairs if now.state is State.OPEN and was.state is not State.OPEN]
    yield from ((What.PROMPT, cue.place) for cue in sorted(fresh, key=lambda cue: cue.turn or 0))

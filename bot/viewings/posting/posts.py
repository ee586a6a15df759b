"""Messages that a viewing has posted for it, each exactly once."""

from collections.abc import Iterator
from enum import StrEnum

from bot.threads.posting.store import NO_PLACE
from bot.viewings.answering.shifts import later_cue
from bot.viewings.lines import Line
from bot.viewings.rules import Cue, State, Viewing


class What(StrEnum):
    """What a message is for; a viewing has one of each, of prompts and answers one for each prompt, of lines many."""

    OPENING = "opening"
    """In the channel; the thread hangs on it."""
    CARD = "card"
    PROMPT = "prompt"
    ANSWERS = "answers"
    """The answers to a prompt, once they are revealed."""
    SUMMARY = "summary"
    LINE = "line"
    """What changed for everybody; its place is its number."""


Key = tuple[What, int]
"""A message of a viewing: what it is, and the place of its prompt."""


_MARKS = {
    What.OPENING: "watch-join",
    What.CARD: "watch-join",
    What.PROMPT: "watch-answer",
    What.ANSWERS: "watch-mine",
    What.SUMMARY: "watch-transcript",
    What.LINE: "watch-where",
}


def mark_of(viewing_id: int, key: Key) -> str:
    """The custom id of the control that tells a message from the viewing's others."""
    what, place = key
    return f"{_MARKS[what]}:{viewing_id}" if place == NO_PLACE else f"{_MARKS[what]}:{viewing_id}:{place}"


def posts_after(before: Viewing, after: Viewing, line: Line | None) -> Iterator[Key]:
    """What a move gives a group to read: a line, prompts asked, answers revealed, the summary."""
    if after.solo:
        return
    if line:  # before the prompts that it passed: what is to be done now stands last
        yield What.LINE, line.number
    yield from prompts_asked(before, after)
    yield from ((What.ANSWERS, cue.place) for cue in _that_became(State.REVEALED, before, after))
    if after.closed and not before.closed:
        yield What.SUMMARY, NO_PLACE


def shown_otherwise(before: Viewing, after: Viewing) -> Iterator[Key]:
    """The messages of a group that no longer say or offer what they should, beside the card.

    Revealed answers tell how they moved since before the film, once those of then are revealed too.
    """
    if after.solo:
        return
    yield from ((What.PROMPT, cue.place) for cue in after.cues if look(before, cue.place) != look(after, cue.place))
    if (before.closed, before.facilitator_id) != (after.closed, after.facilitator_id):
        yield What.OPENING, NO_PLACE
    if before.closed:
        yield What.SUMMARY, NO_PLACE
    for cue in _that_became(State.REVEALED, before, after):
        later = later_cue(before, before.cues[cue.place])
        if later and later.state is State.REVEALED:
            yield What.ANSWERS, later.place


def look(viewing: Viewing, place: int) -> tuple[object, ...]:
    """How a prompt is to stand on its message, how many have answered aside."""
    newest = next(reversed(viewing.asked), None)
    return viewing.cues[place].state, viewing.closed, newest is not None and newest.place == place


def prompts_asked(before: Viewing, after: Viewing) -> Iterator[Key]:
    """The prompts that were asked between two states of a viewing, in the order of asking."""
    fresh = sorted(_that_became(State.OPEN, before, after), key=lambda cue: cue.turn or 0)
    yield from ((What.PROMPT, cue.place) for cue in fresh)


def _that_became(state: State, before: Viewing, after: Viewing) -> Iterator[Cue]:
    """The prompts that are in a state in which they were not before."""
    pairs = zip(before.cues, after.cues, strict=True)
    return (now for was, now in pairs if now.state is state and was.state is not state)

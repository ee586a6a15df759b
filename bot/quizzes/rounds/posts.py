"""Messages that a quiz has posted for it, each exactly once, and which of them its moves change."""

from collections.abc import Iterator
from enum import StrEnum

from bot.quizzes.items.model import Way
from bot.quizzes.rounds.rules import Quiz, State
from bot.threads.posting.store import NO_PLACE


class What(StrEnum):
    """What a message is for; a quiz has one of each, of items and answers one for each item, of lines many."""

    OPENING = "opening"
    """In the channel; the thread hangs on it."""
    CARD = "card"
    ITEM = "item"
    ANSWERS = "answers"
    """The answer to an item, once it is revealed, with how it was answered."""
    SUMMARY = "summary"
    LINE = "line"
    """That somebody else leads; its place is the step since when."""


Key = tuple[What, int]
"""A message of a quiz: what it is, and the place of its item."""


def mark_of(quiz: Quiz, key: Key) -> str:
    """The custom id of the control that tells a message from the quiz's others."""
    match key:
        case What.OPENING | What.CARD, _:
            return f"quiz-join:{quiz.id}"
        case What.ITEM, place:
            item = quiz.cue(place).item
            return f"quiz-pick:{quiz.id}:{place}:0" if item.way is Way.ONE else f"quiz-answer:{quiz.id}:{place}"
        case What.ANSWERS, place:
            return f"quiz-mine:{quiz.id}:{place}"
        case What.SUMMARY, _:
            return f"quiz-missed:{quiz.id}"
        case What.LINE, place:
            return f"quiz-lead:{quiz.id}:{place}"


def posts_after(before: Quiz, after: Quiz) -> Iterator[Key]:
    """What a move gives a group to read: who leads, an item, its answer, the summary."""
    if before.facilitator_id != after.facilitator_id:
        yield What.LINE, after.step
    for was, now in zip(before.cues, after.cues, strict=True):
        if was.state is State.WAITING and now.state is not State.WAITING:
            yield What.ITEM, now.place
        if was.state is not State.REVEALED and now.state is State.REVEALED:
            yield What.ANSWERS, now.place
    if after.closed and not before.closed:
        yield What.SUMMARY, NO_PLACE


def shown_otherwise(before: Quiz, after: Quiz) -> Iterator[Key]:
    """The messages that no longer say or offer what they should."""
    yield What.CARD, NO_PLACE
    if (before.closed, before.facilitator_id) != (after.closed, after.facilitator_id):
        yield What.OPENING, NO_PLACE
    for quiz in (before, after):
        if quiz.newest:  # what stands on the newest one alone moves on
            yield What.ITEM, quiz.newest.place
            yield What.ANSWERS, quiz.newest.place

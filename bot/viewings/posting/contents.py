"""What a group's messages tell: read once for each, compared to find what changed meanwhile, and made into a card."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.chat.cards import Card
from bot.database import Tx
from bot.errors import Refusal
from bot.threads.joining.views import Answered
from bot.threads.posting.store import NO_PLACE
from bot.viewings import cards
from bot.viewings.answering.cards import answers_card
from bot.viewings.answering.service import load_revealed
from bot.viewings.answering.views import Revealed
from bot.viewings.joining.queue import JOINING
from bot.viewings.lines import Line
from bot.viewings.loading import load_status
from bot.viewings.posting.posts import Key, What, look
from bot.viewings.posting.store import MESSAGES
from bot.viewings.records.cards import summary_card
from bot.viewings.records.offers import Offer
from bot.viewings.records.service import summary_of
from bot.viewings.records.summary import Summary
from bot.viewings.rules import Phase, Viewing
from bot.viewings.scheduling.rules import lateness
from bot.viewings.status import ViewingStatus
from bot.viewings.store import counts, ready
from bot.viewings.store import line as kept_line

Offers = Callable[[Summary], list[Offer]]
"""The polls that go with a summary."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Of the card in the channel."""

    taking_part: int
    summary_id: int | None
    stands: tuple[int | None, bool, int | None]
    """The thread, whether it has ended, and who leads."""


@dataclass(frozen=True, slots=True)
class Head:
    """Of the head card."""

    status: ViewingStatus


@dataclass(frozen=True, slots=True)
class Prompted:
    """Of a prompt."""

    answered: Answered
    mentioned: tuple[int, ...]
    look: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Lined:
    """Of a line."""

    line: Line
    ready: Answered
    mentioned: tuple[int, ...]
    leader: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Of the answers to a prompt."""

    revealed: Revealed


@dataclass(frozen=True, slots=True)
class Summed:
    """Of the summary."""

    summary: Summary


Facts = Opening | Head | Prompted | Lined | Shown | Summed


async def read_facts(tx: Tx, viewing: Viewing, key: Key, now: datetime) -> Facts:
    """All that a message tells beside the viewing itself; raises Refusal where there is no such message."""
    what, place = key
    match what:
        case What.OPENING:
            summary_id, _ = await MESSAGES.get(tx, viewing, (What.SUMMARY, NO_PLACE))
            people = (await counts(tx, viewing)).taking_part
            return Opening(people, summary_id, (viewing.thread_id, viewing.closed, viewing.facilitator_id))
        case What.CARD:
            return Head(await load_status(tx, viewing, now))
        case What.PROMPT:
            answered = (await counts(tx, viewing, place)).of_prompt(place)
            return Prompted(answered, await JOINING.members.pinged(tx, viewing), look(viewing, place))
        case What.LINE:
            line = await kept_line(tx, viewing, place)
            if line is None:
                raise Refusal("There is no such line.")
            are_ready = Answered(await ready(tx, viewing, place), (await counts(tx, viewing)).taking_part)
            return Lined(line, are_ready, await JOINING.members.pinged(tx, viewing), viewing.facilitator_id)
        case What.ANSWERS:
            [revealed] = await load_revealed(tx, viewing, place)
            return Shown(revealed)
        case What.SUMMARY:
            return Summed(await summary_of(tx, viewing))
        case _:
            assert_never(what)


def is_changed(before: Facts, after: Facts) -> bool:
    """Whether a message that told these would tell something else by now."""
    if isinstance(before, Summed) and isinstance(after, Summed):  # the viewing in it has changed in any case
        was, present = before.summary, after.summary
        return (was.lenses, was.notes) != (present.lenses, present.notes)
    return before != after


def pings_of(viewing: Viewing, facts: Facts) -> tuple[int, ...]:
    """Whom a message mentions: who asked for it, at prompts and where play is to be pressed."""
    match facts:
        case Prompted(mentioned=mentioned):
            return mentioned
        case Lined(line=line, mentioned=mentioned) if line.calls(viewing):
            return mentioned
        case _:
            return ()


def card_of(viewing: Viewing, key: Key, facts: Facts, now: datetime, offers: Offers, *, arrives: bool) -> Card:
    """The card of a message, which arrives now or stands already."""
    match facts:
        case Opening(people, summary_id):
            late = lateness(viewing.scheduled_for, viewing.created_at)
            return cards.opening_card(viewing, people, late=late, summary_id=summary_id)
        case Head(status):
            return cards.head_card(status, now)
        case Prompted(answered, mentioned):
            film_time = viewing.clock.at(now) if arrives and viewing.phase is Phase.DURING else None
            cue = viewing.cue(key[1])
            return cards.prompt_card(viewing, cue, answered, film_time=film_time, mentioned=mentioned)
        case Lined(line, are_ready, mentioned):
            return cards.line_card(viewing, line, are_ready, now, mentioned=mentioned)
        case Shown(revealed):
            return answers_card(viewing, revealed)
        case Summed(summary):
            return summary_card(summary, offers(summary))
        case _:
            assert_never(facts)

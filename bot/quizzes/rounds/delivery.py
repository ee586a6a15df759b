"""The messages of quizzes: what each tells, read once, and the card made of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot import clock
from bot.chat.cards import Card
from bot.chat.messenger import Messenger
from bot.database import Database, Tx
from bot.errors import Refusal
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.rounds import cards, phrases
from bot.quizzes.rounds import store as quizzes
from bot.quizzes.rounds.loading import begin_time, load, load_result, load_results, load_status
from bot.quizzes.rounds.posts import Key, What, mark_of
from bot.quizzes.rounds.queue import JOINING, MESSAGES, QUEUE, time_reveal
from bot.quizzes.rounds.rules import CLOSES_AFTER, Quiz, State
from bot.quizzes.rounds.service import most_missed
from bot.quizzes.rounds.views import QuizStatus, Result
from bot.threads.joining.views import Answered
from bot.threads.opening import Beginning
from bot.threads.posting import delivery


@dataclass(frozen=True, slots=True)
class Opening:
    """Of the card in the channel."""

    taking_part: int
    stands: tuple[int | None, bool, int | None]
    """The thread, whether it has ended, and who leads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of an item."""

    answered: Answered
    stands: tuple[State, bool, bool]
    """Its state, whether the quiz has ended, and whether it is the newest."""
    since_then: str
    mentioned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Of an answer."""

    result: Result
    answered: Answered
    stands: tuple[bool, bool]
    """Whether the quiz has ended, and whether the item is the newest."""
    since_then: str


@dataclass(frozen=True, slots=True)
class Summed:
    """Of the summary."""

    missed: Sequence[Result]
    answers: int


@dataclass(frozen=True, slots=True)
class Lined:
    """Of a line."""

    leader: int | None


Facts = Opening | QuizStatus | Asked | Shown | Summed | Lined


class Delivery(delivery.Delivery[Quiz, What, Facts]):
    """Registers with the outbox."""

    queue = QUEUE
    resume = "`/quiz again` with this quiz"

    def __init__(
        self,
        database: Database,
        shelf_of: Callable[[int], Shelf],
        channels: Messenger,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        super().__init__(database, channels, now)
        self._shelf_of = shelf_of

    async def load(self, tx: Tx, guild_id: int, group_id: int) -> Quiz:
        """The quiz."""
        return await load(tx, guild_id, group_id)

    async def read(self, tx: Tx, group: Quiz, key: Key, now: datetime) -> Facts:
        """All that a message tells beside the quiz itself."""
        del now
        what, place = key
        match what:
            case What.OPENING:
                people = await quizzes.taking_part(tx, group)
                return Opening(people, (group.thread_id, group.closed, group.facilitator_id))
            case What.CARD:
                return await load_status(tx, group)
            case What.ITEM:
                cue = group.cue(place)
                return Asked(
                    await quizzes.count_answered(tx, group, place),
                    (cue.state, group.closed, group.newest is cue),
                    phrases.since_then(self._shelf_of(group.guild_id), group, cue),
                    await JOINING.members.members_to_ping(tx, group),
                )
            case What.ANSWERS:
                cue = group.cue(place)
                if cue.state is not State.REVEALED:
                    raise Refusal("This answer is not shown yet.")
                return Shown(
                    await load_result(tx, group, cue),
                    await quizzes.count_answered(tx, group, place),
                    (group.closed, group.newest is cue),
                    phrases.since_then(self._shelf_of(group.guild_id), group, cue),
                )
            case What.SUMMARY:
                results = await load_results(tx, group)
                return Summed(most_missed(results), sum(each.tally.answers for each in results))
            case What.LINE:
                return Lined(group.facilitator_id)
            case _:
                assert_never(what)

    def card_of(self, group: Quiz, key: Key, facts: Facts, now: datetime, *, arrives: bool) -> Card:
        """The card of a message."""
        del now, arrives
        match facts:
            case Opening(people):
                return cards.opening_card(group, people)
            case QuizStatus():
                return cards.head_card(facts)
            case Asked(answered, (_, _, newest), since_then, mentioned):
                cue = group.cue(key[1])
                return cards.item_card(group, cue, answered, newest=newest, since_then=since_then, mentioned=mentioned)
            case Shown(result, answered, (_, newest), since_then):
                return cards.answers_card(group, result, answered, newest=newest, since_then=since_then)
            case Summed(missed, answers):
                return cards.summary_card(group, missed, answers=answers)
            case Lined():
                return cards.line_card(group, key[1])
            case _:
                assert_never(facts)

    def pings_of(self, group: Quiz, facts: Facts) -> tuple[int, ...]:
        """Who asked to be mentioned at questions."""
        del group
        return facts.mentioned if isinstance(facts, Asked) else ()

    def is_needed(self, group: Quiz, key: Key) -> bool:
        """Beside the head card the question that takes answers: there is no other place for them."""
        takes = group.open is not None and not group.closed and key == (What.ITEM, group.open.place)
        return takes or super().is_needed(group, key)

    async def note_posted(self, tx: Tx, before: Quiz, group: Quiz, key: Key) -> None:
        """Where a time was set, that of a question that came late begins now."""
        del before
        if group.open and key == (What.ITEM, group.open.place):
            await begin_time(tx, group, self._now())

    def mark_of(self, group: Quiz, key: Key) -> str:
        """The custom id of the control that tells a message from others."""
        return mark_of(group, key)

    def beginning_of(self, group: Quiz) -> Beginning:
        """How the thread begins."""
        return Beginning(
            name=f"Quiz: {group.programme.called}",
            join=mark_of(group, MESSAGES.opening),
            text=f"**{phrases.title(group)}**\nWe answer this together here. `Join` adds you.",
            tag_id=group.tag_id,
        )

    def opening_card(self, group: Quiz) -> Card:
        """The card in the channel."""
        return cards.opening_card(group, 0)

    def pointer_of(self, group: Quiz) -> str:
        """Where it is."""
        return f"“{phrases.title(group)}” is asked in <#{group.thread_id}>."

    async def settle(
        self, tx: Tx, group: Quiz, channel_id: int, thread_id: int, now: datetime, *, in_forum: bool = False
    ) -> None:
        """Give a quiz its thread; in another than before the card and the open item stand first."""
        running = await quizzes.running_in_thread(tx, group.guild_id, thread_id)
        if running and running.id != group.id:
            raise Refusal("Another quiz runs in this thread. End that first.")
        await quizzes.note_place(tx, group, channel_id, thread_id)
        if group.thread_id != thread_id:
            await MESSAGES.forget(tx, group, [MESSAGES.opening])
            if not in_forum:
                await MESSAGES.put(tx, group, MESSAGES.opening, thread_id)
        placed = replace(group, channel_id=channel_id, thread_id=thread_id, orphaned=None)
        anew = None
        if group.thread_id not in (None, thread_id):
            anew = [MESSAGES.card, *([(What.ITEM, group.open.place)] if group.open else [])]
        await QUEUE.release(tx, placed, now, anew=anew)
        placed = await begin_time(tx, placed, now)
        await time_reveal(tx, placed, now + CLOSES_AFTER if placed.open else None)
        await JOINING.add_anew(tx, placed, None, now)

    async def lose(self, tx: Tx, group: Quiz, why: str) -> None:
        """Note why the thread cannot be reached, and keep what would go there; nothing is revealed meanwhile."""
        await quizzes.orphan(tx, group, why)
        await QUEUE.hold(tx, group)
        await time_reveal(tx, replace(group, orphaned=why), None)

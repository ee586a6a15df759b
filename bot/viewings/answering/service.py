"""Answering prompts, giving reasons, taking notes: one use case, one method, one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.database import Database, Tx
from bot.errors import Refusal
from bot.threads.posting.store import NO_PLACE
from bot.viewings.answering import store
from bot.viewings.answering.rules import (
    Answer,
    Content,
    check_reason_taken,
    check_taken,
    checked,
    checked_note,
    checked_reason,
)
from bot.viewings.answering.shifts import Shift, earlier_cue, shift_of
from bot.viewings.answering.views import Note, Revealed, SavedAnswer, Shown
from bot.viewings.film_time import LONGEST, START
from bot.viewings.joining.queue import join
from bot.viewings.loading import load_visible
from bot.viewings.posting.posts import Key, What
from bot.viewings.posting.store import MESSAGES
from bot.viewings.rules import ENDED, Cue, Phase, Secrecy, State, Viewing

SUMMARY: Key = (What.SUMMARY, NO_PLACE)


class Answers:
    """Every method raises Refusal where a rule says no.

    `now` is this machine's time at the click, not when the form was opened.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(
        self, guild_id: int, viewing_id: int, place: int, member_id: int, given: Content, now: datetime
    ) -> SavedAnswer:
        """Answer a prompt, or change one's answer until the prompt is revealed; who does not take part yet joins.

        Of a claim prompt, what is given is added to what was given before. After the end answers are taken for seven
        days, marked later; of revealed prompts only from those who have not answered, and shown at once.
        """
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            cue = viewing.cue(place)
            own = await store.own(tx, viewing, member_id)
            before = own.get(place)
            check_taken(viewing, cue, before, now)
            answer = Answer(
                place=place,
                content=checked(viewing.programme, cue.prompt, given, before.content if before else None),
                reason=before.reason if before else None,
                answered_at=now,
                film_time=viewing.clock.at(now) if viewing.phase is Phase.DURING else None,
                later=viewing.closed,
            )
            return await _keep(tx, viewing, own, member_id, answer, now)

    async def give_reason(
        self, guild_id: int, viewing_id: int, place: int, member_id: int, reason: str, now: datetime
    ) -> SavedAnswer:
        """Say what made one answer so; the first time also when the answers are shown already."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            cue = viewing.cue(place)
            own = await store.own(tx, viewing, member_id)
            before = own.get(place)
            if before is None:
                raise Refusal("You have not answered this prompt yet. Press `Answer` first.")
            check_reason_taken(viewing, cue, before, now)
            given = replace(before, reason=checked_reason(reason))
            return await _keep(tx, viewing, own, member_id, given, now)

    async def mine(self, guild_id: int, viewing_id: int, member_id: int) -> dict[int, Answer]:
        """A member's own answers in a viewing, by the place of their prompt."""
        async with self._database.read() as tx:
            return await store.own(tx, await load_visible(tx, guild_id, viewing_id, member_id), member_id)

    async def revealed_prompts(
        self, guild_id: int, viewing_id: int, member_id: int, place: int | None = None
    ) -> tuple[Revealed, ...]:
        """The prompts of a group whose answers are shown, all or one, in the order in which they were asked."""
        async with self._database.read() as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            return await load_revealed(tx, viewing, place)

    async def note(
        self, guild_id: int, viewing_id: int, member_id: int, text: str, film_time: timedelta | None, now: datetime
    ) -> Note:
        """Note a moment of the film, the one at which the form was opened; None: before the film."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if viewing.later_until and now >= viewing.later_until:
                raise Refusal(ENDED)
            at = None if film_time is None else min(max(film_time, START), LONGEST)
            note = Note(at, checked_note(text, at), now, None)
            await store.put_note(tx, viewing, member_id, note)
            if viewing.closed:
                await MESSAGES.mark(tx, viewing, [SUMMARY])
            else:
                await join(tx, viewing, member_id, now)
            return replace(note, member_id=member_id if viewing.secrecy is Secrecy.NAMED else None)


async def load_revealed(tx: Tx, viewing: Viewing, place: int | None = None) -> tuple[Revealed, ...]:
    """Revealed prompts with their answers, all or one, those without any answer included."""
    by_place: dict[int, list[Shown]] = {}
    for each in await store.revealed_answers(tx, viewing, place):
        by_place.setdefault(each.answer.place, []).append(each)
    cues = [cue for cue in viewing.asked if cue.state is State.REVEALED and place in (None, cue.place)]
    return tuple(
        [
            Revealed(cue=cue, answers=tuple(by_place.get(cue.place, ())), shift=await _shift(tx, viewing, cue))
            for cue in cues
        ]
    )


async def _shift(tx: Tx, viewing: Viewing, cue: Cue) -> Shift | None:
    earlier = earlier_cue(viewing, cue)
    if earlier is None or earlier not in viewing.asked or not cue.prompt.options:
        return None  # nothing to compare, unless it is asked after all
    return shift_of(earlier, await store.links(tx, viewing, earlier.place, cue.place))


async def _keep(
    tx: Tx, viewing: Viewing, own: Mapping[int, Answer], member_id: int, given: Answer, now: datetime
) -> SavedAnswer:
    cue = viewing.cue(given.place)
    joined = not viewing.closed and await join(tx, viewing, member_id, now)  # later answers count nobody
    await store.put(tx, viewing, member_id, given)
    shown: list[Key] = [(What.ANSWERS, cue.place), SUMMARY] if cue.state is State.REVEALED else []
    await MESSAGES.mark(tx, viewing, [(What.PROMPT, cue.place), *shown])
    earlier = earlier_cue(viewing, cue)
    return SavedAnswer(
        viewing=viewing,
        cue=cue,
        answer=given,
        replaced=cue.place in own,
        joined=joined,
        earlier=own.get(earlier.place) if earlier else None,
    )

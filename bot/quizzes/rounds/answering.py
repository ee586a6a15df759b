"""Keeping answers to quizzes, many in one transaction: set-based statements, one rule check for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database import Tx
from bot.errors import Refusal
from bot.quizzes.rounds import store
from bot.quizzes.rounds.loading import look_whether_all, people_changed
from bot.quizzes.rounds.posts import What
from bot.quizzes.rounds.queue import JOINING, MESSAGES
from bot.quizzes.rounds.rules import UNKNOWN, Cue, Quiz, checked
from bot.quizzes.rounds.views import SavedAnswer


@dataclass(frozen=True, slots=True)
class Given:
    """One member's click on one item; what it chose is raw until the item has checked it."""

    guild_id: int
    quiz_id: int
    place: int
    member_id: int
    chosen: tuple[int, ...]
    now: datetime
    click_id: int = 0
    """The interaction's id; of several clicks by one member the latest counts, in whatever order they arrive."""


async def keep(tx: Tx, given: Sequence[Given]) -> list[SavedAnswer | Refusal]:
    """Keep answers, to any quizzes; for each what stands now, or why it was refused. Who takes no part yet joins."""
    quizzes = {key: await store.lock(tx, *key) for key in sorted({(each.guild_id, each.quiz_id) for each in given})}
    outcomes: dict[int, SavedAnswer | Refusal] = {}
    for key, quiz in quizzes.items():
        places = [at for at, each in enumerate(given) if (each.guild_id, each.quiz_id) == key]
        told = await _keep(tx, quiz, [given[at] for at in places]) if quiz else [Refusal(UNKNOWN)] * len(places)
        outcomes |= zip(places, told, strict=True)
    return [outcomes[at] for at in range(len(given))]


async def _keep(tx: Tx, quiz: Quiz, given: Sequence[Given]) -> list[SavedAnswer | Refusal]:
    """The same for one quiz, which is nobody else's until the end."""
    judged = [_checked(quiz, each) for each in given]
    fitting = [(each, *found) for each, found in zip(given, judged, strict=True) if not isinstance(found, Refusal)]
    if not fitting:
        return [each for each in judged if isinstance(each, Refusal)]
    now, members = max(each.now for each, _, _ in fitting), sorted({each.member_id for each, _, _ in fitting})
    place = fitting[0][1].place  # the one that is open
    joined = await JOINING.members.join_all(tx, quiz, members, now)
    before = await store.answers_of(tx, quiz, place, members)
    newest: dict[int, tuple[int, tuple[int, ...]]] = dict(before)
    for each, _, kept in fitting:
        if each.member_id not in newest or newest[each.member_id][0] <= each.click_id:
            newest[each.member_id] = each.click_id, kept
    await store.put_answers(tx, quiz, place, {who: newest[who] for who in members if newest[who] != before.get(who)})
    if joined:
        await JOINING.add_later(tx, quiz, now)
        await people_changed(tx, quiz)
    elif newest.keys() - before.keys():
        await MESSAGES.mark(tx, quiz, [(What.ITEM, place)])
    await look_whether_all(tx, quiz, now)
    return [
        found
        if isinstance(found, Refusal)
        else SavedAnswer(
            quiz=quiz,
            cue=found[0],
            chosen=newest[each.member_id][1],
            replaced=each.member_id in before,
            joined=each.member_id in joined,
        )
        for each, found in zip(given, judged, strict=True)
    ]


def _checked(quiz: Quiz, given: Given) -> tuple[Cue, tuple[int, ...]] | Refusal:
    try:
        return checked(quiz, given.place, given.chosen)
    except Refusal as refusal:
        return refusal

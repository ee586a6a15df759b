"""Taking part: standing in the thread, being pinged, leaving; on real databases."""

from datetime import timedelta

import discord
import pytest

from bot.chat.cards import Card
from bot.chat.messenger import ARCHIVED, LaterError, LostError
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.outbox import worker
from bot.threads.joining import adding
from bot.threads.joining.adding import AT_ONCE
from bot.viewings.joining.queue import JOINING
from bot.viewings.moves import Decision, Move
from bot.viewings.posting.posts import What
from bot.viewings.rules import Viewing
from tests.viewings.evening import ADA, BEN, CHANNEL, CLEO, GUILD, THREAD, WORDS, Evening

CROWD = range(1_000, 1_200)


def texts_of(card: Card) -> list[str]:
    return [part.content for part in card.walk_children() if isinstance(part, discord.ui.TextDisplay)]


async def pinged(evening: Evening, viewing: Viewing) -> tuple[int, ...]:
    async with evening.db.read() as tx:
        return await JOINING.members.members_to_ping(tx, viewing)


async def refused(evening: Evening, viewing: Viewing, member: Person) -> str | None:
    found = await evening.presence.whereabouts(GUILD, viewing.id, member.id, evening.now)
    assert found.standing
    return found.standing.refused


async def test_who_joins_is_added_to_the_thread_once(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.post_all()
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    await evening.post_all()
    assert evening.heard.added == [(THREAD, BEN.id), (THREAD, CLEO.id)]


async def test_who_answers_without_having_joined_joins_and_is_added(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    assert (await evening.answer(viewing, WORDS, BEN, "Honey")).joined
    assert not (await evening.answer(viewing, WORDS, BEN, "Wax")).joined
    await evening.post_all()
    assert evening.heard.added == [(THREAD, BEN.id)]


async def test_l09_two_hundred_who_join_at_once_are_all_added_and_hold_up_no_prompt(evening: Evening) -> None:
    viewing = await evening.group()
    for member in CROWD:
        await evening.viewings.join(GUILD, viewing.id, member, evening.now)
    await evening.move(viewing, Move.NEXT)
    await evening.worker.begin()
    await evening.worker.at_rest()
    assert len(evening.heard.added) == AT_ONCE
    assert any("prompt" in each.what for each in evening.heard.sent)
    await evening.post_all()
    assert sorted(member for _, member in evening.heard.added) == list(CROWD)


async def test_p09_whom_the_thread_refuses_takes_part_all_the_same_and_is_tried_again_when_they_press_join(
    evening: Evening,
) -> None:
    viewing = await evening.group()
    evening.heard.not_added[BEN.id] = "the thread is full"
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    await evening.post_all()
    assert await refused(evening, viewing, BEN) == "the thread is full"
    assert evening.heard.added == [(THREAD, CLEO.id)]
    assert (await evening.stands(viewing)).counts.taking_part == 2
    evening.heard.not_added.clear()
    assert not await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.post_all()
    assert await refused(evening, viewing, BEN) is None
    assert evening.heard.added[-1] == (THREAD, BEN.id)


async def test_what_discord_does_not_answer_is_tried_again_and_those_before_it_are_not(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.0)
    viewing = await evening.group()
    await evening.post_all()
    for member in (BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    evening.heard.fails[THREAD] = LaterError("HTTP 503")
    await evening.worker.begin()
    await evening.worker.at_rest()
    assert evening.heard.added == []
    evening.heard.fails.clear()
    await evening.post_all()
    assert evening.heard.added == [(THREAD, BEN.id), (THREAD, CLEO.id)]


async def test_in_a_new_thread_all_who_take_part_are_added_anew(evening: Evening) -> None:
    viewing = await evening.group()
    for member in (BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    await evening.viewings.leave(GUILD, viewing.id, CLEO.id, evening.now)
    await evening.post_all()
    await evening.lost(viewing.id, "The thread was deleted.")
    await evening.viewings.join(GUILD, viewing.id, ADA.id, evening.now)
    await evening.post_all()
    assert evening.heard.added == [(THREAD, BEN.id)]
    await evening.delivery.go_on(GUILD, viewing.id, CHANNEL, 77)
    await evening.post_all()
    assert sorted(evening.heard.added[1:]) == [(77, ADA.id), (77, BEN.id)]


@pytest.mark.parametrize("code", [10003, ARCHIVED, 160005])
async def test_p09_a_thread_that_takes_nobody_is_told_of_and_all_are_added_once_it_is_there_again(
    evening: Evening, code: int
) -> None:
    viewing = await evening.group()
    await evening.post_all()
    evening.heard.fails[THREAD] = LostError("the thread is closed.", code)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.post_all()
    assert (await evening.stands(viewing)).viewing.orphaned
    evening.heard.fails.clear()
    await evening.delivery.go_on(GUILD, viewing.id, CHANNEL, THREAD)
    await evening.post_all()
    assert evening.heard.added == [(THREAD, BEN.id)]


async def test_only_who_asked_for_it_is_pinged_until_they_leave(evening: Evening) -> None:
    viewing = await evening.group()
    for member in (ADA, BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    for member in (BEN, CLEO):
        await evening.presence.set_pinged(GUILD, viewing.id, member.id, evening.now, pinged=True)
    assert await pinged(evening, viewing) == (BEN.id, CLEO.id)
    await evening.presence.set_pinged(GUILD, viewing.id, CLEO.id, evening.now, pinged=False)
    await evening.viewings.leave(GUILD, viewing.id, BEN.id, evening.now)
    assert await pinged(evening, viewing) == ()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    assert await pinged(evening, viewing) == ()


async def test_a_prompt_mentions_and_tells_exactly_who_asked_for_it(evening: Evening) -> None:
    viewing = await evening.group()
    for member in (ADA, BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    prompt = next(each for each in evening.heard.sent if each.what is What.PROMPT)
    assert evening.heard.told[prompt.message_id] == {BEN.id}
    assert f"-# <@{BEN.id}>" in texts_of(evening.heard.cards[prompt.message_id])
    others = [told for message_id, told in evening.heard.told.items() if message_id != prompt.message_id]
    assert set().union(*others) == set()


async def test_press_play_mentions_and_tells_exactly_who_asked_for_it_and_no_other_line_does(evening: Evening) -> None:
    viewing = await evening.group()
    for member in (ADA, BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    ahead = timedelta(seconds=15)
    await evening.move(viewing, Move.START_FILM, ahead=ahead, decided=Decision.LEAVE)
    evening.clock.go(minutes=1)
    await evening.move(viewing, Move.PAUSE)
    await evening.post_all()
    start, pause = (each.message_id for each in evening.heard.sent if each.what is What.LINE)
    assert (evening.heard.told[start], evening.heard.told[pause]) == ({BEN.id}, set())
    assert f"-# <@{BEN.id}>" in "\n".join(texts_of(evening.heard.cards[start]))


async def test_who_does_not_take_part_cannot_be_pinged_and_nobody_is_once_it_has_ended(evening: Evening) -> None:
    viewing = await evening.group()
    with pytest.raises(Refusal, match="Press `Join` first"):
        await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.move(viewing, Move.END)
    with pytest.raises(Refusal, match="nothing to be pinged for"):
        await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)


async def test_more_members_than_a_message_can_mention_are_told_of_another_way(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MOST_PINGED", 1)
    viewing = await evening.group()
    for member in (BEN, CLEO):
        await evening.viewings.join(GUILD, viewing.id, member.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    with pytest.raises(Refusal, match="In the menu of the thread"):
        await evening.presence.set_pinged(GUILD, viewing.id, CLEO.id, evening.now, pinged=True)


async def test_where_it_is_names_the_newest_prompt_and_its_message(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    found = await evening.presence.whereabouts(GUILD, viewing.id, BEN.id, evening.now)
    assert found.standing is None
    assert found.newest
    assert found.newest.number == 2
    newest = [each for each in evening.heard.sent if each.what == "prompt"][-1]
    assert found.newest_message_id == newest.message_id

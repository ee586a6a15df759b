"""What stands in a thread already is drawn again when something comes to it, or goes from it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.viewings.film_time import START as BEGIN
from bot.viewings.moves import Move
from bot.viewings.posting.posts import What
from bot.viewings.records import store as records
from bot.viewings.rules import Secrecy, State
from tests.viewings.evening import ADA, BEN, CLEO, FEELING, GUILD, WORDS, Evening, Undrawn, said


def shown(evening: Evening, what: What, place: int | None = None) -> str:
    """What a message of the viewing says now."""
    found = next(each for each in evening.heard.sent if each.what is what and place in (None, each.place))
    return said(evening.heard.cards[found.message_id])


async def test_an_answer_given_after_the_end_stands_with_the_others_and_in_the_summary(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    await evening.moves(viewing, Move.REVEAL, Move.END)
    await evening.post_all()
    await evening.redraw()
    await evening.answer(viewing, WORDS, CLEO, "smoke")
    await evening.redraw()
    assert "smoke (later)" in shown(evening, What.ANSWERS, WORDS)
    assert "smoke (later)" in shown(evening, What.SUMMARY)


async def test_a_reason_given_once_the_answers_are_shown_stands_with_them(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    await evening.move(viewing, Move.REVEAL)
    await evening.post_all()
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "I keep bees", evening.now)
    await evening.redraw()
    assert "I keep bees" in shown(evening, What.ANSWERS, WORDS)


async def test_an_answer_to_an_unrevealed_prompt_after_the_end_stays_with_its_author(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    await evening.move(viewing, Move.END)
    await evening.post_all()
    await evening.answer(viewing, WORDS, CLEO, "smoke")
    await evening.redraw()
    assert "smoke" not in "".join(said(card) for card in evening.heard.cards.values())


async def test_a_note_taken_after_the_end_stands_in_the_summary(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.START_FILM, ahead=BEGIN)
    evening.clock.go(minutes=1)
    await evening.move(viewing, Move.END)
    await evening.post_all()
    await evening.answers.note(GUILD, viewing.id, BEN.id, "the hum", timedelta(seconds=30), evening.now)
    await evening.redraw()
    assert "0:30 the hum" in shown(evening, What.SUMMARY)


async def test_who_has_their_data_deleted_is_no_longer_named_where_play_was_to_be_pressed(evening: Evening) -> None:
    viewing = await evening.group(Secrecy.NAMED)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
    await evening.post_all()
    assert f"<@{BEN.id}>" in shown(evening, What.LINE)
    async with evening.db.transaction(GUILD) as tx:
        await records.forget_member(tx, BEN.id)
    await evening.redraw()
    assert not any(f"<@{BEN.id}>" in said(card) for card in evening.heard.cards.values())


async def test_who_led_and_has_their_data_deleted_is_no_longer_named_as_who_leads(evening: Evening) -> None:
    viewing = await evening.group(by=ADA)
    await evening.move(viewing, Move.HAND_OVER, heir=BEN.id)
    await evening.post_all()
    assert f"<@{BEN.id}> leads" in shown(evening, What.LINE)
    async with evening.db.transaction(GUILD) as tx:
        await records.forget_member(tx, BEN.id)
    await evening.redraw()
    assert not any(f"<@{BEN.id}>" in said(card) for card in evening.heard.cards.values())


async def test_who_led_before_is_not_named_any_more_once_somebody_else_leads(evening: Evening) -> None:
    viewing = await evening.group(by=ADA)
    await evening.move(viewing, Move.HAND_OVER, heir=BEN.id)
    await evening.post_all()
    await evening.move(viewing, Move.HAND_OVER, by=BEN, heir=CLEO.id)
    await evening.post_all()
    await evening.redraw()
    assert not any(f"<@{BEN.id}>" in said(card) for card in evening.heard.cards.values())


class Pictured(Undrawn):
    """A gallery that counts what it is to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def attach_picture(self, drawing: Any, show: Any) -> None:
        self.asked += 1
        super().attach_picture(drawing, show)


async def test_a_summary_that_is_drawn_again_gets_its_picture_again(evening: Evening) -> None:
    pictures = Pictured()
    evening.delivery._pictures = pictures
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.END)
    await evening.post_all()
    assert pictures.asked == 1
    await evening.move(viewing, Move.REVEAL)
    await evening.redraw()
    assert pictures.asked == 2


async def test_a_start_that_was_called_off_before_it_was_posted_calls_nobody(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
    evening.clock.go(seconds=5)
    await evening.move(viewing, Move.PAUSE)
    posted = [each for each in await evening.post_all() if each.what is What.LINE]
    first, second = (said(evening.heard.cards[each.message_id]) for each in posted)
    assert "was called off" in first
    assert "The start is called off" in second
    assert not any(evening.heard.told[each.message_id] for each in posted)


async def test_the_prompt_asked_last_is_the_newest_also_by_a_clock_that_was_set_back(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    evening.clock.wall -= timedelta(hours=1)
    stands = await evening.move(viewing, Move.NEXT)
    assert stands.viewing.asked[-1].place == FEELING
    await evening.move(viewing, Move.REVEAL)
    assert (await evening.stands(viewing)).viewing.cues[FEELING].state is State.REVEALED


@pytest.mark.parametrize("what", [What.PROMPT, What.LINE, What.ANSWERS, What.SUMMARY])
async def test_who_has_their_data_deleted_while_a_message_is_on_its_way_does_not_stand_in_it(
    evening: Evening, what: What
) -> None:
    viewing = await evening.group(Secrecy.NAMED)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.presence.set_pinged(GUILD, viewing.id, BEN.id, evening.now, pinged=True)
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    if what is not What.PROMPT:
        await evening.post_all()
        match what:
            case What.LINE:
                await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
            case What.ANSWERS:
                await evening.move(viewing, Move.REVEAL)
            case _:
                await evening.moves(viewing, Move.REVEAL)
                await evening.post_all()
                await evening.move(viewing, Move.END)

    async def forget() -> None:
        async with evening.db.transaction(GUILD) as tx:
            await records.forget_member(tx, BEN.id)

    evening.heard.meanwhile = forget
    await evening.post_all()
    assert evening.heard.meanwhile is None
    await evening.redraw()
    told = "".join(said(card) for card in evening.heard.cards.values())
    assert f"<@{BEN.id}>" not in told
    assert "honey" not in told

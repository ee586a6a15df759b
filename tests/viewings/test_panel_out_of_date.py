"""A panel that somebody left open: what it offers changes nothing once the viewing has moved on."""

from datetime import datetime, timedelta

import pytest

from bot.chat.cards import Card
from bot.errors import Refusal
from bot.viewings.moves import Decision, Move, Request, Undecided, apply_move
from bot.viewings.panel.buttons import request_of
from bot.viewings.panel.cards import panel_card
from bot.viewings.panel.questions import undecided_card
from bot.viewings.prompts import pushed
from bot.viewings.rules import State, Viewing
from bot.viewings.status import Counts, status_of
from tests.viewings.evening import ADA, BEN, CAMERA, CLAIM, VOICES, ids_of, said
from tests.viewings.test_moves import AFTERWARDS, WATCHING, at, moved, states, viewing

MINUTE = timedelta(minutes=1)


def clicked(of: Viewing, custom_id: str, minutes: float) -> Viewing:
    """The viewing after a click of its facilitator on a button of a panel."""
    _, _, move, *detail = custom_id.split(":")
    return apply_move(of, request_of(move, ":".join(detail), ADA), at(minutes))


def button(of: Viewing, minutes: float, means: str) -> str:
    """A button of the panel."""
    card = panel_card(status_of(of, Counts(3, {}, 0), (), at(minutes)), at(minutes), ADA.id)
    return next(each for each in ids_of(card) if f":{means}" in each)


def decision(of: Viewing, minutes: float, to: timedelta, decided: Decision) -> str:
    """A button of the question that a jump raises."""
    with pytest.raises(Undecided) as raised:
        apply_move(of, Request(move=Move.JUMP, by=ADA, to=to), at(minutes))
    return next(each for each in ids_of(undecided_card(of, raised.value, at(minutes))) if f"-{decided}" in each)


@pytest.mark.parametrize("decided", [Decision.LEAVE, Decision.ASK])
def test_a_second_click_on_what_becomes_of_passed_prompts_does_not_turn_the_film_back(decided: Decision) -> None:
    custom_id = decision(WATCHING, 1, 15 * MINUTE, decided)
    jumped = clicked(WATCHING, custom_id, 2)
    assert jumped.clock.at(at(2)) == 15 * MINUTE
    with pytest.raises(Refusal, match="out of date"):
        clicked(jumped, custom_id, 4)


def test_leaving_prompts_out_changes_nothing_once_one_of_them_was_asked_meanwhile() -> None:
    custom_id = decision(WATCHING, 1, 15 * MINUTE, Decision.LEAVE)
    asked = moved(WATCHING, Move.NEXT, place=VOICES, now=at(1.5), by=ADA)
    with pytest.raises(Refusal, match="out of date"):
        clicked(asked, custom_id, 2)
    assert asked.cues[VOICES].state is State.OPEN


def test_reveal_all_spares_a_prompt_that_came_since_the_panel_was_drawn() -> None:
    two = moved(moved(WATCHING, Move.NEXT, place=CLAIM), Move.NEXT, place=CAMERA)
    custom_id = button(two, 4, "reveal_all")
    third = pushed(two, at(5))
    assert states(third)[VOICES] is State.OPEN
    with pytest.raises(Refusal, match="out of date"):
        clicked(third, custom_id, 5.1)
    assert states(clicked(two, custom_id, 4.5))[CAMERA] is State.REVEALED


def test_resume_of_a_pause_does_not_go_back_to_a_film_that_is_over() -> None:
    paused = moved(WATCHING, Move.PAUSE, now=at(10))
    custom_id = button(paused, 11, "resume")
    over = moved(paused, Move.FINISH, now=at(12))
    with pytest.raises(Refusal, match="The film is over"):
        clicked(over, custom_id, 13)
    with pytest.raises(Refusal, match="started already"):
        apply_move(paused, request_of(Move.RESUME, "after", ADA), at(13))
    assert clicked(paused, custom_id, 13).clock.running
    assert apply_move(AFTERWARDS, request_of(Move.RESUME, "after", ADA), at(30)).clock.running


FORGED = [
    ("start_film", "99999999999999999999"),
    ("start_film", "-60"),
    ("start_film", "86400"),
    ("jump", "99999999999999999999"),
    ("jump", "9999999999999999-leave-1"),
    ("jump", "-5-leave-1"),
    ("jump", "900000-leave"),
    ("jump", "900000-reveal-x"),
    ("reveal_all", "during"),
    ("reveal_all", "never-3"),
    ("next", "999999999999999999999999"),
    ("reveal", ""),
    ("form", "short"),
    ("hand_over", "5"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("move", "detail"), FORGED)
def test_what_no_panel_draws_is_refused_with_a_sentence(move: str, detail: str) -> None:
    for of in (viewing(), WATCHING, AFTERWARDS):
        with pytest.raises(Refusal):
            apply_move(of, request_of(move, detail, ADA), at(1))


def test_a_forged_button_of_the_panel_moves_nothing_for_who_does_not_lead() -> None:
    card = panel_card(status_of(WATCHING, Counts(3, {}, 0), (), at(1)), at(1), ADA.id)
    for custom_id in sorted(ids_of(card)):
        if custom_id.startswith("panel-do:"):
            _, _, move, *detail = custom_id.split(":")
            with pytest.raises(Refusal, match="Only the facilitator"):
                apply_move(WATCHING, request_of(move, ":".join(detail), BEN), at(1))


def test_from_the_eighth_day_after_the_end_the_panel_offers_no_reveal() -> None:
    ended = moved(moved(viewing(), Move.NEXT), Move.END)
    seventh, eighth = (_ended_panel(ended, at(60 * 24 * days + 1)) for days in (6, 7))
    assert any("reveal" in each for each in ids_of(seventh))
    assert ids_of(eighth) == {f"own-keep:{ended.id}"}
    assert "for seven days" in said(eighth)


def _ended_panel(of: Viewing, now: datetime) -> Card:
    return panel_card(status_of(of, Counts(3, {}, 0), (), now), now, ADA.id)

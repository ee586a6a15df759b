"""The table of moves: what each does in each phase, and what is refused with nothing changed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import Refusal
from bot.packs.shelf import Shelf
from bot.viewings.moves import MOVES, STALE, Move, Request, apply_move, open_moves
from bot.viewings.programme import programme_of
from bot.viewings.prompts import pushed
from bot.viewings.rules import Mode, Person, Phase, State, Viewing, cues_of
from tests.viewings.evening import (
    ADA,
    BEN,
    CAMERA,
    CAMERA_AT,
    CHANGED,
    CLAIM,
    CLEO,
    FEELING,
    MIRA,
    MOST,
    RUNTIME,
    START,
    VOICES,
    VOICES_AT,
    WORDS,
    hive,
    hive_programme,
)

CLOCK_MOVES = {Move.PAUSE, Move.RESUME, Move.JUMP, Move.FINISH, Move.START_FILM}


def viewing(**changes: Any) -> Viewing:
    programme = hive_programme()
    made = Viewing(
        id=1,
        guild_id=100,
        mode=Mode.GROUP,
        facilitator_id=ADA.id,
        programme=programme,
        cues=cues_of(programme),
        created_at=START,
    )
    return replace(made, **changes)


def moved(before: Viewing, *moves: Move, now: datetime = START, by: Person = ADA, **wanted: Any) -> Viewing:
    for move in moves:
        before = apply_move(before, Request(move=move, by=by, **wanted), now)
    return before


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def states(of: Viewing) -> dict[int, State]:
    return {cue.place: cue.state for cue in of.cues if cue.state is not State.WAITING}


def refusal(before: Viewing, move: Move, now: datetime = START, by: Person = ADA, **wanted: Any) -> str:
    with pytest.raises(Refusal) as refused:
        apply_move(before, Request(move=move, by=by, **wanted), now)
    return str(refused.value)


WATCHING = moved(viewing(), Move.START_FILM)
AFTERWARDS = moved(WATCHING, Move.FINISH, now=at(20))


def test_next_asks_the_prompts_before_the_film_in_order_and_then_says_what_to_press() -> None:
    first = moved(viewing(), Move.NEXT)
    assert (first.place, states(first)) == (WORDS, {WORDS: State.OPEN})
    second = moved(first, Move.NEXT)
    assert (second.place, states(second)) == (FEELING, {WORDS: State.OPEN, FEELING: State.OPEN})
    assert "`Start the film`" in refusal(second, Move.NEXT)


def test_a_prompt_stays_open_when_the_next_is_asked_and_is_revealed_where_the_card_stands() -> None:
    both = moved(viewing(), Move.NEXT, Move.NEXT, Move.BACK)
    assert both.place == WORDS
    assert states(moved(both, Move.REVEAL)) == {WORDS: State.REVEALED, FEELING: State.OPEN}


def test_next_after_back_goes_forward_through_what_was_asked_before_it_asks_more() -> None:
    back = moved(viewing(), Move.NEXT, Move.NEXT, Move.BACK)
    assert moved(back, Move.NEXT).place == FEELING
    assert "no earlier prompt" in refusal(back, Move.BACK)
    assert "no earlier prompt" in refusal(viewing(), Move.BACK)


def test_every_move_is_one_step_on() -> None:
    assert moved(viewing(), Move.NEXT, Move.NEXT, Move.BACK, Move.START_FILM, Move.PAUSE, Move.END).step == 7


def test_a_double_click_and_a_stale_one_do_nothing_and_say_so() -> None:
    first = viewing()
    second = moved(first, Move.NEXT, seen=first.step)
    assert refusal(second, Move.NEXT, seen=first.step) == STALE
    assert refusal(second, Move.REVEAL, seen=first.step) == STALE


def test_the_second_click_on_end_is_told_that_it_has_ended() -> None:
    ended = moved(viewing(), Move.END)
    assert ended.ended_at == START
    assert refusal(ended, Move.END, seen=1) == "This viewing has ended."
    assert all(refusal(ended, move) == "This viewing has ended." for move in Move)


def test_what_a_phase_does_not_have_is_refused_with_what_would_work() -> None:
    assert "Press `Start the film` first" in refusal(viewing(), Move.PAUSE)
    assert refusal(WATCHING, Move.START_FILM) == "The film has started already."
    assert "`Resume` goes back" in refusal(AFTERWARDS, Move.JUMP, to=timedelta(0))


def test_only_moves_of_the_table_are_ever_open() -> None:
    for each in (viewing(), WATCHING, AFTERWARDS, moved(viewing(), Move.END)):
        assert open_moves(each, START) <= MOVES[each.phase].keys()


def test_the_film_runs_pauses_and_goes_on_where_it_stood() -> None:
    paused = moved(WATCHING, Move.PAUSE, now=at(5))
    assert paused.clock.at(at(60)) == timedelta(minutes=5)
    assert refusal(paused, Move.PAUSE) == "The film is paused already."
    going = moved(paused, Move.RESUME, now=at(60))
    assert going.clock.at(at(61)) == timedelta(minutes=6)
    assert refusal(going, Move.RESUME) == "The film is running already."


def test_a_jump_goes_to_a_minute_within_the_film() -> None:
    assert moved(WATCHING, Move.JUMP, to=CAMERA_AT, now=at(1)).clock.at(at(1)) == CAMERA_AT
    assert "from 0:00 to 20:00" in refusal(WATCHING, Move.JUMP, to=RUNTIME + timedelta(seconds=1))
    assert "from 0:00" in refusal(WATCHING, Move.JUMP, to=timedelta(seconds=-1))
    assert "from 0:00" in refusal(WATCHING, Move.JUMP)


def test_a_film_that_is_only_about_so_long_can_be_further_than_that() -> None:
    shelf = Shelf([hive(about=True)])
    programme = programme_of(shelf, shelf.choose("The Hive", shelf.find("bees/the-hive").kind))  # pyright: ignore[reportOptionalMemberAccess] - it is there
    watching = replace(WATCHING, programme=programme)
    assert moved(watching, Move.JUMP, to=RUNTIME + timedelta(minutes=2)).clock.position == timedelta(minutes=22)


def test_timed_prompts_are_due_at_their_minute_in_the_order_of_the_film() -> None:
    assert WATCHING.due_at == START + VOICES_AT
    assert WATCHING.due(at(4.99)) == ()
    assert [cue.place for cue in WATCHING.due(at(5))] == [VOICES]
    assert [cue.place for cue in WATCHING.due(at(13))] == [VOICES, CAMERA]


def test_a_push_asks_what_is_due_one_step_on_and_the_card_shows_it() -> None:
    asked = pushed(WATCHING, at(13))
    assert (asked.place, asked.step) == (CAMERA, WATCHING.step + 1)
    assert [cue.turn for cue in asked.asked] == [1, 2]
    assert [cue.film_time for cue in asked.asked] == [timedelta(minutes=13)] * 2
    assert pushed(asked, at(19)) is asked


def test_nothing_is_due_while_the_film_is_paused_before_it_and_after_it() -> None:
    assert viewing().due_at is None
    assert moved(WATCHING, Move.PAUSE, now=at(4)).due_at is None
    assert AFTERWARDS.due_at is None
    assert pushed(AFTERWARDS, at(60)) is AFTERWARDS


def test_a_pause_asks_what_the_film_has_just_reached() -> None:
    paused = moved(WATCHING, Move.PAUSE, now=at(13))
    assert [cue.place for cue in paused.asked] == [VOICES, CAMERA]
    assert (paused.step, paused.clock.running) == (WATCHING.step + 1, False)
    assert moved(paused, Move.RESUME, now=at(20)).due(at(20)) == ()


def test_a_jump_back_asks_nothing_twice_and_a_jump_ahead_makes_due_what_lies_between() -> None:
    asked = pushed(WATCHING, at(6))
    again = moved(asked, Move.JUMP, to=timedelta(minutes=1), now=at(6))
    assert [cue.place for cue in again.due(at(18))] == [CAMERA]
    ahead = moved(WATCHING, Move.JUMP, to=timedelta(minutes=15), now=at(1))
    assert [cue.place for cue in ahead.due(at(1))] == [VOICES, CAMERA]


def test_untimed_prompts_of_the_film_come_on_next_and_timed_ones_not_before_their_minute() -> None:
    claim = moved(WATCHING, Move.NEXT, now=at(1))
    assert claim.place == CLAIM
    told = refusal(claim, Move.NEXT, now=at(2))
    assert "The next prompt comes at 5:00; the film is at 2:00." in told
    paused = moved(claim, Move.PAUSE, now=at(2))
    assert "the film is at 2:00 and paused" in refusal(paused, Move.NEXT, now=at(9))


def test_next_takes_a_due_prompt_before_an_untimed_one() -> None:
    assert moved(WATCHING, Move.NEXT, now=at(6)).place == VOICES


def test_next_goes_on_to_the_phase_after_once_the_prompts_of_the_film_are_through() -> None:
    through = pushed(moved(WATCHING, Move.NEXT), at(13))
    over = moved(through, Move.NEXT, now=at(19))
    assert over.phase is Phase.AFTER
    assert over.clock.at(at(60)) == timedelta(minutes=19)
    asked = moved(over, Move.NEXT)
    assert asked.place == CHANGED
    assert "`End` closes" in refusal(moved(asked, Move.NEXT), Move.NEXT)


def test_who_went_on_too_early_goes_back_to_the_film_where_it_stood() -> None:
    early = moved(WATCHING, Move.FINISH, now=at(4))
    watching = moved(early, Move.RESUME, now=at(6))
    assert watching.phase is Phase.DURING
    assert watching.clock.at(at(6)) == timedelta(minutes=4)
    assert watching.due_at == at(7)


def test_skip_passes_over_the_open_prompt_and_before_the_film_asks_the_next() -> None:
    skipped = moved(viewing(), Move.NEXT, Move.SKIP)
    assert (skipped.place, states(skipped)) == (FEELING, {WORDS: State.SKIPPED, FEELING: State.OPEN})
    last = moved(skipped, Move.SKIP)
    assert (last.place, states(last)[FEELING]) == (FEELING, State.SKIPPED)
    assert "no prompt left" in refusal(last, Move.SKIP)


def test_skip_during_the_film_puts_no_other_prompt_in_its_place() -> None:
    skipped = moved(pushed(WATCHING, at(5)), Move.SKIP, now=at(5))
    assert states(skipped) == {VOICES: State.SKIPPED}


def test_skip_passes_over_the_prompt_that_would_come_next_where_none_is_open() -> None:
    untimed = moved(WATCHING, Move.SKIP)
    assert states(untimed) == {CLAIM: State.SKIPPED}
    timed = moved(untimed, Move.SKIP, Move.SKIP)
    assert states(timed) == dict.fromkeys((CLAIM, VOICES, CAMERA), State.SKIPPED)
    assert timed.due_at is None
    assert moved(timed, Move.NEXT).phase is Phase.AFTER


def test_a_prompt_named_by_its_place_is_skipped_revealed_and_reopened_wherever_the_card_stands() -> None:
    both = moved(viewing(), Move.NEXT, Move.NEXT)
    assert states(moved(both, Move.REVEAL, place=WORDS))[WORDS] is State.REVEALED
    skipped = moved(both, Move.SKIP, place=WORDS)
    assert (skipped.place, states(skipped)[WORDS]) == (FEELING, State.SKIPPED)
    assert states(moved(skipped, Move.REOPEN, place=WORDS))[WORDS] is State.OPEN
    assert "nothing to skip" in refusal(both, Move.SKIP, place=MOST)
    assert refusal(both, Move.REVEAL, place=99) == "No such viewing here."


def test_a_skipped_prompt_is_asked_after_all() -> None:
    skipped = moved(viewing(), Move.NEXT, Move.SKIP, Move.BACK)
    assert (skipped.place, states(skipped)[WORDS]) == (WORDS, State.SKIPPED)
    assert states(moved(skipped, Move.REOPEN))[WORDS] is State.OPEN
    assert "was not skipped" in refusal(moved(viewing(), Move.NEXT), Move.REOPEN)


def test_next_passes_over_skipped_prompts_on_the_way_forward() -> None:
    back = moved(viewing(), Move.NEXT, Move.NEXT, Move.SKIP, Move.BACK)
    assert back.place == WORDS
    assert "`Start the film`" in refusal(back, Move.NEXT)


def test_only_an_open_prompt_is_revealed() -> None:
    assert "not been asked" in refusal(viewing(), Move.REVEAL)
    revealed = moved(viewing(), Move.NEXT, Move.REVEAL)
    assert "shown already" in refusal(revealed, Move.REVEAL)
    assert "stay private" in refusal(moved(viewing(), Move.NEXT, Move.SKIP), Move.REVEAL, place=WORDS)


def test_p03_only_the_facilitator_and_moderators_move_the_viewing_on() -> None:
    for move in set(Move) - {Move.TAKE_OVER}:
        assert "Only the facilitator and moderators" in refusal(viewing(), move, by=BEN)
    assert moved(viewing(), Move.NEXT, by=MIRA).place == WORDS


def test_p03_a_moderator_demoted_meanwhile_is_refused_at_the_next_click() -> None:
    first = moved(viewing(), Move.NEXT, by=MIRA)
    assert "Only the facilitator" in refusal(first, Move.NEXT, by=replace(MIRA, moderator=False))


def test_the_facilitator_hands_over_and_leads_no_more() -> None:
    handed = moved(viewing(), Move.HAND_OVER, heir=BEN.id)
    assert handed.facilitator_id == BEN.id
    assert "Only the facilitator" in refusal(handed, Move.NEXT)
    assert moved(handed, Move.NEXT, by=BEN).place == WORDS
    assert "another member" in refusal(viewing(), Move.HAND_OVER, heir=ADA.id)
    assert "another member" in refusal(viewing(), Move.HAND_OVER)


def test_a_participant_takes_over_once_the_facilitator_is_gone_and_a_moderator_always() -> None:
    assert moved(viewing(), Move.TAKE_OVER, by=MIRA).facilitator_id == MIRA.id
    assert "still here" in refusal(viewing(), Move.TAKE_OVER, by=BEN, takes_part=True)
    assert "`Join` first" in refusal(viewing(), Move.TAKE_OVER, by=BEN, leaderless=True)
    assert moved(viewing(), Move.TAKE_OVER, by=BEN, takes_part=True, leaderless=True).facilitator_id == BEN.id
    orphan = viewing(facilitator_id=None)
    assert moved(orphan, Move.TAKE_OVER, by=CLEO, takes_part=True).facilitator_id == CLEO.id
    assert "already" in refusal(viewing(), Move.TAKE_OVER)


def test_a_solo_viewing_is_not_there_for_anybody_else_and_has_nothing_to_reveal_or_hand_over() -> None:
    solo = moved(viewing(mode=Mode.SOLO), Move.NEXT)
    for move in Move:
        assert refusal(solo, move, by=MIRA) == "No such viewing here."
    for move in (Move.REVEAL, Move.HAND_OVER, Move.TAKE_OVER):
        assert "You watch alone" in refusal(solo, move, heir=BEN.id)


def test_a_solo_viewing_pushes_nothing_unless_prompts_come_by_direct_message() -> None:
    solo = moved(viewing(mode=Mode.SOLO), Move.START_FILM)
    assert solo.due_at is None
    assert replace(solo, direct=True).due_at == START + VOICES_AT
    assert moved(solo, Move.NEXT, now=at(6)).place == VOICES


def test_without_a_runtime_prompts_with_a_share_come_on_next_in_the_order_of_the_guide() -> None:
    shelf = Shelf([hive()])
    programme = programme_of(shelf, "A film nobody knows")
    watching = moved(viewing(programme=programme, cues=cues_of(programme)), Move.START_FILM)
    assert watching.due_at is None
    asked = moved(watching, Move.NEXT, Move.NEXT, Move.NEXT)
    assert [cue.prompt.id for cue in asked.asked] == ["a", "b", "c"]
    assert moved(asked, Move.NEXT).phase is Phase.AFTER


def test_clock_moves_change_no_prompt() -> None:
    for move in CLOCK_MOVES & MOVES[Phase.DURING].keys() - {Move.RESUME}:
        assert moved(WATCHING, move, to=timedelta(minutes=1)).cues == WATCHING.cues

"""The table of moves: what each does in each phase, and what is refused with nothing changed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.viewings.moves import MOVES, STALE, Decision, Move, Request, Undecided, apply_move, open_moves
from bot.viewings.programme import programme_of
from bot.viewings.prompts import coming, number_of, pushed
from bot.viewings.rules import Mode, Phase, State, Viewing, cues_of
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
    wanted = {"decided": Decision.LEAVE} | wanted
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
ALONE = viewing(mode=Mode.SOLO)
WATCHING_ALONE = moved(ALONE, Move.START_FILM)
LEFT_BEFORE = {WORDS: State.SKIPPED, FEELING: State.SKIPPED}


def undecided(before: Viewing, move: Move, now: datetime = START, by: Person = ADA, **wanted: Any) -> Undecided:
    with pytest.raises(Undecided) as asked:
        apply_move(before, Request(move=move, by=by, **wanted), now)
    return asked.value


def test_alone_next_asks_the_prompts_before_the_film_in_order_and_then_says_what_to_press() -> None:
    first = moved(ALONE, Move.NEXT)
    assert (first.place, states(first)) == (WORDS, {WORDS: State.OPEN})
    second = moved(first, Move.NEXT)
    assert (second.place, states(second)) == (FEELING, {WORDS: State.OPEN, FEELING: State.OPEN})
    assert "`Start the film`" in refusal(second, Move.NEXT)


def test_a_group_is_asked_the_next_prompt_also_before_its_minute_and_before_the_film_and_each_once() -> None:
    all_asked = moved(viewing(), *[Move.NEXT] * 7)
    assert [cue.place for cue in all_asked.asked] == [WORDS, FEELING, CLAIM, VOICES, CAMERA, CHANGED, MOST]
    assert [cue.number for cue in all_asked.asked] == [1, 2, 3, 4, 5, 6, 7]
    assert "Every prompt was asked" in refusal(all_asked, Move.NEXT)
    assert moved(all_asked, Move.START_FILM).due(at(20)) == ()
    assert "Prompt 1 was asked or left out already." in refusal(all_asked, Move.NEXT, place=WORDS)


def test_numbers_follow_the_order_in_which_prompts_come_and_stay() -> None:
    shelf = Shelf([hive()])
    guide = shelf.choose("Any film", Kind.GUIDE)
    programme = programme_of(shelf, shelf.choose("The Hive", Kind.FILM), guide)
    started = moved(viewing(programme=programme, cues=cues_of(programme)), Move.START_FILM)
    assert [number_of(started, cue, START) for cue in coming(started, START)] == [1, 2, 3]
    assert [cue.prompt.id for cue in coming(started, START)] == ["b", "c", "a"], "never the order of the file"
    asked = pushed(started, at(11))
    assert [(cue.prompt.id, cue.number) for cue in asked.asked] == [("c", 1), ("a", 2)]
    assert [number_of(asked, cue, at(11)) for cue in coming(asked, at(11))] == [3]


def test_a_prompt_stays_open_when_the_next_is_asked_and_reveal_takes_the_newest_open_one() -> None:
    both = moved(viewing(), Move.NEXT, Move.NEXT)
    assert states(moved(both, Move.REVEAL)) == {WORDS: State.OPEN, FEELING: State.REVEALED}
    assert states(moved(both, Move.REVEAL, Move.REVEAL)) == {WORDS: State.REVEALED, FEELING: State.REVEALED}
    assert states(moved(both, Move.REVEAL, place=WORDS)) == {WORDS: State.REVEALED, FEELING: State.OPEN}


def test_reveal_all_shows_those_of_a_phase() -> None:
    asked = moved(moved(viewing(), Move.NEXT, Move.NEXT, Move.START_FILM), Move.NEXT)
    assert states(moved(asked, Move.REVEAL_ALL, phase=Phase.BEFORE)) == {
        WORDS: State.REVEALED, FEELING: State.REVEALED, CLAIM: State.OPEN,
    }  # fmt: skip
    assert set(states(moved(asked, Move.REVEAL_ALL)).values()) == {State.REVEALED}
    assert "no open prompt" in refusal(asked, Move.REVEAL_ALL, phase=Phase.AFTER)


def test_next_after_back_goes_forward_through_what_was_asked_before_it_asks_more() -> None:
    back = moved(ALONE, Move.NEXT, Move.NEXT, Move.BACK)
    assert moved(back, Move.NEXT).place == FEELING
    assert "no earlier prompt" in refusal(back, Move.BACK)
    assert "no earlier prompt" in refusal(ALONE, Move.BACK)
    assert "stand in its thread" in refusal(viewing(), Move.BACK)


def test_every_move_is_one_step_on() -> None:
    assert moved(viewing(), Move.NEXT, Move.NEXT, Move.SKIP, Move.START_FILM, Move.PAUSE, Move.END).step == 7


def test_r11_a_double_click_and_a_stale_one_do_nothing_and_say_so() -> None:
    first = viewing()
    second = moved(first, Move.NEXT, seen=first.step)
    assert refusal(second, Move.NEXT, seen=first.step) == STALE
    assert refusal(second, Move.REVEAL, seen=first.step) == STALE


def test_r11_the_second_click_on_end_is_told_that_it_has_ended() -> None:
    ended = moved(viewing(), Move.END)
    assert ended.ended_at == START
    assert refusal(ended, Move.END, seen=1) == "This viewing has ended."
    for move in set(Move) - {Move.REVEAL, Move.REVEAL_ALL}:
        assert refusal(ended, move) == "This viewing has ended."


def test_for_seven_days_after_the_end_answers_can_still_be_revealed() -> None:
    ended = moved(viewing(), Move.NEXT, Move.NEXT, Move.END)
    shown = moved(ended, Move.REVEAL, now=at(60 * 24 * 7 - 1))
    assert (shown.phase, states(shown)) == (Phase.CLOSED, {WORDS: State.OPEN, FEELING: State.REVEALED})
    assert "Only the facilitator" in refusal(ended, Move.REVEAL, by=BEN)
    assert refusal(ended, Move.REVEAL, now=at(60 * 24 * 7)) == "This viewing has ended."
    assert states(moved(ended, Move.REVEAL_ALL)) == {WORDS: State.REVEALED, FEELING: State.REVEALED}


def test_an_end_with_answers_that_nobody_saw_asks_first() -> None:
    asked = moved(viewing(), Move.NEXT, Move.NEXT)
    told = undecided(asked, Move.END, unrevealed=(8, 3))
    assert (str(told), told.count) == ("11 answers to 2 prompts are not revealed.", 2)
    assert apply_move(asked, Request(move=Move.END, by=ADA), START).closed, "without answers there is nothing to lose"
    shown = moved(asked, Move.END, unrevealed=(8, 3), decided=Decision.REVEAL)
    assert (shown.closed, set(states(shown).values())) == (True, {State.REVEALED})
    assert set(states(moved(asked, Move.END, unrevealed=(8, 3))).values()) == {State.OPEN}


def test_a_start_asks_first_what_becomes_of_the_prompts_before_the_film() -> None:
    told = undecided(viewing(), Move.START_FILM)
    assert str(told) == "2 prompts before the film are left."
    assert str(undecided(moved(viewing(), Move.NEXT), Move.START_FILM)) == "1 prompt before the film is left."
    assert states(WATCHING) == LEFT_BEFORE
    both = moved(viewing(), Move.NEXT, Move.NEXT)
    assert apply_move(both, Request(move=Move.START_FILM, by=ADA), START).phase is Phase.DURING


def test_an_announced_start_begins_at_a_full_second_and_the_clock_stands_until_then() -> None:
    now = START + timedelta(milliseconds=400)
    announced = moved(viewing(), Move.START_FILM, ahead=timedelta(seconds=15), now=now)
    assert announced.starts_at == START + timedelta(seconds=16)
    assert announced.clock.at(at(0.2)) == timedelta(0)
    assert announced.clock.at(START + timedelta(seconds=17)) == timedelta(seconds=1)
    assert "start is announced" in refusal(announced, Move.RESUME, now=now)
    assert "start is announced" in refusal(announced, Move.JUMP, to=CAMERA_AT, now=now)
    assert "start is announced" in refusal(announced, Move.FINISH, now=now)
    assert "started already" in refusal(announced, Move.START_FILM, now=now)


def test_r12_a_pause_in_the_countdown_calls_the_start_off() -> None:
    announced = moved(viewing(), Move.START_FILM, ahead=timedelta(seconds=15))
    off = moved(announced, Move.PAUSE, now=at(0.1))
    assert (off.phase, off.clock.running, off.due_at) == (Phase.BEFORE, False, None)
    again = moved(off, Move.START_FILM, ahead=timedelta(seconds=60), now=at(1))
    assert again.starts_at == at(2)
    paused = moved(announced, Move.PAUSE, now=at(1))
    assert (paused.phase, paused.clock.at(at(9))) == (Phase.DURING, timedelta(seconds=45))


def test_a_prompt_at_the_very_start_comes_at_the_second_that_was_announced() -> None:
    programme = hive_programme()
    cues = tuple(replace(cue, at=timedelta(0)) if cue.place == CLAIM else cue for cue in cues_of(programme))
    announced = moved(viewing(cues=cues), Move.START_FILM, ahead=timedelta(seconds=15))
    assert announced.due_at == START + timedelta(seconds=15)
    assert pushed(announced, START + timedelta(seconds=14)) is announced
    asked = pushed(announced, START + timedelta(seconds=15))
    assert [(cue.place, cue.film_time) for cue in asked.asked] == [(CLAIM, timedelta(0))]


def test_who_is_ready_is_asked_before_the_film_and_changes_nothing() -> None:
    assert replace(moved(viewing(), Move.ASK_READY), step=1) == viewing()
    assert "started already" in refusal(WATCHING, Move.ASK_READY)


def test_the_short_form_is_chosen_before_the_first_prompt() -> None:
    programme = hive_programme()
    programme = replace(programme, guide=replace(programme.guide, short=("words", "camera")))
    whole = viewing(programme=programme)
    assert whole.count == 7
    short = moved(whole, Move.FORM, short=True)
    assert (short.count, [cue.place for cue in coming(short, START)]) == (2, [WORDS, CAMERA])
    assert moved(short, Move.FORM, short=False).count == 7
    assert "no longer change which form" in refusal(moved(short, Move.NEXT), Move.FORM)
    assert "no short form" in refusal(viewing(), Move.FORM, short=True)
    assert "chosen already" in refusal(short, Move.FORM, short=True)


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


def test_i28_a_jump_goes_to_a_minute_within_the_film() -> None:
    assert moved(WATCHING, Move.JUMP, to=CAMERA_AT, now=at(1)).clock.at(at(1)) == CAMERA_AT
    assert "from 0:00 to 20:00" in refusal(WATCHING, Move.JUMP, to=RUNTIME + timedelta(seconds=1))
    assert "from 0:00" in refusal(WATCHING, Move.JUMP, to=timedelta(seconds=-1))
    assert "from 0:00" in refusal(WATCHING, Move.JUMP)


def test_i28_a_film_that_is_only_about_so_long_can_be_further_than_that() -> None:
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
    assert [cue.turn for cue in asked.asked] == [3, 4], "the two before the film were left out"
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


def test_a_jump_back_asks_nothing_twice() -> None:
    asked = pushed(WATCHING, at(6))
    again = moved(asked, Move.JUMP, to=timedelta(minutes=1), now=at(6))
    assert [cue.place for cue in again.due(at(18))] == [CAMERA]


def test_a_jump_that_passes_prompts_asks_first_what_becomes_of_them() -> None:
    to = timedelta(minutes=15)
    told = undecided(WATCHING, Move.JUMP, to=to, now=at(1))
    assert (str(told), told.count, told.to) == ("2 prompts lie between.", 2, to)
    left = moved(WATCHING, Move.JUMP, to=to, now=at(1))
    assert states(left) == LEFT_BEFORE | {VOICES: State.SKIPPED, CAMERA: State.SKIPPED}
    assert (left.due(at(3)), left.clock.at(at(1))) == ((), to)
    asked = moved(WATCHING, Move.JUMP, to=to, now=at(1), decided=Decision.ASK)
    assert [(cue.place, cue.film_time) for cue in asked.asked] == [(VOICES, to), (CAMERA, to)]
    assert states(moved(left, Move.REOPEN, place=VOICES))[VOICES] is State.OPEN


def test_a_jump_to_the_very_minute_of_a_prompt_passes_nothing() -> None:
    there = apply_move(WATCHING, Request(move=Move.JUMP, by=ADA, to=VOICES_AT), at(1))
    assert [cue.place for cue in there.due(at(1))] == [VOICES]


def test_alone_a_jump_ahead_makes_due_what_lies_between() -> None:
    ahead = apply_move(WATCHING_ALONE, Request(move=Move.JUMP, by=ADA, to=timedelta(minutes=15)), at(1))
    assert [cue.place for cue in ahead.due(at(1))] == [VOICES, CAMERA]


def test_the_end_of_the_film_asks_first_what_becomes_of_prompts_that_were_not_asked() -> None:
    assert str(undecided(WATCHING, Move.FINISH, now=at(20))) == "3 prompts of the film are not asked yet."
    assert states(AFTERWARDS) == LEFT_BEFORE | dict.fromkeys((CLAIM, VOICES, CAMERA), State.SKIPPED)
    asked = moved(WATCHING, Move.FINISH, now=at(20), decided=Decision.ASK)
    assert (asked.phase, len(asked.asked)) == (Phase.AFTER, 3)
    assert apply_move(asked, Request(move=Move.END, by=ADA), at(21)).closed


def test_alone_untimed_prompts_of_the_film_come_on_next_and_timed_ones_not_before_their_minute() -> None:
    claim = moved(WATCHING_ALONE, Move.NEXT, now=at(1))
    assert claim.place == CLAIM
    told = refusal(claim, Move.NEXT, now=at(2))
    assert "The next prompt comes at 5:00; the film is at 2:00." in told
    paused = moved(claim, Move.PAUSE, now=at(2))
    assert "the film is at 2:00 and paused" in refusal(paused, Move.NEXT, now=at(9))


def test_next_takes_a_due_prompt_before_an_untimed_one() -> None:
    assert moved(WATCHING, Move.NEXT, now=at(6)).place == VOICES


def test_alone_next_goes_on_to_the_phase_after_once_the_prompts_of_the_film_are_through() -> None:
    through = moved(moved(WATCHING_ALONE, Move.NEXT), Move.NEXT, Move.NEXT, now=at(13))
    over = moved(through, Move.NEXT, now=at(19))
    assert over.phase is Phase.AFTER
    assert over.clock.at(at(60)) == timedelta(minutes=19)
    asked = moved(over, Move.NEXT)
    assert asked.place == CHANGED
    assert "`End` closes" in refusal(moved(asked, Move.NEXT), Move.NEXT)


def test_who_went_on_too_early_goes_back_to_the_film_where_it_stood() -> None:
    early = moved(pushed(WATCHING, at(6)), Move.FINISH, now=at(7))
    watching = moved(early, Move.RESUME, now=at(9))
    assert watching.phase is Phase.DURING
    assert watching.clock.at(at(9)) == timedelta(minutes=7)
    assert watching.due_at is None, "what was left out comes when it is asked after all"


def test_alone_skip_passes_over_the_open_prompt_and_before_the_film_asks_the_next() -> None:
    skipped = moved(ALONE, Move.NEXT, Move.SKIP)
    assert (skipped.place, states(skipped)) == (FEELING, {WORDS: State.SKIPPED, FEELING: State.OPEN})
    last = moved(skipped, Move.SKIP)
    assert (last.place, states(last)[FEELING]) == (FEELING, State.SKIPPED)
    assert "no prompt left" in refusal(last, Move.SKIP)


def test_alone_skip_during_the_film_puts_no_other_prompt_in_its_place() -> None:
    skipped = moved(moved(WATCHING_ALONE, Move.NEXT, now=at(5)), Move.SKIP, now=at(5))
    assert states(skipped) == LEFT_BEFORE | {VOICES: State.SKIPPED}


def test_skip_leaves_out_the_prompt_that_would_come_next() -> None:
    untimed = moved(pushed(WATCHING, at(5)), Move.SKIP)
    assert states(untimed) == LEFT_BEFORE | {VOICES: State.OPEN, CLAIM: State.SKIPPED}
    timed = moved(WATCHING, Move.SKIP, Move.SKIP, Move.SKIP)
    assert states(timed) == LEFT_BEFORE | dict.fromkeys((CLAIM, VOICES, CAMERA), State.SKIPPED)
    assert timed.due_at is None
    assert moved(timed, Move.NEXT).place == CHANGED
    assert "nothing to skip" in refusal(timed, Move.SKIP, place=CLAIM)
    alone = moved(WATCHING_ALONE, Move.SKIP, Move.SKIP, Move.SKIP)
    assert moved(alone, Move.NEXT).phase is Phase.AFTER
    assert "no prompt left" in refusal(alone, Move.SKIP)


def test_a_prompt_is_asked_left_out_revealed_and_asked_after_all_by_its_place() -> None:
    left = moved(viewing(), Move.SKIP, place=MOST)
    assert states(left) == {MOST: State.SKIPPED}
    assert states(moved(left, Move.REOPEN, place=MOST)) == {MOST: State.OPEN}
    assert states(moved(viewing(), Move.NEXT, place=FEELING)) == {FEELING: State.OPEN}
    assert refusal(left, Move.REVEAL, place=99) == "No such viewing here."


def test_a_skipped_prompt_is_asked_after_all() -> None:
    skipped = moved(ALONE, Move.NEXT, Move.SKIP, Move.BACK)
    assert (skipped.place, states(skipped)[WORDS]) == (WORDS, State.SKIPPED)
    assert states(moved(skipped, Move.REOPEN))[WORDS] is State.OPEN
    assert "was not left out" in refusal(moved(viewing(), Move.NEXT), Move.REOPEN)


def test_a_prompt_that_is_asked_after_all_is_the_newest_and_keeps_its_number() -> None:
    left = moved(moved(viewing(), Move.SKIP), Move.NEXT, now=at(1))
    after_all = moved(left, Move.REOPEN, place=WORDS, now=at(2))
    assert [(cue.place, cue.number) for cue in after_all.open] == [(FEELING, 2), (WORDS, 1)]
    assert states(moved(after_all, Move.REVEAL))[WORDS] is State.REVEALED


def test_next_passes_over_skipped_prompts_on_the_way_forward() -> None:
    back = moved(ALONE, Move.NEXT, Move.NEXT, Move.SKIP, Move.BACK)
    assert back.place == WORDS
    assert "`Start the film`" in refusal(back, Move.NEXT)


def test_only_an_open_prompt_is_revealed() -> None:
    assert "no open prompt" in refusal(viewing(), Move.REVEAL)
    assert "not been asked" in refusal(viewing(), Move.REVEAL, place=WORDS)
    revealed = moved(viewing(), Move.NEXT, Move.REVEAL)
    assert "shown already" in refusal(revealed, Move.REVEAL, place=WORDS)
    assert "was left out" in refusal(moved(viewing(), Move.SKIP), Move.REVEAL, place=WORDS)


def test_p03_only_the_facilitator_and_moderators_move_the_viewing_on() -> None:
    for move in set(Move) - {Move.TAKE_OVER}:
        assert "Only the facilitator and moderators" in refusal(viewing(), move, by=BEN)
    assert moved(viewing(), Move.NEXT, by=MIRA).place == WORDS


def test_p03_p10_a_moderator_demoted_meanwhile_is_refused_at_the_next_click() -> None:
    first = moved(viewing(), Move.NEXT, by=MIRA)
    assert "Only the facilitator" in refusal(first, Move.NEXT, by=replace(MIRA, moderator=False))


def test_p10_the_facilitator_hands_over_and_leads_no_more() -> None:
    handed = moved(viewing(), Move.HAND_OVER, heir=BEN.id)
    assert handed.facilitator_id == BEN.id
    assert "Only the facilitator" in refusal(handed, Move.NEXT)
    assert moved(handed, Move.NEXT, by=BEN).place == WORDS
    assert "another member" in refusal(viewing(), Move.HAND_OVER, heir=ADA.id)
    assert "another member" in refusal(viewing(), Move.HAND_OVER)


def test_p10_a_participant_takes_over_once_the_facilitator_is_gone_and_a_moderator_always() -> None:
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
    solo = WATCHING_ALONE
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
    assert moved(asked, Move.FINISH).phase is Phase.AFTER


def test_a_pause_and_a_jump_that_passes_nothing_change_no_prompt() -> None:
    for move in (Move.PAUSE, Move.JUMP):
        assert moved(WATCHING, move, to=timedelta(minutes=1)).cues == WATCHING.cues

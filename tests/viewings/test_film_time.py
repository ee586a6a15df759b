"""The film's clock, and times of the film as members write and read them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.viewings.film_time import FilmClock, read, written
from tests.viewings.evening import START

MINUTES = st.timedeltas(timedelta(0), timedelta(hours=9))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_clock_that_stands_stays_where_it_is() -> None:
    clock = FilmClock(minutes(5))
    assert clock.at(START + minutes(60)) == minutes(5)
    assert clock.reaches(minutes(6)) is None


def test_a_clock_that_runs_goes_with_the_time_and_tells_when_a_minute_comes() -> None:
    clock = FilmClock(minutes(5)).started(START)
    assert clock.at(START + minutes(2)) == minutes(7)
    assert clock.reaches(minutes(12)) == START + minutes(7)


def test_a_jump_keeps_a_running_clock_running_and_a_paused_one_paused() -> None:
    assert FilmClock().started(START).moved(minutes(9), START + minutes(1)).at(START + minutes(3)) == minutes(11)
    assert FilmClock(minutes(5)).moved(minutes(9), START).at(START + minutes(3)) == minutes(9)
    assert FilmClock().moved(timedelta(milliseconds=1, microseconds=1), START).position == timedelta(milliseconds=1)


def test_t03_a_clock_of_the_machine_that_goes_back_does_not_turn_the_film_back() -> None:
    clock = FilmClock(minutes(5)).started(START)
    assert clock.at(START - minutes(60)) == minutes(5)


@given(MINUTES, st.lists(st.tuples(st.booleans(), MINUTES), max_size=6))
def test_pauses_do_not_count(begin: timedelta, spans: list[tuple[bool, timedelta]]) -> None:
    clock, now, watched = FilmClock(begin), START, timedelta(0)
    for runs, span in spans:
        clock = clock.started(now) if runs else clock.stopped(now)
        now += span
        watched += span if runs else timedelta(0)
    slack = timedelta(milliseconds=1) * (len(spans) + 1)
    assert abs(clock.at(now) - begin - watched) <= slack, "whole milliseconds are kept"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12:30", 750), ("0:07", 7), ("1:02:30", 3750), ("12", 720), (" 12 : 30 ", 750), ("0", 0), ("90:00", 5400)],
)
def test_times_of_the_film_are_read(text: str, seconds: int) -> None:
    assert read(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "abc", "-3", "12:60", "1:2:3:4", "25:00:00", "99999", "１２:30", "12.5", "*x*"])
def test_i28_anything_that_is_no_minute_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match=r"`minute`: .*`12:30`") as refused:
        read(text)
    assert "*x*" not in str(refused.value)


@given(st.integers(0, 86_400))
def test_what_is_written_is_read_again(seconds: int) -> None:
    assert read(written(timedelta(seconds=seconds))) == timedelta(seconds=seconds)

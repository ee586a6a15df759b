"""A program that keeps falling over gets up ever more slowly; one that is stopped does not."""

import itertools
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.starts import Starts

NOON = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def fallen(folder: Path, times: int, lasting: timedelta = SECOND) -> tuple[datetime, list[datetime]]:
    """When a program stands that began so often and fell each time, and when it began."""
    now, begun = NOON, []
    for _ in range(times):
        starts = Starts(folder)
        now += starts.wait(now)
        starts.begin(now)
        begun.append(now)
        now += lasting
    return now, begun


def test_c12_fifty_restarts_in_a_row_connect_fewer_than_ten_times_in_any_hour(tmp_path: Path) -> None:
    _, begun = fallen(tmp_path, 50)
    assert max(len([other for other in begun if each <= other < each + HOUR]) for each in begun) == 9
    assert begun[-1] - begun[-2] == HOUR


def test_c12_the_first_start_and_the_one_after_a_stop_do_not_wait(tmp_path: Path) -> None:
    now, _ = fallen(tmp_path, 5)
    starts = Starts(tmp_path)
    assert starts.wait(now) == timedelta(seconds=159)
    starts.begin(now)
    starts.end()
    assert Starts(tmp_path).wait(now) == timedelta(0)


def test_c12_a_stop_while_it_waits_forgets_nothing(tmp_path: Path) -> None:
    now, _ = fallen(tmp_path, 3)
    Starts(tmp_path).end()
    assert Starts(tmp_path).wait(now) > timedelta(0)


def test_c12_a_run_of_some_length_counts_as_a_good_one(tmp_path: Path) -> None:
    _, begun = fallen(tmp_path, 20, lasting=11 * MINUTE)
    assert {later - earlier for earlier, later in itertools.pairwise(begun)} == {11 * MINUTE}


@pytest.mark.parametrize("kept", ["", "[]", '{"bad": "x", "last": 1}', "\ud83d".encode("utf-8", "surrogatepass")])
def test_a_file_that_cannot_be_read_is_begun_anew(tmp_path: Path, kept: str | bytes) -> None:
    path = tmp_path / "starts.json"
    path.write_bytes(kept.encode() if isinstance(kept, str) else kept)
    starts = Starts(tmp_path)
    assert starts.wait(NOON) == timedelta(0)
    starts.begin(NOON)
    assert Starts(tmp_path).wait(NOON) == timedelta(seconds=10)


def test_a_clock_that_was_set_back_makes_no_longer_wait(tmp_path: Path) -> None:
    now, _ = fallen(tmp_path, 2)
    assert Starts(tmp_path).wait(now - HOUR) == timedelta(seconds=20)

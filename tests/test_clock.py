"""The program's clock, and how it follows another's pace."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import clock


class Fast:
    times = 10.0

    def ahead(self) -> timedelta:
        return timedelta(hours=2)


def test_the_clock_is_the_machines() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.lasting(timedelta(minutes=1)) == 60


def test_the_clock_follows_a_pace_and_so_do_steady_seconds_and_what_is_waited_for() -> None:
    steady = clock.steady()
    with clock.following(Fast()):
        assert clock.now() - datetime.now(UTC) > timedelta(minutes=119)
        assert clock.steady() - steady == pytest.approx(7200, abs=60)
        assert clock.lasting(timedelta(minutes=1)) == 6
    assert clock.now() - datetime.now(UTC) < timedelta(minutes=1)

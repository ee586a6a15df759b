"""What is large and stays is passed over by the garbage collector; what is small is left to it."""

import gc

import pytest

from bot.packs.lasting import lasting


def test_what_is_large_is_built_without_the_collector_and_passed_over_from_then_on() -> None:
    frozen = gc.get_freeze_count()
    with lasting(big=True):
        assert not gc.isenabled()
        kept = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen + len(kept) // 2  # what others passed over may have gone meanwhile


def test_the_collector_is_back_where_building_fails() -> None:
    with pytest.raises(ValueError, match="torn"), lasting(big=True):
        raise ValueError("torn")
    assert gc.isenabled()


def test_what_is_small_is_left_to_the_collector() -> None:
    frozen = gc.get_freeze_count()
    with lasting(big=False):
        assert gc.isenabled()
    assert gc.get_freeze_count() <= frozen  # less, where something of others has gone meanwhile

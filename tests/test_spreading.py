"""The tests that stay together are there, and none is lost on the way to the workers."""

from itertools import pairwise
from pathlib import Path

from tests.spreading import EARLY, TOGETHER, WAITING, in_order

TESTS = Path(__file__).parent


def test_every_file_that_is_named_is_there() -> None:
    named = {file for files in TOGETHER.values() for file in files}
    assert [file for file in named if not (TESTS / f"{file}.py").exists()] == []
    assert [place for place in (*EARLY, *WAITING) if not (TESTS / place).exists()] == []


def test_what_waits_is_spread_among_what_computes_and_nothing_is_left_out() -> None:
    many = {"chat": 30, "soak": 5, "wire": 10}
    tests = [f"tests/{folder}/test_x.py::test_{number}" for folder in many for number in range(many[folder])]
    ordered = in_order(tests, str)
    assert sorted(ordered) == sorted(tests)
    assert all("soak" in test for test in ordered[:5])
    assert not any("wire" in one and "wire" in next_one for one, next_one in pairwise(ordered))
    assert "wire" not in ordered[-1]

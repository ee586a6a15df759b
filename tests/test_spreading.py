"""The tests that stay together are there."""

from pathlib import Path

from tests.spreading import EARLY, TOGETHER

TESTS = Path(__file__).parent


def test_every_file_that_stays_together_is_there_and_every_one_that_drives_a_browser_stays_with_others() -> None:
    named = {file for files in TOGETHER.values() for file in files}
    assert [file for file in named if not (TESTS / f"{file}.py").exists()] == []
    assert [place for place in EARLY if not (TESTS / place).exists()] == []
    assert {f"page/{file.stem}" for file in (TESTS / "page").glob("test_*.py")} <= named

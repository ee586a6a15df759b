"""The film is to start while its thread goes, or the bot restarts in between."""

from typing import Any

import pytest

from bot.app import make_bot
from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.journeys.conftest import one_clock, words
from tests.journeys.watching import card, in_thread, later, panel, press, start, turn
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


async def ready_to_go(club: Any) -> tuple[Any, Any]:
    """A thread, and a panel with `Go`."""
    thread = await start(club)
    await press(club, club.mira, thread, "Join")
    shown = (await club.sam.slash(club.general, "watch resume")).response
    await club.sam.click(shown, label="Start the film")
    await club.sam.click(shown, label="Start anyway")
    return thread, shown


def thread_of(club: Any) -> Any:
    return club.general.threads[-1]


async def test_a_thread_deleted_as_go_is_pressed_is_opened_anew_with_the_start_told(club: Any) -> None:
    thread, shown = await ready_to_go(club)
    await club.env.bot.http.delete_channel(thread.id)
    pressed = await club.sam.click(shown, label="Go")
    assert "You lead" in words(pressed)
    await turn(club)
    status = await club.sam.slash(club.general, "watch status")
    assert "The thread was deleted" in words(status)
    await later(club, minutes=6)
    resumed = await club.sam.slash(club.general, "watch resume")
    assert "The group goes on in" in resumed.response.content
    await turn(club)
    stands = in_thread(thread_of(club))
    assert any("That has passed" in each for each in stands), stands
    assert any("Whose voice was longest?" in each for each in stands), stands


async def test_go_pressed_twice_starts_once(club: Any) -> None:
    thread, shown = await ready_to_go(club)
    other = await panel(club, thread, club.mira)
    await club.mira.click(other, label="Start the film")
    await club.mira.click(other, label="Start anyway")
    await club.sam.click(shown, label="Go")
    await later(club, seconds=5)
    told = await club.mira.click(other, label="Go")
    await turn(club)
    assert "The film has started already" in words(told)
    assert sum("### Press play" in each for each in in_thread(thread)) == 1


async def test_a_restart_in_the_countdown_starts_the_film_at_its_second(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, shown = await ready_to_go(club)
    await club.sam.click(shown, label="Go")
    await turn(club)
    bot = club.env.bot
    await bot.close()
    await club.env.restart_bot(make_bot(bot.database, Shelves([hive(), ants()]), shard_count=1))
    one_clock(club, monkeypatch)
    await later(club, minutes=5, seconds=20)
    assert any("Whose voice was longest?" in each for each in in_thread(thread))
    assert sum("### Press play" in each for each in in_thread(thread)) == 1
    told = await club.mira.click(card(thread), label="Where are we?")
    assert "**5:0" in words(told)
    await club.env.bot.close()

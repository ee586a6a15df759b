"""Being there: who joins stands in the thread, is pinged if they want to be, finds the minute, and leaves."""

from typing import Any

import pytest

from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.journeys.conftest import labels, words
from tests.journeys.watching import card, later, press, start, start_film, turn
from tests.samples import ants
from tests.viewings.evening import hive

WATCH = [
    {"label": "the makers", "url": "https://vimeo.com/76979871"},
    {"label": "a shop", "url": "https://shop.example/x"},
]


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(watch=WATCH), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


@pytest.fixture
def evening(club: Any) -> Any:
    return club


def members(club: Any, thread: Any) -> set[int]:
    return set(club.env.backend.get_channel(thread.id).thread_members)


def links(result: Any) -> list[str]:
    rows = result.response.components[0]["components"]
    return [each["url"] for row in rows for each in row.get("components", []) if each.get("url")]


async def test_who_joins_stands_in_the_thread_and_is_told_that_discord_says_so(club: Any) -> None:
    thread = await start(club)
    assert club.mira.id not in members(club, thread)
    joined = await press(club, club.mira, thread, "Join")
    assert joined.ephemeral
    assert f"I add you to <#{thread.id}>; Discord posts a line about that, which names you once." in words(joined)
    assert "Only you see your answer until the facilitator reveals the prompt" in words(joined)
    assert {"Ping me at prompts", "Leave"} <= set(labels(joined))
    assert club.mira.id in members(club, thread)
    again = await press(club, club.mira, thread, "Join")
    assert f"You take part already.\nIf you have left <#{thread.id}>, I add you to it once more." in words(again)
    found = await club.mira.click(again.response, label="Ping me at prompts")
    assert f"You are in <#{thread.id}>." in words(found)


async def test_being_pinged_is_chosen_and_taken_back_on_the_same_card_and_ends_with_leaving(club: Any) -> None:
    thread = await start(club)
    joined = await press(club, club.mira, thread, "Join")
    chosen = await club.mira.click(joined.response, label="Ping me at prompts")
    assert "Each new prompt and “Press play” mention you" in words(chosen)
    back = await club.mira.click(chosen.response, label="Stop pinging me")
    assert "mention you" not in words(back)
    left = await club.mira.click(back.response, label="Leave")
    assert "you are not counted and not pinged" in words(left)
    assert "You take part." in words(await club.mira.click(left.response, label="Join"))


async def test_where_are_we_tells_the_minute_and_opens_the_film_there_where_its_host_can(evening: Any) -> None:
    thread = await start(evening)
    before = await press(evening, evening.mira, thread, "Where are we?")
    assert "The film has not started." in words(before)
    assert "You do not take part yet." in words(before)
    await start_film(evening, thread)
    await later(evening, minutes=5, seconds=41)
    told = await press(evening, evening.mira, thread, "Where are we?")
    assert "**5:41** now." in words(told)
    assert "The next prompt comes at 12:30" in words(told)
    newest, *places = links(told)
    assert newest.startswith(f"https://discord.com/channels/{evening.guild.id}/{thread.id}/")
    assert places == ["https://vimeo.com/76979871#t=341s", "https://shop.example/x"]


async def test_who_joins_after_the_end_is_told_what_can_still_be_done(club: Any) -> None:
    thread = await start(club)
    await club.sam.slash(thread, "watch end")
    await turn(club)
    told = await club.mira.click(card(thread), label="Join")
    assert "This viewing has ended. You can read what was revealed" in words(told)
    assert "and answer until <t:" in words(told)
    assert labels(told) == ["Answer"]
    assert club.mira.id not in members(club, thread)

"""Films that no source knows, and films without a guide: asked about before anything begins."""

from typing import Any

import pytest

from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import labels, options, words
from tests.journeys.watching import card, text
from tests.samples import ants
from tests.viewings.evening import hive, narrow

LOST = "bees/lost-reel"


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


def select(result: Any, word: str) -> str:
    """The custom id of the select that begins so."""
    return next(each for each in custom_ids(result.response.components) if each.startswith(word))


def custom_ids(components: list[dict[str, Any]]) -> list[str]:
    own = [each["custom_id"] for each in components if "custom_id" in each]
    return own + [found for each in components for found in custom_ids(each.get("components", []))]


async def wanted(club: Any, **more: Any) -> Any:
    asked = await club.sam.slash(club.general, "watch start", film=LOST, **more)
    assert asked.ephemeral
    assert "Which film do you have?" in words(asked)
    assert "Title not verified" in words(asked)
    assert club.general.threads == []
    return asked


async def choose(club: Any, asked: Any, word: str, value: str) -> Any:
    return await club.sam.select(asked.response, [value], custom_id=select(asked, word))


async def test_a_group_is_asked_which_film_it_has_and_watches_the_nearest_that_it_chose(club: Any) -> None:
    asked = await wanted(club, answers="named")
    assert options(asked, select(asked, "watch-which:")) == ["The Hive"]
    assert labels(asked) == ["We have this one", "About this film"]
    await choose(club, asked, "watch-which:", "bees/the-hive")
    await club.env.settle()
    [thread] = club.general.threads
    assert "## The Hive" in text(card(thread))
    assert "answers named" in text(card(thread))
    assert "Title not verified" not in text(card(thread))


async def test_a_group_that_has_that_very_film_watches_it_and_every_card_says_that_it_is_not_verified(
    club: Any,
) -> None:
    asked = await wanted(club)
    await club.sam.click(asked.response, label="We have this one")
    await club.env.settle()
    [thread] = club.general.threads
    opening = next(message for message in club.general.history() if message.id == thread.id)
    for shown in (card(thread), opening):
        assert "## The Lost Reel" in text(shown)
        assert "Title not verified" in text(shown)


async def test_who_watches_alone_is_asked_too_and_the_card_comes_in_place_of_the_question(club: Any) -> None:
    asked = await wanted(club, mode="solo")
    shown = await club.sam.click(asked.response, label="We have this one")
    assert "Title not verified" in words(shown)
    assert "Only you see your answers and notes." in words(shown)


async def test_the_buttons_of_its_card_ask_as_the_command_does(club: Any) -> None:
    film = await club.sam.slash(club.general, "film", title=LOST)
    for label in ("Watch as a group", "Watch alone"):
        assert "Which film do you have?" in words(await club.sam.click(film.response, label=label))
    assert club.general.threads == []


async def test_a_plan_is_asked_about_and_keeps_its_time(club: Any) -> None:
    asked = await club.sam.slash(club.general, "watch schedule", film=LOST, when="2h", channel=club.general)
    assert "Which film do you have?" in words(asked)
    guild = club.env.bot.get_guild(club.guild.id)
    assert await guild.fetch_scheduled_events() == []
    await club.sam.click(asked.response, label="We have this one")
    [event] = await guild.fetch_scheduled_events()
    assert event.name == "The Lost Reel"
    assert "Title not verified" in event.description
    assert round((event.start_time - club.env.now()).total_seconds() / 60) == 120


async def test_who_may_not_lead_a_group_is_told_so_without_being_asked_first(club: Any) -> None:
    await club.mira.slash(club.general, "settings set", facilitator_role=club.guild.create_role("Hosts"))
    refused = await club.sam.slash(club.general, "watch start", film=LOST)
    assert "Only members with the facilitator role may start a group here." in refused.response.content
    refused = await club.sam.slash(club.general, "watch schedule", film=LOST, when="2h", channel=club.general)
    assert "Only members with the facilitator role may schedule" in refused.response.content
    await wanted(club, mode="solo")


async def test_films_that_no_source_knows_are_marked_and_come_last_while_somebody_types(club: Any) -> None:
    for command, option in (("watch start", "film"), ("film", "title")):
        offered = await club.sam.autocomplete(club.general, command, option, "")
        assert [each["name"] for each in offered] == ["The Hive", "The Hill", "The Lost Reel (not verified)"]
    shown = await club.sam.slash(club.general, "film", title="The Lost Reel (not verified)")
    assert "Title not verified" in words(shown)


class TestWithoutAGuideForAnyFilm:
    @pytest.fixture
    def shelves(self) -> Shelves:
        return Shelves([narrow()])

    async def test_the_facilitator_chooses_a_guide_and_is_told_what_it_was_written_about(self, club: Any) -> None:
        title = "Winter, told " + "slowly " * 12
        asked = await club.sam.slash(club.general, "watch start", film=title)
        assert "Look closely:** Written about “Bees on film”" in words(asked)
        which = select(asked, "watch-guide:")
        [option] = _options_of(asked.response.components, which)
        await club.sam.select(asked.response, [option["value"]], custom_id=which)
        await club.env.settle()
        [thread] = club.general.threads
        assert f"## {' '.join(title.split())}" in text(card(thread))
        assert "was written about “Bees on film”" in text(card(thread))


def _options_of(components: list[dict[str, Any]], custom_id: str) -> list[dict[str, Any]]:
    found = [each for each in components if each.get("custom_id") == custom_id]
    if found:
        return found[0]["options"]
    return [each for part in components for each in _options_of(part.get("components", []), custom_id)]

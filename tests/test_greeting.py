"""What the playground offers a newcomer, and the made-up pack behind its tours."""

import asyncio
from pathlib import Path

import pytest

from bot import launch
from bot.greeting import FAST, MADE_UP, greeting
from bot.packs.format.model import Film, Guide, Kind
from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import read_shipped
from playground.tour import Tour

ROOT = Path(__file__).parents[1]
PACK = ROOT / "playground" / launch.MADE_UP


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    return asyncio.run(read_shipped(ROOT / "content", besides=PACK))


async def test_a_newcomer_is_offered_to_look_up_to_vote_and_to_watch(shelves: Shelves) -> None:
    offers = greeting(shelves)
    assert [each["label"] for each in offers if not each.get("more")] == [
        "Look something up",
        "Vote with the others",
        "Watch an evening in two minutes",
    ]
    assert [each["command"] for each in offers if each.get("more")] == ["library", "claim", "film"]
    assert all(each["label"].startswith(each.get("short", "")) for each in offers)


async def test_tours_are_such_as_the_playground_takes_and_begin_with_what_is_made_up(shelves: Shelves) -> None:
    tours = [Tour.model_validate(each["tour"]) for each in greeting(shelves) if "tour" in each]
    commands = [act for tour in tours for step in tour.steps for act in step.does if act.command]
    assert [act.command for act in commands] == ["poll pack", "watch start"]
    assert all(
        value.startswith(f"{MADE_UP}/") or value == "before" for act in commands for value in act.options.values()
    )


async def test_the_made_up_pack_is_sound_marked_and_no_pack_that_ships(shelves: Shelves) -> None:
    assert not shelves.problems
    pack = shelves.shipped[MADE_UP]
    assert "made up" in pack.title.lower()
    assert "None of it exists" in (pack.summary or "")
    for film in pack.films:
        assert film.status == "unverified"
        assert "made up" in film.title
        assert film.summary.startswith("This film does not exist.")
    assert MADE_UP not in (await read_shipped(ROOT / "content")).shipped
    assert PACK.parent == ROOT / "playground"  # which the image for production leaves out


async def test_the_made_up_film_stands_behind_every_real_one(shelves: Shelves) -> None:
    films = shelves.of(None).of_kind(Kind.FILM)
    assert films[-1].pack.id == MADE_UP


async def test_the_evening_of_the_tour_fits_its_film(shelves: Shelves) -> None:
    pack = shelves.shipped[MADE_UP]
    [film], [guide] = pack.films, pack.guides
    assert isinstance(film, Film)
    assert isinstance(guide, Guide)
    assert film.runtime == "5:00"
    assert [prompt.at for prompt in guide.prompts if prompt.phase == "during"] == ["1:00", "3:00"]
    assert 300 / FAST < 60


def test_without_the_pack_there_are_no_tours() -> None:
    assert greeting(Shelves([])) == []

"""Every option that offers choices takes what it offers: the value of a choice, and its name in place of the value."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from discord import app_commands
from msgspec import convert

from bot.chat.options import of_options
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Shelves
from tests.budgets import budget
from tests.journeys.conftest import words
from tests.journeys.packing import BETTER, attachments, shelve
from tests.journeys.polling import close, quick
from tests.packs.sample import GOOD
from tests.samples import ants, bees

ASKED = ({"name": "question", "type": 3, "value": "Why?"}, {"name": "options", "type": 3, "value": "a|b"})
TYPED = budget(("", "b", "1", "the"), ("", "b", "1", "the", "#", "zzz"))
"""What a member has typed when the choices come."""
SILENT: dict[tuple[str, str], str] = {}
"""Options that offer nothing in this world, with the reason."""
TOLD = budget(2, 6)
"""Choices of which other spellings are tried too."""
LONG = "What a hive does in the long winter, told slowly and with many words so that no list shows all of this name"


def twins() -> Pack:
    """Entries that are hard to tell apart by what a list shows of them."""
    poll = {"question": f"{LONG}: what do you say?", "options": ["Yes", "No"]}
    return convert(
        {
            "format": 1,
            "id": "twins",
            "version": "1.0.0",
            "title": "Bees on film",
            "summary": "Twice the same.",
            "explainers": [{"id": name, "title": "Two hives", "lead": "One of two."} for name in ("first", "second")],
            "claims": [
                {"id": name, "claim": f"{LONG}, said by the {name}", "verdict": "false"} for name in ("one", "other")
            ],
            "films": [{"id": "also", "title": "The Hive", "status": "verified", "summary": "Another film."}],
            "polls": [{"id": name, **poll} for name in ("third", "fourth")],
        },
        Pack,
    )


@pytest.fixture
def shelves() -> Shelves:
    """The bees, the ants, and the twins."""
    return Shelves([bees(), ants(), twins()])


@pytest.fixture
async def world(club: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The club with polls and a pair, packs of its own and one that is switched off, an evening, a quiz, two rounds."""
    async with attachments(club, monkeypatch):
        for text in (GOOD, BETTER):
            await shelve(club, text.replace("id: bees\n", "id: our-bees\n", 1))
    await club.mira.slash(club.general, "pack disable", pack="ants")
    for question in (f"{LONG}, or so?", f"{LONG}, or not?", "#1 · Which?", "2"):
        await quick(club, question)
    await close(club)
    for phase in ("before", "after"):
        await club.mira.slash(club.general, "poll pack", poll="bees/like-bees", phase=phase)
    await club.sam.slash(club.general, "watch start", film="bees/the-hive")
    await club.sam.slash(club.general, "quiz start", pack="bees", items=5)
    for question in (f"{LONG}, or what?", f"{LONG}, or why?"):
        await club.sam.slash(club.general, "statements start", question=question)
    return club


def offering(club: Any) -> Iterator[tuple[Any, Any]]:
    for command in club.env.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield from ((command, option) for option in command.parameters if option.autocomplete)


async def choices(club: Any, command: Any, option: Any, filled: dict[str, Any]) -> dict[str, str]:
    """Every choice that comes for what members type, its value by its name."""
    found: dict[str, str] = {}
    for typed in TYPED:
        others = {name: value for name, value in filled.items() if name != option.display_name}
        offered = await club.mira.autocomplete(
            club.general, command.qualified_name, option.display_name, typed, **others
        )
        for each in offered:
            assert found.setdefault(each["name"], each["value"]) == each["value"], f"two choices called {each['name']}"
    return found


async def needed(club: Any, command: Any) -> dict[str, Any]:
    """Something for every option that a command insists on."""
    filled: dict[str, Any] = {}
    for option in command.parameters:
        if option.required and option.autocomplete:
            offered = await choices(club, command, option, filled)
            filled[option.display_name] = next(iter(offered.values()), "nothing")
        elif option.required:
            filled[option.display_name] = "Red|Green"
    return filled


async def understood(club: Any, command: Any, option: Any, filled: dict[str, Any], given: str) -> Any:
    """What the command gets for the option; it is not done."""
    options = filled | {option.display_name: given}
    with pytest.MonkeyPatch.context() as patch:
        took: list[Any] = []

        async def take(_: Any, interaction: Any, params: dict[str, Any]) -> None:
            took.append(params[option.name])
            await interaction.response.send_message("Taken.", ephemeral=True)

        patch.setattr(app_commands.Command, "_do_call", take)
        told = await club.mira.slash(club.general, command.qualified_name, **options)
    assert took, f"/{command.qualified_name} {option.display_name}: {given!r} is refused: {words(told)}"
    return took[0]


async def done(club: Any, command: Any, option: Any, filled: dict[str, Any], given: str) -> str:
    """What the command answers, whatever minute it is; for options whose text is read only there."""
    answer = await club.mira.slash(club.general, command.qualified_name, **filled | {option.display_name: given})
    return re.sub(r"\d\d:\d\d now", "now", words(answer))


async def test_i22_every_option_takes_the_name_of_a_choice_for_its_value(world: Any) -> None:
    checked = 0
    for command, option in offering(world):
        where = (command.qualified_name, option.display_name)
        filled = await needed(world, command)
        offered = await choices(world, command, option, filled)
        assert bool(offered) != (where in SILENT), f"{where} offers nothing: add to the world, or say why in SILENT"
        for place, (name, value) in enumerate(offered.items()):
            if name == value:
                continue
            meant = await understood(world, command, option, filled, value)
            spelt = [name]
            if place < TOLD:
                spelt += [name.casefold(), f"  {unicodedata.normalize('NFD', name)} "]
            for each in spelt:
                taken = await understood(world, command, option, filled, each)
                if taken == each:
                    taken, meant = [await done(world, command, option, filled, text) for text in (each, value)]
                assert taken == meant, (where, each, value)
            checked += 1
    assert checked > 30


async def test_i22_a_title_or_another_name_typed_by_hand_is_understood_in_any_case(club: Any) -> None:
    for typed in ("what a HIVE is", "Beehive", "bees/what-a-hive-is"):
        assert "A hive is a home for bees." in words(await club.sam.slash(club.general, "explain", topic=typed)), typed
    await quick(club, "Which film NEXT?")
    for typed in ("which film next?", "#1", "1", "#1 · Which film next?", "#1 · as it was called before"):
        assert "Which film NEXT?" in words(await club.sam.slash(club.general, "poll show", poll=typed)), typed


@pytest.mark.parametrize("as_shown", ["Anonymous", "anonymous", " ANONYMOUS "])
async def test_i22_a_fixed_choice_is_understood_by_its_name_too(club: Any, as_shown: str) -> None:
    command = club.env.bot.tree.get_command("poll").get_command("quick")
    [ballots] = [each for each in command.parameters if each.name == "ballots"]
    for choice in ballots.choices:
        option = {"name": "ballots", "type": 3, "value": f" {choice.name.upper()} "}
        assert of_options(command, [*ASKED, option], {}) == ""
        assert option["value"] == choice.value
    option = {"name": "ballots", "type": 3, "value": as_shown}
    assert of_options(command, [*ASKED, option], {}) == ""
    assert option["value"] == "anonymous"


async def test_i22_what_no_choice_is_called_is_refused_naming_the_option_and_one_that_works(club: Any) -> None:
    command = club.env.bot.tree.get_command("poll").get_command("quick")
    option = {"name": "ballots", "type": 3, "value": "secretly"}
    told = of_options(command, [*ASKED, option], {})
    assert told.startswith("`ballots`: the command does not take this. Give what Discord offers, such as `")

"""A bug in any command, control or form is told to the person as a reference, and to nobody else in detail."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from discord import app_commands
from structlog.testing import capture_logs

from bot.chat.controls import Control
from playground import requests, seed
from playground.interactions import Interaction, Kind
from playground.model import Json
from tests.registered import fitting
from tests.wire.crowd import Crowd

DETAIL = "SELECT choice FROM secrets"
OPTIONS = {3: "x", 4: 1, 5: True, 7: str(seed.GENERAL), 8: str(seed.SAM)}
"""Something of each kind of option."""


class Bug(Exception):
    pass


def leaves(command: Json, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command below one, with something for each option that it must have."""
    name = f"{name} {command['name']}".strip()
    options = command.get("options", [])
    if any(each["type"] in (1, 2) for each in options):
        for each in options:
            yield from leaves(each, name)
        return
    yield name, {each["name"]: given(each) for each in options if each.get("required")}


def given(option: Json) -> Any:
    return option["choices"][0]["value"] if option.get("choices") else OPTIONS[option["type"]]


def told_of(club: Crowd, interaction: Interaction, logged: list[Any]) -> None:
    """Holds that the person was told a reference only, and the log the rest."""
    answer = club.told(interaction)
    message = club.playground.world.find_message(interaction.original or 0)
    assert message
    assert message.reader == interaction.member
    assert answer.startswith("Something went wrong on my side, and nothing was changed. It is logged as `")
    assert DETAIL not in answer
    assert "Bug" not in answer
    [line] = [each for each in logged if each["log_level"] == "error"]
    assert line["ref"] == answer.split("`")[1]
    assert DETAIL in str(line["exc_info"])


async def test_v08_a_bug_in_any_command_is_told_as_a_reference(club: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(command: Any, *_: Any) -> None:
        raise app_commands.CommandInvokeError(command, Bug(DETAIL)) from Bug(DETAIL)

    monkeypatch.setattr(app_commands.Command, "_invoke_with_namespace", broken)
    monkeypatch.setattr(app_commands.ContextMenu, "_invoke", broken)
    world, errands = club.playground.world, club.playground.desk.errands
    poll = await club.post()
    tried = 0
    for command in world.commands(None):
        for name, options in leaves(command) if command["type"] == 1 else [(command["name"], None)]:
            with capture_logs() as logged:
                if options is None:
                    menu = requests.UseMenu(
                        op="context", n=0, channel=seed.GENERAL, command=int(command["id"]), target=poll.message_id or 0
                    )
                    interaction = await club._opened(errands.use_menu(seed.MIRA, menu))
                else:
                    used = requests.UseCommand(
                        op="command", n=0, channel=seed.GENERAL, command=int(command["id"]), name=name, options=options
                    )
                    interaction = await club._opened(errands.use_command(seed.MIRA, used))
                await club.until(lambda logged=logged: any(each["event"] == "interaction" for each in logged))
            told_of(club, interaction, logged)
            tried += 1
    assert tried > 30
    assert club.bot.vitals.interactions["command", "failed"] == tried


async def test_v08_a_bug_in_any_control_or_form_is_told_as_a_reference(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise Bug(DETAIL)

    kinds: list[type[Control]] = [each for kinds in club.bot.controls._by_verb.values() for each in kinds]
    for kind in kinds:
        monkeypatch.setattr(kind, "act", broken)
    routes = club.bot.forms.kinds
    club.bot.forms.kinds = [replace(form, submitted=broken, asked=None) for form in routes]
    assert len(kinds) > 40
    assert len(routes) > 10
    poll = await club.post()
    templates = [(Kind.COMPONENT, each.template) for each in kinds] + [(Kind.FORM, each.template) for each in routes]
    for (kind, template), custom_id in zip(templates, fitting([each for _, each in templates]), strict=True):
        data: Json = {"custom_id": custom_id, "component_type": 2, "components": []}
        with capture_logs() as logged:
            opened = club.playground.interactions.open(kind, seed.SAM, seed.GENERAL, data, source=poll.message_id)
            interaction = await club._opened(opened)
            await club.until(lambda logged=logged: any(each["event"] == "interaction" for each in logged))
        assert template.fullmatch(custom_id)
        told_of(club, interaction, logged)

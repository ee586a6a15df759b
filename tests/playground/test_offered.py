"""Which commands are offered where, and what they are registered with for that."""

from typing import Any

import pytest

from playground import seed
from playground.model import Place
from playground.server import Playground
from tests.playground.conftest import Api, Page

COMMAND: dict[str, Any] = {"name": "explain", "description": "Explains"}
ALL = [Place.SERVER, Place.DIRECT, Place.ELSEWHERE, Place.GROUP]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, ALL),
        ({"dm_permission": False}, [Place.SERVER, Place.ELSEWHERE]),
        ({"contexts": [0]}, [Place.SERVER, Place.ELSEWHERE]),
        ({"contexts": [0], "integration_types": [0]}, [Place.SERVER]),
        ({"contexts": [1]}, [Place.DIRECT]),
        ({"contexts": [2]}, [Place.GROUP]),
        ({"contexts": [0, 1, 2], "integration_types": [0]}, [Place.SERVER, Place.DIRECT]),
        ({"contexts": [0, 1, 2], "integration_types": [1]}, ALL),
        ({"contexts": [2], "integration_types": [0]}, []),
        ({"contexts": [0, 2], "integration_types": [0, 1]}, [Place.SERVER, Place.ELSEWHERE, Place.GROUP]),
    ],
)
async def test_a_command_is_offered_where_its_contexts_and_its_installations_say(
    playground: Playground, api: Api, given: dict[str, Any], where: list[Place]
) -> None:
    await api("PUT", f"{api.app}/commands", [COMMAND | given])
    direct = playground.world.direct_channel(playground.world.state.members[seed.SAM]).id
    async with Page(playground) as sam:
        assert [place for place in Place if "explain" in sam.offered(place)] == where
        channels = dict(zip(ALL, (seed.GENERAL, direct, seed.READINGS, seed.STUDY_GROUP), strict=True))
        commands = playground.world.commands(None)
        for place, channel in channels.items():
            asked = {"channel": str(channel), "command": commands[0]["id"], "name": "explain", "options": {}}
            assert (await sam.ask("command", **asked))["ok"] is (place in where)


async def test_a_command_of_the_server_alone_and_one_for_its_moderators_are_not_taken_elsewhere(
    playground: Playground, api: Api
) -> None:
    await api("PUT", f"{api.app}/guilds/{seed.GUILD}/commands", [COMMAND])
    await api("PUT", f"{api.app}/commands", [{**COMMAND, "name": "settings", "default_member_permissions": "32"}])
    async with Page(playground) as sam, Page(playground, seed.MIRA) as mira:
        assert (sam.offered(), mira.offered()) == (["explain"], ["explain", "settings"])
        assert sam.offered(Place.DIRECT) == sam.offered(Place.ELSEWHERE) == ["settings"]


async def test_where_a_command_may_be_used_is_given_back_with_what_it_leaves_out(api: Api) -> None:
    path = f"{api.app}/commands"
    _, [usual] = await api("PUT", path, [COMMAND])
    assert (usual["contexts"], usual["integration_types"], usual["dm_permission"]) == (None, [0, 1], True)
    chosen = {"contexts": [0, 2], "integration_types": [1], "dm_permission": False}
    _, [given] = await api("PUT", path, [COMMAND | chosen])
    assert {key: given[key] for key in chosen} == chosen
    _, edited = await api("PATCH", f"{path}/{given['id']}", {"contexts": [1]})
    assert (edited["contexts"], edited["integration_types"]) == ([1], [1])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contexts": []}, "BASE_TYPE_MIN_LENGTH"),
        ({"contexts": [0, 0]}, "SET_TYPE_ALREADY_CONTAINS_VALUE"),
        ({"integration_types": []}, "BASE_TYPE_MIN_LENGTH"),
    ],
)
async def test_a_list_of_places_is_not_empty_and_names_each_once(api: Api, given: dict[str, Any], code: str) -> None:
    status, refusal = await api("PUT", f"{api.app}/commands", [COMMAND | given])
    assert (status, refusal["code"]) == (400, 50035)
    assert refusal["errors"]["0"][next(iter(given))]["_errors"][0]["code"] == code


@pytest.mark.parametrize(("field", "unknown"), [("contexts", 3), ("integration_types", 2)])
async def test_a_place_that_there_is_not_is_refused(api: Api, field: str, unknown: int) -> None:
    status, refusal = await api("PUT", f"{api.app}/commands", [COMMAND | {field: [0, unknown]}])
    assert (status, refusal["errors"]["0"][field]["1"]["_errors"][0]["code"]) == (400, "BASE_TYPE_CHOICES")


async def test_the_application_says_for_whom_it_can_be_installed(api: Api) -> None:
    _, application = await api("GET", "/applications/@me")
    assert set(application["integration_types_config"]) == {"0", "1"}
    scopes = application["integration_types_config"]["1"]["oauth2_install_params"]["scopes"]
    assert scopes == ["applications.commands"]

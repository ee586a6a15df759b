"""Registering application commands over REST."""

from playground import seed
from tests.playground.conftest import Api


async def test_commands_keep_their_ids_when_they_are_replaced(api: Api) -> None:
    path = f"{api.app}/commands"
    explain = {"name": "explain", "description": "Explains"}
    _, first = await api("PUT", path, [explain, {"name": "Quote", "type": 3}])
    _, second = await api("PUT", path, [explain | {"description": "Explains more"}])
    assert second[0]["id"] == first[0]["id"]
    assert second[0]["version"] != first[0]["version"]
    assert await api("GET", path) == (200, second)
    status, created = await api("POST", path, {"name": "film", "description": "Shows"})
    assert status == 201
    assert (await api("POST", path, {"name": "film", "description": "Shows"}))[0] == 200
    status, edited = await api("PATCH", f"{path}/{created['id']}", {"description": "Shows a film"})
    assert (status, edited["description"], edited["name"]) == (200, "Shows a film", "film")
    assert await api("DELETE", f"{path}/{created['id']}") == (204, None)
    assert [each["name"] for each in (await api("GET", path))[1]] == ["explain"]


async def test_commands_of_a_guild_stand_beside_global_ones(api: Api) -> None:
    guild = f"{api.app}/guilds/{seed.GUILD}/commands"
    command = {"name": "explain", "description": "Explains"}
    _, own = await api("PUT", guild, [command])
    _, everywhere = await api("PUT", f"{api.app}/commands", [command])
    assert own[0]["id"] != everywhere[0]["id"]
    assert own[0]["guild_id"] == str(seed.GUILD)
    assert (await api("GET", guild))[1] == own


async def test_too_many_commands_are_refused(api: Api) -> None:
    menus = [{"name": f"Menu {number}", "type": 3} for number in range(16)]
    status, refusal = await api("PUT", f"{api.app}/commands", menus)
    assert (status, refusal["code"]) == (400, 30032)

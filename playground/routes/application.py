"""The bot's own account, the way to the gateway, and its application commands."""

from playground import places
from playground.checks import commands as checks
from playground.checks.body import Problem, refuse
from playground.model import Json
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Created, Routes

MAX_CONCURRENCY = 1
"""Sessions that clients may begin in the same five seconds."""


async def own_user(call: Call) -> Json:
    return call.payloads.user(call.world.bot) | {
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
    }


async def own_guilds(call: Call) -> list[Json]:
    guild = call.world.state.guild
    return [{"id": str(guild.id), "name": guild.name, "icon": None, "owner": False, "permissions": "0", "features": []}]


async def own_application(call: Call) -> Json:
    return call.payloads.application()


async def gateway(call: Call) -> Json:
    return {"url": call.services.gateway}


async def gateway_for_bots(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": MAX_CONCURRENCY}
    return {"url": call.services.gateway, "shards": 1, "session_start_limit": limit}


# Commands


def _scope(call: Call) -> int | None:
    """The guild whose commands are meant, or None for global ones."""
    if call.id("application_id") != call.world.state.bot:
        raise ApiRefusal(Refused.NOT_YOUR_APPLICATION)
    return call.guild() if "guild_id" in call.params else None


def _one(call: Call) -> Json:
    found = call.world.state.commands.get(call.id("command_id"))
    if found is None or found not in call.world.commands(_scope(call)):
        raise ApiRefusal(Refused.UNKNOWN_COMMAND)
    return found


def _registered(call: Call, command: Json, scope: int | None) -> Json:
    """A command as it is kept; one of the same name and kind keeps its id."""
    same = (command["type"], command["name"])
    old = next((each for each in call.world.commands(scope) if (each["type"], each["name"]) == same), None)
    kept = {
        "id": old["id"] if old else str(call.world.new_id()),
        "application_id": str(call.world.state.bot),
        "version": str(call.world.new_id()),
    }
    if scope:
        return command | kept | {"guild_id": str(scope)}
    usual: Json = {"dm_permission": True, "contexts": None, "integration_types": list(places.KINDS)}
    return usual | command | kept


async def list_commands(call: Call) -> list[Json]:
    return call.world.commands(_scope(call))


async def replace_commands(call: Call) -> list[Json]:
    scope = _scope(call)
    commands, problems = checks.read_commands(call.body)
    refuse(problems)
    if checks.too_many(commands):
        raise ApiRefusal(Refused.TOO_MANY_COMMANDS)
    registered = [_registered(call, command, scope) for command in commands]
    call.world.set_commands(call.world.commands(scope), registered)
    return registered


async def create_command(call: Call) -> Json | Created:
    scope = _scope(call)
    command, problems = checks.read_command(call.body)
    refuse(problems)
    registered = _registered(call, command, scope)
    known = int(registered["id"]) in call.world.state.commands
    others = [each for each in call.world.commands(scope) if each["id"] != registered["id"]]
    if checks.too_many([*others, registered]):
        raise ApiRefusal(Refused.TOO_MANY_COMMANDS)
    call.world.set_commands([], [registered])
    return registered if known else Created(registered)


async def get_command(call: Call) -> Json:
    return _one(call)


async def edit_command(call: Call) -> Json:
    old = _one(call)
    if not isinstance(call.body, dict):
        refuse([Problem((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")])
    command, problems = checks.read_command(old | call.body)
    refuse(problems)
    edited = old | command | {"version": str(call.world.new_id())}
    call.world.set_commands([], [edited])
    return edited


async def delete_command(call: Call) -> None:
    call.world.set_commands([_one(call)], [])


_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"

ROUTES: Routes = {
    "GET /users/@me": own_user,
    "GET /users/@me/guilds": own_guilds,
    "GET /applications/@me": own_application,
    "GET /oauth2/applications/@me": own_application,
    "GET /gateway": gateway,
    "GET /gateway/bot": gateway_for_bots,
}
for _base in (_COMMANDS, _GUILD_COMMANDS):
    ROUTES |= {
        f"GET {_base}": list_commands,
        f"PUT {_base}": replace_commands,
        f"POST {_base}": create_command,
        f"GET {_base}/{{command_id}}": get_command,
        f"PATCH {_base}/{{command_id}}": edit_command,
        f"DELETE {_base}/{{command_id}}": delete_command,
    }

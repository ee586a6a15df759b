"""The guild, its members, roles and channels, and other people."""

from playground.model import Json, Place
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Routes


async def get_guild(call: Call) -> Json:
    call.guild(elsewhere=Refused.UNKNOWN_GUILD)
    return call.payloads.guild(call.world.state.guild)


async def list_channels(call: Call) -> list[Json]:
    call.guild()
    channels = call.world.state.channels.values()
    return [call.payloads.channel(each) for each in channels if each.place is Place.SERVER and not each.is_thread]


async def list_active_threads(call: Call) -> Json:
    call.guild()
    threads, bot = call.payloads.active_threads(), call.world.state.bot
    return {
        "threads": [call.payloads.channel(each) for each in threads],
        "members": [call.payloads.thread_member(each, bot) for each in threads if bot in each.joined],
    }


async def list_roles(call: Call) -> list[Json]:
    call.guild()
    return [call.payloads.role(each) for each in call.world.state.roles.values()]


async def list_members(call: Call) -> list[Json]:
    """At most `limit` (1 to 1000) members with ids above `after`, in the order of their ids."""
    call.guild()
    after, limit = call.number("after", 0), call.number("limit", 1)
    members = sorted(call.world.state.members.values(), key=lambda each: each.id)
    return [call.payloads.member(each) for each in members if each.id > after][:limit]


async def get_member(call: Call) -> Json:
    call.guild()
    return call.payloads.member(call.member())


async def get_user(call: Call) -> Json:
    found = call.world.state.members.get(call.id("user_id"))
    if found is None:
        raise ApiRefusal(Refused.UNKNOWN_USER)
    return call.payloads.user(found)


ROUTES: Routes = {
    "GET /guilds/{guild_id}": get_guild,
    "GET /guilds/{guild_id}/channels": list_channels,
    "GET /guilds/{guild_id}/threads/active": list_active_threads,
    "GET /guilds/{guild_id}/roles": list_roles,
    "GET /guilds/{guild_id}/members": list_members,
    "GET /guilds/{guild_id}/members/{user_id}": get_member,
    "GET /users/{user_id}": get_user,
}

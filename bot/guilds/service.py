"""Reading and changing what a server has set."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot import clock
from bot.database import Database
from bot.errors import Refusal
from bot.guilds import store
from bot.guilds.rules import GuildSettings, Member, Setting
from bot.guilds.zones.finding import zone_named

ONLY_MODERATORS = "Only members with Manage Server or the moderator role may change the settings."


class Guilds:
    """The settings of every server, read once and kept in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, GuildSettings] = {}
        self._reloads = 0
        database.follow("settings", self.reload)

    async def reload(self, guild_id: int | None) -> None:
        """Read the settings of a server, or of all, anew when they are asked for next: they were changed somewhere."""
        self._reloads += 1
        if guild_id is None:
            self._known.clear()
        else:
            self._known.pop(guild_id, None)

    async def settings(self, guild_id: int) -> GuildSettings:
        """What a server has set."""
        known = self._known.get(guild_id)
        if known is None:
            reloads = self._reloads
            async with self._database.read() as tx:
                known = await store.settings(tx, guild_id)
            if reloads == self._reloads:
                known = self._known.setdefault(guild_id, known)
        return known

    def forget(self, guild_id: int) -> None:
        """Let go of a server whose settings were deleted."""
        self._known.pop(guild_id, None)

    async def change(self, guild_id: int, by: Member, **changes: Any) -> GuildSettings:
        """Set what is given (fields of GuildSettings) and leave the rest.

        Raises Refusal where nothing is given, the person is no moderator, or the time zone is none or may be several.
        """
        if not changes:
            raise Refusal("Nothing to set. Give at least one option, such as `time_zone: Europe/Berlin`.")
        if "time_zone" in changes:
            changes["time_zone"] = zone_named(changes["time_zone"], clock.now())
        return await self._put(guild_id, by, lambda current: replace(current, **changes))

    async def reset(self, guild_id: int, by: Member, what: Setting) -> GuildSettings:
        """Put one setting back to how it was before anybody set it; raises Refusal where the person is no moderator."""
        return await self._put(guild_id, by, lambda current: current.without(what))

    async def _put(self, guild_id: int, by: Member, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        async with self._database.transaction(guild_id) as tx:
            current = await store.settings(tx, guild_id)
            if not by.is_moderator(current):
                raise Refusal(ONLY_MODERATORS)
            changed = change(current)
            await store.keep(tx, guild_id, changed)
            await tx.tell("settings", guild_id)
        self._known[guild_id] = changed
        return changed

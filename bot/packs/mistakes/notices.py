"""Telling moderators, in the channel that they chose, that reports wait: a line an hour at most, and never whose."""

import structlog
from discord import ui

from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.guilds.service import Guilds
from bot.packs.mistakes.rules import waiting_line
from bot.packs.mistakes.service import Mistakes

log = structlog.get_logger(__name__)


class Notices:
    """What is told of reports."""

    def __init__(self, mistakes: Mistakes, guilds: Guilds, channels: Messenger) -> None:
        self._mistakes = mistakes
        self._guilds = guilds
        self._channels = channels

    async def tell(self, guild_id: int) -> None:
        """Tell the moderators of a server, if they are owed it; what keeps it from them is logged, never raised."""
        try:
            await self._tell(guild_id)
        except Exception:
            log.exception("moderators not told of a report")

    async def tell_all(self) -> None:
        """Tell those who are owed it since their last hour has passed."""
        for guild_id in await self._mistakes.guilds_to_tell():
            await self.tell(guild_id)

    async def _tell(self, guild_id: int) -> None:
        reports = await self._mistakes.to_tell(guild_id)
        channel_id = (await self._guilds.settings(guild_id)).moderators_channel
        if not reports or channel_id is None:
            return
        nonce = f"mistakes-{reports[0][1]}-{guild_id % 10**9}"
        try:
            await self._channels.send(guild_id, channel_id, Card(ui.TextDisplay(waiting_line(reports))), nonce)
        except (LaterError, TimeoutError):
            await self._mistakes.owe(guild_id)
        except (LostError, BlockedError) as error:  # `/settings show` says so too
            log.warning("moderators cannot be told of a report", guild=guild_id, why=str(error))

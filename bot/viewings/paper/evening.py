"""Which evening a viewing was, for who was there and takes the whole of it home."""

from collections.abc import Callable
from datetime import UTC

from bot.chat.evenings import Evening
from bot.chat.paper import Sheet
from bot.guilds.service import Guilds
from bot.guilds.zones.finding import is_lost, zone_of
from bot.packs.shelf.shelves import Shelf
from bot.viewings.paper.report import report_of
from bot.viewings.records.service import Journals
from bot.viewings.rules import LATER, Viewing


async def opened(
    journals: Journals, shelf_of: Callable[[int], Shelf], guilds: Guilds, guild_id: int, viewing_id: int, member_id: int
) -> tuple[Evening, Sheet]:
    """Which evening a viewing was, and its own part of the report; for whoever took part."""
    summary = await journals.summary_for(guild_id, viewing_id, member_id)
    kept = (await guilds.settings(guild_id)).time_zone
    zone = UTC if is_lost(kept) else zone_of(kept)
    return evening_of(summary.viewing), report_of(summary, shelf_of(guild_id), zone)


def evening_of(viewing: Viewing) -> Evening:
    """What other features need to know of it; of who watched alone, nothing else belongs to it."""
    return Evening(
        guild_id=viewing.guild_id,
        thread_id=None if viewing.solo else viewing.thread_id,
        channel_id=None if viewing.solo else viewing.channel_id,
        begun=viewing.created_at,
        until=(viewing.ended_at or viewing.created_at) + LATER,
        pack_id=(viewing.programme.film_value or "").partition("/")[0],
        polls=viewing.programme.polls,
    )

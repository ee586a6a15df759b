"""The cards of packs as who asks may see them."""

from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.guilds.people import guild_of
from bot.packs import cards
from bot.packs.holdings.service import Holdings
from bot.packs.mistakes.service import Mistakes
from bot.packs.permissions import is_moderator, moderator
from bot.packs.shelf.shelves import Shelves

HISTORY = "read what was done to a pack"


async def shelf(interaction: StudyInteraction, page: int = 0) -> Card:
    """Every pack of the server; to moderators also what could not be put on the shelf, and that reports wait."""
    services, guild_id = interaction.client.services, guild_of(interaction)
    standings = await services.get(Holdings).records.standings(guild_id)
    problems, reports = list[str](), list[tuple[str, int]]()
    if await is_moderator(interaction):
        left_out = [f"{each.id} {each.version}: {each.left_out}" for each in standings if each.left_out]
        problems = [*left_out, *services.get(Shelves).problems]
        reports = await services.get(Mistakes).waiting(guild_id)
    return cards.shelf_card(standings, problems, page, reports)


async def info(interaction: StudyInteraction, pack_id: str, page: int = 0) -> Card:
    """One pack; to moderators also its origin and what members reported."""
    services, guild_id = interaction.client.services, guild_of(interaction)
    status = await services.get(Holdings).records.find(guild_id, pack_id)
    pack = services.get(Shelves).pack(guild_id, status.id)
    mistakes = await services.get(Mistakes).of_pack(guild_id, status.id) if await is_moderator(interaction) else None
    names = {entry.id: entry.name for entry in pack.entries()} if pack else {}
    return cards.info_card(status, pack, mistakes, page, names, services.get(Shelves).authors_at)


async def history(interaction: StudyInteraction, pack_id: str, page: int = 0) -> Card:
    """The audit list of a pack, for moderators."""
    await moderator(interaction, HISTORY)
    records, guild_id = interaction.client.services.get(Holdings).records, guild_of(interaction)
    status = await records.find(guild_id, pack_id)
    events = await records.events(guild_id, status.id, page, cards.EVENTS_PAGE)
    return cards.history_card(status, events, page)

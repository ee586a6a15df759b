"""Who may change what is on the shelf; asked anew at every command, form and button, since rights change meanwhile."""

from typing import TYPE_CHECKING

import discord

from bot.errors import Refusal
from bot.guilds.people import guild_of, member_of, roles_gone, settings_of
from bot.packs.holdings.service import Holdings

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

ONLY_MODERATORS = "Only members with Manage Server or the moderator role may {what}."
ROLE_IS_SET = "A moderator sets that role with `/settings set moderator_role:`."


async def is_moderator(interaction: "StudyInteraction") -> bool:
    """Whether who asks may manage the server's packs at this moment."""
    return member_of(interaction).is_moderator(await settings_of(interaction))


async def moderator(interaction: "StudyInteraction", what: str) -> int:
    """The id of the moderator who asks; raises Refusal for anybody else, and notes the attempt in the audit list."""
    who, settings = member_of(interaction), await settings_of(interaction)
    if not who.is_moderator(settings):
        await interaction.client.services.get(Holdings).refused(guild_of(interaction), who.id, what)
        reason = roles_gone(interaction, settings, "moderator_role")
        raise Refusal(f"{ONLY_MODERATORS.replace('{what}', what)} {reason or ROLE_IS_SET}")
    return who.id

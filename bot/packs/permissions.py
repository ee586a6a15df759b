"""Who may change what is on the shelf; asked anew at every command, form and button, since rights change meanwhile."""

from bot.chat.client import StudyInteraction
from bot.errors import Refusal
from bot.guilds.people import guild_of, member_of, roles_gone, settings_of
from bot.packs.holdings.service import Holdings


async def is_moderator(interaction: StudyInteraction) -> bool:
    """Whether who asks may manage the server's packs at this moment."""
    return member_of(interaction).is_moderator(await settings_of(interaction))


async def moderator(interaction: StudyInteraction, what: str) -> int:
    """The id of the moderator who asks; raises Refusal for anybody else, and notes the attempt in the audit list."""
    who, settings = member_of(interaction), await settings_of(interaction)
    if not who.is_moderator(settings):
        await interaction.client.services.get(Holdings).note_refusal(guild_of(interaction), who.id, what)
        reason = roles_gone(interaction, settings, "moderator_role")
        hint = reason or "A moderator sets that role with `/settings set moderator_role:`."
        raise Refusal(f"Only members with Manage Server or the moderator role may {what}. {hint}")
    return who.id

"""Controls that outlive a restart: what they are is in their custom id, and their errors go through the one door."""

from typing import TYPE_CHECKING, Any

import discord

from bot.chat.door import answer_error

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


class Control:
    """Mixed into a DynamicItem: `act` does the work, the door answers what it raises.

    Needed because discord.py only logs an error raised in a DynamicItem's callback, and the person who clicked is told
    nothing. A subclass takes the named groups of its template as keyword arguments.
    """

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: Any, /) -> Any:
        """The control as it was drawn, with the state that its custom id carries."""
        del interaction, item
        return cls(**match.groupdict())

    async def callback(self, interaction: Any) -> None:
        """Called by discord.py on a click."""
        try:
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the door answers every error
            await answer_error(interaction, error)

    async def act(self, interaction: "StudyInteraction") -> None:
        """Do what the control says."""
        raise NotImplementedError


def chosen(interaction: discord.Interaction) -> list[str]:
    """The values picked in the select that was used."""
    return list((interaction.data or {}).get("values", []))

"""Controls that outlive a restart: what they do is in their custom id, and their errors go through the one door."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.chat.door import answer_error

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


class Control(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """A button or select of any message of this bot, known by the pattern of its custom id.

    Cards draw plain buttons and selects; a subclass says in `template` which custom ids are its own, and does the work
    in `act`. discord.py only logs what a DynamicItem raises, and the person is told nothing: here the door answers.
    """

    state: re.Match[str]
    """What the custom id carries."""

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Called by discord.py with the item that was clicked."""
        control = cls(item)
        control.state = match
        return control

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

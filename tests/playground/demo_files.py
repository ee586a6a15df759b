"""The demo bot's files: given as an option of a command or in a form, and given back."""

from typing import Any

import discord
from discord import app_commands


@app_commands.command()
@app_commands.describe(file="What to look at", words="Something about it")
async def inspect(interaction: discord.Interaction, file: discord.Attachment, words: str = "no words") -> None:
    """Look at a file, and give it back."""
    told = f"{file.filename}, {len(await file.read())} bytes, {file.content_type}: {words}"
    await interaction.response.send_message(told, file=await file.to_file())


class HandIn(discord.ui.Modal, title="Hand something in"):
    """A form with a file field and a text."""

    files = discord.ui.Label[Any](text="Files", component=discord.ui.FileUpload(max_values=2, required=True))
    words = discord.ui.TextInput[Any](label="Words", required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.files.component, discord.ui.FileUpload)
        told = [f"{each.filename} ({len(await each.read())})" for each in self.files.component.values]
        await interaction.response.send_message(f"Handed in: {', '.join(told)}", ephemeral=True)


@app_commands.command()
async def handin(interaction: discord.Interaction) -> None:
    """Open a form that takes files."""
    await interaction.response.send_modal(HandIn())

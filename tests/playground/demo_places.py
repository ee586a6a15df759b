"""The demo bot's threads, begun on their own and on a message, and the evenings it plans."""

from datetime import timedelta

import discord
from discord import app_commands


@app_commands.command()
@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.describe(name="What the thread is called")
async def thread(interaction: discord.Interaction, name: str) -> None:
    """Begin a thread of its own in this channel."""
    assert isinstance(interaction.channel, discord.TextChannel)
    await interaction.response.defer(ephemeral=True)
    begun = await interaction.channel.create_thread(name=name, type=discord.ChannelType.public_thread)
    await begun.send("Everything about it goes here.")
    await interaction.followup.send(f"Begun: {begun.mention}", ephemeral=True)


@app_commands.command()
@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.describe(question="What the thread is about")
async def discuss(interaction: discord.Interaction, question: str) -> None:
    """Ask something, with a thread for the answers."""
    await interaction.response.send_message(f"**{question}**")
    asked = await interaction.original_response()
    begun = await asked.create_thread(name=question[:100])
    await begun.send("What do you think?")


@app_commands.command()
@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.describe(film="What is shown", minutes="How long until it begins")
async def meet(interaction: discord.Interaction, film: str, minutes: app_commands.Range[int, 1, 10_000] = 60) -> None:
    """Plan an evening as an event of this server."""
    assert interaction.guild is not None
    start = discord.utils.utcnow() + timedelta(minutes=minutes)
    event = await interaction.guild.create_scheduled_event(
        name=film,
        description="We watch it **together**, and talk about it afterwards.",
        start_time=start,
        end_time=start + timedelta(hours=2),
        location=f"#{interaction.channel}",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    await interaction.response.send_message(f"Planned: {event.url}")

"""A bot of discord.py and nothing else: a card of the same size, suggestions, a button that answers privately.

To be run as a process of its own. It asks for the same intents and caches as little as Second Look does.
"""

import asyncio
import sys

import discord
from discord import app_commands

WORDS = "Some words that say nothing but take the room of a card. "
TOPICS = [f"Topic number {number} of a small library" for number in range(60)]
SECTIONS, RELATED = 12, 19


def text(length: int) -> str:
    """Words of that many characters."""
    return (WORDS * (length // len(WORDS) + 1))[:length].strip()


class Card(discord.ui.LayoutView):
    """What `/explain` answers with, in parts and in size: a heading, a text, two selects and buttons."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        sections = [discord.SelectOption(label=text(18), value=str(number)) for number in range(SECTIONS)]
        related = [
            discord.SelectOption(label=text(33), value=f"{number}{text(36)}", description=text(58))
            for number in range(RELATED)
        ]
        self.add_item(
            discord.ui.Container[Card](
                discord.ui.TextDisplay(f"## {text(90)}"),
                discord.ui.Separator(),
                discord.ui.TextDisplay(text(3_400)),
                discord.ui.ActionRow(discord.ui.Select(custom_id="sections", placeholder=text(15), options=sections)),
                discord.ui.ActionRow(discord.ui.Select(custom_id="related", placeholder=text(20), options=related)),
                discord.ui.ActionRow(
                    *(discord.ui.Button(label=label, custom_id=label) for label in ("Back", "Next", "Share", "Report"))
                ),
                accent_colour=0x2F7D5B,
            )
        )


class Press(discord.ui.View):
    """A button that stores nothing."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Press", custom_id="bare")
    async def press(self, interaction: discord.Interaction, _: discord.ui.Button["Press"]) -> None:
        """Answer privately."""
        await interaction.response.send_message("Recorded: **Red**. You can change it.", ephemeral=True)


@app_commands.command(description="Show a card.")
async def explain(interaction: discord.Interaction, topic: str) -> None:
    """Answer privately, with a card of the same size whatever was asked."""
    del topic
    await interaction.response.send_message(view=Card(), ephemeral=True)


@explain.autocomplete("topic")
async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The topics in which the letters stand, as the examples of discord.py do it."""
    found = [topic for topic in TOPICS if typed.lower() in topic.lower()]
    return [app_commands.Choice(name=topic, value=topic) for topic in found[:25]]


class Bare(discord.AutoShardedClient):
    """The smallest bot that does what is compared."""

    def __init__(self, channel: int) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0.1,
        )
        self.channel = channel
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(explain)

    async def setup_hook(self) -> None:
        """Tell Discord the command."""
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Post the button, and say that it is there."""
        await self.get_partial_messageable(self.channel).send("Press", view=Press())
        print('"ready"', file=sys.stderr, flush=True)


async def main(api: str, gateway: str, token: str, channel: int) -> None:
    """Run until stopped, on another Discord than the real one."""
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from yarl import URL

    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    async with Bare(channel) as bot:
        await bot.start(token)


if __name__ == "__main__":
    _, api, gateway, _, token, _, channel = sys.argv
    asyncio.run(main(api, gateway, token, int(channel)))

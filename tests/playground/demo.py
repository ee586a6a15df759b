"""A bot with every kind of card, form and menu, to try the playground by hand: `python -m tests.playground.demo`."""

import argparse
import asyncio
import logging
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from playground.server import Playground
from tests.playground.demo_cards import FILMS, WARM, Card, Counter, Name, Selects, picture
from tests.playground.demo_files import handin, inspect
from tests.playground.demo_places import discuss, meet, thread


class DemoBot(discord.AutoShardedClient):
    """An unmodified discord.py client with a command tree."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            intents=options.pop("intents", discord.Intents(guilds=True)),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0,
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.is_synced = asyncio.Event()
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Counter)
        await self.tree.sync()
        self.is_synced.set()


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    for command in (
        explain,
        card,
        selects,
        embed,
        think,
        slow,
        form,
        count,
        options,
        sums,
        secret,
        trouble,
        thread,
        discuss,
        meet,
        inspect,
        handin,
    ):
        tree.add_command(command)
    tree.add_command(Poll())
    tree.add_command(app_commands.ContextMenu(name="Quote this", callback=quote))


@app_commands.command()
@app_commands.describe(topic="What to explain", share="Show it to everybody")
async def explain(interaction: discord.Interaction, topic: str, share: bool = False) -> None:
    """Explain a film, with suggestions while you type."""
    await interaction.response.send_message(f"**{topic}** explained.", ephemeral=not share)


@explain.autocomplete("topic")
async def _topics(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=film, value=film) for film in FILMS if typed.lower() in film.lower()]


@app_commands.command()
async def card(interaction: discord.Interaction, private: bool = False) -> None:
    """A card with every kind of component."""
    await interaction.response.send_message(view=Card(), files=Card.files(), ephemeral=private)


@app_commands.command()
async def selects(interaction: discord.Interaction) -> None:
    """A card with every kind of select."""
    await interaction.response.send_message(view=Selects())


@app_commands.command()
async def embed(interaction: discord.Interaction) -> None:
    """An older card: an embed with a picture and buttons."""
    shown = discord.Embed(
        title="A *film* to watch", url="https://example.org", description="It says **this**.\n-# small", color=WARM
    )
    shown.set_author(name="Film Club").set_footer(text="Checked today").set_image(url="attachment://still.png")
    shown.add_field(name="Year", value="2019").add_field(name="Runtime", value="`27:14`").add_field(
        name="Claims", value="1. one\n2. two", inline=False
    )
    view = discord.ui.View(timeout=None)
    view.add_item(Counter(0))
    view.add_item(discord.ui.Button(label="A page", url="https://example.org"))
    files = [picture("still.png", "A still from the film"), discord.File(BytesIO(b"a,b\n1,2\n"), "table.csv")]
    await interaction.response.send_message("With a file too:", embed=shown, view=view, files=files)


@app_commands.command()
async def think(interaction: discord.Interaction, seconds: app_commands.Range[float, 0, 20] = 2.0) -> None:
    """Think in front of everybody, then answer, then change the answer."""
    await interaction.response.defer(thinking=True)
    await asyncio.sleep(seconds)
    await interaction.edit_original_response(content="I thought about it.")
    await interaction.followup.send("And told you alone more.", ephemeral=True)
    await asyncio.sleep(seconds)
    await interaction.edit_original_response(content="I thought about it twice.")


@app_commands.command()
async def slow(interaction: discord.Interaction) -> None:
    """Answer too late, so that the application did not respond."""
    await asyncio.sleep(3.5)
    await interaction.response.send_message("Too late")


@app_commands.command()
async def form(interaction: discord.Interaction) -> None:
    """Open a form."""
    await interaction.response.send_modal(Name())


@app_commands.command()
async def count(interaction: discord.Interaction) -> None:
    """A button that counts, and goes on after a restart."""
    view = discord.ui.View(timeout=None)
    view.add_item(Counter(0))
    await interaction.response.send_message("Counted to 0.", view=view)


@app_commands.command()
@app_commands.choices(kind=[app_commands.Choice(name="One", value="one"), app_commands.Choice(name="Two", value="two")])
async def options(
    interaction: discord.Interaction,
    kind: app_commands.Choice[str],
    number: app_commands.Range[int, 1, 10],
    member: discord.Member | None = None,
    channel: discord.TextChannel | None = None,
    role: discord.Role | None = None,
    words: app_commands.Range[str, 2, 20] | None = None,
) -> None:
    """Every kind of option."""
    await interaction.response.send_message(
        f"{kind.name}, {number}, {member and member.mention}, {channel and channel.mention}, "
        f"{role and role.name}, {words}"
    )


@app_commands.command()
async def sums(interaction: discord.Interaction) -> None:
    """Everything that can be written."""
    await interaction.response.send_message(
        "# Heading\n## Smaller\n### Smallest\n-# subtext\n**bold** *italic* __underline__ ~~gone~~ ||spoiler|| `code`\n"
        "```python\nprint('<b>code</b>')\n```\n> quoted\n- one\n  - nested\n- two\nafter the list\n"
        f"<t:1767225600:R> <t:1767225600:F> {interaction.user.mention} <#{interaction.channel_id}> https://example.org "
        "[masked](https://example.org) <script>alert(1)</script> <:wave:123456>"
    )


@app_commands.command()
@app_commands.default_permissions(manage_guild=True)
async def secret(interaction: discord.Interaction) -> None:
    """Only for who may manage the server."""
    await interaction.response.send_message("You may.", ephemeral=True)


@app_commands.command()
async def trouble(interaction: discord.Interaction) -> None:
    """Break a rule of the platform, and say how it was refused."""
    try:
        await interaction.response.send_message("x" * 2001)
    except discord.HTTPException as refusal:
        await interaction.response.send_message(f"`{refusal.status}` `{refusal.code}` {refusal.text}", ephemeral=True)


class Poll(app_commands.Group):
    """Sub-commands."""

    def __init__(self) -> None:
        super().__init__(name="poll", description="Polls")

    @app_commands.command()
    async def create(self, interaction: discord.Interaction, question: str) -> None:
        """Ask a question."""
        await interaction.response.send_message(f"**{question}**")

    @app_commands.command(name="list")
    async def show(self, interaction: discord.Interaction) -> None:
        """Show what was asked."""
        await interaction.response.send_message("Nothing yet.", ephemeral=True)


async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"> {message.content}\n— {message.author.mention}")


def lead(playground: Playground) -> None:
    """Sends every discord.py client of this process to a playground."""
    Route.BASE = playground.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(playground.gateway)
    discord.Asset.BASE = playground.cdn  # pyright: ignore[reportAttributeAccessIssue] -- a constant to discord.py


WELCOME = [
    {"label": "Explain a film", "hint": "A private answer", "command": "explain", "options": {"topic": FILMS[0]}},
    {"label": "See a card", "hint": "Every kind of component", "command": "card", "options": {}},
    {"label": "Open a form", "hint": "It asks three things", "command": "form", "options": {}},
]


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=8765)
    arguments.add_argument("--data", type=Path, default=None)
    chosen = arguments.parse_args()
    logging.basicConfig(level=logging.INFO)
    data = chosen.data or Path(tempfile.mkdtemp(prefix="playground-"))
    async with Playground(data, chosen.port, bot_name="Demo Bot", welcome=WELCOME) as playground:
        lead(playground)
        print(f"Playground: {playground.url}", flush=True)  # noqa: T201 -- this is what the command is for
        async with DemoBot() as bot:
            await bot.start(playground.token)


if __name__ == "__main__":
    asyncio.run(main())

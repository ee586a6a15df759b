"""The demo bot's cards: every component that a message may hold, every select, a form, a button that counts."""

import functools
import struct
import zlib
from io import BytesIO
from typing import Any

import discord

WARM = 0xD9822B
FILMS = ["A Model Citizen", "Bees at Work", "Inside the System", "The Long Winter", "Zebra Crossing"]


@functools.cache
def png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A picture of one colour with a lighter diagonal, so that its size and shape can be seen."""
    light = bytes(min(255, part + 70) for part in color)
    rows = b"".join(
        b"\0" + b"".join(light if x * height // width == y else bytes(color) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture(name: str, alt: str, size: tuple[int, int] = (480, 270)) -> discord.File:
    return discord.File(BytesIO(png(*size, (70, 90, 120))), name, description=alt)


class Counter(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"count:(?P<number>[0-9]+)"):
    """A button that counts in its custom id, so that it works after a restart too."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label=f"Pressed {number}×", custom_id=f"count:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction, _item: Any, match: Any, /) -> "Counter":
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Counter(self.number + 1))
        await interaction.response.edit_message(content=f"Counted to {self.number + 1}.", view=view)


class Name(discord.ui.Modal, title="A few words"):
    """A form with a text, a longer text and a select."""

    who = discord.ui.TextInput[Any](label="Your name", max_length=40)
    why = discord.ui.TextInput[Any](label="Why", style=discord.TextStyle.paragraph, required=False, max_length=400)
    film = discord.ui.Label[Any](
        text="Film",
        description="The one you think of",
        component=discord.ui.Select(options=[discord.SelectOption(label=film) for film in FILMS]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.film.component, discord.ui.Select)
        await interaction.response.send_message(
            f"**{self.who.value}** chose *{self.film.component.values[0]}*: {self.why.value or 'no reason given'}",
            ephemeral=True,
        )


class Selects(discord.ui.LayoutView):
    """Every kind of select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        options = [discord.SelectOption(label=film, description=f"Film {film[0]}", emoji="🎬") for film in FILMS]
        selects: list[discord.ui.Select[Any] | Any] = [
            discord.ui.Select(placeholder="Films, up to three", options=options, max_values=3, custom_id="films"),
            discord.ui.UserSelect(placeholder="A member", custom_id="user"),
            discord.ui.RoleSelect(placeholder="A role", custom_id="role"),
            discord.ui.ChannelSelect(placeholder="A channel", custom_id="channel"),
            discord.ui.MentionableSelect(placeholder="Anyone", custom_id="anyone"),
        ]
        self.add_item(discord.ui.TextDisplay("## Every select"))
        for select in selects:
            select.callback = self._chosen(select)
            self.add_item(discord.ui.ActionRow(select))

    @staticmethod
    def _chosen(select: Any) -> Any:
        async def callback(interaction: discord.Interaction) -> None:
            chosen = ", ".join(str(getattr(value, "mention", value)) for value in select.values)
            await interaction.response.send_message(f"You chose {chosen}.", ephemeral=True)

        return callback


class Card(discord.ui.LayoutView):
    """Every other component that a message may hold."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        share = discord.ui.Button[Any](label="Share to channel", emoji="📣", style=discord.ButtonStyle.primary)
        form = discord.ui.Button[Any](label="Open a form")
        gone = discord.ui.Button[Any](label="Delete", style=discord.ButtonStyle.danger)
        share.callback, form.callback, gone.callback = self._share, self._form, self._delete
        inside = discord.ui.Button[Any](label="More", style=discord.ButtonStyle.success)
        inside.callback = self._more
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("# A card\nWith **every** kind of component, ||a spoiler|| and `code`."),
                discord.ui.Section(
                    "### With a picture\n-# and a smaller line below",
                    accessory=discord.ui.Thumbnail("attachment://small.png", description="A blue square"),
                ),
                discord.ui.Section("A line with a button beside it", accessory=inside),
                discord.ui.Separator(spacing=discord.SeparatorSpacing.large),
                discord.ui.MediaGallery(
                    discord.MediaGalleryItem("attachment://one.png", description="A blue rectangle"),
                    discord.MediaGalleryItem("attachment://two.png", description="Another one", spoiler=True),
                ),
                discord.ui.Separator(visible=False),
                discord.ui.File("attachment://notes.txt"),
                discord.ui.TextDisplay("> A quote\n- a list\n- of two\n1. and numbers\n[A link](https://example.org)"),
                discord.ui.ActionRow(share, form, gone, discord.ui.Button(label="A page", url="https://example.org")),
                discord.ui.ActionRow(discord.ui.Button(label="Not now", disabled=True, custom_id="never")),
                accent_color=WARM,
            )
        )

    @staticmethod
    def files() -> list[discord.File]:
        return [
            picture("small.png", "A blue square", (80, 80)),
            picture("one.png", "A blue rectangle"),
            picture("two.png", "Another one", (270, 480)),
            discord.File(BytesIO(b"Some notes\n"), "notes.txt"),
        ]

    async def _share(self, interaction: discord.Interaction) -> None:
        assert isinstance(interaction.channel, discord.TextChannel)
        await interaction.response.defer()
        await interaction.channel.send(view=Card(), files=Card.files())

    async def _form(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Name())

    async def _delete(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()

    async def _more(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("There is more, but it is private.", ephemeral=True)

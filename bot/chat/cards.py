"""The common parts of every card: one accent, one heading, one way to show that only the reader sees it."""

from collections.abc import Iterable

import discord
from discord import ui

ACCENT = 0xC8692B
"""The one warm colour of every card; it never carries meaning."""


class Card(ui.LayoutView):
    """A message with one container in Components V2; a note, where there is one, stands above it.

    Stopped at once, so that discord.py neither stores nor times it: clicks are found by custom id (`Control`).
    """

    def __init__(self, *items: "ui.Item[Card] | None", note: str | None = None) -> None:
        super().__init__(timeout=None)
        if note:
            self.add_item(ui.TextDisplay(f"-# {note}"))
        self.add_item(ui.Container(*(item for item in items if item is not None), accent_colour=ACCENT))
        self.stop()


def heading(title: str, under: str, above: str | None = None) -> ui.TextDisplay[Card]:
    """A card's first lines: what stands above, the title, and in small letters what it is. All already safe."""
    return ui.TextDisplay("\n".join(filter(None, (above, f"## {title}", f"-# {under}"))))


def row(items: Iterable[ui.Item[Card]]) -> ui.ActionRow[Card] | None:
    """A row of controls; None where there are none."""
    kept = list(items)
    return ui.ActionRow(*kept) if kept else None


def link_button(label: str, url: str) -> ui.Button[Card]:
    """A button that leads out of Discord."""
    return ui.Button(label=label, url=url, style=discord.ButtonStyle.link)


def button(label: str, custom_id: str, *, disabled: bool = False, main: bool = False) -> ui.Button[Card]:
    """A button that a Control answers."""
    style = discord.ButtonStyle.primary if main else discord.ButtonStyle.secondary
    return ui.Button(label=label, custom_id=custom_id, disabled=disabled, style=style)


def select(placeholder: str, custom_id: str, options: list[discord.SelectOption]) -> ui.ActionRow[Card] | None:
    """A select of at most 25 options in a row of its own; None where there are no options."""
    return ui.ActionRow(ui.Select(placeholder=placeholder, custom_id=custom_id, options=options)) if options else None

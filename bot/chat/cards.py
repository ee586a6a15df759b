"""The common parts of every card: one accent, one heading, one way to show that only the reader sees it."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import discord
from discord import ui

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.text import shorten

T = TypeVar("T")

IN_A_ROW = 5
"""Buttons side by side, Discord's limit."""
ACCENT = 0xC8692B
"""The one warm colour of every card; it never carries meaning."""


class Card(ui.LayoutView):
    """A message with one container in Components V2; a note, where there is one, stands above it.

    A card that a member shared with everybody says so below: what they looked up themselves bears no name.

    Stopped at once, so that discord.py neither stores nor times it: clicks are found by custom id (`Control`).
    Labels are shown letter by letter, so that a time in one is told in words here.
    """

    def __init__(self, *items: "ui.Item[Card] | None", note: str | None = None, shared_by: int | None = None) -> None:
        super().__init__(timeout=None)
        if note:
            self.add_item(ui.TextDisplay(f"-# {note}"))
        self.add_item(ui.Container(*(item for item in items if item is not None), accent_colour=ACCENT))
        if shared_by is not None:
            self.add_item(ui.TextDisplay(f"-# Shared by <@{shared_by}>"))
        for item in self.walk_children():
            label(item)
        self.stop()


def label(item: "ui.Item[Any]") -> None:
    """Tell in words what stands as a mark in the labels of a button, a select or a field; they stay short enough."""
    if isinstance(item, ui.Button):
        item.label = _flat(item.label, limits.BUTTON_LABEL)
    elif isinstance(item, ui.Label):
        item.description = _flat(item.description, limits.SELECT_DESCRIPTION)
        label(item.component)
    elif isinstance(item, ui.Select):
        item.placeholder = _flat(item.placeholder, limits.SELECT_LABEL)
        for option in item.options:
            option.label = _flat(option.label, limits.SELECT_LABEL) or ""
            option.description = _flat(option.description, limits.SELECT_DESCRIPTION)


def _flat(text: str | None, limit: int) -> str | None:
    return shorten(flat(text), limit) if text and "<" in text else text


def heading(title: str, under: str, above: str | None = None) -> ui.TextDisplay[Card]:
    """A card's first lines: what stands above, the title, and in small letters what it is. All already safe."""
    return ui.TextDisplay("\n".join(filter(None, (above, f"## {title}", f"-# {under}"))))


def lines(*parts: str | None) -> ui.TextDisplay[Card] | None:
    """What there is of these texts, each below the other; None where there is nothing. All already safe."""
    text = "\n".join(filter(None, parts))
    return ui.TextDisplay(text) if text else None


def row(items: Iterable[ui.Item[Card]]) -> ui.ActionRow[Card] | None:
    """A row of controls; None where there are none."""
    kept = list(items)
    return ui.ActionRow(*kept) if kept else None


def rows(buttons: Sequence[ui.Button[Card]]) -> list[ui.ActionRow[Card] | None]:
    """Buttons, five side by side."""
    return [row(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW)]


def link_button(label: str, url: str) -> ui.Button[Card]:
    """A button that leads out of Discord."""
    return ui.Button(label=label, url=url, style=discord.ButtonStyle.link)


def button(label: str, custom_id: str, *, disabled: bool = False, main: bool = False) -> ui.Button[Card]:
    """A button that a Control answers."""
    style = discord.ButtonStyle.primary if main else discord.ButtonStyle.secondary
    return ui.Button(label=label, custom_id=custom_id, disabled=disabled, style=style)


def share_button(custom_id: str, shared_by: int | None) -> list[ui.Button[Card]]:
    """`Share to channel` of a private card, never its main button; none on a card that is shared already."""
    return [] if shared_by is not None else [button("Share to channel", custom_id)]


def select(placeholder: str, custom_id: str, options: list[discord.SelectOption]) -> ui.ActionRow[Card] | None:
    """A select of at most 25 options in a row of its own; None where there are no options."""
    return ui.ActionRow(ui.Select(placeholder=placeholder, custom_id=custom_id, options=options)) if options else None


def choices(labels: Iterable[tuple[object, str]], chosen: object = None) -> list[discord.SelectOption]:
    """Options of a select, each by its value and what it is called, cut where that is long; `chosen`: the value now."""
    return [
        discord.SelectOption(label=shorten(text, limits.SELECT_LABEL), value=str(value), default=value == chosen)
        for value, text in labels
    ]


def page_of(things: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The things on a page (from 0; past the end: the last), which page that is, and how many pages there are."""
    count = max(1, -(-len(things) // size))
    at = min(page, count - 1)
    return things[at * size : (at + 1) * size], at, count


def turns(prefix: str, at: int, count: int, *, main: bool = False) -> list[ui.Button[Card]]:
    """`Previous` and `Next` for pages counted from 0, whose custom ids are the prefix and a page; none for one page.

    `main`: to read on is what one does next.
    """
    if count <= 1:
        return []
    return [
        button("Previous", f"{prefix}{max(at - 1, 0)}", disabled=at == 0),
        button("Next", f"{prefix}{at + 1}", disabled=at + 1 >= count, main=main and at + 1 < count),
    ]

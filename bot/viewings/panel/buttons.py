"""The buttons of the panel: one moves the viewing, one only turns the panel to another of its cards."""

import discord
from discord import ui

from bot.chat.cards import Card, button
from bot.viewings.moves import Move
from bot.viewings.rules import Viewing


def do_button(
    label: str, viewing: Viewing, move: Move, detail: str | int | None = None, *, main: bool = False
) -> "ui.Button[Card]":
    """A button that moves the viewing; `detail`: which prompt, phase, span or decision."""
    ending = "" if detail is None else f":{detail}"
    return button(label, f"panel-do:{viewing.id}:{move}{ending}", main=main)


def page_button(label: str, verb: str, viewing: Viewing) -> "ui.Button[Card]":
    """A button that turns the panel, and changes nothing."""
    return button(label, f"{verb}:{viewing.id}")


def end_button(viewing: Viewing) -> "ui.Button[Card]":
    """Red, though it only turns the panel to the question: what follows ends the evening for everybody."""
    made = page_button("End", "panel-end", viewing)
    made.style = discord.ButtonStyle.danger
    return made

"""The forms of rounds as they are drawn: one's own statements, and a round that is started from elsewhere."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.chat import limits
from bot.chat.text import shorten
from bot.packs.shelf.shelves import Item
from bot.statements.wording import MAX_QUESTION, MAX_STATEMENT, MOST_EACH

FIELDS = tuple(f"statement-{number}" for number in range(1, MOST_EACH + 1))


def statements_form(round_id: int, written: Sequence[str]) -> ui.Modal:
    """Up to three statements of one's own, filled with those that were handed in before."""
    form = ui.Modal(title="Your statements", custom_id=f"statements-form:{round_id}")
    filled = [*written, *[""] * MOST_EACH]
    for number, name in enumerate(FIELDS):
        text: ui.TextInput[ui.Modal] = ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph,
            default=filled[number] or None,
            required=False,
            max_length=MAX_STATEMENT,
        )
        told = "One thought that others can agree or disagree with. Words you alone would use may give you away."
        label = f"Statement {number + 1}"
        form.add_item(ui.Label(text=label, description=None if number else told, component=text))
    return form


def start_form(sets: Sequence[Item], collect: str, closes: str) -> ui.Modal:
    """What `/statements start` asks; `sets`: the statements of packs with which it may begin."""
    form = ui.Modal(title="Collect statements", custom_id="statements-start")
    question: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="question", max_length=MAX_QUESTION, placeholder="What did this film leave you with?"
    )
    form.add_item(ui.Label(text="Question that the statements answer", component=question))
    for name, told, value in (
        ("collect", "How long statements are collected", collect),
        ("closes", "How long the vote runs after their release", closes),
    ):
        text: ui.TextInput[ui.Modal] = ui.TextInput(custom_id=name, default=value, max_length=40)
        form.add_item(ui.Label(text=told, component=text))
    if sets:
        options = [
            discord.SelectOption(label=shorten(item.entry.name, limits.SELECT_LABEL), value=item.value)
            for item in sets[: limits.SELECT_OPTIONS]
        ]
        select: ui.Select[ui.Modal] = ui.Select(custom_id="seed", options=options, required=False)
        form.add_item(ui.Label(text="Begin with statements of a pack", component=select))
    return form

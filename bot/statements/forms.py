"""The forms of rounds as they are drawn: one's own statements, and a round that is started from elsewhere."""

from collections.abc import Sequence
from itertools import zip_longest

import discord
from discord import ui

from bot.chat import limits
from bot.chat.forms import form_of, select_of
from bot.chat.text import shorten
from bot.packs.shelf.shelves import Item
from bot.statements.usual import CLOSES, COLLECT
from bot.statements.wording import MAX_QUESTION, MAX_STATEMENT, MOST_EACH

FIELDS = tuple(f"statement-{number}" for number in range(1, MOST_EACH + 1))


def statements_form(round_id: int, written: Sequence[str]) -> ui.Modal:
    """Up to three statements of one's own, filled with those that were handed in before."""
    told = "One thought that others can agree or disagree with. Words you alone would use may give you away."
    fields = (
        ui.Label[ui.Modal](
            text=f"Statement {number}",
            description=told if number == 1 else None,
            component=ui.TextInput(
                custom_id=name,
                style=discord.TextStyle.paragraph,
                default=default,
                required=False,
                max_length=MAX_STATEMENT,
            ),
        )
        for number, (name, default) in enumerate(zip_longest(FIELDS, written), 1)
    )
    return form_of("Your statements", f"statements-form:{round_id}", *fields)


def start_form(sets: Sequence[Item]) -> ui.Modal:
    """What `/statements start` asks; `sets`: the statements of packs with which it may begin."""
    question = ui.TextInput[ui.Modal](
        custom_id="question", max_length=MAX_QUESTION, placeholder="What did this film leave you with?"
    )
    collect = ui.TextInput[ui.Modal](custom_id="collect", default=COLLECT, max_length=40)
    closes = ui.TextInput[ui.Modal](custom_id="closes", default=CLOSES, max_length=40)
    seeds = {item.value: shorten(item.entry.name, limits.SELECT_LABEL) for item in sets[: limits.SELECT_OPTIONS]}
    seed = [ui.Label[ui.Modal](text="Begin with statements of a pack", component=select_of("seed", seeds))]
    return form_of(
        "Collect statements",
        "statements-start",
        ui.Label(text="Question that the statements answer", component=question),
        ui.Label(text="How long statements are collected", component=collect),
        ui.Label(text="How long the vote runs after their release", component=closes),
        *(seed if seeds else []),
    )

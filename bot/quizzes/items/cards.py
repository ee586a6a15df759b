"""What an answer is chosen by: a button for each option, or a select of several."""

from collections.abc import Callable, Collection

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, rows
from bot.chat.text import shorten
from bot.quizzes.items.phrases import option_label
from bot.quizzes.items.rules import Placed


def option_rows(
    placed: Placed, id_of: Callable[[int], str], disabled: Callable[[int], bool] = lambda _: False
) -> "list[ui.ActionRow[Card] | None]":
    """A button for each option as it is shown; both functions are told its place in the item."""
    buttons = [
        button(option_label(placed, at), id_of(place), disabled=disabled(place))
        for at, place in enumerate(placed.order)
    ]
    return rows(buttons)


def several_select(placed: Placed, custom_id: str, chosen: Collection[int] = ()) -> ui.ActionRow[Card]:
    """A select of one or more options, with what was chosen before."""
    options = [
        discord.SelectOption(
            label=shorten(f"{option_label(placed, at)}. {placed.item.options[place].text}", limits.SELECT_LABEL),
            value=str(place),
            default=place in chosen,
        )
        for at, place in enumerate(placed.order)
    ]
    return ui.ActionRow(
        ui.Select[Card](
            placeholder="Choose all that are right", custom_id=custom_id, options=options, max_values=len(options)
        )
    )

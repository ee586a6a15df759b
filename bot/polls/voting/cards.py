"""What is answered to a vote: that it is recorded, and what may be said beside it."""

import discord
from discord import ui

from bot.chat.cards import Card, button, row
from bot.polls.rules import Poll
from bot.polls.terms import Reason


def sure_row(poll: Poll) -> "ui.ActionRow[Card]":
    """A select that asks how sure the voter is."""
    named = ("1: only guessing", "2", "3", "4", "5: completely sure")
    options = [discord.SelectOption(label=label, value=str(value)) for value, label in enumerate(named, 1)]
    return ui.ActionRow(ui.Select(placeholder="How sure are you?", custom_id=f"sure:{poll.id}", options=options))


def recorded_card(text: str, poll: Poll, reason: str | None = None) -> Card:
    """That a vote is recorded, and what may be said beside it; `reason`: the one that was given."""
    ask = "Change the reason" if reason else "Add a reason"
    return Card(
        ui.TextDisplay(text),
        sure_row(poll) if poll.confidence else None,
        row([button(ask, f"why:{poll.id}")]) if poll.reason is not Reason.OFF else None,
    )

"""The source-check sheet: its form, and its card."""

from typing import Any

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, row
from bot.chat.text import brief
from bot.viewings.checking.rules import Sheet, SourceCheck

MOVES = {
    "stop": ("Stop", "What do you know of it already, and what does it do to you?"),
    "investigate": ("Investigate the source", "Who says it, and what do others say of them?"),
    "find": ("Find better coverage", "What do other, better sources say?"),
    "trace": ("Trace it", "Where does it come from first?"),
}
"""The four moves of SIFT (Mike Caulfield)."""
LONGEST = 4_000
SHOWN = 700
"""Characters of each answer on the card; four of them, with every character escaped, still fit."""


def check_form(channel_id: int, message_id: int) -> ui.Modal:
    """The four questions about a message."""
    form = ui.Modal(title="Check this claim", custom_id=f"check-form:{channel_id}:{message_id}")
    for name, (label, asked) in MOVES.items():
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name, style=discord.TextStyle.paragraph, max_length=LONGEST, required=False
        )
        form.add_item(ui.Label(text=label, description=asked, component=field))
    return form


def check_card(check: SourceCheck, *, public: bool = False, note: str | None = None) -> Card:
    """The sheet, with the way to the message that it is about."""
    link = f"https://discord.com/channels/{check.guild_id}/{check.channel_id}/{check.message_id}"
    by = f"by <@{check.member_id}>" if public else "only you see this; it can be shared for a day"
    return Card(
        heading("Source check", by),
        ui.TextDisplay(f"About [this message]({link})."),
        ui.TextDisplay("\n\n".join(_answers(check.sheet))),
        row([] if public else [button("Share to channel", f"check-share:{check.id}", main=True)]),
        note=note,
    )


def _answers(sheet: Sheet) -> list[str]:
    written = ((label, getattr(sheet, name)) for name, (label, _) in MOVES.items())
    return [f"**{label}**\n{brief(text, SHOWN)}" for label, text in written if text]

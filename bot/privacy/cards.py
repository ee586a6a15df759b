"""The cards of `/privacy`: what is kept about a member, the question before it is deleted, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, row
from bot.chat.place import NO_SERVER
from bot.chat.text import brief, listing
from bot.database.retention import Retained
from bot.privacy.views import Report

NOTHING = "Nothing is kept about you."
STAYS = (
    "**What stays:** the totals of closed polls, which name nobody. Polls that you made, viewings that you led and "
    "packs that you uploaded belong to their server and stay there without your name."
)
NAMED, NAME = 10, 60
"""Servers that are named, and characters of a name."""
BACKUPS = (
    "-# Copies of the database that were made before are deleted within 14 days. If one of them has to be used again, "
    "your deletion is done again first."
)


def shown_card(counted: Sequence[tuple[Retained, int]], places: str) -> Card:
    """What is kept about a member, in plain words, with how much of it and how long, and in which `places`."""
    lines = [f"- {kept.what}: **{number}**\n  -# {kept.how_long}." for kept, number in counted]
    told = [places, "\n".join(lines), "`/privacy export` gives you all of it as a file. `/privacy delete` deletes it."]
    if not lines:
        told = [f"{NOTHING} When you vote, answer or report something, it is listed here."]
    return Card(
        heading("What is kept about you", "In all servers · only you see this"),
        *(ui.TextDisplay(text) for text in told if text),
        _documents(),
    )


def question_card(counted: Sequence[tuple[Retained, int]], places: str, asked_at: datetime) -> Card:
    """Asks once before everything is deleted, in all `places`."""
    if not counted:
        return Card(ui.TextDisplay(f"{NOTHING} There is nothing to delete."))
    lines = "\n".join(f"- {kept.what}: **{number}**" for kept, number in counted)
    asked = int(asked_at.timestamp())
    return Card(
        heading("Delete everything about you?", "In all servers · this cannot be undone"),
        ui.TextDisplay(f"**What is deleted:**\n{lines}"),
        ui.TextDisplay(places) if places else None,
        ui.TextDisplay(f"{STAYS}\nTo keep a copy for yourself, use `/privacy export` first."),
        row(
            [
                ui.Button(
                    label="Delete everything",
                    style=discord.ButtonStyle.danger,
                    custom_id=f"privacy-delete:{asked}:yes",
                ),
                button("Keep", f"privacy-delete:{asked}:no"),
            ]
        ),
    )


def places_words(names: Mapping[int, str | None]) -> str:
    """Where it is kept: servers by their ids, None for those whose name is not known any more; empty for nowhere."""
    known = [f"**{brief(name, NAME)}**" for name in names.values() if name]
    unknown = sum(name is None for server, name in names.items() if server != NO_SERVER)
    told = known[:NAMED]
    if len(known) > NAMED:
        told.append(f"{len(known) - NAMED} more")
    if unknown:
        told.append(
            "a server that I am not in any more" if unknown == 1 else f"{unknown} servers that I am not in any more"
        )
    if NO_SERVER in names:
        told.append("outside of servers")
    return f"It comes from {listing(told)}." if told else ""


def kept_card() -> Card:
    """That nothing was deleted."""
    return Card(ui.TextDisplay("Nothing was deleted."))


def report_card(report: Report) -> Card:
    """What became of a deletion, feature by feature."""
    if not report.had and report.done:
        return Card(ui.TextDisplay("Nothing was kept about you any more, so there was nothing to delete."))
    lines = "\n".join(f"- {part.name}: {'deleted' if part.done else 'not yet'}" for part in report.parts)
    failed = [part.name for part in report.parts if not part.done]
    title = "Everything about you is deleted" if report.done else "Not everything could be deleted yet"
    return Card(
        heading(title, "In all servers"),
        ui.TextDisplay(lines),
        ui.TextDisplay(_again(failed)) if failed else None,
        ui.TextDisplay(f"{STAYS}\n{BACKUPS}"),
    )


def _again(failed: list[str]) -> str:
    return (
        f"Something went wrong with {listing(failed)}. It is tried again by itself, the first time in a minute, until "
        "it works. `/privacy show` tells you what is left."
    )


def _documents() -> "ui.ActionRow[Card] | None":
    return row([button("Privacy", "document:privacy:0"), button("Terms", "document:terms:0")])

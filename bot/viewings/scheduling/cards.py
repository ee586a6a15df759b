"""What is planned in a server, and the question before something of it is called off."""

from collections.abc import Iterator, Mapping, Sequence

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, link_button, page_of, row, turns
from bot.chat.forms import form_of
from bot.chat.text import plain, shorten
from bot.guilds.rules import Person
from bot.viewings import phrases
from bot.viewings.scheduling.rules import Scheduled, address, event_name

A_PAGE = 5
NOTHING = "Nothing is planned here. `/watch schedule` plans a viewing as an event of this server."


def planned_card(
    coming: Sequence[Scheduled], names: Mapping[int, str], by: Person, page: int, note: str | None = None
) -> Card:
    """What is ahead, the next first; `names`: how the events are called in Discord, by id."""
    shown, at, count = page_of(coming, page, A_PAGE)
    part = f" · {at + 1} of {count}" if count > 1 else ""
    return Card(
        heading("Planned viewings", f"{len(coming)} ahead{part} · only you see this"),
        ui.TextDisplay(NOTHING) if not coming else None,
        *(item for scheduled in shown for item in _planned(scheduled, names, by)),
        row(turns("planned:", at, count)),
        note=note,
    )


def _planned(scheduled: Scheduled, names: Mapping[int, str], by: Person) -> "Iterator[ui.Item[Card] | None]":
    lead = phrases.led_by(scheduled.scheduler_id)
    name = names.get(scheduled.event_id or 0, "")
    lines = [
        f"**{title(scheduled)}**",
        f"Its event is called “{plain(shorten(name, 100))}”."
        if name and name != event_name(scheduled.programme)
        else "",
        phrases.unknown_film(scheduled.programme),
        f"{phrases.stamp(scheduled.at, 'F')} ({phrases.stamp(scheduled.at)}) in <#{scheduled.channel_id}>, {lead}",
    ]
    yield ui.TextDisplay("\n".join(filter(None, lines)))
    link = link_button("The event", address(scheduled.guild_id, scheduled.event_id or 0))
    changes = [button("Move", f"planned-move:{scheduled.id}"), button("Call off", f"planned-off:{scheduled.id}")]
    yield row([*(changes if scheduled.may_change(by) else []), link])


def sure_card(scheduled: Scheduled) -> Card:
    """Before a viewing is called off: its event goes with those who marked it."""
    sure = button("Call it off", f"planned-sure:{scheduled.id}")
    sure.style = discord.ButtonStyle.danger
    return Card(
        heading(f"Call off “{title(scheduled)}”?", phrases.stamp(scheduled.at, "F")),
        ui.TextDisplay("It will not open. Its event is deleted, and nobody is reminded of it."),
        row([sure, button("Keep it", "planned:0")]),
    )


def move_form(scheduled: Scheduled) -> ui.Modal:
    """To which time?"""
    when = ui.Label(
        text="When does it open?",
        description="Such as 2h, fri 18:00 or 2026-11-30 18:00",
        component=ui.TextInput(custom_id="when", max_length=60),
    )
    return form_of("Move a planned viewing", f"planned-move:{scheduled.id}", when)


def title(scheduled: Scheduled) -> str:
    """The film's title, safe to show."""
    return plain(shorten(scheduled.programme.title, phrases.HEAD))

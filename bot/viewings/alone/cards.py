"""The card of who watches alone, and what comes to them by direct message."""

from collections.abc import Iterator
from datetime import datetime

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, link_button, row
from bot.chat.place import NO_SERVER
from bot.viewings import phrases
from bot.viewings.cards import AHEAD, about_film, mistake_button, where_button
from bot.viewings.moves import Decision, Move, Undecided
from bot.viewings.rules import Phase, State, Viewing
from bot.viewings.status import ViewingStatus

_FILM = (Move.START_FILM, Move.PAUSE, Move.RESUME, Move.JUMP, Move.FINISH)
_REST = (Move.BACK, Move.SKIP, Move.REOPEN)


def alone_card(status: ViewingStatus, now: datetime) -> Card:
    """Where it stands, with everything that can be done: `Next` first."""
    viewing, cue = status.viewing, None if status.viewing.closed else status.viewing.current
    ahead = phrases.content_note(viewing.programme, AHEAD) if viewing.phase is Phase.BEFORE else ""
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing), phrases.unknown_film(viewing.programme) or None),
        ui.TextDisplay("\n".join((phrases.where(status, now), *phrases.troubles(status)))),
        ui.TextDisplay(ahead) if ahead else None,
        ui.TextDisplay(phrases.question(viewing, cue)) if cue else None,
        ui.TextDisplay(hint) if (hint := phrases.hint(status)) else None,
        None if viewing.closed else ui.TextDisplay(f"-# {viewing.promise}"),
        row(_answering(status, now)),
        row(_moves(status, _REST)),
        row(_moves(status, _FILM)),
        row(_aside(status)),
        row(about_film(viewing)),
    )


def next_button(viewing: Viewing) -> "ui.Button[Card]":
    """Goes on to the next prompt."""
    return _move(viewing, Move.NEXT, main=True)


def undecided_card(viewing: Viewing, undecided: Undecided) -> Card:
    """What becomes of the prompts that a move would pass."""
    label = "Start anyway" if undecided.move is Move.START_FILM else f"Leave out {undecided.count}"
    decided = f"watch-decided:{viewing.id}:{viewing.step}:{undecided.move}:{Decision.LEAVE}"
    return Card(
        ui.TextDisplay(str(undecided)),
        row([next_button(viewing), button(label, decided), button("Back", f"watch-card:{viewing.id}")]),
    )


def prompt_card(status: ViewingStatus, place: int, now: datetime) -> Card:
    """A prompt as a direct message.

    What is watched outside of servers goes on right there, with all that can be done below the newest prompt; what is
    watched in a server is answered there, where the private card is.
    """
    viewing = status.viewing
    if viewing.guild_id != NO_SERVER:
        return _in_server(viewing, place)
    if place == viewing.place:
        return alone_card(status, now)
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing)),
        ui.TextDisplay(phrases.question(viewing, viewing.cue(place))),
        row([button("Answer", f"watch-answer:{viewing.id}:{place}"), button("My card", f"watch-card:{viewing.id}")]),
    )


def _in_server(viewing: Viewing, place: int) -> Card:
    return Card(
        heading(phrases.title(viewing), "Guided viewing · alone"),
        ui.TextDisplay(phrases.question(viewing, viewing.cue(place))),
        ui.TextDisplay("`/watch resume` in the server shows your card, with `Answer`."),
        row([link_button("To the server", f"https://discord.com/channels/{viewing.guild_id}")]),
    )


def _answering(status: ViewingStatus, now: datetime) -> "Iterator[ui.Button[Card]]":
    viewing, cue = status.viewing, status.viewing.current
    if Move.NEXT in status.moves or viewing.phase is Phase.DURING:
        yield next_button(viewing)
    if viewing.later_until is not None:
        if now < viewing.later_until:
            yield button("Answer", f"watch-late:{viewing.id}")
        yield button("Summary", f"watch-summary:{viewing.id}")
        yield button("Keep as a guide", f"own-keep:{viewing.id}")
        return
    if cue and cue.state is State.OPEN:
        yield button("Answer", f"watch-answer:{viewing.id}:{cue.place}")
    yield button("Note this moment", f"watch-moment:{viewing.id}")
    if viewing.phase is Phase.DURING:
        yield where_button(viewing)
    if viewing.phase is Phase.AFTER:
        yield button("Summary", f"watch-summary:{viewing.id}")


def _aside(status: ViewingStatus) -> "Iterator[ui.Button[Card]]":
    viewing, cue = status.viewing, status.viewing.current
    if cue and phrases.is_cut(cue):
        yield button("Whole question", f"watch-whole:{viewing.id}:{cue.place}")
    if viewing.phase in (Phase.BEFORE, Phase.DURING):
        label = "No direct messages" if viewing.direct else "Prompts by direct message"
        yield button(label, f"watch-direct:{viewing.id}:{'off' if viewing.direct else 'on'}")
    if cue:
        yield mistake_button(viewing)
    if Move.END in status.moves:
        yield _move(viewing, Move.END)


def _moves(status: ViewingStatus, wanted: tuple[Move, ...]) -> "Iterator[ui.Button[Card]]":
    return (_move(status.viewing, move) for move in wanted if move in status.moves)


def _move(viewing: Viewing, move: Move, *, main: bool = False) -> "ui.Button[Card]":
    at = f"{viewing.id}:{viewing.step}"
    made = button(phrases.LABELS[move], f"watch-jump:{at}" if move is Move.JUMP else f"watch:{at}:{move}", main=main)
    if move is Move.END:
        made.style = discord.ButtonStyle.danger
    return made

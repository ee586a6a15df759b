"""What the panel asks before a move: how the film begins, what becomes of what a move would lose, who leads next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from discord import ui

from bot.chat.cards import Card, heading, row
from bot.viewings import phrases
from bot.viewings.moves import Decision, Move, Undecided
from bot.viewings.panel.buttons import do_button, page_button
from bot.viewings.prompts import coming
from bot.viewings.rules import Phase, Viewing

SOON, LATER = timedelta(seconds=15), timedelta(seconds=60)
"""How long before a start it is announced."""


def start_card(viewing: Viewing, said: str = "") -> Card:
    """How the film begins."""
    untimed = sum(cue.at is None for cue in viewing.waiting(Phase.DURING))
    come = f"{untimed} prompts of the film have no minute: they come" if untimed > 1 else ""
    come = come or ("1 prompt of the film has no minute: it comes" if untimed else "")
    lines = [
        "`Go` announces a start in 15 seconds, `60 s` in a minute; the film's clock begins at that second.",
        "`One screen` is for a group in one room: the clock begins now, and nobody presses play.",
        f"{come} when you press `Ask it`." if come else "",
    ]
    return Card(
        heading("Start the film", phrases.title(viewing), said or None),
        ui.TextDisplay("\n".join(filter(None, lines))),
        row(
            [
                do_button("Go", viewing, Move.START_FILM, SOON.seconds, main=True),
                do_button("Now", viewing, Move.START_FILM, 0),
                do_button("60 s", viewing, Move.START_FILM, LATER.seconds),
                do_button("One screen", viewing, Move.START_FILM, "screen"),
                do_button("Ask who is ready", viewing, Move.ASK_READY),
            ]
        ),
        row([page_button("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def undecided_card(viewing: Viewing, undecided: Undecided, now: datetime) -> Card:
    """What becomes of what a move would else lose."""
    stays = "What is left out stays on the panel: `Ask after all`."
    if undecided.move is Move.END:
        stays = "For 7 days after the end you can still reveal." if viewing.open else ""
    return Card(
        heading(phrases.LABELS[undecided.move], phrases.title(viewing)),
        ui.TextDisplay(f"{undecided}\n-# {stays}" if stays else str(undecided)),
        row(_choices(viewing, undecided, now)),
        note="Only you see this.",
    )


def heir_card(viewing: Viewing) -> Card:
    """Whom to hand over to."""
    return Card(
        heading("Hand over", phrases.title(viewing)),
        ui.TextDisplay("Who leads the viewing from now on?"),
        ui.ActionRow(ui.UserSelect(placeholder="Choose a member", custom_id=f"panel-heir:{viewing.id}")),
        row([page_button("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def who_leads_card(viewing: Viewing, told: str, *, may_take_over: bool) -> Card:
    """For who does not lead: who does, and whether they may."""
    return Card(
        ui.TextDisplay(told),
        row([do_button(phrases.LABELS[Move.TAKE_OVER], viewing, Move.TAKE_OVER)] if may_take_over else []),
        note="Only you see this.",
    )


def _choices(viewing: Viewing, undecided: Undecided, now: datetime) -> "Iterable[ui.Button[Card]]":
    move = undecided.move
    if move is Move.END and not viewing.open:
        return [
            do_button("End", viewing, move, Decision.LEAVE, main=True),
            page_button("Keep going", "panel-lead", viewing),
        ]
    if move is Move.END:
        return [
            do_button("Reveal all and end", viewing, move, Decision.REVEAL, main=True),
            do_button("End without revealing", viewing, move, Decision.LEAVE),
            page_button("Keep going", "panel-lead", viewing),
        ]
    back = page_button("Back", "panel-lead", viewing)
    if move is Move.START_FILM:
        place = coming(viewing, now)[0].place
        return [
            do_button("Ask the next", viewing, Move.NEXT, place, main=True),
            page_button("Start anyway", "panel-start-anyway", viewing),
            back,
        ]
    leave, ask = (_passing(viewing, undecided, decided) for decided in (Decision.LEAVE, Decision.ASK))
    return [
        do_button(f"Leave out {undecided.count}", viewing, move, leave),
        do_button("Ask them now", viewing, move, ask),
        back,
    ]


def _passing(viewing: Viewing, undecided: Undecided, decided: Decision) -> str:
    """What becomes of passed prompts; of a jump also where it goes, and the step for which it was asked."""
    if undecided.to is None:
        return decided
    return f"{undecided.to // timedelta(milliseconds=1)}-{decided}-{viewing.step}"

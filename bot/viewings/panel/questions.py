"""What the panel asks before a move: how the film begins, what becomes of what a move would lose, who leads next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from discord import ui

from bot.chat.cards import Card, heading, row
from bot.viewings import phrases
from bot.viewings.moves import Decision, Move, Undecided
from bot.viewings.panel.buttons import LATER, ONE_SCREEN, SOON, do_button, page_button
from bot.viewings.prompts import coming
from bot.viewings.rules import Phase, Viewing


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
                do_button("One screen", viewing, Move.START_FILM, ONE_SCREEN),
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


def _choices(viewing: Viewing, undecided: Undecided, now: datetime) -> "Iterator[ui.Button[Card]]":
    move = undecided.move
    match move:
        case Move.END if viewing.open:
            yield do_button("Reveal all and end", viewing, move, Decision.REVEAL, main=True)
            yield do_button("End without revealing", viewing, move, Decision.LEAVE)
        case Move.END:
            yield do_button("End", viewing, move, Decision.LEAVE, main=True)
        case Move.START_FILM:
            yield do_button("Ask the next", viewing, Move.NEXT, coming(viewing, now)[0].place, main=True)
            yield page_button("Start anyway", "panel-start-anyway", viewing)
        case _:
            leave, ask = (_passing(viewing, undecided, decided) for decided in (Decision.LEAVE, Decision.ASK))
            yield do_button(f"Leave out {undecided.count}", viewing, move, leave)
            yield do_button("Ask them now", viewing, move, ask)
    yield page_button("Keep going" if move is Move.END else "Back", "panel-lead", viewing)


def _passing(viewing: Viewing, undecided: Undecided, decided: Decision) -> str:
    """What becomes of passed prompts; of a jump also where it goes, and the step for which it was asked."""
    if undecided.to is None:
        return decided
    return f"{undecided.to // timedelta(milliseconds=1)}-{decided}-{viewing.step}"

"""The buttons of the panel, and what each asks for: its custom id names a move and what the move needs to know.

Some only turn the panel to another of its cards.
"""

from datetime import timedelta

import discord
from discord import ui

from bot.chat.cards import Card, button
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings.film_time import START
from bot.viewings.moves import STALE, Decision, Move, Request
from bot.viewings.rules import Phase, Viewing

SOON, LATER = timedelta(seconds=15), timedelta(seconds=60)
"""How long before a start it is announced."""
ONE_SCREEN = "screen"


def do_button(
    label: str, viewing: Viewing, move: Move, detail: str | int | None = None, *, main: bool = False
) -> "ui.Button[Card]":
    """A button that moves the viewing; `detail`: which prompt, phase, span or decision."""
    ending = "" if detail is None else f":{detail}"
    return button(label, f"panel-do:{viewing.id}:{move}{ending}", main=main)


def page_button(label: str, verb: str, viewing: Viewing) -> "ui.Button[Card]":
    """A button that turns the panel, and changes nothing."""
    return button(label, f"{verb}:{viewing.id}")


def end_button(viewing: Viewing) -> "ui.Button[Card]":
    """Red, though it only turns the panel to the question: what follows ends the evening for everybody."""
    made = page_button("End", "panel-end", viewing)
    made.style = discord.ButtonStyle.danger
    return made


def request_of(move: str, detail: str, by: Person) -> Request:
    """The request that a custom id means; raises Refusal where no panel draws such a one any more."""
    try:
        return _request(Move(move), detail, by)
    except (ValueError, OverflowError):
        raise Refusal(STALE) from None


def _request(move: Move, detail: str, by: Person) -> Request:
    match move:
        case Move.NEXT | Move.SKIP | Move.REVEAL | Move.REOPEN:
            return Request(move=move, by=by, place=int(detail))
        case Move.REVEAL_ALL:
            # A prompt that came since the button was drawn would be revealed before anybody could answer it.
            phase, step = detail.split("-")
            return Request(move=move, by=by, seen=int(step), phase=Phase(phase))
        case Move.START_FILM:
            screen = detail == ONE_SCREEN
            ahead = START if screen else timedelta(seconds=int(detail))
            if ahead not in (START, SOON, LATER):
                raise ValueError(detail)
            # What waits before the film was asked about before these buttons were drawn.
            return Request(move=move, by=by, ahead=ahead, one_screen=screen, decided=Decision.LEAVE)
        case Move.JUMP:
            # A second click, or one after somebody else's jump, would turn the film back.
            to, decided, step = detail.split("-")
            position = timedelta(milliseconds=int(to))
            return Request(move=move, by=by, seen=int(step), to=position, decided=Decision(decided))
        case Move.FINISH | Move.END:
            return Request(move=move, by=by, decided=Decision(detail) if detail else None)
        case Move.FORM:
            return Request(move=move, by=by, short=detail == "short")
        case Move.RESUME:
            return Request(move=move, by=by, phase=Phase(detail) if detail else Phase.DURING)
        case Move.PAUSE | Move.ASK_READY | Move.TAKE_OVER:
            return Request(move=move, by=by)
        case Move.BACK | Move.HAND_OVER:
            raise ValueError(move)

"""The lines by which a group reads what changed for everybody: a start, a pause, a jump, who leads now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.viewings.film_time import START
from bot.viewings.moves import Move, Request
from bot.viewings.rules import Phase, Viewing


class Said(StrEnum):
    """What a line says."""

    READY = "ready"
    """Asks who is ready."""
    PRESS_PLAY = "press_play"
    """At the second that it names."""
    PLAY_NOW = "play_now"
    ONE_SCREEN = "one_screen"
    """The film runs where everybody sees it."""
    CALLED_OFF = "called_off"
    """The start that was announced does not come."""
    PAUSED = "paused"
    GOES_ON = "goes_on"
    JUMPED = "jumped"
    OVER = "over"
    LEADS = "leads"
    """Somebody else leads from now on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of them, as it is kept until it is posted."""

    number: int
    """The step of the viewing that it tells of: the same nowhere else in it."""
    said: Said
    at: datetime
    """When it happened; of an announced start, when the film begins."""
    film_time: timedelta
    """Where the film stood then."""

    @property
    def plays(self) -> bool:
        """Whether it says that everybody is to press play."""
        return self.said in (Said.PRESS_PLAY, Said.PLAY_NOW)

    def calls(self, viewing: Viewing) -> bool:
        """Whether that still holds, so that who asked for it is mentioned."""
        return self.plays and viewing.phase is Phase.DURING

    @property
    def waits(self) -> bool:
        """Whether the group waits for whoever leads, who finds the panel there."""
        return self.said in _WAITING


def line_after(after: Viewing, request: Request, now: datetime) -> Line | None:
    """The line that a group is to read after a move; None for moves that it sees in other ways."""
    said = None if after.solo else _said(after, request)
    if said is None:
        return None
    begins = after.starts_at if request.move is Move.START_FILM else None
    return Line(after.step, said, begins or now, after.clock.at(now))


def _said(after: Viewing, request: Request) -> Said | None:
    match request.move:
        case Move.START_FILM if request.one_screen:
            return Said.ONE_SCREEN
        case Move.START_FILM:
            return Said.PRESS_PLAY if request.ahead > START else Said.PLAY_NOW
        case Move.PAUSE:
            return Said.CALLED_OFF if after.phase is Phase.BEFORE else Said.PAUSED
        case Move.HAND_OVER | Move.TAKE_OVER:
            return Said.LEADS
        case Move.RESUME | Move.JUMP | Move.FINISH | Move.ASK_READY:
            return _BY_MOVE[request.move]
        case _:  # what these give to read stands in prompts, answers, the summary and the cards
            return None


_WAITING = frozenset({Said.READY, Said.CALLED_OFF, Said.PAUSED, Said.OVER, Said.LEADS})
_BY_MOVE = {
    Move.RESUME: Said.GOES_ON,
    Move.JUMP: Said.JUMPED,
    Move.FINISH: Said.OVER,
    Move.ASK_READY: Said.READY,
}

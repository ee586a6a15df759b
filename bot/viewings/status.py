"""Where a viewing stands at one moment: everything that its card says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.text import plain
from bot.threads.joining.views import Answered
from bot.viewings.film_time import written
from bot.viewings.moves import Move, open_moves
from bot.viewings.rules import Cue, Viewing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many take part and have answered; never who."""

    taking_part: int
    """Members who joined and have not left."""
    answered: Mapping[int, int]
    """Answers by the place of their prompt; prompts without any are left out."""
    left_after_answering: int
    """Members who answered the prompt that is counted and then left."""

    def of_prompt(self, place: int) -> Answered:
        """Of the prompt that is counted."""
        return Answered(self.answered.get(place, 0), self.taking_part + self.left_after_answering)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingStatus:
    """A viewing with what a card needs beside it."""

    viewing: Viewing
    film_time: timedelta
    """Where the film stands."""
    moves: frozenset[Move]
    """What whoever leads the viewing, or a moderator, can do now; as the film runs on, `next` may become possible."""
    taking_part: int
    answered: Mapping[int, int]
    """Answers by the place of their prompt; prompts without any are left out. None that came after the end."""
    of: int
    """Of how many the answers to the prompt on the card are: who takes part, and who answered it and left."""
    troubles: tuple[str, ...] = ()
    """What the bot could not do for this viewing, a sentence each."""

    @property
    def current(self) -> Cue | None:
        """The prompt on the card."""
        return self.viewing.current

    @property
    def answered_here(self) -> int:
        """Answers to the prompt on the card."""
        return self.answered.get(self.viewing.place, 0) if self.viewing.place is not None else 0

    @property
    def everybody(self) -> bool:
        """Whether all who take part have answered the prompt on the card."""
        return Answered(self.answered_here, self.of).all

    @property
    def next_timed(self) -> Cue | None:
        """The timed prompt that comes next."""
        return self.viewing.next_timed

    @property
    def unrevealed(self) -> int:
        """Answers that nobody has seen."""
        return sum(self.answered.get(cue.place, 0) for cue in self.viewing.open)

    @property
    def film_through(self) -> bool:
        """Whether the film has reached its end, where its length is known."""
        runtime = self.viewing.programme.runtime
        return runtime is not None and self.film_time >= runtime

    @property
    def line(self) -> str:
        """`Film · guide · phase · prompt 3 of 12 · clock 12:30 · answered 2 of 5`; safe to show."""
        return f"{plain(self.viewing.programme.title)} · {self.stage}"

    @property
    def stage(self) -> str:
        """The same without the film."""
        viewing = self.viewing
        number = viewing.current.number if viewing.current else 0
        return " · ".join(
            (
                plain(viewing.programme.guide.title),
                viewing.phase,
                f"prompt {number} of {viewing.count}",
                f"clock {written(self.film_time)}",
                *([] if viewing.solo else [f"answered {self.answered_here} of {self.of}"]),
            )
        )


def status_of(viewing: Viewing, counts: Counts, troubles: tuple[str, ...], now: datetime) -> ViewingStatus:
    """Where a viewing stands at `now`."""
    own = (viewing.orphaned,) if viewing.orphaned else ()
    return ViewingStatus(
        viewing=viewing,
        film_time=viewing.clock.at(now),
        moves=open_moves(viewing, now),
        taking_part=counts.taking_part,
        answered=counts.answered,
        of=counts.taking_part + counts.left_after_answering,
        troubles=(*own, *troubles),
    )

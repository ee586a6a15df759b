"""Where a viewing stands at one moment: everything that its card says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.text import plain
from bot.threads.joining.views import Answered
from bot.viewings.film_time import written
from bot.viewings.moves import Move, open_moves
from bot.viewings.rules import Viewing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many take part and have answered; never who."""

    taking_part: int
    """Members who joined and have not left."""
    answered: Mapping[int, int]
    """Answers by the place of their prompt; prompts without any are left out. None that came after the end."""
    left_after_answering: int
    """Members who answered the prompt that is counted and then left."""

    def of_prompt(self, place: int | None) -> Answered:
        """How many have answered a prompt: of those who take part, and who answered the one that is counted and left.

        None before the first.
        """
        count = 0 if place is None else self.answered.get(place, 0)
        return Answered(count, self.taking_part + self.left_after_answering)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingStatus:
    """A viewing with what a card needs beside it."""

    viewing: Viewing
    film_time: timedelta
    """Where the film stands."""
    moves: frozenset[Move]
    """What whoever leads the viewing, or a moderator, can do now; as the film runs on, `next` may become possible."""
    counts: Counts
    """Those of the prompt on the card."""
    troubles: tuple[str, ...] = ()
    """What the bot could not do for this viewing, a sentence each."""

    @property
    def answered(self) -> Answered:
        """How many have answered the prompt on the card."""
        return self.counts.of_prompt(self.viewing.place)

    @property
    def unrevealed(self) -> int:
        """Answers that nobody has seen."""
        return sum(self.counts.of_prompt(cue.place).count for cue in self.viewing.open)

    @property
    def film_through(self) -> bool:
        """Whether the film has reached its end, where its length is known."""
        runtime = self.viewing.programme.runtime
        return runtime is not None and self.film_time >= runtime

    @property
    def line(self) -> str:
        """`Film · guide · phase · prompt 3 of 12 · clock 12:30 · answered 2 of 5`; safe to show."""
        viewing, answered = self.viewing, self.answered
        number = viewing.current.number if viewing.current else 0
        return " · ".join(
            (
                plain(viewing.programme.title),
                plain(viewing.programme.guide.title),
                viewing.phase,
                f"prompt {number} of {viewing.count}",
                f"clock {written(self.film_time)}",
                *([] if viewing.solo else [f"answered {answered.count} of {answered.of}"]),
            )
        )


def status_of(viewing: Viewing, counts: Counts, troubles: tuple[str, ...], now: datetime) -> ViewingStatus:
    """Where a viewing stands at `now`."""
    own = (viewing.orphaned,) if viewing.orphaned else ()
    return ViewingStatus(
        viewing=viewing,
        film_time=viewing.clock.at(now),
        moves=open_moves(viewing, now),
        counts=counts,
        troubles=(*own, *troubles),
    )

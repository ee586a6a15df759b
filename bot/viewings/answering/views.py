"""What is told of answers: values that services answer with."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.viewings.answering.rules import PROBE, Answer
from bot.viewings.answering.shifts import Shift
from bot.viewings.rules import Cue, State, Viewing


@dataclass(frozen=True, slots=True)
class Shown:
    """A revealed answer."""

    answer: Answer
    member_id: int | None
    """Who gave it; None unless the viewing names its answers."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a moment of the film, or of before it."""

    film_time: timedelta | None
    """None for a note of before the film."""
    text: str
    """Empty for a moment that was only marked."""
    noted_at: datetime
    member_id: int | None
    """Who took it; None unless the viewing names its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """An answer that is kept, for its author."""

    viewing: Viewing
    cue: Cue
    answer: Answer
    replaced: bool
    """Whether it stands in place of an earlier one."""
    joined: bool
    """Whether its author takes part only since now, and should be told `Viewing.promise`."""
    earlier: Answer | None = None
    """What its author answered before the film, where the prompt repeats one."""

    @property
    def probe(self) -> str:
        """What to ask next."""
        return self.cue.prompt.probe or PROBE

    @property
    def editable(self) -> bool:
        """Whether its author may still change it."""
        return self.cue.state is not State.REVEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """The answers to a revealed prompt."""

    cue: Cue
    answers: tuple[Shown, ...]
    """In an order that tells nothing, later ones last."""
    shift: Shift | None = None
    """How answers moved since before the film; None where the prompt repeats no choice or scale."""

    @property
    def counted(self) -> str:
        """How many answered, in words."""
        return "1 answer" if len(self.answers) == 1 else f"{len(self.answers)} answers"

    @property
    def tally(self) -> tuple[int, ...]:
        """Answers by option, for `choice` and `scale`."""
        chosen = Counter(shown.answer.content.option for shown in self.answers)
        return tuple(chosen[option] for option in range(len(self.cue.prompt.options)))

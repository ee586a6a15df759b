"""What a group does with a pack: guides with their prompts, and polls."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from annotated_types import MaxLen

from bot.packs.format.fields import MAX_OPTIONS, Count, Flag, Id, Line, Moment, Option, Text, Title
from bot.packs.format.parts import Entry, FilmId, FrameworkId, Kind, Part
from bot.packs.format.poll_kinds import PollKind

Options = Annotated[tuple[Option, ...], MaxLen(MAX_OPTIONS)]
Lens = Literal["bias", "source", "context", "other"]
LENSES: tuple[Lens, ...] = get_args(Lens)
"""In the order in which a summary goes through them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt(Part):
    """One question of a guide."""

    id: Id = field(metadata={"examples": ["first-picture"]})
    """Its id, unique in the guide."""
    phase: Literal["before", "during", "after"]
    """When it is asked."""
    at: Moment | None = None
    """For `during`: the time of the film (12:30, in a guide with `film`; 0:00 in any) or the share of its
    runtime (25%)."""
    lens: Lens = "other"
    """What it trains to look at."""
    ask: Text = field(metadata={"examples": ["What do you expect the film to show?"]})
    """The question."""
    kind: Literal["text", "choice", "scale", "claim"] = "text"
    """How it is answered: in words, by one of the options, on a scale of labels, or with a claim noted down."""
    options: Options = ()
    """For `choice` what to choose from (2 to 25), for `scale` the labels from one end to the other (2 to 10)."""
    probe: Text | None = None
    """What to ask next, when an answer stays on the surface."""
    again: Id | None = None
    """For `after`: id of the prompt before the film that it repeats, with the same kind and options."""
    framework: FrameworkId | None = None
    """Key of the framework it is taken from."""
    facilitator_note: Text | None = None
    """What only the facilitator reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide(Entry):
    """A way through a film: prompts before, during and after it."""

    kind_of = Kind.GUIDE

    title: Title = field(metadata={"examples": ["Bias and perspective"]})
    """What members know it by."""
    film: FilmId | None = None
    """Id of the film it is made for; without it, the guide fits every film of the pack."""
    any_film: Flag = False
    """`true` for a guide that fits any film at all, one that no pack has too."""
    short: Annotated[tuple[Id, ...], MaxLen(12)] = ()
    """Ids of the prompts to ask when time is short; five are best."""
    prompts: tuple[Prompt, ...] = ()
    """The questions, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackPoll(Entry):
    """A poll that a pack brings."""

    kind_of = Kind.POLL
    named_by = "question"

    question: Line = field(metadata={"examples": ["How sure are you?"]})
    """The question."""
    question_after: Line | None = None
    """How the question is worded after the film, for a pair."""
    kind: PollKind = "single"
    """One choice, several, a point on a scale, a ranking, 0 to 5 points for each option, or `yes`, `if need be` or `no`
    for each."""
    options: Options = ()
    """What to choose from: 2 to 25, for `ranked`, `score` and `availability` 2 to 10, for `scale` none. For
    `availability` times such as `fri 18:00` too, read when the poll is posted."""
    labels: Annotated[tuple[Option, ...], MaxLen(10)] = ()
    """For `scale`: the points from one end to the other, 2 to 10."""
    not_sure: Flag = False
    """`true` for a further button “Not sure”, which stands apart from the percentages."""
    reason: Literal["off", "optional", "required"] = "off"
    """Whether voters are asked why."""
    confidence: Flag = False
    """`true` to ask how sure voters are."""
    min_choices: Count | None = None
    """For `multiple` and `ranked`: the fewest choices."""
    max_choices: Count | None = None
    """For `multiple` and `ranked`: the most choices."""
    ballots: Literal["unnamed", "named", "anonymous"] = "unnamed"
    """Who can see who chose what: nobody in the server, everybody, or nobody at all once the poll is closed."""
    results: Literal["live", "after_vote", "after_close"] | None = None
    """When results can be seen; left out: `after_close` for a pair, else `after_vote`. Anonymous polls take
    `after_close` only."""
    pair: Flag = False
    """`true` for a poll asked before and after the film."""

"""What a poll asks, under which rules, and what a ballot may hold."""

from dataclasses import dataclass
from enum import StrEnum

MAX_REASON = 500
"""Characters of the reason given with a vote."""
NOT_SURE = "Not sure"

NO_SUCH_OPTION = "No such option in this poll."


class Secrecy(StrEnum):
    """Who sees who chose what, from everybody to nobody."""

    NAMED = "named"
    UNNAMED = "unnamed"
    ANONYMOUS = "anonymous"


class Visibility(StrEnum):
    """When results are seen, from the most open to the most hidden."""

    LIVE = "live"
    AFTER_VOTE = "after_vote"
    AFTER_CLOSE = "after_close"


class Reason(StrEnum):
    """Whether voters are asked why."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member answered; `ballots.ballot_of` holds it to the rules of the poll. Options count from 0."""

    choices: tuple[int, ...] = ()
    """Chosen options, ascending; for `ranked` best first."""
    scores: tuple[int | None, ...] = ()
    """By option, where each is answered by itself: points or the like, None where none were given."""
    reason: str | None = None
    confidence: int | None = None
    """How sure the voter is, 1 to 5."""

    @property
    def not_sure(self) -> bool:
        """Whether the voter pressed `Not sure`."""
        return not self.choices and not self.scores


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a poll asks and under which rules; `drafts.checked` holds them to the limits."""

    question: str
    options: tuple[str, ...]
    kind: str = "single"
    """The name of its kind in `kinds.KINDS`."""
    not_sure: bool = False
    reason: Reason = Reason.OFF
    confidence: bool = False
    min_choices: int | None = None
    max_choices: int | None = None
    secrecy: Secrecy = Secrecy.UNNAMED
    visibility: Visibility = Visibility.AFTER_VOTE
    voters: int | None = None
    """The role whose members alone may vote; None where everybody may."""

    @property
    def anonymous(self) -> bool:
        """Whether its ballots are destroyed at the close."""
        return self.secrecy is Secrecy.ANONYMOUS

    @property
    def names_voters(self) -> bool:
        """Whether voters are shown beside what they chose."""
        return self.secrecy is Secrecy.NAMED

"""What a poll asks, under which rules, and what a ballot may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.chat import limits
from bot.chat.letters import check_letters
from bot.errors import Refusal

MAX_REASON = 500
"""Characters of the reason given with a vote."""
NOT_SURE = "Not sure"

_NO_SUCH_OPTION = "No such option in this poll."


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    RANKED = "ranked"
    SCORE = "score"

    @property
    def most_options(self) -> int:
        """The most options (or steps) of a poll of this kind; the fewest are two."""
        return 25 if self in (Kind.SINGLE, Kind.MULTIPLE) else 10


class Secrecy(StrEnum):
    """Who learns who chose what, from everybody to nobody."""

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
    """What one member answered; `Poll.ballot` makes those that keep the rules. Options count from 0."""

    choices: tuple[int, ...] = ()
    """Chosen options, ascending; for `ranked` best first."""
    scores: tuple[int | None, ...] = ()
    """For `score`: points 0 to 5 by option, None where none were given."""
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
    kind: Kind = Kind.SINGLE
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

    @property
    def choice_limits(self) -> tuple[int, int]:
        """The fewest and the most options that a ballot may choose or rank."""
        if self.kind in (Kind.SINGLE, Kind.SCALE):
            return 1, 1
        return self.min_choices or 1, min(self.max_choices or len(self.options), len(self.options))

    def ballot(
        self,
        choices: Sequence[int] = (),
        *,
        scores: Sequence[int | None] = (),
        not_sure: bool = False,
        reason: str | None = None,
        confidence: int | None = None,
    ) -> Ballot:
        """A ballot that keeps the rules of this poll; raises Refusal for any other."""
        reason, confidence = self._checked_reason(reason), self._checked_confidence(confidence)
        if not_sure:
            if not self.not_sure or choices or scores:
                raise Refusal(_NO_SUCH_OPTION)
            return Ballot(reason=reason, confidence=confidence)
        if self.kind is Kind.SCORE:
            return Ballot(scores=self._checked_scores(scores), reason=reason, confidence=confidence)
        return Ballot(self._checked_choices(choices), reason=reason, confidence=confidence)

    def describe(self, ballot: Ballot) -> str:
        """The answer in words; the labels in it are as members wrote them, Markdown not escaped."""
        if ballot.not_sure:
            return NOT_SURE
        if self.kind is Kind.SCORE:
            given = zip(self.options, ballot.scores, strict=False)
            return ", ".join(f"{label} {points}" for label, points in given if points is not None)
        return (" > " if self.kind is Kind.RANKED else ", ").join(self.options[choice] for choice in ballot.choices)

    def _checked_choices(self, choices: Sequence[int]) -> tuple[int, ...]:
        if not all(0 <= choice < len(self.options) for choice in choices):
            raise Refusal(_NO_SUCH_OPTION)
        chosen = tuple(dict.fromkeys(choices if self.kind is Kind.RANKED else sorted(choices)))
        fewest, most = self.choice_limits
        if not fewest <= len(chosen) <= most:
            wanted = _count(fewest) if fewest == most else f"{fewest} to {most} options"
            raise Refusal(f"This poll takes {wanted}; you chose {len(chosen)}.")
        return chosen

    def _checked_scores(self, scores: Sequence[int | None]) -> tuple[int | None, ...]:
        if len(scores) > len(self.options) or not all(points is None or 0 <= points <= 5 for points in scores):
            raise Refusal(_NO_SUCH_OPTION)
        if all(points is None for points in scores):
            raise Refusal("Give at least one option a score from 0 to 5.")
        return tuple(scores)

    def _checked_reason(self, reason: str | None) -> str | None:
        reason = (reason or "").strip() or None
        if reason and self.reason is Reason.OFF:
            raise Refusal("This poll takes no reasons. Vote again without one.")
        if not reason and self.reason is Reason.REQUIRED:
            raise Refusal("This poll asks why: add a reason in a sentence or two.")
        check_letters(reason or "", "Your reason")
        if reason and limits.length(reason) > MAX_REASON:
            raise Refusal(f"Your reason is too long: {limits.length(reason)} characters, at most {MAX_REASON}.")
        return reason

    def _checked_confidence(self, confidence: int | None) -> int | None:
        if confidence is not None and not (self.confidence and 1 <= confidence <= 5):
            raise Refusal("This poll does not ask how sure you are." if not self.confidence else "Choose 1 to 5.")
        return confidence


def _count(number: int) -> str:
    return "one option" if number == 1 else f"{number} options"

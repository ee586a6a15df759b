"""Ballots by the rules of their poll: checked, told in words, and counted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.chat import limits
from bot.chat.letters import check_letters
from bot.errors import Refusal
from bot.polls.kinds import KINDS
from bot.polls.results import Result
from bot.polls.rules import FEWEST_SHOWN
from bot.polls.terms import MAX_REASON, NO_SUCH_OPTION, NOT_SURE, Ballot, Reason, Terms


def ballot_of(
    terms: Terms,
    choices: Sequence[int] = (),
    *,
    scores: Sequence[int | None] = (),
    not_sure: bool = False,
    reason: str | None = None,
    confidence: int | None = None,
) -> Ballot:
    """A ballot that keeps the rules of the poll; raises Refusal for any other."""
    reason, confidence = _checked_reason(terms, reason), _checked_confidence(terms, confidence)
    if not not_sure:
        ballot = KINDS[terms.kind].checked(terms, choices, scores)
    elif terms.not_sure and not choices and not scores:
        ballot = Ballot()
    else:
        raise Refusal(NO_SUCH_OPTION)
    return replace(ballot, reason=reason, confidence=confidence)


def describe(terms: Terms, ballot: Ballot, options: Sequence[str] | None = None) -> str:
    """The answer in words, made of the labels as members wrote them, or of `options` in their place."""
    return NOT_SURE if ballot.not_sure else KINDS[terms.kind].describe(options or terms.options, ballot)


def counted(terms: Terms, ballots: Iterable[Ballot]) -> Result:
    """Count ballots; slow for some kinds, so call it off the event loop."""
    given = list(ballots)
    sure = [ballot for ballot in given if not ballot.not_sure]
    told = [ballot.confidence for ballot in given if ballot.confidence is not None]
    confidence = sum(told) / len(told) if len(told) >= FEWEST_SHOWN else None
    result = Result(terms.kind, terms.options, len(given), len(given) - len(sure), confidence=confidence)
    return KINDS[terms.kind].counted(result, sure)


def summed(terms: Terms, votes: Sequence[int], ballots: int, unsure: int, confidence: float | None = None) -> Result:
    """The result of a poll whose votes are known by option."""
    result = Result(terms.kind, terms.options, ballots, unsure, confidence=confidence)
    return KINDS[terms.kind].summed(result, votes)


def _checked_reason(terms: Terms, reason: str | None) -> str | None:
    reason = (reason or "").strip() or None
    if reason and terms.reason is Reason.OFF:
        raise Refusal("This poll takes no reasons. Vote again without one.")
    if not reason and terms.reason is Reason.REQUIRED:
        raise Refusal("This poll asks why: add a reason in a sentence or two.")
    check_letters(reason or "", "Your reason")
    if reason and limits.length(reason) > MAX_REASON:
        raise Refusal(f"Your reason is too long: {limits.length(reason)} characters, at most {MAX_REASON}.")
    return reason


def _checked_confidence(terms: Terms, confidence: int | None) -> int | None:
    if confidence is not None and not (terms.confidence and 1 <= confidence <= 5):
        raise Refusal("This poll does not ask how sure you are." if not terms.confidence else "Choose 1 to 5.")
    return confidence

"""Ballots by the rules of their poll: checked, told in words, and counted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.chat import limits
from bot.chat.letters import check_letters
from bot.errors import Refusal
from bot.polls.kinds import KINDS
from bot.polls.results import Result
from bot.polls.rules import FEWEST_SHOWN
from bot.polls.terms import MAX_REASON, NOT_SURE, Ballot, Reason, Terms


def ballot_of(terms: Terms, given: Ballot) -> Ballot:
    """The ballot as the poll keeps it; raises Refusal for one that breaks its rules."""
    reason = _checked_reason(terms, given.reason)
    _check_confidence(terms, given.confidence)
    unsure = given.not_sure and terms.not_sure
    ballot = given if unsure else KINDS[terms.kind].checked(terms, given.choices, given.scores)
    return replace(ballot, reason=reason, confidence=given.confidence)


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


def _check_confidence(terms: Terms, confidence: int | None) -> None:
    if confidence is not None and not (terms.confidence and 1 <= confidence <= 5):
        raise Refusal("This poll does not ask how sure you are." if not terms.confidence else "Choose 1 to 5.")

"""Claims: which verdict fits, the eight of a pack folded to four; and whether those hold that clearly do or do not."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.packs.format.model import VERDICT_NAME, Claim, Entry, Pack, Verdict
from bot.quizzes.items.model import Option, QuizItem, Way

HOLDS, PARTLY, FAILS, OPEN = "Holds", "Partly", "Does not hold", "Not known or contested"
FOLDED = {
    Verdict.TRUE: HOLDS,
    Verdict.MOSTLY_TRUE: HOLDS,
    Verdict.PARTLY: PARTLY,
    Verdict.MISLEADING: PARTLY,
    Verdict.MOSTLY_FALSE: FAILS,
    Verdict.FALSE: FAILS,
    Verdict.CONTESTED: OPEN,
    Verdict.NOT_SHOWN: OPEN,
}
"""The verdicts by what they are asked as."""
FOLDS = (HOLDS, PARTLY, FAILS, OPEN)
ASKED = "Does this hold?"
YES, NO = "It holds", "It does not hold"
CLEAR = {Verdict.TRUE: True, Verdict.MOSTLY_TRUE: True, Verdict.MOSTLY_FALSE: False, Verdict.FALSE: False}
"""The verdicts that answer yes or no."""


class Judged(NamedTuple):
    """A claim with its verdict, and why it has that: a text of the pack and the keys of its sources."""

    claim: Claim
    verdict: Verdict
    reason: str
    sources: tuple[str, ...]


def which_verdict(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """A claim with a verdict, and what the evidence says of it; the verdicts always stand in the same order."""
    if judged := _judged(entry):
        folded = FOLDED[judged.verdict]
        options = tuple(Option(each, each == folded) for each in FOLDS)
        yield _item(pack, judged, "verdict", "Which verdict?", options, folded)


def claim_holds(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """Yes or no of a claim with one of the four clear verdicts."""
    if (judged := _judged(entry)) and (holds := CLEAR.get(judged.verdict)) is not None:
        yield _item(pack, judged, "holds", ASKED, yes_or_no(holds=holds), YES if holds else NO, holds=holds)


def yes_or_no(*, holds: bool) -> tuple[Option, ...]:
    """What may be chosen of a statement that holds, or does not."""
    return Option(YES, holds), Option(NO, not holds)


def _judged(entry: Entry) -> Judged | None:
    """The reason is the note, else the first evidence; None where there is no verdict, or neither names a source."""
    if not isinstance(entry, Claim) or entry.verdict is None:
        return None
    evidence = [*entry.against, *entry.supporting]
    if entry.note:
        sources = entry.sources or tuple(dict.fromkeys(key for each in evidence for key in each.sources))
        return Judged(entry, entry.verdict, entry.note, sources) if sources else None
    first = next((each for each in evidence if each.sources), None)
    return Judged(entry, entry.verdict, first.text, first.sources) if first else None


def _item(
    pack: Pack,
    judged: Judged,
    kind: str,
    head: str,
    options: tuple[Option, ...],
    answer: str,
    *,
    holds: bool | None = None,
) -> QuizItem:
    """The answer is told as it was asked, with the verdict that the pack gives where that says more."""
    claim, verdict, reason, sources = judged
    name = VERDICT_NAME[verdict]
    return QuizItem(
        pack=pack,
        entry=claim,
        kind=kind,
        way=Way.ONE,
        head=head,
        text=claim.claim,
        options=options,
        mixed=False,
        answer=answer if name.startswith(answer) else f"{answer} (verdict: {name[0].lower()}{name[1:]})",
        reason=reason,
        sources=sources,
        holds=holds,
        near=frozenset((claim.id,)),
        fact=(verdict, reason),
        in_short=verdict.replace("_", " "),
    )

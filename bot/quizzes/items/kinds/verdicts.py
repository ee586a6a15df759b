"""Which verdict fits a claim: the eight of a pack, folded to four."""

from collections.abc import Iterator

from bot.packs.format.model import VERDICT_NAME, Claim, Entry, Pack, Verdict
from bot.quizzes.items.kinds.evidence import reason_of
from bot.quizzes.items.kinds.kind import Group, ItemKind
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


class WhichVerdict(ItemKind):
    """The claim, and what the evidence says of it; the verdicts always stand in the same order."""

    group = Group.VERDICT
    reviewed_as = "verdict"

    def of(self, pack: Pack, entry: Entry) -> Iterator[QuizItem]:
        """A claim with a verdict."""
        if not isinstance(entry, Claim) or entry.verdict is None or not (reason := reason_of(entry)):
            return
        folded = FOLDED[entry.verdict]
        yield QuizItem(
            pack=pack,
            entry=entry,
            kind="verdict",
            way=Way.ONE,
            head="Which verdict?",
            text=entry.claim,
            options=tuple(Option(each, each == folded) for each in FOLDS),
            mixed=False,
            answer=in_full(folded, entry.verdict),
            reason=reason.text,
            sources=reason.sources,
            near=frozenset((entry.id,)),
            fact=(entry.verdict, reason.text),
            in_short=in_short(entry.verdict),
        )


def in_full(folded: str, verdict: Verdict) -> str:
    """The answer as it was asked, with the verdict that the pack gives where that says more."""
    name = VERDICT_NAME[verdict]
    return folded if name.startswith(folded) else f"{folded} (verdict: {name[0].lower()}{name[1:]})"


def in_short(verdict: Verdict) -> str:
    """A verdict in the pack's own word."""
    return verdict.replace("_", " ")

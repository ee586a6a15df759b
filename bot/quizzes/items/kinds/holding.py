"""Does this hold? Asked of claims that clearly do or do not, and of what explainers say to remember.

Both are asked in the same words, so that the style of a statement does not tell whether it holds.
"""

from collections.abc import Iterator
from hashlib import blake2s

from bot.packs.format.model import Claim, Entry, Explainer, Pack, Verdict
from bot.quizzes.items.kinds.evidence import reason_of
from bot.quizzes.items.kinds.kind import Group, ItemKind
from bot.quizzes.items.kinds.verdicts import in_full, in_short
from bot.quizzes.items.model import Option, QuizItem, Way

ASKED = "Does this hold?"
YES, NO = "It holds", "It does not hold"
CLEAR = {Verdict.TRUE: True, Verdict.MOSTLY_TRUE: True, Verdict.MOSTLY_FALSE: False, Verdict.FALSE: False}
"""The verdicts that answer yes or no."""


class ClaimHolds(ItemKind):
    """Yes or no of a claim."""

    group = Group.YES_OR_NO
    reviewed_as = "verdict"

    def of(self, pack: Pack, entry: Entry) -> Iterator[QuizItem]:
        """A claim with one of the four clear verdicts."""
        if not isinstance(entry, Claim) or entry.verdict is None or not (reason := reason_of(entry)):
            return
        if (holds := CLEAR.get(entry.verdict)) is None:
            return
        yield QuizItem(
            pack=pack,
            entry=entry,
            kind="holds",
            way=Way.ONE,
            head=ASKED,
            text=entry.claim,
            options=_options(holds=holds),
            mixed=False,
            answer=in_full(YES if holds else NO, entry.verdict),
            reason=reason.text,
            sources=reason.sources,
            holds=holds,
            near=frozenset((entry.id,)),
            fact=(entry.verdict, reason.text),
            in_short=in_short(entry.verdict),
        )


class PointHolds(ItemKind):
    """Yes or no of a key point, which holds.

    Key points have no id: each is known by its words, so one that is worded anew is another.
    """

    group = Group.YES_OR_NO
    reviewed_as = "point"

    def of(self, pack: Pack, entry: Entry) -> Iterator[QuizItem]:
        """The key points of an explainer."""
        if not isinstance(entry, Explainer):
            return
        for point in entry.key_points:
            if point.sources:
                yield QuizItem(
                    pack=pack,
                    entry=entry,
                    kind="point",
                    part=blake2s(point.text.encode(), digest_size=4).hexdigest(),
                    way=Way.ONE,
                    head=ASKED,
                    text=point.text,
                    options=_options(holds=True),
                    mixed=False,
                    answer=YES,
                    reason=_told(entry),
                    sources=point.sources,
                    holds=True,
                    near=frozenset((entry.id, *entry.misconceptions)),
                    fact=(point.text,),
                    in_short="holds",
                )


def _options(*, holds: bool) -> tuple[Option, ...]:
    return Option(YES, holds), Option(NO, not holds)


def _told(explainer: Explainer) -> str:
    return " ".join(filter(None, (f"A key point of “{explainer.title}”.", explainer.lead)))

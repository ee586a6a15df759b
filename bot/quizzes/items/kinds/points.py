"""Key points of explainers, which hold.

They are asked in the same words as claims, so that the style of a statement does not tell whether it holds. Key points
have no id: each is known by its words, so one that is worded anew is another.
"""

from collections.abc import Iterator
from hashlib import blake2s

from bot.packs.format.model import Entry, Explainer, Pack
from bot.quizzes.items.kinds.claims import ASKED, YES, yes_or_no
from bot.quizzes.items.model import QuizItem, Way


def point_holds(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """Yes or no of each key point of an explainer."""
    if not isinstance(entry, Explainer):
        return
    told = " ".join(filter(None, (f"A key point of “{entry.title}”.", entry.lead)))
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
                options=yes_or_no(holds=True),
                mixed=False,
                answer=YES,
                reason=told,
                sources=point.sources,
                holds=True,
                near=frozenset((entry.id, *entry.misconceptions)),
                fact=(point.text,),
                in_short="holds",
            )

"""The kinds of items: whoever adds one writes its module and its line here."""

from bot.quizzes.items.kinds.holding import ClaimHolds, PointHolds
from bot.quizzes.items.kinds.kind import ItemKind
from bot.quizzes.items.kinds.questions import AuthoredQuestion
from bot.quizzes.items.kinds.terms import Meaning, Script
from bot.quizzes.items.kinds.verdicts import WhichVerdict

KINDS: dict[str, ItemKind] = {
    "question": AuthoredQuestion(),
    "verdict": WhichVerdict(),
    "holds": ClaimHolds(),
    "point": PointHolds(),
    "meaning": Meaning(),
    "script": Script(),
}
"""By the name that stands in the ids of items, and so in the database: a name is never changed."""

"""The kinds of items: whoever adds one writes its module and its line here."""

from bot.quizzes.items.kinds.claims import claim_holds, which_verdict
from bot.quizzes.items.kinds.kind import Group, ItemKind
from bot.quizzes.items.kinds.points import point_holds
from bot.quizzes.items.kinds.questions import as_written
from bot.quizzes.items.kinds.terms import meaning, script

KINDS = {
    "question": ItemKind(Group.QUESTION, "question", as_written),
    "verdict": ItemKind(Group.VERDICT, "verdict", which_verdict),
    "holds": ItemKind(Group.YES_OR_NO, "verdict", claim_holds),
    "point": ItemKind(Group.YES_OR_NO, "point", point_holds),
    "meaning": ItemKind(Group.TERM, "meaning", meaning),
    "script": ItemKind(Group.TERM, "script", script),
}
"""By the name that stands in the ids of items, and so in the database: a name is never changed."""

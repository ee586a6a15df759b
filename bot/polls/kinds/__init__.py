"""The kinds of polls: whoever adds one writes its module and its line here."""

from bot.polls.kinds.availability import Availability
from bot.polls.kinds.choice import Multiple, Single
from bot.polls.kinds.kind import Kind
from bot.polls.kinds.ranked import Ranked
from bot.polls.kinds.scale import Scale
from bot.polls.kinds.score import Score

KINDS: dict[str, Kind] = {
    "single": Single(),
    "multiple": Multiple(),
    "scale": Scale(),
    "ranked": Ranked(),
    "score": Score(),
    "availability": Availability(),
}
"""By the name that commands, packs and the database know."""

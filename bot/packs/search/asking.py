"""A question as a whole: its words in their order, and what kind of answer its beginning asks for."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.packs.search.word_forms import SMALL, stem

SMALL_STEMS = frozenset(map(stem, SMALL))
_YES_OR_NO = """
is are was were do does did can could has have had will would should may must
isnt arent wasnt werent doesnt dont didnt cant couldnt hasnt havent wont wouldnt shouldnt
"""
YES_OR_NO = frozenset(_YES_OR_NO.split())
"""Words that begin a question of yes or no, which asks whether something holds."""
WHEN = frozenset(["when"])
SHOULD = frozenset(["should", "ought", "may"])
"""Words that begin a question of what is right, which people answer each for themselves."""
_OPENINGS = YES_OR_NO | WHEN | {"how", "what", "whats", "where", "which", "who", "whos", "whose", "why"}
_BEFORE = 3
"""The opening of a question is among so many first words: "so is it true", "hi, can you"."""


class Typed:
    """What was typed as a whole: its words in their order, with the small ones."""

    def __init__(self, folded: Sequence[str], rarity: Callable[[str], float]) -> None:
        every = [stem(word) for word in folded]
        self.words = frozenset(folded)
        self.opening = next((word for word in folded[:_BEFORE] if word in _OPENINGS), "")
        """The word by which a question begins; nothing where it is none."""
        pairs = {f" {one} {two} ": rarity(one) + rarity(two) for one, two in pairwise(every)}
        small = {f" {word} ": rarity(word) for word in every if word in SMALL_STEMS}
        self._pieces = pairs | small
        self._most = sum(self._pieces.values()) or 1.0

    def in_order(self, name: str) -> float:
        """The share of neighbours that stand side by side in a name too, rare ones counting more."""
        return sum(rarity for piece, rarity in self._pieces.items() if piece in name) / self._most

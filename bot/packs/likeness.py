"""How like two names are, by their letters; loaded with the first slip only, for its library takes 3 MiB."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

Key = TypeVar("Key", bound=Hashable)


def likely(query: str, names: Mapping[Key, str], limit: int, least: int) -> list[Key]:
    """The keys of the names that may be meant (at least so like, of a hundred), most like first; all folded."""
    return [key for _, _, key in process.extract(query, names, scorer=_likeness, limit=limit, score_cutoff=least)]


def alike(word: str, known: Sequence[str]) -> str | None:
    """The known word most like this one; None where less than about half of the letters agree."""
    near = process.extractOne(word, known, scorer=OSA.normalized_similarity, score_cutoff=0.55)
    return near[0] if near else None


def _likeness(query: str, name: str, *, score_cutoff: float | None = None, **_: object) -> float:
    """How like a name what was typed is, 0 to 100: as a whole, as its beginning, or as some part of it."""
    whole = OSA.normalized_similarity(query, name) * 100
    if len(name) <= len(query):
        return whole
    beginning = OSA.normalized_similarity(query, name[: len(query)]) * 98
    part = fuzz.partial_ratio(query, name, score_cutoff=score_cutoff) * 0.9
    return max(whole, beginning, part)


def one_slip(word: str, known: Collection[str], slips: int) -> list[str]:
    """The known words that are so many wrong, missing, added or swapped letters away at most, the nearest first."""
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=5)
    least = min((distance for _, distance, _ in near), default=0)
    return [other for other, distance, _ in near if distance == least and len(other) > slips * 2]

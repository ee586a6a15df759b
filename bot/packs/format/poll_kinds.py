"""What polls of each kind may hold: one table, and one rule, for packs and for what members make."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PollKind = Literal["single", "multiple", "scale", "ranked", "score", "availability"]
LEAST_OPTIONS = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """The limits of one kind."""

    most_options: int
    """The most options or steps; the fewest are two."""
    labelled: bool = False
    """Whether packs name its options `labels`."""
    bounded: bool = False
    """Whether `min_choices` and `max_choices` go with it."""
    not_sure: bool = True
    """Whether there may be a button `Not sure`."""
    comparable: bool = False
    """Whether a ballot has one answer, which can be compared with that of another poll."""

    def takes(self, options: int) -> bool:
        """Whether a poll of this kind may have so many options."""
        return LEAST_OPTIONS <= options <= self.most_options


SHAPES: dict[str, Shape] = {
    "single": Shape(25, comparable=True),
    "multiple": Shape(25, bounded=True),
    "scale": Shape(10, labelled=True, comparable=True),
    "ranked": Shape(10, bounded=True, comparable=True),
    "score": Shape(10),
    "availability": Shape(10, not_sure=False),
}


def kinds_where(trait: str) -> str:
    """The kinds whose shape has a trait, as a sentence names them: `a`, `b` or `c`."""
    names = [f"`{kind}`" for kind, shape in SHAPES.items() if getattr(shape, trait)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def bounds_faults(shape: Shape, options: int, least: int | None, most: int | None) -> Iterator[tuple[str, str]]:
    """What is wrong with `min_choices` and `max_choices`: the key it concerns, and why, in words."""
    for key, bound in (("min_choices", least), ("max_choices", most)):
        if bound is None:
            continue
        if not shape.bounded:
            yield key, f"only a poll of kind {kinds_where('bounded')} takes `{key}`; take it out"
        elif not 1 <= bound <= options:
            yield key, f"`{key}` goes from 1 to the number of options, {options}, and not to {bound}"
    if least and most and least > most:
        yield "min_choices", f"`min_choices` is {least}, more than `max_choices`, {most}"

"""Who the others are: five people, each with an own manner."""

from collections.abc import Iterable
from dataclasses import dataclass

from playground.model import Member


@dataclass(frozen=True)
class Persona:
    """A manner; the numbers are shares from 0 to 1, save `slow`."""

    name: str
    slow: float
    """How long they think, beside others."""
    silent: float
    """How often they leave a question alone."""
    notes: float
    """How often they keep a moment."""
    explains: float
    """How often they say why, where nobody insists."""
    leaning: float
    """Where among ordered options they stand: 0 at the first, 1 at the last."""


PERSONAS = (
    Persona("Mira", slow=1.2, silent=0.05, notes=0.2, explains=0.5, leaning=0.7),
    Persona("Farid", slow=1.0, silent=0.0, notes=0.2, explains=0.4, leaning=0.5),
    Persona("Sam", slow=0.6, silent=0.1, notes=0.1, explains=0.1, leaning=0.1),
    Persona("Ada", slow=1.4, silent=0.0, notes=0.5, explains=0.5, leaning=0.9),
    Persona("Jun", slow=1.0, silent=0.3, notes=0.5, explains=0.1, leaning=0.3),
)


def personas(members: Iterable[Member]) -> dict[int, Persona]:
    """A persona for each member who is a person: their own by name, else one of the five in turn."""
    named = {each.name: each for each in PERSONAS}
    people = [each for each in members if not each.bot]
    return {each.id: named.get(each.name, PERSONAS[at % len(PERSONAS)]) for at, each in enumerate(people)}

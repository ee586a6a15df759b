"""What is told of deletions: values that services answer with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """How a deletion went in one feature."""

    name: str
    done: bool


@dataclass(frozen=True, slots=True)
class Report:
    """How a deletion went, feature by feature."""

    parts: tuple[Part, ...]
    had: bool = True
    """Whether anything was there to be deleted."""

    @property
    def done(self) -> bool:
        """Whether all of it is done."""
        return all(part.done for part in self.parts)

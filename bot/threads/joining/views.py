"""What is told of those who take part: values that services answer with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Membership:
    """How a member takes part in a group."""

    added: bool
    """Whether they are in the thread."""
    pinged: bool
    """Whether what is asked there mentions them."""
    refused: str | None
    """Why Discord did not add them to the thread, in words; None where it did, or has not been asked yet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How many have answered what was asked, of how many; never who."""

    count: int = 0
    of: int = 0

    @property
    def all(self) -> bool:
        """Whether everybody who takes part has."""
        return 0 < self.of <= self.count

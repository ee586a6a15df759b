"""What is told of somebody who takes part: values that services answer with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member takes part in a group."""

    added: bool
    """Whether they are in the thread."""
    pinged: bool
    """Whether what is asked there mentions them."""
    refused: str | None
    """Why Discord did not add them to the thread, in words; None where it did, or has not been asked yet."""

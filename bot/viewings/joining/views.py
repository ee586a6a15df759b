"""What is told of somebody who takes part: values that services answer with."""

from dataclasses import dataclass

from bot.viewings.rules import Cue
from bot.viewings.status import ViewingStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member takes part in a group."""

    added: bool
    """Whether they are in the thread."""
    pinged: bool
    """Whether prompts mention them."""
    refused: str | None
    """Why Discord did not add them to the thread, in words; None where it did, or has not been asked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a viewing is, for one member."""

    status: ViewingStatus
    standing: Standing | None
    """None for who does not take part."""
    newest: Cue | None
    """The prompt that was asked last."""
    newest_message_id: int | None
    """Its message in the thread, where it stands already."""

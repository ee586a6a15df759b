"""What is told of somebody who takes part: values that services answer with."""

from dataclasses import dataclass

from bot.threads.joining.views import Membership
from bot.viewings.rules import Cue
from bot.viewings.status import ViewingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a viewing is, for one member."""

    status: ViewingStatus
    standing: Membership | None
    """None for who does not take part."""
    newest: Cue | None
    """The prompt that was asked last."""
    newest_message_id: int | None
    """Its message in the thread, where it stands already."""

"""What a tour is: steps, each with a line that explains it, what its leader does, and what the visitor is to do."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ANYTHING = "*"
"""As the label that is waited for: any control of a message that everybody sees."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(Value):
    """What the leader does: a slash command, or a press of the newest button with a label."""

    command: str | None = None
    options: dict[str, str] = Field(default_factory=dict[str, str])
    press: str | None = None


class Step(Value):
    """In this order: the others finish, the leader acts, a text or some time is waited for, then the visitor."""

    words: str
    """The line of explanation; `{leader}` stands for who leads, labels stand between backticks."""
    thread: bool = False
    """Whether the page shows the thread that began on the tour's newest message, or else the tour's channel."""
    after_others: bool = False
    """Whether the other members first finish what they are at."""
    does: tuple[Act, ...] = ()
    until: str | None = None
    """A text that a message has to show."""
    lasts: float = 0
    """Seconds of the playground's clock that have to pass."""
    times: float = 1
    """How many times as fast that clock runs meanwhile."""
    waits: str | None = None
    """The label of what the visitor uses; None: they read, and go on."""
    goes_on: bool = False
    """Whether the next step follows by itself, without a word of the visitor."""


class Tour(Value):
    """A tour as a newcomer is offered it."""

    channel: str
    """The name of the channel that it begins in."""
    steps: tuple[Step, ...] = Field(min_length=1)


def tours_of(welcome: list[Mapping[str, Any]]) -> dict[int, Tour]:
    """The tours among what a newcomer is offered, by place."""
    return {at: Tour.model_validate(each["tour"]) for at, each in enumerate(welcome) if "tour" in each}

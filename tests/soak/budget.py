"""How much a soak does, and in which time."""

from dataclasses import dataclass

WHOLE_HOUR = 60.0
"""Minutes of the full soak; shorter ones do a share of what it does."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What is done between the start and the last closing."""

    seconds: float
    polls: int
    clicks: int
    viewings: int
    quizzes: int
    rounds: int
    restarts: int
    """SIGKILL and SIGTERM in turn, the first a SIGKILL."""
    whims: int
    """Things that the gateway does to the bot."""
    faults: float
    """The share of requests that go wrong."""
    whole_evenings: bool = True
    """Whether groups go through the whole film, or leave when it has begun."""
    hurry: bool = False
    """Whether the bot tries again after seconds what it otherwise tries again after a minute."""

    @property
    def calm_from(self) -> float:
        """Seconds after which the bot is left running for a while, so that its memory can be watched."""
        return self.seconds * 0.35

    @property
    def calm_until(self) -> float:
        """Seconds until which it is left running."""
        return self.seconds * 0.93


BRIEF = Budget(
    seconds=3.0, polls=5, clicks=120, viewings=1, quizzes=1, rounds=1, restarts=1, whims=1, faults=0.02,
    whole_evenings=False, hurry=True,
)  # fmt: skip
"""Enough of everything to see that nothing is lost, in a few seconds."""


def lasting(minutes: float) -> Budget:
    """A share of the hour: 1,000 polls, 100,000 clicks, 100 viewings, 60 quizzes, 60 rounds of statements."""
    share = minutes / WHOLE_HOUR
    return Budget(
        seconds=minutes * 60,
        polls=max(10, round(1_000 * share)),
        clicks=max(500, round(100_000 * share)),
        viewings=max(2, round(100 * share)),
        quizzes=max(1, round(60 * share)),
        rounds=max(1, round(60 * share)),
        restarts=max(4, round(40 * share)),
        whims=max(4, round(120 * share)),
        faults=0.004,
        hurry=minutes < WHOLE_HOUR / 4,
    )

"""What a round of statements is, where it stands, and who may do what with it when.

Collecting, then a release by who leads it, then the vote. Between the end of collecting and the release the statements
are looked through; who wrote them is forgotten by then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.guilds.rules import Person

GRACE = timedelta(seconds=3)
"""How long after its time collecting, or the vote, still waits for clicks that were made before it."""
LEAST_SPAN, MOST_SPAN = timedelta(minutes=1), timedelta(days=32)
"""How long collecting may last, and the vote."""
REMINDED_AFTER = timedelta(hours=48)
"""How long after collecting who leads the round, and moderators, are reminded of what was not released."""
DESTROYED_AFTER = timedelta(days=7)
"""How long after collecting what was not released is destroyed."""
KEPT = timedelta(days=30)
"""How long after the close votes are kept."""
FEWEST = 3
"""Statements below which a release is asked about."""
MOST_STATEMENTS = 100
"""Statements of one round, those of a pack included."""

UNKNOWN = "No such round here."
CLOSED = "This round is closed."
COLLECTED = "Collecting has ended, so no statement can be added or changed any more."
NOT_YET = "The vote has not begun yet: the statements are still to be released."
UNRELEASED = "Nobody released the statements within 7 days, so all of them were destroyed."
NONE_WRITTEN = "Nobody wrote a statement, so there is nothing to vote on."
RESTORED = (
    "The bot was restored from a backup while statements were collected. They are in no backup, so this round ended."
)


class State(StrEnum):
    """Where a round stands."""

    COLLECTING = "collecting"
    """Until the release."""
    VOTING = "voting"
    CLOSED = "closed"


class Vote(StrEnum):
    """What a member says to a statement, by the letter that its control carries."""

    AGREE = "a"
    DISAGREE = "d"
    PASS = "p"  # noqa: S105 - no secret


VALUE = {Vote.AGREE: 1, Vote.PASS: 0, Vote.DISAGREE: -1}
"""What is kept and counted of a vote."""
LABELS = {Vote.AGREE: "Agree", Vote.DISAGREE: "Disagree", Vote.PASS: "Pass"}


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round as it is at one moment."""

    id: int
    guild_id: int
    number: int
    channel_id: int
    message_id: int | None = None
    creator_id: int
    """Who leads it."""
    question: str
    created_at: datetime
    collects_until: datetime
    runs: timedelta
    """How long the vote runs from the release."""
    collected_at: datetime | None = None
    released_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    ended: str | None = None
    """Why it ended without a vote."""
    taking_part: int = 0
    """Who wrote a statement while they are collected, who voted from then on."""
    orphaned: str | None = None
    version: int = 1
    drawn: int = 0

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.closed_at:
            return State.CLOSED
        return State.VOTING if self.released_at else State.COLLECTING

    @property
    def is_looked_through(self) -> bool:
        """Whether it is between the end of collecting and the release."""
        return self.state is State.COLLECTING and self.collected_at is not None

    def is_led_by(self, by: Person) -> bool:
        """Whether they may look its statements through, release and close it."""
        return by.moderator or by.id == self.creator_id

    def check_leader(self, by: Person) -> None:
        """Raise Refusal for anybody else."""
        if not self.is_led_by(by):
            raise Refusal(f"Only who started round #{self.number} and moderators may do this.")

    def check_collecting(self, clicked_at: datetime) -> None:
        """Raise Refusal unless a statement that was handed in then still counts."""
        if self.closed_at:
            raise Refusal(CLOSED)
        if self.collected_at or clicked_at >= self.collects_until:
            raise Refusal(COLLECTED)

    def check_looked_through(self) -> None:
        """Raise Refusal unless its statements wait for their release."""
        if self.closed_at:
            raise Refusal(CLOSED)
        if self.released_at:
            raise Refusal("These statements are released already.")
        if not self.collected_at:
            raise Refusal("Statements are still being collected. `/statements end` ends that early.")

    def check_voting(self, clicked_at: datetime) -> None:
        """Raise Refusal unless a vote that was given then counts."""
        if self.closed_at or (self.closes_at and clicked_at >= self.closes_at):
            raise Refusal(CLOSED)
        if not self.released_at:
            raise Refusal(NOT_YET)

"""What a posted poll is, who sees its results when, and who may do what with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.polls.terms import Terms, Visibility

FEWEST_SHOWN = 5
"""Ballots from which an anonymous poll has totals."""
GRACE = timedelta(seconds=3)
"""How long after its closing time a poll still waits for clicks that were made before it."""
DEFAULT_OPEN, LEAST_OPEN, MOST_OPEN = timedelta(days=7), timedelta(minutes=1), timedelta(days=32)
KEPT = timedelta(days=30)
"""How long after the close the ballots of a poll that is not anonymous are kept."""
PAIR_KEPT = timedelta(days=14)
"""How long after the close an anonymous before poll waits for its after poll."""
HELD = PAIR_KEPT
"""How long after the close the result of a before poll is held back at most: seen earlier, it would sway the answers
after the film.
"""

NOBODY_MAY_VOTE = (
    "The role whose members may vote in this poll was deleted, so nobody can vote. "
    "The member who made it, or a moderator, can let everyone vote with `/poll edit`."
)
CLOSED = "This poll is closed."
UNKNOWN = "No such poll here."

_NOBODY_SEES = "Anonymous here means: no member, moderator or server owner can see your choice through this bot"
_SOMEBODY_COULD = (
    "the person who runs the bot's computer could technically find out, and Discord itself sees your click. "
    "One vote per Discord account, not per person. Do not use this for elections that matter."
)
ANONYMITY = (
    f"{_NOBODY_SEES}, and when the poll closes the individual ballots and the key are destroyed — only totals stay. "
    f"While the poll is open, {_SOMEBODY_COULD}"
)
ANONYMITY_OF_A_PAIR = (
    f"{_NOBODY_SEES}. This poll is asked before and after the film: one key and both sets of ballots are kept "
    "until the after poll closes, or until 14 days after the before poll closed; then they are destroyed — only totals "
    f"stay. Until then, {_SOMEBODY_COULD}"
)
NEEDS_FIVE = f"It needs at least {FEWEST_SHOWN} ballots to show totals; with fewer, nobody ever sees any."
"""Said of an anonymous poll before anybody votes in it."""
COPIES = (
    "This bot keeps its data in PostgreSQL: the rows are deleted and their tables cleaned, but logs and copies that "
    "its server makes may hold them longer. Deleting those is up to the people who run it."
)
"""What is added to either where the engine keeps copies of its own."""


class Phase(StrEnum):
    """The side of a before/after pair that a poll is."""

    BEFORE = "before"
    AFTER = "after"


class State(StrEnum):
    """Orphaned: still open, but its message is gone or out of reach."""

    OPEN = "open"
    CLOSED = "closed"
    ORPHANED = "orphaned"


class NotAVoterError(Refusal):
    """Somebody without the role may not vote; who tells them may know whether the role is still there."""

    def __init__(self, role: int) -> None:
        self.role = role
        super().__init__(f"Only members with <@&{role}> may vote in this poll.")


@dataclass(frozen=True, kw_only=True)
class Change:
    """Wording that was changed after voting had begun; shown with the poll."""

    at: datetime
    place: int | None
    """The option that it concerns, None for the question."""
    was: str


@dataclass(frozen=True, kw_only=True)
class Poll(Terms):
    """A poll that was posted. Times are UTC."""

    id: int
    """Unpredictable, the same nowhere else; what controls carry."""
    guild_id: int
    number: int
    """What members call it: `#12`."""
    channel_id: int
    message_id: int | None = None
    creator_id: int
    created_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    orphaned: str | None = None
    """Why its message cannot be reached, in words for the server."""
    pack: str | None = None
    """The pack poll that it was posted from, as `pack/entry`."""
    phase: Phase | None = None
    before_id: int | None = None
    """For an after poll, the poll that it is compared with."""
    ballots: int = 0
    """Members who have voted, those not sure included."""
    unsure: int = 0
    votes: tuple[int, ...] = ()
    """Votes by option; kept for `single`, `multiple` and `scale` unless anonymous, else all 0."""
    version: int = 1
    """Grows with everything that the card may show: one drawn from an older version is behind."""
    drawn: int = 1
    """The version that the card shows; the first is posted with it."""
    edition: int = 1
    """Grows when wording that voters have seen is changed, so that a click on the old wording can be told."""
    changes: tuple[Change, ...] = ()
    held: bool = False
    """Whether it closed as a before poll whose result nobody sees yet."""

    @property
    def state(self) -> State:
        """As members see it."""
        if self.closed_at:
            return State.CLOSED
        return State.ORPHANED if self.orphaned else State.OPEN

    @property
    def begun(self) -> bool:
        """Whether voters rely on what it says: from the first vote on, of an anonymous poll from the start.

        What may be changed would else tell whether somebody has voted in it.
        """
        return self.anonymous or bool(self.ballots)

    @property
    def tells_count(self) -> bool:
        """Whether anybody is told how many have voted: of an anonymous poll a running count tells who just did."""
        return not self.anonymous or self.closed_at is not None

    @property
    def changes_with_votes(self) -> bool:
        """Whether a vote may show on the public card; of an anonymous poll it must not."""
        return not self.anonymous and not self.closed_at

    def check_not_closed(self) -> None:
        """Raise Refusal for a poll that was closed, whatever its closing time says."""
        if self.closed_at:
            raise Refusal(CLOSED)

    def check_open(self, clicked_at: datetime, edition: int | None = None) -> None:
        """Raise Refusal unless a click counts: made before the closing time and the close, on this wording.

        `edition` is that of the card that was clicked, None where any will do.
        """
        if self.closed_at or clicked_at >= self.closes_at:
            raise Refusal(CLOSED)
        if edition is not None and edition != self.edition:
            raise Refusal("The wording of this poll was just changed. Look at it again, then vote.")

    def check_voter(self, roles: Collection[int]) -> None:
        """Raise NotAVoterError for a member with these roles who may not vote; what they voted before stays."""
        if self.voters is not None and self.voters not in roles:
            raise NotAVoterError(self.voters)

    def shows_results(self, *, voted: bool = False) -> bool:
        """Whether numbers may be shown, to one reader who has `voted`, or (False) to the channel.

        Nobody sees hidden numbers early: neither creator nor moderators are asked for here.
        """
        if self.closed_at:
            return not self.held
        if self.visibility is Visibility.LIVE:
            return True
        return self.visibility is Visibility.AFTER_VOTE and voted

    def check_manager(self, by: Person) -> None:
        """Raise Refusal unless this person may close, edit and export the poll."""
        if by.id != self.creator_id and not by.moderator:
            raise Refusal(f"Only the member who made poll #{self.number} and moderators may do that. {by.why}".strip())


def promise(*, pair: bool, copies: bool) -> str:
    """What the card of an anonymous poll says; `copies`: where the engine keeps some of its own."""
    sentence = ANONYMITY_OF_A_PAIR if pair else ANONYMITY
    return f"{sentence} {COPIES}" if copies else sentence


def percent(votes: int, of: int) -> int:
    """A share in whole percent, halves up; 0 of nothing is 0."""
    return (200 * votes + of) // (2 * of) if of else 0


def reminder_at(created_at: datetime, closes_at: datetime) -> datetime | None:
    """When to remind the channel: with a tenth of the time left, at least ten minutes; never for under two hours."""
    span = closes_at - created_at
    return closes_at - max(span / 10, timedelta(minutes=10)) if span >= timedelta(hours=2) else None

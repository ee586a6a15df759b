"""Casting ballots, many in one transaction: set-based statements, one rule check for each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import clock
from bot.database import Tx
from bot.database.retention import tag
from bot.errors import Refusal
from bot.polls import store as polls_store
from bot.polls.ballots import ballot_of
from bot.polls.kinds import KINDS
from bot.polls.rules import CLOSED, UNKNOWN, Poll
from bot.polls.terms import Ballot
from bot.polls.voting import store
from bot.polls.voting.store import Cast, Voter


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One member's click on one poll."""

    guild_id: int
    poll_id: int
    member_id: int
    click_id: int
    """The interaction's id; it tells when Discord saw the click, and which of two came last."""
    ballot: Ballot | None
    """What it chose, raw until the poll has checked it; None to withdraw."""
    edition: int | None = None
    """The edition of the poll on the card that was clicked; None where any will do."""
    roles: frozenset[int] = frozenset()
    """The member's roles at the click."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands after a vote: the ballot of the member's latest click, None when it is withdrawn."""

    poll: Poll
    ballot: Ballot | None
    had_voted: bool
    """Whether the member had a ballot before."""


async def cast(tx: Tx, votes: Sequence[Vote]) -> list[Recorded | Refusal]:
    """Record votes, of any polls and servers; for each what stands now, or why it was refused.

    Of several clicks by one member the latest counts, by its id, in whatever order they arrive.
    """
    polls = await polls_store.load(tx, ((vote.guild_id, vote.poll_id) for vote in votes))
    secrets = await store.secret_keys(tx, (poll for poll in polls.values() if poll.anonymous))
    checked = [_checked(polls.get(vote.poll_id), vote, secrets) for vote in votes]
    newest: dict[Voter, tuple[int, Ballot | None]] = {}
    for outcome in checked:
        if not isinstance(outcome, Refusal):
            voter, click_id, _ = outcome
            if voter not in newest or newest[voter][0] < click_id:
                newest[voter] = outcome[1:]
    before = await store.ballots_of(tx, newest, polls)
    after = {
        voter: before[voter] if voter in before and before[voter].click_id > click_id else _cast(ballot, click_id)
        for voter, (click_id, ballot) in newest.items()
    }
    polls |= await _keep(tx, before, after, polls)
    return [
        outcome
        if isinstance(outcome, Refusal)
        else Recorded(polls[outcome[0][0]], _ballot(after[outcome[0]]), outcome[0] in before)
        for outcome in checked
    ]


async def take_out(tx: Tx, voters: Iterable[Voter], polls: Mapping[int, Poll]) -> list[Poll]:
    """Take ballots back whatever the clock says, as when a member has their data deleted; the polls as they are now.

    Totals go down with them, so name no polls that are closed.
    """
    before = await store.ballots_of(tx, voters, polls)
    return list((await _keep(tx, before, dict.fromkeys(before), dict(polls))).values())


def _checked(poll: Poll | None, vote: Vote, secrets: dict[int, bytes]) -> tuple[Voter, int, Ballot | None] | Refusal:
    """Whose ballot it is, the click, and the ballot (None to withdraw), or why it does not count."""
    try:
        if poll is None or poll.guild_id != vote.guild_id:
            raise Refusal(UNKNOWN)
        poll.check_open(clock.of_snowflake(vote.click_id), vote.edition)
        if poll.anonymous and poll.id not in secrets:
            raise Refusal(CLOSED)
        ballot = None
        if vote.ballot:
            poll.check_voter(vote.roles)
            ballot = ballot_of(poll, vote.ballot)
    except Refusal as refusal:
        return refusal
    voter = tag(secrets[poll.id], vote.member_id) if poll.anonymous else vote.member_id
    return (poll.id, voter), vote.click_id, ballot


async def _keep(
    tx: Tx, before: dict[Voter, Cast], after: dict[Voter, Cast | None], polls: dict[int, Poll]
) -> dict[int, Poll]:
    """Write what changed; the polls that got newer, as they are now."""
    puts = {voter: cast for voter, cast in after.items() if cast and cast != before.get(voter)}
    gone = [voter for voter, cast in after.items() if cast is None and voter in before]
    if puts:
        await store.put(tx, puts, polls)
    if gone:
        await store.withdraw(tx, gone, polls)
    votes: Counter[tuple[int, int]] = Counter()
    ballots: Counter[int] = Counter()
    unsure: Counter[int] = Counter()
    for voter in (*puts, *gone):
        poll, was, now = polls[voter[0]], _ballot(before.get(voter)), _ballot(after[voter])
        if was == now:
            continue
        ballots[poll.id] += (now is not None) - (was is not None)
        if not poll.anonymous:
            unsure[poll.id] += _unsure(now) - _unsure(was)
            votes.update(dict.fromkeys(_counted(poll, now), 1))
            votes.subtract(dict.fromkeys(_counted(poll, was), 1))
    if ballots:
        await store.count(tx, {place: more for place, more in votes.items() if more}, ballots, unsure)
    return {poll_id: _newer(polls[poll_id], more, unsure[poll_id], votes) for poll_id, more in ballots.items()}


def _newer(poll: Poll, ballots: int, unsure: int, votes: Counter[tuple[int, int]]) -> Poll:
    return replace(
        poll,
        ballots=poll.ballots + ballots,
        unsure=poll.unsure + unsure,
        votes=tuple(count + votes[poll.id, place] for place, count in enumerate(poll.votes)),
        version=poll.version + poll.changes_with_votes,
    )


def _counted(poll: Poll, ballot: Ballot | None) -> Iterable[tuple[int, int]]:
    """The counters that a ballot is in; not every kind has them."""
    if ballot is None or not KINDS[poll.kind].has_counters:
        return ()
    return ((poll.id, choice) for choice in ballot.choices)


def _cast(ballot: Ballot | None, click_id: int) -> Cast | None:
    return None if ballot is None else Cast(ballot, click_id)


def _ballot(cast: Cast | None) -> Ballot | None:
    return cast.ballot if cast else None


def _unsure(ballot: Ballot | None) -> int:
    return int(ballot is not None and ballot.not_sure)

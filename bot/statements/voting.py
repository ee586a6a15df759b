"""Voting on statements, many votes in one transaction: set-based statements, one rule check for each."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from bot import clock
from bot.database import Tx
from bot.errors import Refusal
from bot.statements import store
from bot.statements.rules import UNKNOWN, VALUE, Round, Vote
from bot.statements.store import Voter
from bot.statements.views import IN, Paper, Statement

NO_SUCH_STATEMENT = "This statement is no longer voted on. Press `Vote` once more for the others."


Kept = Mapping[int, Statement]
"""The statements of a round that are voted on, by place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One member's click on one statement."""

    guild_id: int
    round_id: int
    member_id: int
    click_id: int
    """The interaction's id; it tells when Discord saw the click, and which of two came last."""
    place: int
    vote: Vote

    @property
    def clicked_at(self) -> datetime:
        """When Discord saw the click."""
        return clock.of_snowflake(self.click_id)

    @property
    def voter(self) -> Voter:
        """Whose it is, in which round."""
        return self.round_id, self.member_id


async def cast(tx: Tx, votes: Sequence[Cast]) -> list[Paper | Refusal]:
    """Record votes of any rounds and servers; for each the paper as it is then, or why it was refused.

    Of several clicks by one member on a statement the latest counts, in whatever order they arrive.
    """
    rounds = await store.load(tx, ((each.guild_id, each.round_id) for each in votes))
    kept = {round_id: voted_on(listed) for round_id, listed in (await store.statements_of(tx, rounds)).items()}
    refused = [_refusal(rounds.get(each.round_id), kept, each) for each in votes]
    counted = [each for each, refusal in zip(votes, refused, strict=True) if refusal is None]
    before = await store.voted_places(tx, {each.voter for each in counted})
    newest: dict[tuple[int, int, int], tuple[int, int]] = {}
    for each in counted:
        where = (*each.voter, each.place)
        newest[where] = max(newest.get(where, (0, -1)), (VALUE[each.vote], each.click_id), key=_clicked)
    if newest:
        await store.put_votes(tx, newest)
    rounds |= await _count(tx, rounds, before)
    after = dict(before)
    for round_id, member_id, place in newest:
        after[round_id, member_id] |= 1 << place
    return [
        refusal or next_paper(rounds[each.round_id], kept[each.round_id], after[each.voter], each.member_id, each.place)
        for each, refusal in zip(votes, refused, strict=True)
    ]


def voted_on(statements: Iterable[Statement]) -> Kept:
    """Those that are voted on."""
    return {each.place: each for each in statements if each.state == IN}


def next_paper(round_: Round, kept: Kept, voted: int, member_id: int, after: int | None = None) -> Paper:
    """What a member votes on next: the first statement behind a place that is not among the bits of `voted`."""
    places = _drawn(round_.id, member_id, tuple(kept))
    begin = places.index(after) + 1 if after in places else 0
    turned = (*range(begin, len(places)), *range(begin))
    at = next((position for position in turned if not voted >> places[position] & 1), len(places))
    count = sum(voted >> place & 1 for place in places)
    return Paper(round_, in_own_order(round_.id, member_id, kept), count, at)


def paper(round_: Round, kept: Kept, votes: Mapping[int, int], member_id: int, at: int | None = None) -> Paper:
    """What a member votes on, at a position or where they left off, and how they voted there."""
    found = next_paper(round_, kept, sum(1 << place for place in votes), member_id)
    at = found.at if at is None else min(at, len(kept))
    given = votes.get(found.statements[at].place) if at < len(kept) else None
    return replace(found, at=at, given=given)


def in_own_order(round_id: int, member_id: int, kept: Kept) -> tuple[Statement, ...]:
    """The statements in an order that is the member's own, always the same, whatever else is set aside."""
    return tuple([kept[place] for place in _drawn(round_id, member_id, tuple(kept))])


@lru_cache(maxsize=1_024)
def _drawn(round_id: int, member_id: int, places: tuple[int, ...]) -> tuple[int, ...]:
    """The places in the order that is drawn for a member; kept, as they are asked for at each of their votes."""

    def lot(place: int) -> bytes:
        return hashlib.sha256(f"{round_id}:{member_id}:{place}".encode()).digest()

    return tuple(sorted(places, key=lot))


def _refusal(round_: Round | None, kept: Mapping[int, Kept], vote: Cast) -> Refusal | None:
    try:
        if round_ is None or round_.guild_id != vote.guild_id:
            raise Refusal(UNKNOWN)
        round_.check_voting(vote.clicked_at)
        if vote.place not in kept[round_.id]:
            raise Refusal(NO_SUCH_STATEMENT)
    except Refusal as refusal:
        return refusal
    return None


async def _count(tx: Tx, rounds: Mapping[int, Round], before: Mapping[Voter, int]) -> dict[int, Round]:
    """Count who takes part from now on; the rounds that got newer."""
    new = Counter(round_id for (round_id, _), voted in before.items() if not voted)
    if new:
        await store.count_voters(tx, new)
    return {
        round_id: replace(
            rounds[round_id], taking_part=rounds[round_id].taking_part + more, version=rounds[round_id].version + 1
        )
        for round_id, more in new.items()
    }


def _clicked(vote: tuple[int, int]) -> int:
    return vote[1]

"""The SQL of ballots, those of anonymous polls under a tag instead of a member."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.database import Row, SqlValue, Tx, values
from bot.polls.kinds import KINDS
from bot.polls.rules import Poll
from bot.polls.terms import Ballot, Terms
from bot.polls.views import Voice

Voter = tuple[int, int | str]
"""A poll's id with the member, or, of an anonymous poll, the member's tag."""


class Cast(NamedTuple):
    """A ballot as it is kept, with the click that cast it; 0 where no click is kept."""

    ballot: Ballot
    click_id: int


async def secret_keys(tx: Tx, polls: Iterable[Poll]) -> dict[int, bytes]:
    """The keys of anonymous polls by poll id; a pair has one key, none after it was destroyed."""
    owners = {poll.id: poll.before_id or poll.id for poll in polls}
    if not owners:
        return {}
    wanted, params = values([(owner,) for owner in sorted(set(owners.values()))], "BIGINT")
    join = "SELECT poll_id, key FROM k JOIN secret_keys ON poll_id = k.a"
    rows = await tx.fetch(wanted + join, *params)
    found = {row["poll_id"]: bytes.fromhex(row["key"]) for row in rows}
    return {poll_id: found[owner] for poll_id, owner in owners.items() if owner in found}


async def put_secret_key(tx: Tx, poll_id: int, key: bytes) -> None:
    """Keep the key of an anonymous poll."""
    await tx.fetch("INSERT INTO secret_keys (poll_id, key) VALUES (?1, ?2)", poll_id, key.hex())


async def destroy_secrets(tx: Tx, poll_id: int) -> None:
    """Delete the key and the ballots of an anonymous poll."""
    await tx.fetch("DELETE FROM secret_ballots WHERE poll_id = ?1", poll_id)
    await tx.fetch("DELETE FROM secret_keys WHERE poll_id = ?1", poll_id)


async def delete_ballots(tx: Tx, poll_id: int) -> None:
    """Delete the ballots of a poll that is not anonymous; its totals stay."""
    await tx.fetch("DELETE FROM ballots WHERE poll_id = ?1", poll_id)


async def ballots_of(tx: Tx, voters: Iterable[Voter], polls: Mapping[int, Poll]) -> dict[Voter, Cast]:
    """The ballots that these voters have cast."""
    found: dict[Voter, Cast] = {}
    listed = list(voters)
    if members := [voter for voter in listed if not polls[voter[0]].anonymous]:
        wanted, params = values(members, "BIGINT", "BIGINT")
        join = "SELECT * FROM k JOIN ballots ON poll_id = k.a AND member_id = k.b"
        for row in await tx.fetch(wanted + join, *params):
            found[row["poll_id"], row["member_id"]] = Cast(_ballot(polls[row["poll_id"]], row), row["click_id"])
    if tags := [voter for voter in listed if polls[voter[0]].anonymous]:
        wanted, params = values(tags, "BIGINT", "TEXT")
        join = "SELECT * FROM k JOIN secret_ballots ON poll_id = k.a AND tag = k.b"
        for row in await tx.fetch(wanted + join, *params):
            found[row["poll_id"], row["tag"]] = Cast(_secret(polls[row["poll_id"]], row), 0)
    return found


async def put(tx: Tx, ballots: Mapping[Voter, Cast], polls: Mapping[int, Poll]) -> None:
    """Keep ballots, in place of what these voters had cast."""
    named: list[tuple[SqlValue, ...]] = []
    secret: list[tuple[SqlValue, ...]] = []
    for voter, (ballot, click_id) in ballots.items():
        poll = polls[voter[0]]
        if poll.anonymous:
            secret.append((*voter, *_marks(poll, ballot)))
        else:
            named.append((*voter, *_marks(poll, ballot), ballot.reason, ballot.confidence, click_id))
    if named:
        rows, params = values(named, "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "INTEGER", "BIGINT")
        insert = (
            "INSERT INTO ballots (poll_id, member_id, choices, marks, reason, confidence, click_id) "
            "SELECT DISTINCT a, b, c, d, e, f, g FROM k WHERE true ON CONFLICT (poll_id, member_id) DO UPDATE SET "
            "choices = excluded.choices, marks = excluded.marks, reason = excluded.reason, "
            "confidence = excluded.confidence, click_id = excluded.click_id"
        )
        await tx.fetch(rows + insert, *params)
    if secret:
        rows, params = values(secret, "BIGINT", "TEXT", "BIGINT", "TEXT")
        insert = (
            "INSERT INTO secret_ballots (poll_id, tag, choices, marks) SELECT DISTINCT a, b, c, d FROM k WHERE true "
            "ON CONFLICT (poll_id, tag) DO UPDATE SET choices = excluded.choices, marks = excluded.marks"
        )
        await tx.fetch(rows + insert, *params)


async def withdraw(tx: Tx, voters: Iterable[Voter], polls: Mapping[int, Poll]) -> None:
    """Take ballots back."""
    listed = list(voters)
    if members := [voter for voter in listed if not polls[voter[0]].anonymous]:
        await tx.many("DELETE FROM ballots WHERE poll_id = ?1 AND member_id = ?2", members)
    if tags := [voter for voter in listed if polls[voter[0]].anonymous]:
        await tx.many("DELETE FROM secret_ballots WHERE poll_id = ?1 AND tag = ?2", tags)


async def count(
    tx: Tx, votes: Mapping[tuple[int, int], int], ballots: Mapping[int, int], unsure: Mapping[int, int]
) -> None:
    """Add to the counters: votes by (poll, option), ballots and unsure ones by poll, newer where the card shows it."""
    if votes:
        rows, params = values([(*place, more) for place, more in sorted(votes.items())], "BIGINT", "INTEGER", "BIGINT")
        add = "UPDATE poll_options SET votes = votes + k.c FROM k WHERE poll_id = k.a AND place = k.b"
        await tx.fetch(rows + add, *params)
    listed = [(poll_id, more, unsure.get(poll_id, 0)) for poll_id, more in sorted(ballots.items())]
    rows, params = values(listed, "BIGINT", "BIGINT", "BIGINT")
    add = (
        "UPDATE polls SET ballots = ballots + k.b, unsure = unsure + k.c, "
        "version = CASE WHEN secrecy = 'anonymous' THEN version ELSE version + 1 END FROM k WHERE id = k.a"
    )
    await tx.fetch(rows + add, *params)


async def all_ballots(tx: Tx, poll: Poll) -> list[Ballot]:
    """Every ballot of a poll, without saying whose."""
    if poll.anonymous:
        rows = await tx.fetch("SELECT choices, marks FROM secret_ballots WHERE poll_id = ?1", poll.id)
        return [_secret(poll, row) for row in rows]
    rows = await tx.fetch("SELECT choices, marks, NULL AS reason, confidence FROM ballots WHERE poll_id = ?1", poll.id)
    return [_ballot(poll, row) for row in rows]


async def voices(tx: Tx, poll: Poll, limit: int) -> list[Voice]:
    """The latest ballots of a poll with their members, not those of an anonymous one."""
    rows = await tx.fetch("SELECT * FROM ballots WHERE poll_id = ?1 ORDER BY click_id DESC LIMIT ?2", poll.id, limit)
    return [Voice(row["member_id"], _ballot(poll, row)) for row in rows]


async def reasons(tx: Tx, poll: Poll, skip: int, limit: int) -> list[Ballot]:
    """Ballots that give a reason, latest first, without saying whose."""
    rows = await tx.fetch(
        "SELECT * FROM ballots WHERE poll_id = ?1 AND reason IS NOT NULL ORDER BY click_id DESC LIMIT ?2 OFFSET ?3",
        poll.id,
        limit,
        skip,
    )
    return [_ballot(poll, row) for row in rows]


async def confidence(tx: Tx, poll: Poll) -> tuple[int, int]:
    """How many voters told how sure they are, and the sum of what they told."""
    [row] = await tx.fetch(
        "SELECT count(confidence), coalesce(sum(confidence), 0) FROM ballots WHERE poll_id = ?1", poll.id
    )
    return row[0], row[1]


async def links(tx: Tx, before: Poll, after: Poll) -> Counter[tuple[int, int]]:
    """Members who took part in both polls by their answers, option or first choice; one past the last: not sure."""
    table, voter = ("secret_ballots", "tag") if after.anonymous else ("ballots", "member_id")
    both = f"FROM {table} b JOIN {table} a ON a.{voter} = b.{voter} WHERE b.poll_id = ?1 AND a.poll_id = ?2"
    rows = await tx.fetch(
        f"SELECT b.choices, b.marks, a.choices, a.marks, count(*) {both} GROUP BY 1, 2, 3, 4", before.id, after.id
    )
    counted: Counter[tuple[int, int]] = Counter()
    for row in rows:
        counted[_answer(after, row[0], row[1]), _answer(after, row[2], row[3])] += row[4]
    return counted


def _answer(terms: Terms, choices: int, marks: str | None) -> int:
    ballot = _read(terms, choices, marks)
    return ballot.choices[0] if ballot.choices else len(terms.options)


def _ballot(terms: Terms, row: Row) -> Ballot:
    return _read(terms, row["choices"], row["marks"], row["reason"], row["confidence"])


def _secret(terms: Terms, row: Row) -> Ballot:
    return _read(terms, row["choices"], row["marks"])


def _marks(terms: Terms, ballot: Ballot) -> tuple[int, str | None]:
    return (0, None) if ballot.not_sure else KINDS[terms.kind].to_row(ballot)


def _read(terms: Terms, choices: int, marks: str | None, reason: str | None = None, sure: int | None = None) -> Ballot:
    ballot = KINDS[terms.kind].from_row(choices, marks) if choices or marks is not None else Ballot()
    return ballot if reason is sure is None else replace(ballot, reason=reason, confidence=sure)

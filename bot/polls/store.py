"""The SQL of polls themselves: what they ask and where they stand."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any

from bot.clock import moment, ms
from bot.database import Row, SqlValue, Tx, values
from bot.errors import or_refuse
from bot.polls import jobs
from bot.polls.rules import UNKNOWN, Change, Phase, Poll
from bot.polls.terms import Reason, Secrecy, Visibility
from bot.polls.views import Line, Which

_QUESTION = -1
"""The place of the question among changed wordings."""

_READ: dict[str, Any] = {"reason": Reason, "secrecy": Secrecy, "visibility": Visibility, "phase": Phase}
_NAMES = [field.name for field in fields(Poll) if field.name not in ("options", "votes", "changes")]
_SELECT = f"SELECT {', '.join(f'polls.{name}' for name in _NAMES)} "
_LINE = "SELECT id, number, question, closed_at, orphaned, phase"
_WHICH = {
    Which.ALL: "",
    Which.OPEN: "AND closed_at IS NULL",
    Which.CLOSED: "AND closed_at IS NOT NULL",
    Which.PAIRS: "AND EXISTS (SELECT 1 FROM polls again WHERE again.before_id = polls.id)",
}
_KEYS = "FROM k JOIN polls ON polls.guild_id = k.a AND polls.id = k.b"
_FROM_KEYS = f"{_SELECT} {_KEYS}"
_OPEN_OF_KEYS = f"SELECT polls.id {_KEYS} AND polls.closed_at IS NULL"


async def insert(tx: Tx, poll: Poll) -> None:
    """Keep a new poll, to be closed at its time."""
    values = {name: _kept(getattr(poll, name)) for name in _NAMES}
    places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
    await tx.fetch(f"INSERT INTO polls ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608 - names
    await _put_options(tx, poll)
    await jobs.put_closing(tx, poll)


async def update(tx: Tx, poll: Poll) -> None:
    """Write what an edit may have changed; the votes stay."""
    await tx.fetch(
        "UPDATE polls SET question = ?3, visibility = ?4, secrecy = ?5, closes_at = ?6, phase = ?7, edition = ?8, "
        "voters = ?9, version = version + 1 WHERE guild_id = ?1 AND id = ?2",
        poll.guild_id,
        poll.id,
        poll.question,
        poll.visibility,
        poll.secrecy,
        ms(poll.closes_at),
        poll.phase,
        poll.edition,
        poll.voters,
    )
    await _put_options(tx, poll)
    await tx.many(
        "INSERT INTO poll_changes (poll_id, at, place, was) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        [(poll.id, ms(each.at), _QUESTION if each.place is None else each.place, each.was) for each in poll.changes],
    )


async def delete(tx: Tx, guild_id: int, poll_id: int) -> None:
    """Remove a poll with everything that hangs on it."""
    await jobs.drop(tx, guild_id, poll_id, *jobs.ALL)
    await tx.fetch("DELETE FROM polls WHERE guild_id = ?1 AND id = ?2", guild_id, poll_id)


async def load(tx: Tx, ids: Iterable[tuple[int, int]]) -> dict[int, Poll]:
    """Polls by id, for pairs of server and id; an id of another server is not found.

    While writing, those that are open are nobody else's until the end, so that no vote is missing in what is counted.
    A closed poll gets no more votes, and needs no such lock: writers of one server follow one another.
    """
    listed = sorted(set(ids))
    if not listed:
        return {}
    wanted, params = values(listed, "BIGINT", "BIGINT")
    if lock := tx.for_update("polls"):
        # In the order of their ids, so that no two who lock several wait for each other.
        await tx.fetch(f"{wanted}{_OPEN_OF_KEYS} ORDER BY polls.id{lock}", *params)
    return {poll.id: poll for poll in await _polls(tx, await tx.fetch(wanted + _FROM_KEYS, *params))}


async def get(tx: Tx, guild_id: int, poll_id: int) -> Poll | None:
    """A poll of a server by its id."""
    return (await load(tx, [(guild_id, poll_id)])).get(poll_id)


async def known(tx: Tx, guild_id: int, poll_id: int) -> Poll:
    """The same; raises Refusal where there is none."""
    return or_refuse(await get(tx, guild_id, poll_id), UNKNOWN)


async def by_number(tx: Tx, guild_id: int, number: int) -> Poll | None:
    """A poll of a server by its number."""
    rows = await tx.fetch(f"{_SELECT} FROM polls WHERE guild_id = ?1 AND number = ?2", guild_id, number)
    return next(iter(await _polls(tx, rows)), None)


async def latest_before(tx: Tx, guild_id: int, pack: str) -> Poll | None:
    """The before poll that a server last posted from this pack poll."""
    rows = await tx.fetch(
        f"{_SELECT} FROM polls WHERE guild_id = ?1 AND pack = ?2 AND phase = 'before' ORDER BY number DESC LIMIT 1",
        guild_id,
        pack,
    )
    return next(iter(await _polls(tx, rows)), None)


async def after_of(tx: Tx, before: Poll) -> Poll | None:
    """The after poll of a before poll, once it is posted."""
    row = await tx.one("SELECT id FROM polls WHERE guild_id = ?1 AND before_id = ?2", before.guild_id, before.id)
    return await get(tx, before.guild_id, row["id"]) if row else None


async def closed_in(tx: Tx, guild_id: int, channel_id: int, begun: datetime, until: datetime) -> list[Poll]:
    """The closed polls that were asked in a channel within a span, in the order in which they were."""
    rows = await tx.fetch(
        f"{_SELECT} FROM polls WHERE guild_id = ?1 AND channel_id = ?2 AND created_at BETWEEN ?3 AND ?4 "
        "AND closed_at IS NOT NULL ORDER BY number",
        guild_id,
        channel_id,
        ms(begun),
        ms(until),
    )
    return await _polls(tx, rows)


async def count(tx: Tx, guild_id: int, which: Which, creator_id: int | None) -> int:
    """How many such polls a server has, or one of its members made."""
    where, params = _where(guild_id, which, creator_id)
    [row] = await tx.fetch(f"SELECT count(*) {where}", *params)
    return row[0]


async def lines(
    tx: Tx, guild_id: int, which: Which, creator_id: int | None = None, *, skip: int = 0, limit: int
) -> list[Line]:
    """The same, newest first."""
    where, params = _where(guild_id, which, creator_id)
    last = f"ORDER BY number DESC LIMIT {int(limit)} OFFSET {int(skip)}"
    return [_line(row) for row in await tx.fetch(f"{_LINE} {where} {last}", *params)]


def _line(row: Row) -> Line:
    closed, orphaned = row["closed_at"] is not None, row["orphaned"] is not None
    return Line(row["id"], row["number"], row["question"], closed, orphaned, _loaded("phase", row["phase"]))


def _where(guild_id: int, which: Which, creator_id: int | None) -> tuple[str, list[SqlValue]]:
    where = f"FROM polls WHERE guild_id = ?1 {_WHICH[which]}"
    return (where, [guild_id]) if creator_id is None else (f"{where} AND creator_id = ?2", [guild_id, creator_id])


async def note_posted(tx: Tx, guild_id: int, poll_id: int, channel_id: int, message_id: int) -> bool:
    """Note where the card of a poll stands, and that it can be reached.

    False, with nothing changed, where its card stands elsewhere and can be reached, and for the card of another poll.
    """
    return bool(
        await tx.fetch(
            "UPDATE polls SET channel_id = ?3, message_id = ?4, orphaned = NULL WHERE guild_id = ?1 AND id = ?2 "
            "AND (message_id IS NULL OR message_id = ?4 OR orphaned IS NOT NULL) "
            "AND NOT EXISTS (SELECT 1 FROM polls other WHERE other.message_id = ?4 AND other.id <> ?2) RETURNING id",
            guild_id,
            poll_id,
            channel_id,
            message_id,
        )
    )


async def orphan(tx: Tx, guild_id: int, poll_id: int, why: str) -> None:
    """Note that the card cannot be reached, and give up what was to be posted beside it."""
    await tx.fetch("UPDATE polls SET orphaned = ?3 WHERE guild_id = ?1 AND id = ?2", guild_id, poll_id, why)
    await jobs.drop(tx, guild_id, poll_id, *jobs.POSTS)


async def note_drawn(tx: Tx, guild_id: int, poll_id: int, version: int) -> None:
    """Note the version that the card shows; an older one never replaces a newer."""
    await tx.fetch(
        "UPDATE polls SET drawn = ?3 WHERE guild_id = ?1 AND id = ?2 AND drawn < ?3",
        guild_id,
        poll_id,
        version,
    )


async def put_draft(tx: Tx, draft_id: int, guild_id: int, member_id: int, body: str, now: datetime) -> None:
    """Keep a draft, or what it has become."""
    await tx.fetch(
        "INSERT INTO poll_drafts (id, guild_id, member_id, body, created_at) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        draft_id,
        guild_id,
        member_id,
        body,
        ms(now),
    )


async def draft(tx: Tx, draft_id: int, guild_id: int, member_id: int) -> str | None:
    """A member's own draft."""
    row = await tx.one(
        "SELECT body FROM poll_drafts WHERE id = ?1 AND guild_id = ?2 AND member_id = ?3", draft_id, guild_id, member_id
    )
    return row["body"] if row else None


async def delete_draft(tx: Tx, draft_id: int, guild_id: int, member_id: int) -> bool:
    """Throw a member's draft away; says whether it was there."""
    return bool(
        await tx.fetch(
            "DELETE FROM poll_drafts WHERE id = ?1 AND guild_id = ?2 AND member_id = ?3 RETURNING id",
            draft_id,
            guild_id,
            member_id,
        )
    )


async def delete_drafts_before(tx: Tx, moment: datetime) -> None:
    """Throw old drafts away."""
    await tx.fetch("DELETE FROM poll_drafts WHERE created_at < ?1", ms(moment))


async def _put_options(tx: Tx, poll: Poll) -> None:
    await tx.many(
        "INSERT INTO poll_options (poll_id, place, label) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (poll_id, place) DO UPDATE SET label = excluded.label",
        [(poll.id, place, label) for place, label in enumerate(poll.options)],
    )
    await tx.fetch("DELETE FROM poll_options WHERE poll_id = ?1 AND place >= ?2", poll.id, len(poll.options))


async def _polls(tx: Tx, rows: list[Row]) -> list[Poll]:
    if not rows:
        return []
    wanted, params = values([(row["id"],) for row in rows], "BIGINT")
    options: dict[int, list[Row]] = {row["id"]: [] for row in rows}
    found = "SELECT DISTINCT poll_id, place, label, votes FROM k JOIN poll_options ON poll_id = k.a ORDER BY 1, 2"
    for option in await tx.fetch(wanted + found, *params):
        options[option["poll_id"]].append(option)
    return [await _poll(tx, row, options[row["id"]]) for row in rows]


async def _poll(tx: Tx, row: Row, options: list[Row]) -> Poll:
    values = {name: _loaded(name, row[name]) for name in _NAMES}
    changes = await _changes(tx, row["id"]) if row["edition"] > 1 else ()
    labels, votes = tuple(each["label"] for each in options), tuple(each["votes"] for each in options)
    return Poll(options=labels, votes=votes, changes=changes, **values)


async def _changes(tx: Tx, poll_id: int) -> tuple[Change, ...]:
    rows = await tx.fetch("SELECT at, place, was FROM poll_changes WHERE poll_id = ?1 ORDER BY at, place", poll_id)
    return tuple(Change(at=moment(at), place=None if place == _QUESTION else place, was=was) for at, place, was in rows)


def _kept(value: Any) -> SqlValue:
    if isinstance(value, datetime):
        return ms(value)
    if isinstance(value, Enum):
        return value.value
    return int(value) if isinstance(value, bool) else value


def _loaded(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at"):
        return moment(value)
    if name in ("not_sure", "confidence", "held"):
        return bool(value)
    return _READ[name](value) if name in _READ else value

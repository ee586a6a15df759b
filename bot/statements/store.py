"""The SQL of rounds, of statements with and without their authors, and of votes."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from bot.clock import moment, ms
from bot.database import Row, SqlValue, Tx, values
from bot.statements.rules import Round
from bot.statements.views import Line, Sifting, Statement

_NAMES = [field.name for field in fields(Round)]
_SELECT = f"SELECT {', '.join(f'statement_rounds.{name}' for name in _NAMES)} "
_KEYS = "FROM k JOIN statement_rounds ON statement_rounds.guild_id = k.a AND statement_rounds.id = k.b"
_MS = timedelta(milliseconds=1)
_BITS = 50
"""Places in one number, of which two hold all that a round may have."""

Voter = tuple[int, int]
"""A round's id with the member."""


async def insert(tx: Tx, round_: Round, key: bytes, seeds: Iterable[str]) -> None:
    """Keep a new round with the key that stands between authors and statements, and what its pack begins with."""
    kept = {name: _kept(getattr(round_, name)) for name in _NAMES}
    places = ", ".join(f"?{n}" for n in range(1, len(kept) + 1))
    await tx.fetch(f"INSERT INTO statement_rounds ({', '.join(kept)}) VALUES ({places})", *kept.values())  # noqa: S608 - names
    await tx.fetch("INSERT INTO secret_statement_keys (round_id, key) VALUES (?1, ?2)", round_.id, key.hex())
    await put_statements(tx, round_.id, seeds)


async def load(tx: Tx, ids: Iterable[tuple[int, int]]) -> dict[int, Round]:
    """Rounds by id, for pairs of server and id; while writing they are nobody else's until the end."""
    listed = sorted(set(ids))
    if not listed:
        return {}
    wanted, params = values(listed, "BIGINT", "BIGINT")
    if lock := tx.for_update("statement_rounds"):
        # In the order of their ids, so that no two who lock several wait for each other.
        await tx.fetch(f"{wanted}SELECT statement_rounds.id {_KEYS} ORDER BY statement_rounds.id{lock}", *params)
    return {row["id"]: _round(row) for row in await tx.fetch(f"{wanted}{_SELECT}{_KEYS}", *params)}


async def get(tx: Tx, guild_id: int, round_id: int) -> Round | None:
    """A round of a server by its id."""
    return (await load(tx, [(guild_id, round_id)])).get(round_id)


async def by_number(tx: Tx, guild_id: int, number: int) -> Round | None:
    """A round of a server by its number."""
    row = await tx.one(f"{_SELECT}FROM statement_rounds WHERE guild_id = ?1 AND number = ?2", guild_id, number)
    return _round(row) if row else None


async def lines(tx: Tx, guild_id: int, limit: int) -> list[Line]:
    """Rounds of a server, newest first."""
    rows = await tx.fetch(
        "SELECT id, number, question, closed_at FROM statement_rounds WHERE guild_id = ?1 "
        "ORDER BY number DESC LIMIT ?2",
        guild_id,
        limit,
    )
    return [Line(row["id"], row["number"], row["question"], row["closed_at"] is not None) for row in rows]


async def closed_in(tx: Tx, guild_id: int, channel_id: int, begun: datetime, until: datetime) -> list[Round]:
    """The closed rounds that were started in a channel within a span, in the order in which they were."""
    rows = await tx.fetch(
        f"{_SELECT}FROM statement_rounds WHERE guild_id = ?1 AND channel_id = ?2 AND created_at BETWEEN ?3 AND ?4 "
        "AND closed_at IS NOT NULL ORDER BY number",
        guild_id,
        channel_id,
        ms(begun),
        ms(until),
    )
    return [_round(row) for row in rows]


async def key_of(tx: Tx, round_id: int) -> bytes | None:
    """The key of a round; None once it is destroyed."""
    row = await tx.one("SELECT key FROM secret_statement_keys WHERE round_id = ?1", round_id)
    return bytes.fromhex(row["key"]) if row else None


async def keys(tx: Tx) -> dict[int, bytes]:
    """The keys of all rounds whose authors are not forgotten yet."""
    rows = await tx.fetch("SELECT round_id, key FROM secret_statement_keys")
    return {row["round_id"]: bytes.fromhex(row["key"]) for row in rows}


async def keyless(tx: Tx) -> list[tuple[int, int]]:
    """(server, round) of those that collect without their key: the database was restored from a backup."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM statement_rounds WHERE collected_at IS NULL AND closed_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM secret_statement_keys WHERE round_id = statement_rounds.id)"
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def written_by(tx: Tx, round_id: int, tag: str) -> list[str]:
    """What stands under a tag."""
    rows = await tx.fetch(
        "SELECT text FROM secret_statements WHERE round_id = ?1 AND tag = ?2 ORDER BY place", round_id, tag
    )
    return [row["text"] for row in rows]


async def put_written(tx: Tx, round_id: int, tag: str, texts: Iterable[str]) -> None:
    """Keep statements under a tag in place of those that stood there; how many take part is counted anew."""
    await tx.fetch("DELETE FROM secret_statements WHERE round_id = ?1 AND tag = ?2", round_id, tag)
    await tx.many(
        "INSERT INTO secret_statements (round_id, tag, place, text) VALUES (?1, ?2, ?3, ?4)",
        [(round_id, tag, place, text) for place, text in enumerate(texts)],
    )
    [row] = await tx.fetch("SELECT count(DISTINCT tag) FROM secret_statements WHERE round_id = ?1", round_id)
    # A card that shows nothing new is not drawn anew: that would tell when somebody changed theirs.
    await tx.fetch(
        "UPDATE statement_rounds SET version = version + 1, taking_part = ?2 WHERE id = ?1 AND taking_part <> ?2",
        *(round_id, row[0]),
    )


async def all_written(tx: Tx, round_id: int) -> list[str]:
    """What was collected and what the pack brought, without saying whose."""
    rows = await tx.fetch(
        "SELECT text FROM secret_statements WHERE round_id = ?1 UNION ALL "
        "SELECT text FROM statements WHERE round_id = ?1 ORDER BY text",
        round_id,
    )
    return [row["text"] for row in rows]


async def count_written(tx: Tx, round_id: int, but: str) -> int:
    """How many statements there are, those under one tag aside."""
    [row] = await tx.fetch(
        "SELECT (SELECT count(*) FROM secret_statements WHERE round_id = ?1 AND tag <> ?2) "
        "+ (SELECT count(*) FROM statements WHERE round_id = ?1)",
        round_id,
        but,
    )
    return row[0]


async def forget_authors(tx: Tx, round_id: int) -> None:
    """Delete the key, and what stands under tags."""
    await tx.fetch("DELETE FROM secret_statements WHERE round_id = ?1", round_id)
    await tx.fetch("DELETE FROM secret_statement_keys WHERE round_id = ?1", round_id)


async def put_statements(tx: Tx, round_id: int, texts: Iterable[str]) -> None:
    """Keep statements without their authors in this order, in place of those that stood there."""
    await tx.fetch("DELETE FROM statements WHERE round_id = ?1", round_id)
    await tx.many(
        "INSERT INTO statements (round_id, place, text) VALUES (?1, ?2, ?3)",
        [(round_id, place, text) for place, text in enumerate(texts)],
    )


async def statements_of(tx: Tx, rounds: Iterable[int]) -> dict[int, tuple[Statement, ...]]:
    """The statements of rounds, whatever became of them."""
    found: dict[int, list[Statement]] = {round_id: [] for round_id in rounds}
    if found:
        wanted, params = values([(round_id,) for round_id in sorted(found)], "BIGINT")
        select = "SELECT DISTINCT round_id, place, text, state FROM k JOIN statements ON round_id = k.a ORDER BY 1, 2"
        for row in await tx.fetch(wanted + select, *params):
            found[row["round_id"]].append(Statement(row["place"], row["text"], row["state"]))
    return {round_id: tuple(listed) for round_id, listed in found.items()}


async def sifting(tx: Tx, round_: Round) -> Sifting:
    """A round with its statements."""
    return Sifting(round_, (await statements_of(tx, [round_.id]))[round_.id])


async def set_state(tx: Tx, round_id: int, place: int, state: str) -> bool:
    """Set a statement aside, merge it, or take it in again; False where there is none."""
    return bool(
        await tx.fetch(
            "UPDATE statements SET state = ?3 WHERE round_id = ?1 AND place = ?2 RETURNING place",
            round_id,
            place,
            state,
        )
    )


async def mark_changed(tx: Tx, round_id: int) -> None:
    """The card no longer says how many statements are voted on."""
    await tx.fetch("UPDATE statement_rounds SET version = version + 1 WHERE id = ?1", round_id)


async def end_collecting(tx: Tx, round_id: int, now: datetime) -> bool:
    """End collecting; of several who try, one is told True."""
    return await _moved(tx, round_id, "collected_at", "collected_at = ?2", ms(now))


async def release(tx: Tx, round_id: int, now: datetime, closes_at: datetime) -> bool:
    """Begin the vote, in which nobody has taken part yet; of several who try, one is told True."""
    begun = "released_at = ?2, closes_at = ?3, taking_part = 0"
    return await _moved(tx, round_id, "released_at", begun, ms(now), ms(closes_at))


async def close(tx: Tx, round_id: int, now: datetime, ended: str | None = None) -> bool:
    """Close a round; of several who try, one is told True."""
    return await _moved(tx, round_id, "closed_at", "closed_at = ?2, ended = ?3", ms(now), ended)


async def _moved(tx: Tx, round_id: int, once: str, change: str, *params: SqlValue) -> bool:
    """Change a round that is not closed, unless what is noted `once` is noted already."""
    open_ = f"WHERE id = ?1 AND {once} IS NULL AND closed_at IS NULL RETURNING id"
    return bool(
        await tx.fetch(f"UPDATE statement_rounds SET {change}, version = version + 1 {open_}", round_id, *params)  # noqa: S608 - columns
    )


async def votes_of(tx: Tx, round_id: int, member_id: int) -> dict[int, int]:
    """How a member voted, by place."""
    rows = await tx.fetch(
        "SELECT place, vote FROM statement_votes WHERE round_id = ?1 AND member_id = ?2", round_id, member_id
    )
    return {row["place"]: row["vote"] for row in rows}


async def voted_places(tx: Tx, voters: Iterable[Voter]) -> dict[Voter, int]:
    """The places on which these voters voted, as bits; a row for each, since many votes are read at once."""
    found: dict[Voter, int] = dict.fromkeys(voters, 0)
    if found:
        wanted, params = values(sorted(found), "BIGINT", "BIGINT")
        low, high = (
            f"sum(DISTINCT CASE WHEN place / {_BITS} = {part} THEN CAST(1 AS BIGINT) << (place % {_BITS}) ELSE 0 END)"
            for part in range(2)
        )
        select = (
            f"SELECT round_id, member_id, {low} AS low, {high} AS high FROM k "  # noqa: S608 - numbers of ours
            "JOIN statement_votes ON round_id = k.a AND member_id = k.b GROUP BY 1, 2"
        )
        for row in await tx.fetch(wanted + select, *params):
            found[row["round_id"], row["member_id"]] = int(row["low"]) | int(row["high"]) << _BITS
    return found


async def put_votes(tx: Tx, votes: Mapping[tuple[int, int, int], tuple[int, int]]) -> None:
    """Keep (vote, click) by round, member and place, unless a later click is kept there."""
    rows, params = values(
        [(*where, *what) for where, what in sorted(votes.items())], "BIGINT", "BIGINT", "INTEGER", "INTEGER", "BIGINT"
    )
    insert = (
        "INSERT INTO statement_votes (round_id, member_id, place, vote, click_id) "
        "SELECT DISTINCT a, b, c, d, e FROM k WHERE true ON CONFLICT (round_id, member_id, place) "
        "DO UPDATE SET vote = excluded.vote, click_id = excluded.click_id "
        "WHERE excluded.click_id > statement_votes.click_id"
    )
    await tx.fetch(rows + insert, *params)


async def count_voters(tx: Tx, more: Mapping[int, int]) -> None:
    """Add to those who take part."""
    rows, params = values(sorted(more.items()), "BIGINT", "BIGINT")
    add = "UPDATE statement_rounds SET taking_part = taking_part + k.b, version = version + 1 FROM k WHERE id = k.a"
    await tx.fetch(rows + add, *params)


async def all_votes(tx: Tx, round_id: int) -> dict[int, dict[int, int]]:
    """Every vote of a round by member and place."""
    rows = await tx.fetch("SELECT member_id, place, vote FROM statement_votes WHERE round_id = ?1", round_id)
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["member_id"], {})[row["place"]] = row["vote"]
    return found


async def forget_votes(tx: Tx, round_id: int) -> None:
    """Delete the votes of a round; what they came to stays."""
    await tx.fetch("DELETE FROM statement_votes WHERE round_id = ?1", round_id)


async def put_result(tx: Tx, round_id: int, body: str) -> None:
    """Keep the whole result; the first that was kept stays."""
    await tx.fetch(
        "INSERT INTO statement_results (round_id, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING", round_id, body
    )


async def result(tx: Tx, round_id: int) -> str | None:
    """The result of a closed round."""
    row = await tx.one("SELECT body FROM statement_results WHERE round_id = ?1", round_id)
    return row["body"] if row else None


async def note_posted(tx: Tx, round_id: int, message_id: int) -> None:
    """Note where the card stands, drawn as it was when it was posted at the latest."""
    await tx.fetch("UPDATE statement_rounds SET message_id = ?2, orphaned = NULL WHERE id = ?1", round_id, message_id)


async def note_post(tx: Tx, round_id: int, kind: str, message_id: int) -> None:
    """Note where a message beside the card stands."""
    await tx.fetch(
        "INSERT INTO statement_posts (round_id, kind, message_id) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (round_id, kind) DO UPDATE SET message_id = excluded.message_id",
        round_id,
        kind,
        message_id,
    )


async def orphan(tx: Tx, round_id: int, why: str) -> None:
    """Note that the channel of a round cannot be reached."""
    await tx.fetch("UPDATE statement_rounds SET orphaned = ?2 WHERE id = ?1", round_id, why)


async def note_drawn(tx: Tx, round_id: int, version: int) -> None:
    """Note the version that the card shows; an older one never replaces a newer."""
    await tx.fetch("UPDATE statement_rounds SET drawn = ?2 WHERE id = ?1 AND drawn < ?2", round_id, version)


async def voted_in(tx: Tx, member_id: int) -> list[Row]:
    """A member's votes with what they voted on."""
    return await tx.fetch(
        "SELECT r.id, r.guild_id, r.number, r.question, r.closed_at, s.text, v.vote FROM statement_votes v "
        "JOIN statement_rounds r ON r.id = v.round_id "
        "JOIN statements s ON s.round_id = v.round_id AND s.place = v.place "
        "WHERE v.member_id = ?1 ORDER BY r.id, v.place",
        member_id,
    )


async def led_by(tx: Tx, member_id: int) -> list[Row]:
    """The rounds that a member started."""
    return await tx.fetch(
        "SELECT guild_id, number AS round, question, created_at FROM statement_rounds WHERE creator_id = ?1 "
        "ORDER BY created_at",
        member_id,
    )


async def forget_member(tx: Tx, member_id: int, nobody: int) -> None:
    """Delete a member's votes, counting them out of rounds that are open, and who started what."""
    await tx.fetch(
        "UPDATE statement_rounds SET taking_part = taking_part - 1, version = version + 1 WHERE closed_at IS NULL "
        "AND released_at IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM statement_votes WHERE round_id = statement_rounds.id AND member_id = ?1)",
        member_id,
    )
    await tx.fetch("DELETE FROM statement_votes WHERE member_id = ?1", member_id)
    await tx.fetch("UPDATE statement_rounds SET creator_id = ?2 WHERE creator_id = ?1", member_id, nobody)


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return ms(value)
    return value // _MS if isinstance(value, timedelta) else value


def _round(row: Row) -> Round:
    return Round(**{name: _loaded(name, row[name]) for name in _NAMES})


def _loaded(name: str, value: Any) -> Any:
    if name == "runs":
        return value * _MS
    if value is not None and (name.endswith("_at") or name == "collects_until"):
        return moment(value)
    return value

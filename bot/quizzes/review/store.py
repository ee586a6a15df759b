"""The SQL of review."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import moment_or_none, ms, ms_or_none
from bot.database import Row, Tx
from bot.quizzes.review.model import NOWHERE, Amount, KeptItem, Member, Schedule, State, day_words

Pack = tuple[int, str]
"""A server and the id of a pack that it has; no server for what ships."""

_NOW = "(state = 1 OR (state = 0 AND due_on <= ?2))"
"""What is to be asked by today (?2); a corrected item at once."""


async def add(tx: Tx, member_id: int, items: Sequence[KeptItem], pack_digest: int) -> None:
    """Keep items; those that are kept already stay as they are."""
    await tx.many(
        "INSERT INTO review_items (id, member_id, guild_id, pack_id, item, title, digest, learned, pack_digest, "
        "due_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        [
            (
                *(each.id, member_id, each.guild_id, each.pack_id, each.item, each.title),
                *(each.digest, each.learned, pack_digest, each.schedule.due_on),
            )
            for each in items
        ],
    )


async def amounts(tx: Tx, member_id: int, today: int) -> list[Amount]:
    """What a member keeps, by server and pack."""
    rows = await tx.fetch(
        "SELECT guild_id, pack_id, pack_digest, count(*) AS kept, "  # noqa: S608 - a constant above
        f"sum(CASE WHEN {_NOW} THEN 1 ELSE 0 END) AS due, sum(CASE state WHEN 2 THEN 1 ELSE 0 END) AS gone "
        "FROM review_items WHERE member_id = ?1 GROUP BY guild_id, pack_id, pack_digest ORDER BY guild_id, pack_id",
        *(member_id, today),
    )
    found: dict[Pack, Amount] = {}
    for row in rows:
        key = row["guild_id"], row["pack_id"]
        before = found.get(key, Amount(*key, 0, 0))
        counts = before.kept + row["kept"], before.due + row["due"], before.gone + row["gone"]
        found[key] = Amount(*key, *counts, before.compared | {row["pack_digest"]})
    return list(found.values())


async def not_compared(tx: Tx, member_id: int, pack: Pack, pack_digest: int) -> list[KeptItem]:
    """A member's items of a pack that were last compared with another version of it."""
    rows = await tx.fetch(
        "SELECT * FROM review_items WHERE member_id = ?1 AND guild_id = ?2 AND pack_id = ?3 "  # noqa: S608 - the lock is the engine's
        f"AND pack_digest <> ?4{tx.for_update('review_items')}",
        *(member_id, *pack, pack_digest),
    )
    return [_kept(row) for row in rows]


async def note_compared(
    tx: Tx, member_id: int, pack: Pack, pack_digest: int, changed: Iterable[tuple[int, State]]
) -> None:
    """Note what came of comparing all items of a pack with it."""
    await tx.many("UPDATE review_items SET state = ?2 WHERE id = ?1", [(item_id, int(now)) for item_id, now in changed])
    await tx.fetch(
        "UPDATE review_items SET pack_digest = ?4 WHERE member_id = ?1 AND guild_id = ?2 AND pack_id = ?3",
        *(member_id, *pack, pack_digest),
    )


async def due(tx: Tx, member_id: int, today: int, packs: Sequence[Pack], limit: int) -> list[KeptItem]:
    """What is to be asked of these packs by today: what was corrected first, then the oldest."""
    if not packs or limit <= 0:
        return []
    among, values = _among(packs, 4)
    rows = await tx.fetch(
        f"SELECT * FROM review_items WHERE member_id = ?1 AND {_NOW} AND {among} "  # noqa: S608 - constants and numbers of parameters
        "ORDER BY state DESC, due_on, id LIMIT ?3",
        *(member_id, today, limit, *values),
    )
    return [_kept(row) for row in rows]


async def take_gone(tx: Tx, member_id: int, packs: Sequence[Pack]) -> list[str]:
    """Forget what has left these packs; the titles of it."""
    if not packs:
        return []
    among, values = _among(packs, 2)
    rows = await tx.fetch(
        f"DELETE FROM review_items WHERE member_id = ?1 AND state = 2 AND {among} RETURNING title",  # noqa: S608 - as above
        *(member_id, *values),
    )
    return sorted(row["title"] for row in rows)


async def count_reviewed(tx: Tx, member_id: int, today: int) -> int:
    """How many items a member reviewed today."""
    [row] = await tx.fetch(
        "SELECT count(*) FROM review_items WHERE member_id = ?1 AND reviewed_on = ?2", member_id, today
    )
    return row[0]


async def next_due(tx: Tx, member_id: int, packs: Sequence[Pack]) -> int | None:
    """The first day on which anything of these packs is due."""
    if not packs:
        return None
    among, values = _among(packs, 2)
    row = await tx.one(
        f"SELECT min(due_on) FROM review_items WHERE member_id = ?1 AND state < 2 AND {among}",  # noqa: S608 - as above
        *(member_id, *values),
    )
    return row[0] if row else None


async def get(tx: Tx, member_id: int, item_id: int) -> KeptItem | None:
    """One item of this member, which nobody else changes until the end."""
    row = await tx.one(
        f"SELECT * FROM review_items WHERE id = ?1 AND member_id = ?2{tx.for_update('review_items')}",  # noqa: S608 - as above
        *(item_id, member_id),
    )
    return _kept(row) if row else None


async def kept_elsewhere(tx: Tx, member_id: int, pack_id: str, items: Iterable[str]) -> list[tuple[int, str]]:
    """In which servers a member keeps these items of a pack of this id."""
    rows = await tx.fetch(
        "SELECT guild_id, item FROM review_items WHERE member_id = ?1 AND pack_id = ?2", member_id, pack_id
    )
    wanted = set(items)
    return [(row["guild_id"], row["item"]) for row in rows if row["item"] in wanted]


async def count(tx: Tx, member_id: int) -> int:
    """How many items a member keeps."""
    [row] = await tx.fetch("SELECT count(*) FROM review_items WHERE member_id = ?1", member_id)
    return row[0]


async def items_of(tx: Tx, member_id: int, start: int, limit: int) -> list[KeptItem]:
    """A member's items in the order in which they come."""
    rows = await tx.fetch(
        "SELECT * FROM review_items WHERE member_id = ?1 "
        "ORDER BY CASE state WHEN 1 THEN 0 ELSE due_on END, id LIMIT ?3 OFFSET ?2",
        *(member_id, start, limit),
    )
    return [_kept(row) for row in rows]


async def everything(tx: Tx, member_id: int) -> list[KeptItem]:
    """All items of a member, by server, pack and id."""
    rows = await tx.fetch("SELECT * FROM review_items WHERE member_id = ?1 ORDER BY guild_id, pack_id, item", member_id)
    return [_kept(row) for row in rows]


async def answer(tx: Tx, kept: KeptItem) -> None:
    """Note when an item is due next, and what its member saw."""
    after = kept.schedule
    await tx.fetch(
        "UPDATE review_items SET stability = ?2, difficulty = ?3, reviewed_on = ?4, due_on = ?5, digest = ?6, "
        "learned = ?7, title = ?8, state = 0 WHERE id = ?1",
        *(kept.id, after.stability, after.difficulty, after.reviewed_on, after.due_on),
        *(kept.digest, kept.learned, kept.title),
    )


async def remove(tx: Tx, member_id: int, ids: Iterable[int]) -> None:
    """Forget items of a member."""
    await tx.many("DELETE FROM review_items WHERE id = ?1 AND member_id = ?2", [(each, member_id) for each in ids])


async def member(tx: Tx, member_id: int) -> Member:
    """What is kept of a member besides their items."""
    row = await tx.one("SELECT * FROM review_members WHERE member_id = ?1", member_id)
    if row is None:
        return Member()
    return Member(
        row["time_zone"],
        bool(row["reminds"]),
        moment_or_none(row["remind_at"]),
        row["unanswered"],
        bool(row["refused"]),
    )


async def put_member(tx: Tx, member_id: int, is_now: Member) -> None:
    """Keep that of a member."""
    await tx.fetch(
        "INSERT INTO review_members (member_id, time_zone, reminds, remind_at, unanswered, refused) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (member_id) DO UPDATE SET time_zone = excluded.time_zone, "
        "reminds = excluded.reminds, remind_at = excluded.remind_at, unanswered = excluded.unanswered, "
        "refused = excluded.refused",
        *(member_id, is_now.zone_name, int(is_now.reminds), ms_or_none(is_now.remind_at)),
        *(is_now.unanswered, int(is_now.refused)),
    )


async def to_remind(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Members whose reminder is due, the longest waiting first."""
    rows = await tx.fetch(
        "SELECT member_id FROM review_members WHERE remind_at <= ?1 ORDER BY remind_at, member_id LIMIT ?2",
        *(ms(now), limit),
    )
    return [row["member_id"] for row in rows]


async def next_reminder(tx: Tx) -> datetime | None:
    """When the next reminder is due."""
    row = await tx.one("SELECT min(remind_at) FROM review_members WHERE remind_at IS NOT NULL")
    return moment_or_none(row[0]) if row else None


async def about(tx: Tx, member_id: int) -> dict[str, Any]:
    """What is kept about a member, as JSON can hold it."""
    rows = await tx.fetch(
        "SELECT guild_id, pack_id AS pack, item, title, learned, stability, difficulty, reviewed_on, due_on "
        "FROM review_items WHERE member_id = ?1 ORDER BY guild_id, pack_id, item",
        member_id,
    )
    told: dict[str, Any] = {"items": [_told(row) for row in rows]}
    row = await tx.one("SELECT * FROM review_members WHERE member_id = ?1", member_id)
    if row:
        told["reminders"] = {"wanted": bool(row["reminds"]), "time_zone": row["time_zone"]}
    return told


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete all of a member."""
    await tx.fetch("DELETE FROM review_items WHERE member_id = ?1", member_id)
    await tx.fetch("DELETE FROM review_members WHERE member_id = ?1", member_id)


async def forget_guild(tx: Tx, guild_id: int) -> None:
    """Delete what was kept in a server, and all of who kept nothing elsewhere."""
    if guild_id == NOWHERE:
        return
    rows = await tx.fetch("DELETE FROM review_items WHERE guild_id = ?1 RETURNING member_id", guild_id)
    await tx.many(
        "DELETE FROM review_members WHERE member_id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM review_items WHERE review_items.member_id = review_members.member_id)",
        [(member_id,) for member_id in sorted({row["member_id"] for row in rows})],
    )


def _among(packs: Sequence[Pack], first: int) -> tuple[str, list[int | str]]:
    """A condition that a row is of these packs, whose parameters begin with this number, and their values."""
    pairs = [f"(guild_id = ?{first + 2 * at} AND pack_id = ?{first + 2 * at + 1})" for at in range(len(packs))]
    return f"({' OR '.join(pairs)})", [value for pack in packs for value in pack]


def _told(row: Row) -> dict[str, Any]:
    told = {name: row[name] for name in row.keys() if name != "guild_id"}  # noqa: SIM118 - a Row is no dict
    days = ("reviewed_on", "due_on")
    told["server"] = str(row["guild_id"])
    return told | {name: day_words(told[name]) for name in days if told[name] is not None}


def _kept(row: Row) -> KeptItem:
    return KeptItem(
        id=row["id"],
        guild_id=row["guild_id"],
        pack_id=row["pack_id"],
        item=row["item"],
        title=row["title"],
        digest=row["digest"],
        learned=row["learned"],
        state=State(row["state"]),
        schedule=Schedule(row["due_on"], row["stability"], row["difficulty"], row["reviewed_on"]),
    )

"""The SQL of journals, of what is kept about a member, and of its deletion."""

from collections.abc import Iterable
from typing import Any

from bot.database import Row, Tx
from bot.viewing.answering.store import answer, note
from bot.viewing.keeping.journal import Chapter, Entry
from bot.viewing.programme import kept_programme
from bot.viewing.rules import Mode
from bot.viewing.store import moment, moment_or_none

_WRITTEN = ("viewing_answers", "viewing_notes", "viewing_members")
_OF_MEMBER = "member_id = ?2 AND viewing_id IN (SELECT id FROM viewings WHERE guild_id = ?1)"


async def chapters(tx: Tx, guild_id: int, member_id: int) -> tuple[Chapter, ...]:
    """What a member wrote in the viewings of a server, the first first."""
    viewings = await tx.fetch(
        "SELECT id, mode, created_at, programme FROM viewings WHERE guild_id = ?1 AND id IN "
        "(SELECT viewing_id FROM viewing_answers WHERE member_id = ?2 "
        "UNION SELECT viewing_id FROM viewing_notes WHERE member_id = ?2) ORDER BY created_at, id",
        guild_id,
        member_id,
    )
    answers = await tx.fetch(f"SELECT * FROM viewing_answers WHERE {_OF_MEMBER} ORDER BY place", guild_id, member_id)  # noqa: S608 - a condition of this module
    notes = await tx.fetch(f"SELECT * FROM viewing_notes WHERE {_OF_MEMBER} ORDER BY film_ms, id", guild_id, member_id)  # noqa: S608 - as above
    by_viewing, notes_by_viewing = _grouped(answers), _grouped(notes)
    return tuple(_chapter(row, by_viewing.get(row["id"], ()), notes_by_viewing.get(row["id"], ())) for row in viewings)


async def part_in(tx: Tx, guild_id: int, member_id: int) -> list[dict[str, Any]]:
    """When a member joined and left which viewings of a server, and what they led or scheduled there."""
    joined = await tx.fetch(
        "SELECT v.id, v.mode, m.joined_at, m.left_at FROM viewing_members m JOIN viewings v ON v.id = m.viewing_id "
        "WHERE v.guild_id = ?1 AND m.member_id = ?2 ORDER BY m.joined_at",
        guild_id,
        member_id,
    )
    led = await tx.fetch(
        "SELECT id, mode, created_at FROM viewings WHERE guild_id = ?1 AND facilitator_id = ?2 ORDER BY created_at",
        guild_id,
        member_id,
    )
    scheduled = await tx.fetch(
        "SELECT id, at FROM scheduled_viewings WHERE guild_id = ?1 AND scheduler_id = ?2 ORDER BY at",
        guild_id,
        member_id,
    )
    return [
        *({"joined": row["id"], "at": _iso(row["joined_at"]), "left_at": _iso(row["left_at"])} for row in joined),
        *({"leads": row["id"], "since": _iso(row["created_at"])} for row in led),
        *({"scheduled": row["id"], "for": _iso(row["at"])} for row in scheduled),
    ]


async def source_checks(tx: Tx, guild_id: int, member_id: int) -> list[dict[str, Any]]:
    """A member's source checks in a server."""
    rows = await tx.fetch(
        "SELECT channel_id, message_id, stop, investigate, find, trace, created_at FROM source_checks "
        "WHERE guild_id = ?1 AND member_id = ?2 ORDER BY created_at",
        guild_id,
        member_id,
    )
    return [{name: row[name] for name in row.keys()} | {"created_at": _iso(row["created_at"])} for row in rows]  # noqa: SIM118 - a Row is no dict


async def guilds_of(tx: Tx, member_id: int) -> list[int]:
    """The servers in which anything of a member is kept."""
    rows = await tx.fetch(
        "SELECT v.guild_id FROM viewing_members m JOIN viewings v ON v.id = m.viewing_id WHERE m.member_id = ?1 "
        "UNION SELECT v.guild_id FROM viewing_answers a JOIN viewings v ON v.id = a.viewing_id WHERE a.member_id = ?1 "
        "UNION SELECT v.guild_id FROM viewing_notes n JOIN viewings v ON v.id = n.viewing_id WHERE n.member_id = ?1 "
        "UNION SELECT guild_id FROM viewings WHERE facilitator_id = ?1 "
        "UNION SELECT guild_id FROM scheduled_viewings WHERE scheduler_id = ?1 "
        "UNION SELECT guild_id FROM source_checks WHERE member_id = ?1 ORDER BY 1",
        member_id,
    )
    return [row[0] for row in rows]


async def forget_member(tx: Tx, guild_id: int, member_id: int) -> int:
    """Delete what a member wrote in a server and every trace of who they are there; how many texts that were.

    Solo viewings go whole; groups stay, without a facilitator where the member led them.
    """
    [count] = await tx.fetch(
        f"SELECT (SELECT count(*) FROM viewing_answers WHERE {_OF_MEMBER}) "  # noqa: S608 - a condition of this module
        f"+ (SELECT count(*) FROM viewing_notes WHERE {_OF_MEMBER}) "
        "+ (SELECT count(*) FROM source_checks WHERE guild_id = ?1 AND member_id = ?2)",
        guild_id,
        member_id,
    )
    await tx.fetch(
        "UPDATE viewings SET version = version + 1, "
        "facilitator_id = CASE WHEN facilitator_id = ?2 THEN NULL ELSE facilitator_id END "
        "WHERE guild_id = ?1 AND mode = 'group' AND (facilitator_id = ?2 OR id IN "
        "(SELECT viewing_id FROM viewing_members WHERE member_id = ?2))",
        guild_id,
        member_id,
    )
    for table in _WRITTEN:
        await tx.fetch(f"DELETE FROM {table} WHERE {_OF_MEMBER}", guild_id, member_id)  # noqa: S608 - names of this module
    await tx.fetch(
        "DELETE FROM viewings WHERE guild_id = ?1 AND mode = 'solo' AND facilitator_id = ?2", guild_id, member_id
    )
    await tx.fetch("DELETE FROM source_checks WHERE guild_id = ?1 AND member_id = ?2", guild_id, member_id)
    await tx.fetch(
        "UPDATE scheduled_viewings SET scheduler_id = NULL, told = 1, "
        "due_at = CASE WHEN state = 'off' THEN NULL ELSE due_at END WHERE guild_id = ?1 AND scheduler_id = ?2",
        guild_id,
        member_id,
    )
    return count[0]


async def forget_guild(tx: Tx, guild_id: int) -> None:
    """Delete everything of a server."""
    for table in ("scheduled_viewings", "source_checks", "viewings"):
        await tx.fetch(f"DELETE FROM {table} WHERE guild_id = ?1", guild_id)  # noqa: S608 - names of this module


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["viewing_id"], []).append(row)
    return found


def _chapter(viewing: Row, answers: Iterable[Row], notes: Iterable[Row]) -> Chapter:
    programme = kept_programme(viewing["programme"])
    return Chapter(
        viewing_id=viewing["id"],
        mode=Mode(viewing["mode"]),
        programme=programme,
        created_at=moment(viewing["created_at"]),
        entries=tuple(Entry(prompt=programme.prompts[row["place"]], answer=answer(row)) for row in answers),
        notes=tuple(note(row, None) for row in notes),
    )


def _iso(ms: int | None) -> str | None:
    when = moment_or_none(ms)
    return when.isoformat(timespec="seconds") if when else None

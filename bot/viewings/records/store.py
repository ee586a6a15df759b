"""The SQL of journals, of what is kept about a member, and of its deletion."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.clock import moment, moment_or_none
from bot.database import Row, Tx
from bot.outbox.store import drop_line
from bot.viewings.answering.rules import Answer
from bot.viewings.answering.shifts import repeats
from bot.viewings.answering.store import answer, note
from bot.viewings.posting.queue import QUEUE
from bot.viewings.programme import Programme, kept_programme
from bot.viewings.records.journal import Chapter, Entry, Journal
from bot.viewings.rules import Mode

_WRITTEN = ("viewing_answers", "viewing_notes", "viewing_members", "source_checks")
"""Tables whose rows are their member's own."""


async def chapters(tx: Tx, guild_id: int | None, member_id: int) -> Journal:
    """What a member wrote in the viewings of a server, None for all, the first first."""
    viewings = await tx.fetch(
        "SELECT id, guild_id, mode, created_at, programme FROM viewings "
        "WHERE guild_id = coalesce(CAST(?1 AS BIGINT), guild_id) AND id IN "
        "(SELECT viewing_id FROM viewing_answers WHERE member_id = ?2 "
        "UNION SELECT viewing_id FROM viewing_notes WHERE member_id = ?2) ORDER BY created_at, id",
        guild_id,
        member_id,
    )
    answers = await tx.fetch(
        "SELECT * FROM viewing_answers a WHERE member_id = ?1 ORDER BY "
        "(SELECT turn FROM viewing_prompts p WHERE p.viewing_id = a.viewing_id AND p.place = a.place), place",
        member_id,
    )
    notes = await tx.fetch(
        "SELECT * FROM viewing_notes WHERE member_id = ?1 ORDER BY coalesce(film_ms, -1), id", member_id
    )
    by_viewing, notes_by_viewing = _grouped(answers), _grouped(notes)
    return tuple(_chapter(row, by_viewing.get(row["id"], ()), notes_by_viewing.get(row["id"], ())) for row in viewings)


async def took_part(tx: Tx, viewing_id: int, member_id: int) -> bool:
    """Whether a member joined a viewing, also one who left, or answered or noted something in it."""
    return bool(
        await tx.one(
            "SELECT 1 FROM viewing_members WHERE viewing_id = ?1 AND member_id = ?2 "
            "UNION SELECT 1 FROM viewing_answers WHERE viewing_id = ?1 AND member_id = ?2 "
            "UNION SELECT 1 FROM viewing_notes WHERE viewing_id = ?1 AND member_id = ?2",
            viewing_id,
            member_id,
        )
    )


async def part_in(tx: Tx, member_id: int) -> list[dict[str, Any]]:
    """When a member joined and left which viewings, and what they led or scheduled."""
    joined = await tx.fetch(
        "SELECT v.guild_id, v.mode, v.programme, m.joined_at, m.left_at, m.pinged FROM viewing_members m "
        "JOIN viewings v ON v.id = m.viewing_id WHERE m.member_id = ?1 ORDER BY m.joined_at",
        member_id,
    )
    led = await tx.fetch(
        "SELECT guild_id, mode, programme, created_at FROM viewings WHERE facilitator_id = ?1 ORDER BY created_at",
        member_id,
    )
    scheduled = await tx.fetch(
        "SELECT guild_id, programme, at FROM scheduled_viewings WHERE scheduler_id = ?1 ORDER BY at", member_id
    )
    return [
        *(
            _part("joined", row)
            | {"at": _iso(row["joined_at"]), "left_at": _iso(row["left_at"]), "pinged": bool(row["pinged"])}
            for row in joined
        ),
        *(_part("leads", row) | {"since": _iso(row["created_at"])} for row in led),
        *(_part("scheduled", row) | {"for": _iso(row["at"])} for row in scheduled),
    ]


async def source_checks(tx: Tx, member_id: int) -> list[dict[str, Any]]:
    """A member's source checks."""
    rows = await tx.fetch(
        "SELECT guild_id, channel_id, message_id, stop, investigate, find, trace, created_at FROM source_checks "
        "WHERE member_id = ?1 ORDER BY created_at",
        member_id,
    )
    return [_check(row) for row in rows]


async def show_anew(tx: Tx, member_id: int) -> None:
    """Have what a group reads drawn again without this member: cards, counts, revealed answers, lines, summaries."""
    await tx.fetch(
        "UPDATE viewing_posts SET version = version + 1 WHERE message_id IS NOT NULL AND ("
        "(what IN ('answers', 'prompt') AND EXISTS (SELECT 1 FROM viewing_answers a "
        "WHERE a.viewing_id = viewing_posts.viewing_id AND a.place = viewing_posts.place AND a.member_id = ?1)) "
        "OR (what IN ('summary', 'opening', 'prompt', 'line') AND viewing_id IN "
        "(SELECT viewing_id FROM viewing_answers WHERE member_id = ?1 "
        "UNION SELECT viewing_id FROM viewing_notes WHERE member_id = ?1 "
        "UNION SELECT viewing_id FROM viewing_members WHERE member_id = ?1 "
        "UNION SELECT id FROM viewings WHERE facilitator_id = ?1)))",
        member_id,
    )
    await tx.fetch(
        "UPDATE viewings SET version = version + 1 WHERE mode = 'group' AND (facilitator_id = ?1 OR id IN "
        "(SELECT viewing_id FROM viewing_members WHERE member_id = ?1 "
        "UNION SELECT viewing_id FROM viewing_answers WHERE member_id = ?1))",
        member_id,
    )


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete what a member wrote and every trace of who they are.

    Solo viewings go whole; groups stay, without a facilitator where the member led them.
    """
    await show_anew(tx, member_id)
    for table in _WRITTEN:
        await tx.fetch(f"DELETE FROM {table} WHERE member_id = ?1", member_id)  # noqa: S608 - names of this module
    alone = await tx.fetch(
        "DELETE FROM viewings WHERE mode = 'solo' AND facilitator_id = ?1 RETURNING guild_id, id", member_id
    )
    for row in alone:
        await drop_line(tx, row["guild_id"], QUEUE.line_of(row["id"]))
    await tx.fetch("UPDATE viewings SET facilitator_id = NULL WHERE facilitator_id = ?1", member_id)
    await tx.fetch("UPDATE scheduled_viewings SET scheduler_id = NULL WHERE scheduler_id = ?1", member_id)


def _part(part: str, row: Row) -> dict[str, Any]:
    return {part: kept_programme(row["programme"]).title, "server": str(row["guild_id"])}


def _check(row: Row) -> dict[str, Any]:
    where = {"server": row["guild_id"], "channel": row["channel_id"], "message": row["message_id"]}
    written = {name: row[name] for name in ("stop", "investigate", "find", "trace") if row[name]}
    return {name: str(value) for name, value in where.items()} | written | {"made_at": _iso(row["created_at"])}


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["viewing_id"], []).append(row)
    return found


def _chapter(viewing: Row, answers: Iterable[Row], notes: Iterable[Row]) -> Chapter:
    programme = kept_programme(viewing["programme"])
    return Chapter(
        guild_id=viewing["guild_id"],
        mode=Mode(viewing["mode"]),
        programme=programme,
        created_at=moment(viewing["created_at"]),
        entries=_entries(programme, [answer(row) for row in answers]),
        notes=tuple(note(row, None) for row in notes),
    )


def _entries(programme: Programme, answers: Sequence[Answer]) -> tuple[Entry, ...]:
    given = [(programme.prompts[each.place], each) for each in answers]
    return tuple(
        Entry(prompt=prompt, answer=each, earlier=next((e for asked, e in given if repeats(prompt, asked)), None))
        for prompt, each in given
    )


def _iso(ms: int | None) -> str | None:
    when = moment_or_none(ms)
    return when.isoformat(timespec="seconds") if when else None

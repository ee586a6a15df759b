"""The SQL of answers, notes and source checks; what is not revealed leaves it for its author alone."""

import secrets
from dataclasses import asdict
from typing import Any

from bot.clock import moment, ms
from bot.database import Row, Tx
from bot.viewings.answering.rules import Answer, Content, Finding
from bot.viewings.answering.shifts import Links
from bot.viewings.answering.views import Note, Shown
from bot.viewings.rules import Secrecy, Viewing
from bot.viewings.store import film_ms, film_time

_CONTENT = tuple(Content.__dataclass_fields__)


async def own(tx: Tx, viewing: Viewing, member_id: int) -> dict[int, Answer]:
    """A member's own answers by the place of their prompt."""
    rows = await tx.fetch(
        "SELECT * FROM viewing_answers WHERE viewing_id = ?1 AND member_id = ?2 ORDER BY place", viewing.id, member_id
    )
    return {row["place"]: answer(row) for row in rows}


async def put(tx: Tx, viewing: Viewing, member_id: int, given: Answer) -> None:
    """Keep an answer in place of the one that its author gave before."""
    values = {
        "viewing_id": viewing.id,
        "place": given.place,
        "member_id": member_id,
        **asdict(given.content),
        "reason": given.reason,
        "film_ms": film_ms(given.film_time),
        "later": int(given.later),
        "answered_at": ms(given.answered_at),
        "shuffle": secrets.randbits(62),
    }
    kept = ("viewing_id", "place", "member_id", "shuffle")
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name not in kept)
    places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
    await tx.fetch(
        f"INSERT INTO viewing_answers ({', '.join(values)}) VALUES ({places}) "  # noqa: S608 - names
        f"ON CONFLICT (viewing_id, place, member_id) DO UPDATE SET {changes}",
        *values.values(),
    )


async def revealed_answers(tx: Tx, viewing: Viewing, place: int | None = None) -> list[Shown]:
    """The answers to revealed prompts, of all or of one, in an order that tells nothing; later ones last.

    No member leaves this unless the viewing names its answers.
    """
    rows = await tx.fetch(
        "SELECT a.*, CASE WHEN v.secrecy = 'named' THEN a.member_id END AS shown_member FROM viewing_answers a "
        "JOIN viewing_prompts p ON p.viewing_id = a.viewing_id AND p.place = a.place AND p.state = 'revealed' "
        "JOIN viewings v ON v.id = a.viewing_id WHERE v.guild_id = ?1 AND v.id = ?2 "
        "AND a.place = coalesce(CAST(?3 AS INTEGER), a.place) ORDER BY a.place, a.later, a.shuffle",
        viewing.guild_id,
        viewing.id,
        place,
    )
    return [Shown(answer(row), row["shown_member"]) for row in rows]


async def links(tx: Tx, viewing: Viewing, earlier: int, later: int) -> Links:
    """How members moved between the options of two prompts, both revealed; answers after the end are left out.

    They come one by one, so that each would be seen to move.
    """
    rows = await tx.fetch(
        "SELECT e.option AS earlier, l.option AS later, count(*) AS members FROM viewing_answers e "
        "JOIN viewing_answers l ON l.viewing_id = e.viewing_id AND l.member_id = e.member_id AND l.place = ?3 "
        "WHERE e.viewing_id = ?1 AND e.place = ?2 AND e.later = 0 AND l.later = 0 "
        "AND (SELECT count(*) FROM viewing_prompts p WHERE p.viewing_id = ?1 AND p.place IN (?2, ?3) "
        "AND p.state = 'revealed') = 2 GROUP BY e.option, l.option",
        viewing.id,
        earlier,
        later,
    )
    return {(row["earlier"], row["later"]): row["members"] for row in rows}


async def put_note(tx: Tx, viewing: Viewing, member_id: int, taken: Note) -> None:
    """Keep a note."""
    await tx.fetch(
        "INSERT INTO viewing_notes (id, viewing_id, member_id, film_ms, text, noted_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        secrets.randbits(62),
        viewing.id,
        member_id,
        film_ms(taken.film_time),
        taken.text,
        ms(taken.noted_at),
    )


async def notes(tx: Tx, viewing: Viewing) -> list[Note]:
    """Every note of a viewing along the film; no member unless the viewing names its answers."""
    rows = await tx.fetch(
        "SELECT film_ms, text, noted_at, member_id FROM viewing_notes WHERE viewing_id = ?1 "
        "ORDER BY coalesce(film_ms, -1), id",
        viewing.id,
    )
    return [note(row, row["member_id"] if viewing.secrecy is Secrecy.NAMED else None) for row in rows]


def answer(row: Row) -> Answer:
    """An answer from its row."""
    content: dict[str, Any] = {name: row[name] for name in _CONTENT}
    for name in ("source", "elsewhere"):
        content[name] = None if row[name] is None else Finding(row[name])
    return Answer(
        place=row["place"],
        content=Content(**content),
        reason=row["reason"],
        answered_at=moment(row["answered_at"]),
        film_time=film_time(row["film_ms"]),
        later=bool(row["later"]),
    )


def note(row: Row, member_id: int | None) -> Note:
    """A note from its row."""
    return Note(film_time(row["film_ms"]), row["text"], moment(row["noted_at"]), member_id)

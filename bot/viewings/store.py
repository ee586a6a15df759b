"""The SQL of viewings: where each stands, its prompts, and who takes part."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.clock import moment, moment_or_none, ms, ms_or_none
from bot.database import Row, SqlValue, Tx
from bot.viewings.film_time import FilmClock
from bot.viewings.lines import Line, Said
from bot.viewings.programme import kept_programme
from bot.viewings.rules import Cue, Mode, Phase, Secrecy, State, Viewing, cues_of
from bot.viewings.status import Counts

_MS = timedelta(milliseconds=1)

_RUNNING = "ended_at IS NULL"
_NEWEST = "ORDER BY created_at DESC, id LIMIT 1"


def film_ms(position: timedelta | None) -> int | None:
    """A time of the film as it is kept: milliseconds."""
    return None if position is None else position // _MS


def film_time(ms: int | None) -> timedelta | None:
    """A time of the film as it was kept."""
    return None if ms is None else ms * _MS


async def insert(tx: Tx, viewing: Viewing) -> None:
    """Keep a new viewing, none of whose prompts was asked."""
    values = {
        "id": viewing.id,
        "guild_id": viewing.guild_id,
        "mode": viewing.mode,
        "secrecy": viewing.secrecy,
        **_moving(viewing),
        "direct": int(viewing.direct),
        "channel_id": viewing.channel_id,
        "tag_id": viewing.tag_id,
        "started_in": viewing.started_in,
        "scheduled_for": ms_or_none(viewing.scheduled_for),
        "created_at": ms(viewing.created_at),
        "programme": viewing.programme.kept(),
    }
    places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
    await tx.fetch(f"INSERT INTO viewings ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608 - names


async def put(tx: Tx, before: Viewing, after: Viewing) -> Viewing | None:
    """Write what a move changed; None, with nothing written, if another move came first."""
    values = _moving(after)
    changes = ", ".join(f"{name} = ?{n}" for n, name in enumerate(values, 4))
    rows = await tx.fetch(
        f"UPDATE viewings SET {changes}, version = version + 1 "  # noqa: S608 - names
        "WHERE guild_id = ?1 AND id = ?2 AND step = ?3 RETURNING version",
        before.guild_id,
        before.id,
        before.step,
        *values.values(),
    )
    if not rows:
        return None
    await _put_cues(tx, after, (new for old, new in zip(before.cues, after.cues, strict=True) if old is not new))
    return replace(after, version=rows[0]["version"])


async def get(tx: Tx, guild_id: int, viewing_id: int) -> Viewing | None:
    """A viewing of a server by its id."""
    return await _first(tx, "guild_id = ?1 AND id = ?2", guild_id, viewing_id)


async def running_solo(tx: Tx, guild_id: int, member_id: int) -> Viewing | None:
    """The solo viewing that a member is in."""
    return await _first(
        tx, f"guild_id = ?1 AND facilitator_id = ?2 AND mode = 'solo' AND {_RUNNING}", guild_id, member_id
    )


async def running_in_thread(tx: Tx, guild_id: int, thread_id: int) -> Viewing | None:
    """The group viewing that runs in a thread."""
    return await _first(tx, f"guild_id = ?1 AND thread_id = ?2 AND {_RUNNING}", guild_id, thread_id)


async def latest_in_thread(tx: Tx, guild_id: int, thread_id: int) -> Viewing | None:
    """The latest viewing of a thread, running or not."""
    return await _first(tx, f"guild_id = ?1 AND thread_id = ?2 {_NEWEST}", guild_id, thread_id)


async def running_under(tx: Tx, guild_id: int, channel_id: int) -> Viewing | None:
    """The latest running group viewing whose thread hangs under a channel."""
    return await _first(
        tx, f"guild_id = ?1 AND channel_id = ?2 AND mode = 'group' AND {_RUNNING} {_NEWEST}", guild_id, channel_id
    )


async def latest_led_by(tx: Tx, guild_id: int, member_id: int) -> Viewing | None:
    """The latest running group viewing that a member leads."""
    return await _first(
        tx, f"guild_id = ?1 AND facilitator_id = ?2 AND mode = 'group' AND {_RUNNING} {_NEWEST}", guild_id, member_id
    )


async def note_place(tx: Tx, viewing: Viewing, channel_id: int, thread_id: int) -> None:
    """Note where the thread of a group is, and that it can be reached."""
    await tx.fetch(
        "UPDATE viewings SET channel_id = ?3, thread_id = ?4, orphaned = NULL, "
        "card_id = CASE WHEN thread_id = ?4 THEN card_id END, version = version + 1 WHERE guild_id = ?1 AND id = ?2",
        viewing.guild_id,
        viewing.id,
        channel_id,
        thread_id,
    )


async def orphan(tx: Tx, viewing: Viewing, why: str) -> None:
    """Note that the thread cannot be reached."""
    await tx.fetch(
        "UPDATE viewings SET orphaned = ?3 WHERE guild_id = ?1 AND id = ?2", viewing.guild_id, viewing.id, why
    )


async def put_programme(tx: Tx, viewing: Viewing) -> None:
    """Keep film and guide with the prompts that were added."""
    await tx.fetch(
        "UPDATE viewings SET programme = ?3 WHERE guild_id = ?1 AND id = ?2",
        viewing.guild_id,
        viewing.id,
        viewing.programme.kept(),
    )


async def set_direct(tx: Tx, viewing: Viewing, *, direct: bool) -> None:
    """Note whether timed prompts of a solo viewing come by direct message."""
    await tx.fetch(
        "UPDATE viewings SET direct = ?3 WHERE guild_id = ?1 AND id = ?2", viewing.guild_id, viewing.id, int(direct)
    )


async def counts(tx: Tx, viewing: Viewing, place: int | None = None) -> Counts:
    """How many take part and have answered; of the prompt that was asked last, unless another is named."""
    answered = await tx.fetch(
        "SELECT place, count(*) AS answers FROM viewing_answers WHERE viewing_id = ?1 AND later = 0 GROUP BY place",
        viewing.id,
    )
    members = await tx.fetch(
        "SELECT count(CASE WHEN left_at IS NULL THEN 1 END) AS here, count(CASE WHEN left_at IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM viewing_answers a WHERE a.viewing_id = ?1 AND a.place = ?2 AND a.member_id = m.member_id "
        "AND a.later = 0) THEN 1 END) AS gone FROM viewing_members m WHERE viewing_id = ?1",
        viewing.id,
        viewing.place if place is None else place,
    )
    by_place = {row["place"]: row["answers"] for row in answered}
    return Counts(members[0]["here"], by_place, members[0]["gone"])


async def put_line(tx: Tx, viewing: Viewing, line: Line) -> None:
    """Keep what a group is to read."""
    await tx.fetch(
        "INSERT INTO viewing_lines (viewing_id, number, said, at, film_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        viewing.id,
        line.number,
        line.said,
        ms(line.at),
        film_ms(line.film_time),
    )


async def line(tx: Tx, viewing: Viewing, number: int) -> Line | None:
    """A line by its number."""
    row = await tx.one("SELECT * FROM viewing_lines WHERE viewing_id = ?1 AND number = ?2", viewing.id, number)
    if row is None:
        return None
    return Line(number, Said(row["said"]), moment(row["at"]), row["film_ms"] * _MS)


async def newest_line(tx: Tx, viewing: Viewing, said: Said) -> int | None:
    """The number of the newest line that says something."""
    row = await tx.one(
        "SELECT max(number) AS number FROM viewing_lines WHERE viewing_id = ?1 AND said = ?2", viewing.id, said
    )
    return row["number"] if row else None


async def set_ready(tx: Tx, viewing: Viewing, member_id: int, number: int) -> None:
    """Note for which line somebody said to be ready."""
    await tx.fetch(
        "UPDATE viewing_members SET ready = ?3 WHERE viewing_id = ?1 AND member_id = ?2", viewing.id, member_id, number
    )


async def ready(tx: Tx, viewing: Viewing, number: int) -> int:
    """How many of those who take part are ready."""
    [row] = await tx.fetch(
        "SELECT count(*) AS ready FROM viewing_members WHERE viewing_id = ?1 AND ready = ?2 AND left_at IS NULL",
        viewing.id,
        number,
    )
    return row["ready"]


async def _first(tx: Tx, where: str, *params: SqlValue) -> Viewing | None:
    row = await tx.one(f"SELECT * FROM viewings WHERE {where}", *params)  # noqa: S608 - conditions of this module
    if row is None:
        return None
    return _viewing(row, await tx.fetch("SELECT * FROM viewing_prompts WHERE viewing_id = ?1", row["id"]))


def _moving(viewing: Viewing) -> dict[str, SqlValue]:
    """The columns that a move may change."""
    return {
        "facilitator_id": viewing.facilitator_id,
        "phase": viewing.phase,
        "step": viewing.step,
        "place": viewing.place,
        "film_ms": film_ms(viewing.clock.position),
        "running_from": ms_or_none(viewing.clock.since),
        "ended_at": ms_or_none(viewing.ended_at),
        "short": int(viewing.short),
    }


async def _put_cues(tx: Tx, viewing: Viewing, cues: Iterable[Cue]) -> None:
    await tx.many(
        "INSERT INTO viewing_prompts (viewing_id, place, state, turn, asked_at, asked_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (viewing_id, place) DO UPDATE SET "
        "state = excluded.state, turn = excluded.turn, asked_at = excluded.asked_at, asked_ms = excluded.asked_ms",
        [
            (viewing.id, cue.place, cue.state, cue.turn, ms_or_none(cue.asked_at), film_ms(cue.film_time))
            for cue in cues
        ],
    )


def _viewing(row: Row, asked: Iterable[Row]) -> Viewing:
    programme = kept_programme(row["programme"])
    cues = list(cues_of(programme))
    for each in asked:
        cues[each["place"]] = _cue(cues[each["place"]], each)
    return Viewing(
        programme=programme,
        cues=tuple(cues),
        mode=Mode(row["mode"]),
        secrecy=Secrecy(row["secrecy"]),
        phase=Phase(row["phase"]),
        clock=FilmClock(row["film_ms"] * _MS, moment_or_none(row["running_from"])),
        direct=bool(row["direct"]),
        short=bool(row["short"]),
        scheduled_for=moment_or_none(row["scheduled_for"]),
        created_at=moment(row["created_at"]),
        ended_at=moment_or_none(row["ended_at"]),
        **{name: row[name] for name in _AS_KEPT},
    )


_AS_KEPT = (
    "id", "guild_id", "facilitator_id", "step", "place", "channel_id", "thread_id", "card_id", "version", "orphaned",
    "tag_id", "started_in",
)  # fmt: skip


def _cue(waiting: Cue, row: Row) -> Cue:
    return replace(
        waiting,
        state=State(row["state"]),
        turn=row["turn"],
        asked_at=moment_or_none(row["asked_at"]),
        film_time=film_time(row["asked_ms"]),
    )

"""The SQL of quizzes: where each stands, its items, and how they were answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import moment, moment_or_none, ms, ms_or_none, of_snowflake
from bot.database import Row, SqlValue, Tx, values
from bot.quizzes.rounds.programme import kept_programme
from bot.quizzes.rounds.rules import Cue, Quiz, State
from bot.quizzes.rounds.views import Line
from bot.threads.joining.views import Answered


async def insert(tx: Tx, quiz: Quiz) -> Quiz:
    """Keep a new quiz, none of whose items was asked; it gets the next number of its server."""
    [row] = await tx.fetch(
        "INSERT INTO quizzes (id, guild_id, number, facilitator_id, title, programme, channel_id, started_in, "
        "created_at, tag_id) SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9 "
        "FROM quizzes WHERE guild_id = ?2 RETURNING number",
        quiz.id,
        quiz.guild_id,
        quiz.facilitator_id,
        quiz.programme.pack.title,
        quiz.programme.kept(),
        quiz.channel_id,
        quiz.started_in,
        ms(quiz.created_at),
        quiz.tag_id,
    )
    return replace(quiz, number=row["number"])


async def put(tx: Tx, before: Quiz, after: Quiz) -> bool:
    """Write what a move changed; False, with nothing written, if another move came first."""
    rows = await tx.fetch(
        "UPDATE quizzes SET facilitator_id = ?4, step = ?5, seconds = ?6, ended_at = ?7 "
        "WHERE guild_id = ?1 AND id = ?2 AND step = ?3 RETURNING id",
        before.guild_id,
        before.id,
        before.step,
        after.facilitator_id,
        after.step,
        after.seconds,
        ms_or_none(after.ended_at),
    )
    if rows:
        changed = [new for old, new in zip(before.cues, after.cues, strict=True) if old is not new]
        await tx.many(
            "INSERT INTO quiz_items (quiz_id, place, state, asked_at, closes_at) VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (quiz_id, place) DO UPDATE SET state = excluded.state",
            [(after.id, cue.place, cue.state, ms_or_none(cue.asked_at), ms_or_none(cue.closes_at)) for cue in changed],
        )
    return bool(rows)


async def put_times(tx: Tx, quiz: Quiz, cue: Cue) -> None:
    """Write from when to when an item takes answers."""
    await tx.fetch(
        "UPDATE quiz_items SET asked_at = ?3, closes_at = ?4 WHERE quiz_id = ?1 AND place = ?2",
        *(quiz.id, cue.place, ms_or_none(cue.asked_at), ms_or_none(cue.closes_at)),
    )


async def get(tx: Tx, guild_id: int, quiz_id: int) -> Quiz | None:
    """A quiz of a server by its id."""
    return await _first(tx, "guild_id = ?1 AND id = ?2", guild_id, quiz_id)


async def by_number(tx: Tx, guild_id: int, number: int) -> Quiz | None:
    """A quiz of a server by its number."""
    return await _first(tx, "guild_id = ?1 AND number = ?2", guild_id, number)


async def running_in_thread(tx: Tx, guild_id: int, thread_id: int) -> Quiz | None:
    """The quiz that runs in a thread."""
    return await _first(tx, "guild_id = ?1 AND thread_id = ?2 AND ended_at IS NULL", guild_id, thread_id)


async def ended_of(
    tx: Tx, guild_id: int, thread_id: int, channel_id: int | None, begun: datetime, until: datetime
) -> list[Quiz]:
    """The quizzes that were started in a thread, or under the channel that it hangs under, within a span and ended."""
    rows = await tx.fetch(
        "SELECT id FROM quizzes WHERE guild_id = ?1 AND (started_in = ?2 OR channel_id = ?3) "
        "AND created_at BETWEEN ?4 AND ?5 AND ended_at IS NOT NULL ORDER BY number",
        *(guild_id, thread_id, channel_id or 0, ms(begun), ms(until)),
    )
    found = [await get(tx, guild_id, row["id"]) for row in rows]
    return [quiz for quiz in found if quiz]


async def latest(tx: Tx, guild_id: int, limit: int) -> list[Line]:
    """The quizzes of a server, the newest first."""
    rows = await tx.fetch(
        "SELECT number, title, created_at, ended_at FROM quizzes WHERE guild_id = ?1 ORDER BY number DESC LIMIT ?2",
        guild_id,
        limit,
    )
    return [Line(row["number"], row["title"], moment(row["created_at"]), row["ended_at"] is None) for row in rows]


async def note_place(tx: Tx, quiz: Quiz, channel_id: int, thread_id: int) -> None:
    """Note where the thread is, and that it can be reached."""
    await tx.fetch(
        "UPDATE quizzes SET channel_id = ?3, thread_id = ?4, orphaned = NULL WHERE guild_id = ?1 AND id = ?2",
        quiz.guild_id,
        quiz.id,
        channel_id,
        thread_id,
    )


async def orphan(tx: Tx, quiz: Quiz, why: str) -> None:
    """Note that the thread cannot be reached."""
    await tx.fetch("UPDATE quizzes SET orphaned = ?3 WHERE guild_id = ?1 AND id = ?2", quiz.guild_id, quiz.id, why)


async def taking_part(tx: Tx, quiz: Quiz) -> int:
    """How many take part."""
    [row] = await tx.fetch("SELECT count(*) AS here FROM quiz_members WHERE quiz_id = ?1 AND left_at IS NULL", quiz.id)
    return row["here"]


async def count_answered(tx: Tx, quiz: Quiz, place: int) -> Answered:
    """How many have answered an item, of those who take part and those who answered it and left."""
    [row] = await tx.fetch(
        "SELECT (SELECT count(*) FROM quiz_answers WHERE quiz_id = ?1 AND place = ?2) AS answers, "
        "(SELECT count(*) FROM quiz_members m WHERE m.quiz_id = ?1 AND (m.left_at IS NULL OR EXISTS (SELECT 1 "
        "FROM quiz_answers a WHERE a.quiz_id = ?1 AND a.place = ?2 AND a.member_id = m.member_id))) AS people",
        quiz.id,
        place,
    )
    return Answered(row["answers"], row["people"])


async def lock(tx: Tx, guild_id: int, quiz_id: int) -> Quiz | None:
    """A quiz that nobody else moves until the end, so that no answer is missing in what is revealed."""
    if lock := tx.for_update("quizzes"):
        await tx.fetch(f"SELECT id FROM quizzes WHERE guild_id = ?1 AND id = ?2{lock}", guild_id, quiz_id)  # noqa: S608 - the engine's
    return await get(tx, guild_id, quiz_id)


async def answers_of(tx: Tx, quiz: Quiz, place: int, members: Sequence[int]) -> dict[int, tuple[int, tuple[int, ...]]]:
    """The click and the answer of each of these members to an item, of those who have answered it."""
    wanted, params = values([(quiz.id, place, member_id) for member_id in members], "BIGINT", "INTEGER", "BIGINT")
    rows = await tx.fetch(
        f"{wanted}SELECT DISTINCT member_id, click_id, chosen FROM k "  # noqa: S608 - placeholders
        "JOIN quiz_answers ON quiz_id = k.a AND place = k.b AND member_id = k.c",
        *params,
    )
    return {row["member_id"]: (row["click_id"], _chosen(row["chosen"])) for row in rows}


async def put_answers(tx: Tx, quiz: Quiz, place: int, given: Mapping[int, tuple[int, tuple[int, ...]]]) -> None:
    """Keep the click and the answer of members, in place of the ones before."""
    await tx.many(
        "INSERT INTO quiz_answers (quiz_id, place, member_id, click_id, chosen) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (quiz_id, place, member_id) DO UPDATE SET click_id = excluded.click_id, chosen = excluded.chosen",
        [
            (quiz.id, place, member_id, click_id, ",".join(map(str, chosen)))
            for member_id, (click_id, chosen) in given.items()
        ],
    )


async def answers(tx: Tx, quiz: Quiz, place: int) -> list[tuple[int, ...]]:
    """The answers to an item whose answer is shown; nobody's names."""
    rows = await tx.fetch(
        "SELECT a.chosen FROM quiz_answers a JOIN quiz_items i ON i.quiz_id = a.quiz_id AND i.place = a.place "
        "WHERE a.quiz_id = ?1 AND a.place = ?2 AND i.state = 'revealed'",
        quiz.id,
        place,
    )
    return [_chosen(row["chosen"]) for row in rows]


async def own(tx: Tx, quiz: Quiz, member_id: int) -> dict[int, tuple[int, ...]]:
    """A member's own answers, by the place of their item."""
    rows = await tx.fetch(
        "SELECT place, chosen FROM quiz_answers WHERE quiz_id = ?1 AND member_id = ?2", quiz.id, member_id
    )
    return {row["place"]: _chosen(row["chosen"]) for row in rows}


async def about(tx: Tx, member_id: int) -> dict[str, Any]:
    """Everything that quizzes keep about a member, as JSON can hold it; nothing about anybody else."""
    joined = await tx.fetch(
        "SELECT q.guild_id, q.number, q.title, m.joined_at, m.left_at, m.pinged FROM quiz_members m "
        "JOIN quizzes q ON q.id = m.quiz_id WHERE m.member_id = ?1 ORDER BY m.joined_at",
        member_id,
    )
    led = await tx.fetch(
        "SELECT guild_id, number, title, created_at FROM quizzes WHERE facilitator_id = ?1 ORDER BY created_at",
        member_id,
    )
    given = await tx.fetch(
        "SELECT q.guild_id, q.number, q.programme, a.place, a.chosen, a.click_id FROM quiz_answers a "
        "JOIN quizzes q ON q.id = a.quiz_id WHERE a.member_id = ?1 ORDER BY a.click_id",
        member_id,
    )
    return {
        "took part in": [
            _quiz(row) | {"at": _iso(row["joined_at"]), "left_at": _iso(row["left_at"]), "pinged": bool(row["pinged"])}
            for row in joined
        ],
        "led": [_quiz(row) | {"since": _iso(row["created_at"])} for row in led],
        "answers": [_given(row) for row in given],
    }


async def running_with(tx: Tx, member_id: int) -> list[tuple[int, int]]:
    """(server, quiz) of those that run and in which a member takes part."""
    rows = await tx.fetch(
        "SELECT q.guild_id, q.id FROM quizzes q JOIN quiz_members m ON m.quiz_id = q.id "
        "WHERE m.member_id = ?1 AND m.left_at IS NULL AND q.ended_at IS NULL ORDER BY q.id",
        member_id,
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete what a member answered and every trace of who they are; quizzes stay, without a leader where they led."""
    await tx.fetch(
        "UPDATE quiz_posts SET version = version + 1 WHERE message_id IS NOT NULL AND quiz_id IN "
        "(SELECT quiz_id FROM quiz_members WHERE member_id = ?1 UNION "
        "SELECT quiz_id FROM quiz_answers WHERE member_id = ?1 UNION SELECT id FROM quizzes WHERE facilitator_id = ?1)",
        member_id,
    )
    await tx.fetch("DELETE FROM quiz_answers WHERE member_id = ?1", member_id)
    await tx.fetch("DELETE FROM quiz_members WHERE member_id = ?1", member_id)
    await tx.fetch("UPDATE quizzes SET facilitator_id = NULL WHERE facilitator_id = ?1", member_id)


async def _first(tx: Tx, where: str, *params: SqlValue) -> Quiz | None:
    row = await tx.one(f"SELECT * FROM quizzes WHERE {where}", *params)  # noqa: S608 - conditions of this module
    if row is None:
        return None
    return _quiz_of(row, await tx.fetch("SELECT * FROM quiz_items WHERE quiz_id = ?1", row["id"]))


def _quiz_of(row: Row, asked: Iterable[Row]) -> Quiz:
    programme, placed = kept_programme(row["programme"])
    cues = [Cue(place=place, placed=each) for place, each in enumerate(placed)]
    for each in asked:
        cues[each["place"]] = replace(
            cues[each["place"]],
            state=State(each["state"]),
            asked_at=moment_or_none(each["asked_at"]),
            closes_at=moment_or_none(each["closes_at"]),
        )
    return Quiz(
        programme=programme,
        cues=tuple(cues),
        created_at=moment(row["created_at"]),
        ended_at=moment_or_none(row["ended_at"]),
        **{name: row[name] for name in _AS_KEPT},
    )


_AS_KEPT = (
    "id", "guild_id", "number", "facilitator_id", "step", "seconds", "channel_id", "started_in", "thread_id",
    "orphaned", "tag_id",
)  # fmt: skip


def _chosen(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _quiz(row: Row) -> dict[str, Any]:
    return {"quiz": f"#{row['number']} {row['title']}", "server": str(row["guild_id"])}


def _given(row: Row) -> dict[str, Any]:
    programme, placed = kept_programme(row["programme"])
    item = placed[row["place"]].item
    return {
        "quiz": f"#{row['number']} {programme.pack.title}",
        "server": str(row["guild_id"]),
        "asked": " ".join(filter(None, (item.head, item.text))),
        "answer": [item.options[place].text for place in _chosen(row["chosen"])],
        "at": of_snowflake(row["click_id"]).isoformat(timespec="seconds"),
    }


def _iso(milliseconds: int | None) -> str | None:
    when = moment_or_none(milliseconds)
    return when.isoformat(timespec="seconds") if when else None

"""Summaries, journals, exports: one use case, one method, one transaction."""

from typing import Any

from bot.database import Database, Tx
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings.answering import store as answers
from bot.viewings.answering.service import load_revealed
from bot.viewings.answering.views import Revealed, Shown
from bot.viewings.film_time import written
from bot.viewings.loading import load, load_visible
from bot.viewings.records import store
from bot.viewings.records.journal import Chapter, Journal
from bot.viewings.records.summary import Summary, summed_up
from bot.viewings.rules import Phase, Viewing
from bot.viewings.store import counts

NOT_THERE = "The report is for who took part in this viewing. What was revealed stands in its thread for everybody."


class Journals:
    """What stays of viewings. Answers live until their member deletes them or the server's data is deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def summary(self, guild_id: int, viewing_id: int, member_id: int) -> Summary:
        """What a viewing gave: of a group what is revealed, of a solo viewing, for its member, everything."""
        async with self._database.read() as tx:
            return await summary_of(tx, await load_visible(tx, guild_id, viewing_id, member_id))

    async def transcript(self, guild_id: int, viewing_id: int, by: Person) -> Summary:
        """The same for the facilitator (or a moderator) to take home; `exports` makes files of it."""
        async with self._database.read() as tx:
            viewing = await load(tx, guild_id, viewing_id)
            viewing.check_leader(by)
            return await summary_of(tx, viewing)

    async def summary_for(self, guild_id: int, viewing_id: int, member_id: int) -> Summary:
        """The same for whoever took part or led, for the report; raises Refusal for anybody else."""
        async with self._database.read() as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if member_id != viewing.facilitator_id and not await store.took_part(tx, viewing.id, member_id):
                raise Refusal(NOT_THERE)
            return await summary_of(tx, viewing)

    async def journal(self, guild_id: int | None, member_id: int) -> Journal:
        """A member's own answers and notes, of every viewing in a server, None for all; `exports` makes files of it."""
        async with self._database.read() as tx:
            return await store.chapters(tx, guild_id, member_id)


async def about(tx: Tx, member_id: int) -> dict[str, Any]:
    """Everything that viewings keep about a member, as JSON can hold it; nothing about anybody else."""
    chapters = sorted(await store.chapters(tx, None, member_id), key=lambda chapter: chapter.guild_id)
    return {
        "journal": list(map(_chapter, chapters)),
        "part in": await store.part_in(tx, member_id),
        "source checks": await store.source_checks(tx, member_id),
    }


async def summary_of(tx: Tx, viewing: Viewing) -> Summary:
    """The same, inside a transaction: of a solo viewing all that its member, and nobody else, wrote there."""
    shown = await _own(tx, viewing) if viewing.solo else await load_revealed(tx, viewing)
    told = viewing.solo or viewing.phase in (Phase.AFTER, Phase.CLOSED)
    notes = await answers.notes(tx, viewing) if told else []
    return summed_up(viewing, shown, notes, (await counts(tx, viewing)).taking_part)


async def _own(tx: Tx, viewing: Viewing) -> tuple[Revealed, ...]:
    own = await answers.own(tx, viewing, viewing.facilitator_id or 0)
    return tuple(Revealed(cue=viewing.cues[place], answers=(Shown(each, None),)) for place, each in own.items())


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "server": str(chapter.guild_id),
        "film": chapter.programme.title,
        "guide": chapter.programme.guide.title,
        "mode": chapter.mode,
        "started_at": chapter.created_at.isoformat(timespec="seconds"),
        "answers": [
            {
                "prompt": entry.prompt.id,
                "phase": entry.prompt.phase,
                "asked": entry.prompt.ask,
                "answer": entry.words,
                "reason": entry.answer.reason,
                "minute": written(entry.answer.film_time) if entry.answer.film_time is not None else None,
                "answered_at": entry.answer.answered_at.isoformat(timespec="seconds"),
            }
            for entry in chapter.entries
        ],
        "notes": [
            {
                "minute": None if note.film_time is None else written(note.film_time),
                "note": note.text,
                "noted_at": note.noted_at.isoformat(timespec="seconds"),
            }
            for note in chapter.notes
        ],
    }

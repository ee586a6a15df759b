"""What stays of a viewing: summary, journal, exports, and what is deleted when somebody asks for it."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.database.retention import export, forget_guild
from bot.errors import Refusal
from bot.viewings.answering.rules import Content, Finding
from bot.viewings.checking.rules import Place, Sheet
from bot.viewings.moves import Move
from bot.viewings.records.exports import journal_csv, journal_markdown, transcript_csv, transcript_markdown
from bot.viewings.retention import KEEPER
from bot.viewings.rules import Mode, Secrecy, Viewing
from tests.engines import SQLITE, on_disk, tables_of
from tests.viewings.evening import (
    ADA,
    BEN,
    CLAIM,
    CLEO,
    FEELING,
    GUILD,
    MIRA,
    OTHER_GUILD,
    VOICES,
    WORDS,
    Evening,
    hive_programme,
)

HEADER = '"film","guide","prompt","phase","asked","answer","reason","minute","answered_at"'


def named(member_id: int) -> str:
    return {1: "Ada", 2: "Ben", 3: "Cleo"}[member_id]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


async def watched(evening: Evening, secrecy: Secrecy = Secrecy.UNNAMED) -> Viewing:
    """An evening with something of everything; the scale stays unrevealed."""
    viewing = await evening.group(secrecy)
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "wax")
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "A book", evening.now)
    await evening.answer(viewing, WORDS, CLEO, "winter")
    await evening.moves(viewing, Move.REVEAL, Move.NEXT)
    await evening.answer(viewing, FEELING, BEN, option=2)
    await evening.moves(viewing, Move.START_FILM, Move.NEXT)
    await evening.answer(viewing, CLAIM, BEN, about="bees-sleep", elsewhere=Finding.NO, confidence=2)
    await evening.answer(viewing, CLAIM, CLEO, "Queens decide", source=Finding.YES, confidence=5)
    await evening.move(viewing, Move.REVEAL)
    evening.clock.go(minutes=5)
    await evening.work()
    await evening.answers.note(GUILD, viewing.id, CLEO.id, "music", timedelta(minutes=3), evening.now)
    await evening.moves(viewing, Move.FINISH)
    return viewing


async def test_the_summary_holds_revealed_answers_by_lens(evening: Evening) -> None:
    summary = await evening.journals.summary(GUILD, (await watched(evening)).id, ADA.id)
    assert [(part.lens, [each.cue.place for each in part.prompts]) for part in summary.lenses] == [
        ("bias", [WORDS]),
        ("source", [CLAIM]),
    ]
    assert summary.unrevealed == 2
    assert summary.viewing.programme.polls == ("bees/like-bees",)


async def test_the_summary_shows_claims_with_the_packs_verdict_beside_the_groups(evening: Evening) -> None:
    summary = await evening.journals.summary(GUILD, (await watched(evening)).id, ADA.id)
    ours, typed = summary.claims
    assert ours.pack is not None
    assert (ours.wording, ours.pack.verdict, ours.confidence, ours.elsewhere[Finding.NO]) == (
        "Bees never sleep",
        "false",
        2.0,
        1,
    )
    assert (typed.wording, typed.pack, typed.confidence, typed.sources[Finding.YES]) == ("Queens decide", None, 5.0, 1)


async def test_the_time_line_has_prompts_and_notes_along_the_film(evening: Evening) -> None:
    summary = await evening.journals.summary(GUILD, (await watched(evening)).id, ADA.id)
    assert [(moment.film_time, moment.asked, moment.text) for moment in summary.timeline] == [
        (timedelta(0), True, "Which claim do you hear?"),
        (timedelta(minutes=3), False, "music"),
        (timedelta(minutes=5), True, "Whose voice was longest?"),
    ]


async def test_notes_stay_private_until_the_film_is_over(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.START_FILM)
    await evening.answers.note(GUILD, viewing.id, BEN.id, "canary", None, evening.now)
    assert (await evening.journals.summary(GUILD, viewing.id, ADA.id)).notes == ()
    await evening.move(viewing, Move.FINISH)
    [note] = (await evening.journals.summary(GUILD, viewing.id, ADA.id)).notes
    assert (note.text, note.member_id) == ("canary", None)


async def test_a_named_viewing_names_its_answers_and_notes(evening: Evening) -> None:
    summary = await evening.journals.summary(GUILD, (await watched(evening, Secrecy.NAMED)).id, ADA.id)
    assert {shown.member_id for part in summary.lenses for each in part.prompts for shown in each.answers} == {2, 3}
    assert [note.member_id for note in summary.notes] == [CLEO.id]


async def test_the_summary_of_a_solo_viewing_has_all_that_its_member_wrote(evening: Evening) -> None:
    viewing = await evening.solo()
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    await evening.answer(viewing, WORDS, BEN, "mine")
    await evening.answers.note(GUILD, viewing.id, BEN.id, "here", None, evening.now)
    summary = await evening.journals.summary(GUILD, viewing.id, BEN.id)
    assert [shown.answer.content.text for shown in summary.lenses[0].prompts[0].answers] == ["mine"]
    assert [note.text for note in summary.notes] == ["here"]


async def test_the_journal_has_every_answer_of_its_member_and_of_nobody_else(evening: Evening) -> None:
    await watched(evening)
    solo = await evening.solo(BEN)
    await evening.move(solo, Move.NEXT)
    await evening.answer(solo, WORDS, BEN, "alone")
    journal = await evening.journals.journal(GUILD, BEN.id)
    assert [(chapter.mode, [entry.words for entry in chapter.entries]) for chapter in journal] == [
        (Mode.GROUP, ["wax", "at ease", "Bees never sleep\nFound elsewhere: no\nHow sure: 2 of 5"]),
        (Mode.SOLO, ["alone"]),
    ]
    assert not await evening.journals.journal(GUILD, ADA.id)
    assert not await evening.journals.journal(OTHER_GUILD, BEN.id)


async def test_journal_csv_has_exactly_the_promised_columns(evening: Evening) -> None:
    viewing = await watched(evening)
    evening.clock.go(minutes=7)
    await evening.moves(viewing, Move.RESUME)
    await evening.answer(viewing, VOICES, BEN, option=1)
    data = journal_csv(await evening.journals.journal(GUILD, BEN.id))
    assert data.decode("utf-8-sig").splitlines()[0] == HEADER
    table = rows(data)
    assert [row["prompt"] for row in table] == ["words", "feeling", "claim", "voices"]
    assert table[0] == {
        "film": "The Hive",
        "guide": "Through the hive",
        "prompt": "words",
        "phase": "before",
        "asked": "Which three words come to mind?",
        "answer": "wax",
        "reason": "A book",
        "minute": "",
        "answered_at": "2026-11-23T18:00:00+00:00",
    }
    assert (table[3]["answer"], table[3]["minute"]) == ("a scholar", "5:00")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝"])
async def test_cells_that_begin_like_a_formula_are_text_in_every_export(evening: Evening, begin: str) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    formula = f'{begin}HYPERLINK("https://evil.example")'
    await evening.answer(viewing, WORDS, BEN, formula)
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, formula, evening.now)
    await evening.move(viewing, Move.REVEAL)
    journal = journal_csv(await evening.journals.journal(GUILD, BEN.id))
    transcript = transcript_csv(await evening.journals.transcript(GUILD, viewing.id, ADA), named)
    guarded = f"'{formula}"
    for row in (*rows(journal), *rows(transcript)):
        assert (row["answer"], row["reason"]) == (guarded, guarded)


async def test_an_empty_journal_is_a_header_alone(evening: Evening) -> None:
    assert journal_csv(await evening.journals.journal(GUILD, BEN.id)).decode("utf-8-sig") == f"{HEADER}\r\n"


async def test_the_journal_in_markdown_reads_with_notes_and_nothing_in_it_is_markup(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    await evening.answer(viewing, WORDS, BEN, "# big\n**bold**")
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "two\nlines", evening.now)
    await evening.answers.note(GUILD, viewing.id, BEN.id, "a\n- b", timedelta(seconds=90), evening.now)
    text = journal_markdown(await evening.journals.journal(GUILD, BEN.id))
    assert text == (
        "# My viewing journal\n\n## The Hive — Through the hive\n\n2026-11-23\n\n"
        "**Which three words come to mind?**\n\n\\# big\\\n\\*\\*bold\\*\\*\n\n> two\\\n> lines\n\n"
        "prompt: words · phase: before · minute: 0:00 · answered_at: 2026-11-23T18:00:00+00:00\n\n"
        "### Notes\n\n- 1:30 a - b\n"
    )


async def test_the_facilitators_export_holds_revealed_answers_only_and_no_names(evening: Evening) -> None:
    viewing = await watched(evening)
    summary = await evening.journals.transcript(GUILD, viewing.id, ADA)
    table = rows(transcript_csv(summary, named))
    assert {row["prompt"] for row in table} == {"words", "claim"}
    assert "member" not in table[0]
    text = transcript_markdown(summary, named)
    assert "wax" in text
    assert "“Bees never sleep” The pack says: false. How sure the group is, on average: 2.0 of 5." in text
    for told in (text, transcript_csv(summary, named).decode()):
        assert "at ease" not in told
        assert "Ben" not in told


async def test_a_named_export_has_names_as_the_server_knows_them(evening: Evening) -> None:
    summary = await evening.journals.transcript(GUILD, (await watched(evening, Secrecy.NAMED)).id, ADA)
    table = rows(transcript_csv(summary, named))
    assert {(row["member"], row["answer"]) for row in table if row["prompt"] == "words"} == {
        ("Ben", "wax"),
        ("Cleo", "winter"),
    }
    assert "Ben: wax" in transcript_markdown(summary, named)
    assert "3:00 Cleo: music" in transcript_markdown(summary, named)


async def test_later_answers_are_marked_in_the_export(evening: Evening) -> None:
    viewing = await watched(evening)
    await evening.move(viewing, Move.END)
    await evening.answer(viewing, WORDS, ADA, "was ill")
    table = rows(transcript_csv(await evening.journals.transcript(GUILD, viewing.id, ADA), named))
    assert [(row["answer"], row["later"]) for row in table if row["prompt"] == "words"][-1] == ("was ill", "later")


async def test_only_who_leads_takes_the_transcript_home(evening: Evening) -> None:
    viewing = await watched(evening)
    assert await evening.journals.transcript(GUILD, viewing.id, MIRA)
    with pytest.raises(Refusal, match="Only the facilitator"):
        await evening.journals.transcript(GUILD, viewing.id, BEN)
    with pytest.raises(Refusal, match="No such viewing"):
        await evening.journals.transcript(OTHER_GUILD, viewing.id, ADA)


async def test_v01_forget_me_leaves_no_trace_of_a_member_in_any_table_or_file(
    evening: Evening, engine: str, url: str
) -> None:
    canary, text = 424242424242, "canary-text-4711"
    viewing = await evening.group()
    solo = (
        await evening.viewings.start_solo(hive_programme(), guild_id=GUILD, by=type(BEN)(canary), now=evening.now)
    ).viewing
    for each in (viewing, solo):
        await evening.move(each, Move.NEXT)
        given = Content(text=text)
        await evening.answers.answer(GUILD, each.id, WORDS, canary, given, evening.now)
        await evening.answers.give_reason(GUILD, each.id, WORDS, canary, text, evening.now)
    await evening.answer(viewing, WORDS, BEN, "stays")
    await evening.moves(viewing, Move.REVEAL, Move.START_FILM)
    await evening.answers.note(GUILD, viewing.id, canary, text, None, evening.now)
    await evening.move(viewing, Move.HAND_OVER, heir=canary)
    await evening.checks.keep(Sheet(stop=text), Place(GUILD, 1, 2), canary, evening.now)
    await evening.schedules.schedule(
        hive_programme(), guild_id=GUILD, channel_id=1, secrecy=Secrecy.NAMED,
        at=evening.now + timedelta(days=1), by=type(BEN)(canary), now=evening.now,
    )  # fmt: skip
    assert text in json.dumps(await about(evening, canary))
    async with evening.db.transaction() as tx:
        await KEEPER.delete(tx, canary)
    await evening.db.scrub()
    assert await about(evening, canary) == {}
    assert await traces(evening, canary, text) == []
    if engine == SQLITE:
        assert text.encode() not in await on_disk(url)
    stands = await evening.viewings.get(GUILD, viewing.id, BEN.id, evening.now)
    assert (stands.viewing.facilitator_id, stands.counts.answered) == (None, {WORDS: 1})
    taken = await evening.move(viewing, Move.TAKE_OVER, by=BEN)
    assert taken.viewing.facilitator_id == BEN.id


async def about(evening: Evening, member: int) -> dict[str, Any]:
    """What a member takes home."""
    async with evening.db.read() as tx:
        return await export(tx, KEEPER, member)


async def traces(evening: Evening, member: int, text: str) -> list[str]:
    """Tables in which a member or a text still stands."""
    async with evening.db.read() as tx:
        tables = await tables_of(tx)
        found = []
        for table in tables:
            values = [value for row in await tx.fetch(f"SELECT * FROM {table}") for value in row]
            if any(value == member or (isinstance(value, str) and text in value) for value in values):
                found.append(table)
        return found


async def test_v02_what_is_kept_about_a_member_is_complete_and_about_nobody_else(evening: Evening) -> None:
    viewing = await watched(evening)
    await evening.checks.keep(Sheet(find="a study"), Place(GUILD, 1, 2), BEN.id, evening.now)
    told = json.loads(json.dumps(await about(evening, BEN.id)))
    assert [each["server"] for each in told["journal"]] == [str(GUILD)]
    assert [each["answer"].split("\n")[0] for each in told["journal"][0]["answers"]] == [
        "wax",
        "at ease",
        "Bees never sleep",
    ]
    assert told["part in"][0]["joined"] == viewing.programme.title
    assert told["source checks"][0]["find"] == "a study"
    assert "winter" not in json.dumps(told)
    assert await about(evening, 999) == {}


async def test_a_server_that_is_gone_is_forgotten_and_no_other(evening: Evening) -> None:
    await watched(evening)
    elsewhere = await evening.viewings.start_solo(hive_programme(), guild_id=OTHER_GUILD, by=BEN, now=evening.now)
    async with evening.db.transaction() as tx:
        await forget_guild(tx, KEEPER, GUILD)
    assert [each["server"] for each in (await about(evening, BEN.id))["part in"]] == [str(OTHER_GUILD)] * 2
    assert await evening.viewings.get(OTHER_GUILD, elsewhere.viewing.id, BEN.id, evening.now)
    async with evening.db.read() as tx:
        for table in ("viewing_answers", "viewing_notes", "viewing_prompts", "viewing_posts"):
            assert await tx.fetch(f"SELECT * FROM {table}") == []


async def test_journal_answers_live_on_when_everything_else_has_ended(evening: Evening) -> None:
    viewing = await watched(evening)
    await evening.move(viewing, Move.END)
    evening.clock.wall += timedelta(days=4000)
    await evening.work()
    assert len((await evening.journals.journal(GUILD, BEN.id))[0].entries) == 3


async def test_a_source_check_is_its_authors_alone_and_gone_after_a_day(evening: Evening) -> None:
    author = 424242424242
    sheet = Sheet(stop=" I know little ", trace="A blog")
    kept = await evening.checks.keep(sheet, Place(GUILD, 7, 8), author, evening.now)
    assert kept.sheet.texts == ("I know little", "A blog")
    assert await evening.checks.get(GUILD, kept.id, author, evening.now) == kept
    for guild, member in ((GUILD, CLEO.id), (OTHER_GUILD, author)):
        with pytest.raises(Refusal, match="sheet is gone"):
            await evening.checks.get(guild, kept.id, member, evening.now)
    evening.clock.wall += timedelta(days=1, seconds=1)
    with pytest.raises(Refusal, match="sheet is gone"):
        await evening.checks.get(GUILD, kept.id, author, evening.now)
    await evening.checks.keep(Sheet(find="x"), Place(GUILD, 7, 8), CLEO.id, evening.now)
    assert await traces(evening, author, "A blog") == []


async def test_an_empty_source_check_is_refused_and_so_is_one_too_long(evening: Evening) -> None:
    for sheet, why in ((Sheet(stop=" "), "is empty"), (Sheet(find="x" * 4001), "4,000 characters")):
        with pytest.raises(Refusal, match=why):
            await evening.checks.keep(sheet, Place(GUILD, 7, 8), BEN.id, evening.now)

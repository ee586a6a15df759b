"""The report of an evening: what was revealed, as it was shown, and what else the group did; for whoever was there."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.paper import Asked, Bars, Moments, Points, Sheet, Voices
from bot.database import Database, open_database
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.handouts.naming import members_in
from bot.handouts.page import page
from bot.packs.shelf.shelves import Shelf
from bot.polls.drafts import Draft
from bot.polls.rules import Phase, Poll
from bot.polls.terms import Secrecy as Ballots
from bot.polls.terms import Visibility
from bot.quizzes.rounds.answering import Given
from bot.quizzes.rounds.rules import Decision as End
from bot.statements.rules import Vote
from bot.viewings.moves import Decision, Move
from bot.viewings.programme import Programme
from bot.viewings.rules import Secrecy, Viewing
from tests.handouts.reports import NAMES, report
from tests.handouts.sheets import Page, squeezed
from tests.polls import room as polls
from tests.quizzes import rounds as quizzes
from tests.statements import room as statements
from tests.viewings.evening import (
    ADA,
    BEN,
    CAMERA,
    CHANGED,
    CHANNEL,
    CLEO,
    FEELING,
    GUILD,
    MIRA,
    THREAD,
    WORDS,
    Clock,
    Evening,
    hive,
    hive_programme,
)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def evening(url: str, clock: Clock) -> AsyncIterator[Evening]:
    async with open_database(url) as db:
        yield Evening(db, clock)


async def taken(evening: Evening, viewing: Viewing, by: Person = BEN) -> Sheet:
    return await report(evening.db, evening.shelf, viewing.id, by.id)


def text_of(sheet: Sheet) -> str:
    return Page(page(sheet, NAMES)).text


def section(sheet: Sheet, begins: str) -> Any:
    return next((each for each in sheet.sections if each.heading.startswith(begins)), None)


async def watched(evening: Evening, secrecy: Secrecy = Secrecy.UNNAMED) -> Viewing:
    """Two prompts revealed, one kept back, a note; then the end."""
    viewing = await evening.group(secrecy)
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "Honey & <smoke>")
    await evening.answer(viewing, WORDS, CLEO, "Wax")
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, CLEO.id, "A candle", evening.now)
    await evening.answer(viewing, FEELING, BEN, option=2)
    await evening.move(viewing, Move.REVEAL, place=WORDS)
    await evening.move(viewing, Move.REVEAL, place=FEELING)
    await evening.moves(viewing, Move.START_FILM)
    evening.clock.go(minutes=12, seconds=40)
    await evening.work()
    await evening.answer(viewing, CAMERA, BEN, "Kept back by nobody knows whom")
    await evening.answers.note(GUILD, viewing.id, BEN.id, "The music swells", timedelta(minutes=12), evening.now)
    await evening.moves(viewing, Move.FINISH, Move.END)
    return viewing


async def test_it_tells_prompts_with_what_was_revealed_and_moments_along_the_film(evening: Evening) -> None:
    sheet = await taken(evening, await watched(evening))
    assert sheet.title == "The Hive"
    assert sheet.kind == "Report of a viewing"
    before = section(sheet, "Before the film").parts
    assert [each.text for each in before] == ["Which three words come to mind?", "How do you feel?"]
    [voices] = [part for part in before[0].parts if isinstance(part, Voices)]
    assert {(each.text, each.below) for each in voices.voices} == {("Honey & <smoke>", ""), ("Wax", "A candle")}
    [bars] = before[1].parts
    assert isinstance(bars, Bars)
    assert [(bar.label, bar.told) for bar in bars.bars][2] == ("at ease", "1 (100 %)")
    [moments] = section(sheet, "Moments").parts
    assert isinstance(moments, Moments)
    assert ("12:00", "The music swells") in [(each.minute, each.text) for each in moments.moments]
    text = text_of(sheet)
    assert squeezed("Honey & <smoke>") in text
    assert squeezed("The answers were not revealed.") in text
    assert squeezed("The answers to 2 prompts were not revealed, so they are not in this report.") in text
    assert squeezed("Kept back by nobody") not in text
    assert squeezed("Watched on 23 November 2026") in text


async def test_it_lists_no_source_that_it_does_not_cite_and_says_where_nobody_checked_a_claim(evening: Evening) -> None:
    viewing = await watched(evening)
    sheet = await report(evening.db, Shelf([hive(sources=["B1"])]), viewing.id, BEN.id)
    claims = section(sheet, "Claims")
    assert claims.lead == "What the pack says of each; nobody here checked one."
    [points] = claims.parts
    assert sheet.sources.keys() == {key for point in points.points for key in point.cites}


async def test_v04_nobody_is_named_in_the_report_of_an_unnamed_evening(evening: Evening) -> None:
    unnamed = await taken(evening, await watched(evening))
    assert members_in(unnamed) == set()
    assert not any(squeezed(name) in text_of(unnamed) for name in NAMES.values())


async def test_a_named_one_tells_who_wrote_what(evening: Evening) -> None:
    named = await taken(evening, await watched(evening, Secrecy.NAMED))
    assert members_in(named) == {BEN.id, CLEO.id}
    assert squeezed("Cleo Patra: Wax") in text_of(named)
    assert squeezed("Ben Bitdiddle: The music swells") in text_of(named)


@pytest.mark.parametrize("who", [ADA, BEN, CLEO])
async def test_whoever_led_or_took_part_gets_it_who_left_too(evening: Evening, who: Person) -> None:
    viewing = await watched(evening)
    await evening.viewings.leave(GUILD, viewing.id, CLEO.id, evening.now)
    assert await taken(evening, viewing, who)


async def test_who_was_not_there_is_told_so_moderators_too_and_so_is_who_asks_elsewhere(evening: Evening) -> None:
    viewing = await watched(evening)
    with pytest.raises(Refusal, match="for who took part in this viewing"):
        await taken(evening, viewing, MIRA)
    solo = await evening.solo(BEN)
    with pytest.raises(Refusal, match="No such viewing"):
        await taken(evening, solo, ADA)
    with pytest.raises(Refusal, match="No such viewing"):
        await report(evening.db, evening.shelf, 12345, BEN.id)


async def test_who_watched_alone_gets_their_own_answers_without_anything_of_others(evening: Evening) -> None:
    solo = await evening.solo(BEN)
    await evening.move(solo, Move.NEXT)
    await evening.answer(solo, WORDS, BEN, "Mine alone")
    await evening.move(solo, Move.END)
    text = text_of(await taken(evening, solo))
    assert squeezed("Mine alone") in text
    assert "alone" in text


async def test_of_an_evening_on_which_nothing_was_revealed_it_says_just_that(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.move(viewing, Move.END)
    sheet = await taken(evening, viewing)
    assert squeezed("Nothing was revealed in this viewing.") in text_of(sheet)
    assert not any(isinstance(part, Asked) for each in sheet.sections for part in each.parts)


async def test_it_never_holds_a_note_of_the_facilitators(evening: Evening) -> None:
    assert "Hush-hush" not in text_of(await taken(evening, await watched(evening), ADA))


async def test_the_pack_may_have_left_the_shelf(evening: Evening) -> None:
    viewing = await watched(evening)
    sheet = await report(evening.db, Shelf([]), viewing.id, BEN.id)
    assert squeezed("The pack of this film is no longer on the shelf") in text_of(sheet)
    assert section(sheet, "Before the film")


async def test_sixty_prompts_and_two_hundred_answers_make_one_page(evening: Evening) -> None:
    whole = hive_programme()
    first = whole.guide.prompts[WORDS]
    prompts = tuple(type(first)(id=f"p{number}", phase="before", ask=f"Question {number}?") for number in range(60))
    many = Programme(
        title=whole.title,
        film_value=whole.film_value,
        film=whole.film,
        guide_value=whole.guide_value,
        guide=type(whole.guide)(id="many", title="Many", prompts=prompts),
    )
    viewing = await evening.group(programme=many)
    for _ in prompts:
        await evening.move(viewing, Move.NEXT)
    for member in range(20, 30):
        for place in range(20):
            await evening.answer(viewing, place, Person(member), f"Answer {member}-{place} " + "word " * 40)
    await evening.move(viewing, Move.END, decided=Decision.REVEAL)
    sheet = await report(evening.db, evening.shelf, viewing.id, 20)
    text = text_of(sheet)
    assert all(squeezed(f"Answer {member}-{place} word") in text for member in range(20, 30) for place in range(20))
    assert len([part for part in section(sheet, "Before the film").parts if isinstance(part, Asked)]) == 60


async def test_then_and_now_stands_with_the_prompt_from_five_members_on(evening: Evening) -> None:
    whole = hive_programme()
    prompts = list(whole.guide.prompts)
    prompts[CHANGED] = type(prompts[CHANGED])(
        id="now", phase="after", kind="scale", ask="And now?", options=prompts[FEELING].options, again="feeling"
    )
    again = Programme(
        title=whole.title,
        film_value=whole.film_value,
        film=whole.film,
        guide_value=whole.guide_value,
        guide=type(whole.guide)(id="again", title="Again", prompts=tuple(prompts)),
    )
    viewing = await evening.group(programme=again)
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    for member in range(20, 25):
        await evening.answer(viewing, FEELING, Person(member), option=0)
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT)
    for member in range(20, 25):
        await evening.answer(viewing, CHANGED, Person(member), option=2 if member < 22 else 0)
    await evening.move(viewing, Move.END, decided=Decision.REVEAL)
    sheet = await report(evening.db, evening.shelf, viewing.id, 20)
    [now] = section(sheet, "After the film").parts
    assert squeezed("Then and now, of 5 who answered both: kept 3 · moved 2") in text_of(sheet)
    assert [point.text for part in now.parts if isinstance(part, Points) for point in part.points] == [
        "uneasy → at ease: 2"
    ]


class TestWhatElseTheGroupDid:
    """Polls, statements, quizzes: what was shown to everybody, and no more."""

    @pytest.fixture
    def db(self, evening: Evening) -> Database:
        return evening.db

    @pytest.fixture
    def room(self, evening: Evening) -> polls.Room:
        return polls.Room(evening.db, polls.Clock(evening.clock.wall))

    async def poll(self, room: polls.Room, channel: int, **terms: Any) -> Poll:
        draft = Draft(question="Do you like bees?", options=("Yes", "No"), pack="bees/like-bees", **terms)
        return await room.polls.create(draft, guild_id=GUILD, channel_id=channel, by=polls.FARID)

    async def test_a_pair_of_polls_tells_who_moved_once_both_are_closed(
        self, evening: Evening, room: polls.Room
    ) -> None:
        before = await self.poll(room, CHANNEL, phase=Phase.BEFORE)
        viewing = await watched(evening)
        for member in range(20, 26):
            await room.vote(before, member, 0)
        await room.polls.close(GUILD, before.id, polls.FARID)
        assert section(await taken(evening, viewing), "Polls") is None, "what is held back would sway the second answer"
        room.clock.go(hours=1)
        after = (await room.polls.ask_again(GUILD, before.id, channel_id=THREAD, by=polls.FARID)).poll
        for member in range(20, 26):
            await room.vote(after, member, 1 if member < 22 else 0)
        assert section(await taken(evening, viewing), "Polls") is None, "numbers of an open poll are no result"
        await room.polls.close(GUILD, after.id, polls.FARID)
        told = section(await taken(evening, viewing), "Polls").parts
        assert [(each.number, each.minute) for each in told] == [
            (1, "asked before the film"), (2, "asked again after the film"),
        ]  # fmt: skip
        text = text_of(await taken(evening, viewing))
        assert squeezed("kept 4 · moved 2 · new 0 · gone 0") in text
        assert squeezed("Yes → No: 2") in text

    async def test_other_polls_of_the_channel_and_names_of_voters_are_left_out(
        self, evening: Evening, room: polls.Room
    ) -> None:
        viewing = await watched(evening)
        named = Draft(question="Next film?", options=("Red", "Blue"), secrecy=Ballots.NAMED, visibility=Visibility.LIVE)
        elsewhere = await room.polls.create(named, guild_id=GUILD, channel_id=CHANNEL, by=polls.FARID)
        here = await room.polls.create(named, guild_id=GUILD, channel_id=THREAD, by=polls.FARID)
        for poll in (elsewhere, here):
            await room.vote(poll, ADA.id, 1)
            await room.polls.close(GUILD, poll.id, polls.FARID)
        sheet = await taken(evening, viewing)
        assert [each.number for each in section(sheet, "Polls").parts] == [here.number]
        assert members_in(sheet) == set()

    async def test_statements_of_its_thread_tell_what_they_came_to(self, evening: Evening) -> None:
        viewing = await watched(evening)
        room = statements.Room(evening.db, statements.Clock(evening.clock.wall))
        for channel in (THREAD, CHANNEL):
            round_ = await room.statements.start(
                f"What of {channel}?", guild_id=GUILD, channel_id=channel, by=statements.FARID,
                collects_until=room.clock.now() + timedelta(hours=1), runs=timedelta(days=1),
                seeds=("Bees are <b>loud</b>.", "Honey is food.", "Wax is work."),
            )  # fmt: skip
            await room.statements.end_collecting(GUILD, round_.id, statements.FARID)
            round_ = await room.statements.release(GUILD, round_.id, statements.FARID, sure=True)
            assert section(await taken(evening, viewing), f"Statements: What of {channel}?") is None
            for member in range(20, 26):
                for place in range(3):
                    await room.vote(round_, member, place, Vote.AGREE if place or member % 2 else Vote.DISAGREE)
            await room.statements.close(GUILD, round_.id, statements.FARID)
            await room.worker.once()
        sheet = await taken(evening, viewing)
        assert [each.heading for each in sheet.sections if each.heading.startswith("Statements")] == [
            f"Statements: What of {THREAD}?"
        ]
        text = text_of(sheet)
        assert squeezed("Common ground.") in text
        assert squeezed("Bees are <b>loud</b>.") in text
        assert squeezed("all or all but one agree") in text
        assert squeezed("6 of 6") not in text, "under ten there are bands"

    async def test_a_quiz_tells_what_was_missed_with_why_and_its_sources(self, evening: Evening) -> None:
        viewing = await watched(evening)
        table = quizzes.Table(evening.db)
        table.clock.wall = evening.clock.wall
        quiz = await table.quizzes.start(
            quizzes.programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=table.now, started_in=THREAD
        )
        await table.work()
        quiz = (await table.stands(quiz)).quiz
        for place in (quizzes.QUEEN, quizzes.LIVES):
            await table.ask(quiz, place)
            for member, answer in ((BEN, quizzes.RIGHT[place]), (CLEO, quizzes.WRONG[place])):
                given = answer if place == quizzes.QUEEN else quizzes.RIGHT[place]
                click = 1000 + member.id + place
                await table.quizzes.answer(Given(GUILD, quiz.id, place, member.id, given, table.now, click))
            await table.move(quiz, quizzes.Move.REVEAL, place=place)
        await table.ask(quiz, quizzes.LIFE)
        wrong = quizzes.WRONG[quizzes.LIFE]
        await table.quizzes.answer(Given(GUILD, quiz.id, quizzes.LIFE, BEN.id, wrong, table.now, 9))
        assert section(await taken(evening, viewing), "Quiz") is None, "while it runs it tells nothing"
        await table.move(quiz, quizzes.Move.END, decided=End.LEAVE, place=quizzes.LIFE)
        sheet = await taken(evening, viewing)
        [missed] = section(sheet, "Quiz: what we missed").parts
        assert missed.text == "Who lays the eggs?"
        assert missed.minute == "missed by 1 of 2"
        text = text_of(sheet)
        assert squeezed("Because: Only she does.") in text
        assert squeezed("A study of bees") in text
        assert squeezed("What comes first?") not in text, "its answer was never shown"

"""A quiz of a group: asked, answered, revealed, summed up; on real databases."""

import re
from collections.abc import AsyncIterator

import pytest

from bot import clock
from bot.chat.messenger import LaterError, LostError
from bot.database import open_database
from bot.database.migrations import FOLDER
from bot.database.retention import export
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.outbox import worker
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.rounds import store
from bot.quizzes.rounds.answering import Given, keep
from bot.quizzes.rounds.loading import forget_member, load
from bot.quizzes.rounds.retention import KEEPER
from bot.quizzes.rounds.rules import UNKNOWN, Decision, Move, State, Undecided
from bot.quizzes.rounds.service import most_missed
from bot.quizzes.rounds.views import SavedAnswer
from tests.quizzes.rounds import (
    ADA,
    BEN,
    CHANNEL,
    CLEO,
    GUILD,
    LIFE,
    LIVES,
    MIRA,
    OTHER_GUILD,
    QUEEN,
    RIGHT,
    SLEEP,
    WRONG,
    Table,
    buttons,
    hive,
    programme,
    said,
)
from tests.viewings.evening import Clock


@pytest.fixture
async def table(url: str) -> AsyncIterator[Table]:
    async with open_database(url) as db:
        yield Table(db, Clock())


def item(table: Table, number: int) -> str:
    """What the newest message of a question says."""
    return [text for text in table.room.texts() if f"item {number} of 4" in text][-1]


async def test_a_quiz_opens_with_a_card_in_the_channel_and_its_head_card_in_the_thread(table: Table) -> None:
    quiz = await table.start()
    opening, head = table.room.texts()
    assert "## Quiz: Bees on film" in opening
    assert f"running · 0 take part · in <#{quiz.thread_id}>" in opening
    assert "Nothing asked yet · 0 take part · led by <@1>" in head
    assert [table.room.places[message] for message in sorted(table.room.cards)] == [CHANNEL, quiz.thread_id]


async def test_a_question_says_where_the_quiz_stands_and_shows_neither_its_answer_nor_its_reason(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    asked = table.room.texts()[-1]
    assert asked.startswith("Quiz · Bees on film · item 1 of 4 · answered 0 of 0\n**Who lays the eggs?**")
    assert "Only she does" not in asked
    assert list(buttons(table.room.cards[max(table.room.cards)])) == ["A", "B", "C", "Lead", "Big picture"]


async def test_an_answer_is_private_counted_and_changed_until_the_reveal(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    first = await table.answer(quiz, BEN, (1,))
    assert (first.joined, first.replaced) == (True, False)
    second = await table.answer(quiz, BEN, (0,))
    assert (second.joined, second.replaced) == (False, True)
    await table.work()
    assert "answered 1 of 1" in item(table, 1)
    await table.reveal(quiz)
    revealed = table.room.texts()[-1]
    assert revealed.startswith("Quiz · Bees on film · item 1 of 4 · answered 1 of 1")
    assert "**A. The queen — 1 (100 %) · right**" in revealed
    assert "B. A drone — 0 (0 %)" in revealed
    assert "**Answer:** The queen\nOnly she does." in revealed
    assert revealed.rstrip().split("\n")[-1].startswith("-# ")
    assert "bees.example" in revealed.rstrip().split("\n")[-1]


async def test_an_answer_after_the_reveal_is_not_counted_and_says_so(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    await table.reveal(quiz)
    for late in (BEN, CLEO):
        with pytest.raises(Refusal, match="came too late and is not counted"):
            await table.answer(quiz, late, (1,))
    [result] = await table.quizzes.results(GUILD, quiz.id)
    assert (result.tally.answers, result.tally.right) == (1, 1)


async def test_once_everybody_has_answered_it_is_revealed_by_itself_and_until_then_can_be_changed(
    table: Table,
) -> None:
    quiz = await table.start()
    for member in (BEN, CLEO):
        await table.quizzes.join(GUILD, quiz.id, member.id, table.now)
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    await table.later(minutes=5)
    assert (await table.stands(quiz)).quiz.open
    await table.answer(quiz, CLEO, (0,))
    await table.work()
    assert "Everybody has answered: the answer comes in a moment." in item(table, 1)
    await table.later(seconds=8)
    await table.answer(quiz, CLEO, (1,))
    await table.later(seconds=8)
    assert (await table.stands(quiz)).quiz.open
    await table.later(seconds=3)
    assert (await table.stands(quiz)).quiz.cues[QUEEN].state is State.REVEALED
    [result] = await table.quizzes.results(GUILD, quiz.id)
    assert result.tally.chosen == (1, 1, 0)


async def test_who_comes_before_the_reveal_is_waited_for(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    for member in (BEN, CLEO):
        await table.answer(quiz, member, (0,))
    await table.quizzes.join(GUILD, quiz.id, ADA.id, table.now)
    await table.later(minutes=5)
    assert (await table.stands(quiz)).quiz.open
    await table.quizzes.leave(GUILD, quiz.id, ADA.id, table.now)
    await table.later(seconds=11)
    assert not (await table.stands(quiz)).quiz.open


async def test_one_member_alone_never_ends_a_question_for_the_others(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    await table.later(minutes=5)
    assert (await table.stands(quiz)).quiz.open
    assert "Whoever leads shows the answer. Until then it can be changed." in item(table, 1)
    assert "in a moment" not in item(table, 1)


async def test_a_time_is_kept_only_where_who_leads_sets_one(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    await table.later(hours=2)
    await table.reveal(quiz)
    await table.move(quiz, Move.TIME, seconds=60)
    await table.ask(quiz, LIVES)
    assert "Its time is over <t:" in item(table, 2)
    await table.later(seconds=59)
    assert (await table.stands(quiz)).quiz.open
    await table.later(seconds=1)
    assert not (await table.stands(quiz)).quiz.open
    with pytest.raises(Refusal, match="out of date"):
        await table.move(quiz, Move.TIME, seconds=7)


async def test_the_time_of_a_question_that_discord_took_late_begins_when_it_stands(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_args: object, **_more: object) -> int:
        raise LaterError("HTTP 429")

    quiz = await table.start()
    await table.move(quiz, Move.TIME, seconds=30)
    with monkeypatch.context() as patched:
        patched.setattr(table.room, "send", busy)
        await table.ask(quiz)
        await table.later(seconds=31)
    assert (await table.stands(quiz)).quiz.open, "nobody has seen it yet"
    await table.later(seconds=32)
    began = table.now
    assert f"Its time is over <t:{int(began.timestamp()) + 30}" in item(table, 1)
    await table.later(seconds=29)
    assert (await table.stands(quiz)).quiz.open
    await table.later(seconds=1)
    assert not (await table.stands(quiz)).quiz.open


async def test_a_question_whose_thread_was_locked_has_its_time_anew_when_it_goes_on(table: Table) -> None:
    quiz = await table.start()
    await table.move(quiz, Move.TIME, seconds=30)
    await table.ask(quiz)
    assert quiz.thread_id
    assert quiz.channel_id
    table.room.fails[quiz.thread_id] = LostError("locked", 160005)
    await table.answer(quiz, BEN, (0,))
    await table.work()
    assert (await table.stands(quiz)).quiz.orphaned
    del table.room.fails[quiz.thread_id]
    await table.later(minutes=10)
    await table.delivery.go_on(GUILD, quiz.id, quiz.channel_id, quiz.thread_id)
    await table.later(seconds=29)
    assert (await table.stands(quiz)).quiz.open
    await table.later(seconds=1)
    assert not (await table.stands(quiz)).quiz.open


async def test_every_way_to_answer_is_counted_and_told(table: Table) -> None:
    quiz = await table.start()
    await table.play(quiz, {BEN: RIGHT, CLEO: WRONG})
    shown = [text for text in table.room.texts() if "**Answer:**" in text]
    assert "**A. Workers — 1 (50 %) · right**" in shown[LIVES]
    assert "All the right ones and no other: 1 of 2." in shown[LIVES]
    assert "In the right order: 1 of 2." in shown[LIFE]
    assert "**Holds — 1 (50 %) · right**" in shown[SLEEP]
    assert [each.tally.right for each in await table.quizzes.results(GUILD, quiz.id)] == [1, 1, 1, 1]


async def test_what_a_question_does_not_offer_is_refused(table: Table) -> None:
    quiz = await table.start()
    for place, forged in ((QUEEN, (7,)), (QUEEN, ()), (QUEEN, (0, 1)), (LIVES, ()), (LIVES, (0, 0)), (LIFE, (0, 1))):
        if (await table.stands(quiz)).quiz.cues[place].state is State.WAITING:
            await table.ask(quiz, place)
        with pytest.raises(Refusal):
            await table.answer(quiz, BEN, forged, place)
        if place != QUEEN or forged == (0, 1):
            following = [cue.place for cue in (await table.stands(quiz)).quiz.cues if cue.state is State.OPEN]
            if following == [place] and forged in ((0, 1), (0, 0)):
                await table.reveal(quiz, place)
    with pytest.raises(Refusal, match="not been asked yet"):
        await table.answer(quiz, BEN, (0,), SLEEP)
    with pytest.raises(Refusal, match="No such quiz here"):
        await table.answer(quiz, BEN, (0,), 99)
    async with table.db.read() as tx:
        assert await tx.fetch("SELECT * FROM quiz_answers") == []


async def test_p02_a_quiz_of_another_server_is_not_there(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    for work in (
        table.quizzes.get(OTHER_GUILD, quiz.id),
        table.quizzes.answer(Given(OTHER_GUILD, quiz.id, QUEEN, BEN.id, (0,), table.now)),
        table.quizzes.join(OTHER_GUILD, quiz.id, BEN.id, table.now),
        table.quizzes.missed_by(OTHER_GUILD, quiz.id, BEN.id),
    ):
        with pytest.raises(Refusal, match="No such quiz here"):
            await work


async def test_of_answers_to_several_quizzes_at_once_each_is_told_what_became_of_it(table: Table) -> None:
    first, second = await table.start(), await table.start()
    for quiz in (first, second):
        await table.ask(quiz)
    given = [
        Given(GUILD, second.id, QUEEN, BEN.id, (0,), table.now),
        Given(GUILD, 1, QUEEN, BEN.id, (0,), table.now),
        Given(GUILD, first.id, QUEEN, CLEO.id, (1,), table.now),
        Given(GUILD, second.id, SLEEP, ADA.id, (0,), table.now),
    ]
    async with table.db.transaction(GUILD) as tx:
        told = await keep(tx, given)
    kept = [(each.quiz.id, each.chosen) if isinstance(each, SavedAnswer) else str(each) for each in told]
    assert kept == [(second.id, (0,)), UNKNOWN, (first.id, (1,)), "This question has not been asked yet."]


async def test_with_the_last_answer_it_has_ended_and_says_what_was_missed_most_and_names_nobody(table: Table) -> None:
    quiz = await table.start()
    await table.play(quiz, {BEN: RIGHT, CLEO: WRONG, ADA: RIGHT | {LIVES: (2,)}})
    opening, head, *_, summary = table.room.texts()
    assert "ended" in opening
    assert "ended" in head.casefold()
    assert "## What we missed most" in summary
    lines = [line for line in summary.split("\n") if line.startswith("- ")]
    assert lines[0] == "- Who lives in a hive? — missed by 2 of 3"
    assert "<@" not in summary
    assert f"/quiz again quiz: {quiz.number}" in summary
    with pytest.raises(Refusal, match="has ended"):
        await table.move(quiz, Move.REVEAL, place=SLEEP)


async def test_each_member_is_told_what_they_missed_and_nobody_elses(table: Table) -> None:
    quiz = await table.start()
    await table.play(quiz, {BEN: RIGHT | {SLEEP: (1,)}, CLEO: {QUEEN: (1,)}})
    ben = await table.quizzes.missed_by(GUILD, quiz.id, BEN.id)
    assert ([cue.place for cue in ben.wrong], list(ben.skipped), ben.answered) == ([SLEEP], [], 4)
    cleo = await table.quizzes.missed_by(GUILD, quiz.id, CLEO.id)
    assert ([cue.place for cue in cleo.wrong], [cue.place for cue in cleo.skipped]) == ([QUEEN], [LIVES, LIFE, SLEEP])
    assert (await table.quizzes.missed_by(GUILD, quiz.id, MIRA.id)).answered == 0


async def test_an_end_asks_first_what_becomes_of_answers_and_of_what_was_not_asked(table: Table) -> None:
    quiz = await table.start()
    with pytest.raises(Undecided, match="4 questions are not asked yet"):
        await table.move(quiz, Move.END)
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    with pytest.raises(Undecided, match="1 answer to question 1 is not revealed") as raised:
        await table.move(quiz, Move.END)
    assert raised.value.answers
    await table.move(quiz, Move.END, decided=Decision.REVEAL, place=QUEEN)
    assert "**Answer:** The queen" in table.room.texts()[-2]
    assert "What we missed most" in table.room.texts()[-1]


async def test_an_end_without_revealing_shows_nothing(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    await table.move(quiz, Move.END, decided=Decision.LEAVE, place=QUEEN)
    assert not any("**Answer:**" in text for text in table.room.texts())
    assert await table.quizzes.results(GUILD, quiz.id) == ()
    with pytest.raises(Refusal, match="has ended"):
        await table.answer(quiz, CLEO, (0,))


async def test_what_was_decided_about_other_answers_or_about_none_leaves_no_answers_unseen(table: Table) -> None:
    """Two who lead: one is asked about an end, the other goes on meanwhile."""
    quiz = await table.start()
    await table.ask(quiz)
    await table.answer(quiz, BEN, (0,))
    with pytest.raises(Undecided, match="1 answer to question 1 is not revealed"):
        await table.move(quiz, Move.END, decided=Decision.STOP)
    await table.reveal(quiz)
    await table.ask(quiz, LIVES)
    await table.answer(quiz, BEN, (0, 1), LIVES)
    for decided in (Decision.LEAVE, Decision.REVEAL):
        with pytest.raises(Refusal, match="out of date"):
            await table.move(quiz, Move.END, decided=decided, place=QUEEN)
    assert not (await table.stands(quiz)).quiz.closed


async def test_a_second_click_on_the_same_control_does_nothing_twice(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    with pytest.raises(Refusal, match="out of date"):
        await table.ask(quiz)
    await table.reveal(quiz)
    with pytest.raises(Refusal, match="out of date"):
        await table.reveal(quiz)
    await table.move(quiz, Move.ASK, by=MIRA, place=LIVES)
    with pytest.raises(Refusal, match="out of date"):
        await table.ask(quiz, LIVES)


async def test_only_who_leads_and_moderators_move_it_and_whoever_takes_part_takes_over_from_who_has_left(
    table: Table,
) -> None:
    quiz = await table.start()
    with pytest.raises(Refusal, match="Only the facilitator and moderators"):
        await table.move(quiz, Move.ASK, by=BEN, place=QUEEN)
    with pytest.raises(Refusal, match="leads this quiz and is here"):
        await table.move(quiz, Move.TAKE_OVER, by=BEN)
    with pytest.raises(Refusal, match="press `Join` first"):
        await table.move(quiz, Move.TAKE_OVER, by=BEN, leaderless=True)
    await table.quizzes.join(GUILD, quiz.id, BEN.id, table.now)
    status = await table.move(quiz, Move.TAKE_OVER, by=BEN, leaderless=True)
    assert status.quiz.facilitator_id == BEN.id
    assert table.room.texts()[-1].startswith("<@2> leads the quiz from now on.")
    with pytest.raises(Refusal, match="Only members with the facilitator role"):
        await table.start(by=Person(5, may_begin=False))


async def test_who_joins_is_added_to_the_thread_and_only_who_asked_is_mentioned(table: Table) -> None:
    quiz = await table.start()
    assert await table.quizzes.join(GUILD, quiz.id, BEN.id, table.now)
    assert not await table.quizzes.join(GUILD, quiz.id, BEN.id, table.now)
    await table.quizzes.join(GUILD, quiz.id, CLEO.id, table.now)
    await table.quizzes.set_pinged(GUILD, quiz.id, CLEO.id, pinged=True)
    with pytest.raises(Refusal, match="Press `Join` first"):
        await table.quizzes.set_pinged(GUILD, quiz.id, ADA.id, pinged=True)
    await table.work()
    assert set(table.room.added) == {(quiz.thread_id, BEN.id), (quiz.thread_id, CLEO.id)}
    await table.ask(quiz)
    assert table.room.told[max(table.room.cards)] == {CLEO.id}


async def test_r06_a_quiz_keeps_its_questions_when_the_pack_changes_and_says_what_is_so_now(table: Table) -> None:
    quiz = await table.start()
    for place in (QUEEN, LIVES, LIFE):
        await table.ask(quiz, place)
        await table.reveal(quiz, place)
    table.shelf = Shelf([hive("1.1.0", verdict="false", note="They do not.")])
    await table.ask(quiz, SLEEP)
    asked = table.room.texts()[-1]
    assert "The pack has changed since the quiz began. The question is asked as it was then." in asked
    assert "false" not in asked
    await table.answer(quiz, BEN, (0,), SLEEP)
    await table.reveal(quiz, SLEEP)
    shown = next(text for text in table.room.texts() if "item 4 of 4" in text and "**Answer:**" in text)
    assert "Was: true; now: false." in shown
    assert "**Holds — 1 (100 %) · right**" in shown
    assert "They rest." in shown


@pytest.mark.parametrize(
    ("shelf", "told"),
    [
        (Shelf([]), "The pack is not on the shelf any more."),
        (Shelf([hive("1.1.0", verdict="")]), "The pack no longer has this question."),
    ],
    ids=["disabled", "the entry is gone"],
)
async def test_r06_a_quiz_goes_on_when_its_pack_or_an_entry_goes(table: Table, shelf: Shelf, told: str) -> None:
    quiz = await table.start()
    table.shelf = shelf
    for place in range(4):
        await table.ask(quiz, place)
        await table.answer(quiz, BEN, RIGHT[place], place)
        await table.reveal(quiz, place)
    assert any(told in text for text in table.room.texts())
    assert (await table.quizzes.missed_by(GUILD, quiz.id, BEN.id)).answered == 4


async def test_a_restart_finds_every_question_as_it_was(table: Table) -> None:
    quiz = await table.start()
    before = [(cue.item.id, cue.item.options, cue.placed.order, cue.item.reason) for cue in quiz.cues]
    table.shelf = Shelf([])
    async with table.db.read() as tx:
        after = await load(tx, GUILD, quiz.id)
    assert [(cue.item.id, cue.item.options, cue.placed.order, cue.item.reason) for cue in after.cues] == before


async def test_c03_a_message_whose_receipt_was_lost_stands_once(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.0)
    quiz = await table.start()
    table.room.after = LaterError("HTTP 503")
    await table.ask(quiz)
    table.worker = table.another()
    await table.work()
    assert sum("item 1 of 4" in text for text in table.room.texts()) == 1


async def test_an_answer_that_comes_while_its_question_is_posted_is_counted_on_it(table: Table) -> None:
    quiz = await table.start()
    table.room.meanwhile = lambda: table.answer(quiz, BEN, (0,))
    await table.ask(quiz)
    assert "answered 1 of 1" in item(table, 1)


async def test_p05_a_question_whose_message_is_deleted_is_posted_once_more_while_it_takes_answers(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    gone = max(table.room.cards)
    table.room.gone.add(gone)
    await table.answer(quiz, BEN, (0,))
    await table.work()
    await table.work()
    again = max(table.room.cards)
    assert again != gone
    assert "item 1 of 4 · answered 1 of 1" in said(table.room.cards[again])
    await table.reveal(quiz)
    table.room.gone.add(again)
    count = len(table.room.cards)
    await table.quizzes.leave(GUILD, quiz.id, BEN.id, table.now)
    await table.work()
    assert len(table.room.cards) == count


@pytest.mark.parametrize("code", [10003, 50083, 160005, 50001])
async def test_p05_p11_a_thread_that_is_gone_locked_or_archived_loses_nothing_and_shows_nothing_early(
    table: Table, code: int
) -> None:
    quiz = await table.start()
    thread = quiz.thread_id or 0
    for member in (BEN, CLEO):
        await table.quizzes.join(GUILD, quiz.id, member.id, table.now)
    table.room.fails[thread] = LostError("the thread is closed.", code)
    await table.ask(quiz)
    lost = (await table.stands(quiz)).quiz
    assert "`/quiz again` with this quiz" in (lost.orphaned or "")
    for member in (BEN, CLEO):
        await table.answer(quiz, member, (0,))
    await table.later(minutes=1)
    assert (await table.stands(quiz)).quiz.open, "nothing is revealed where nobody can read it"
    table.room.fails.clear()
    again = thread if code != 10003 else 77
    await table.delivery.go_on(GUILD, quiz.id, CHANNEL, again)
    await table.later(seconds=11)
    assert not (await table.stands(quiz)).quiz.open
    posted = [said(card) for message, card in table.room.cards.items() if table.room.places[message] == again]
    assert sum("**Who lays the eggs?**" in text and "**Answer:**" not in text for text in posted) == 1
    assert sum("**Answer:** The queen" in text for text in posted) == 1
    assert {(again, BEN.id), (again, CLEO.id)} <= set(table.room.added)


async def test_v01_who_has_their_data_deleted_is_in_no_row_and_no_count_and_the_quiz_goes_on(table: Table) -> None:
    quiz = await table.start()
    await table.ask(quiz)
    for member in (ADA, BEN):
        await table.answer(quiz, member, (1,))
    await table.reveal(quiz)
    await table.ask(quiz, LIVES)
    await table.answer(quiz, ADA, (0, 1), LIVES)
    async with table.db.transaction(GUILD) as tx:
        await store.forget_member(tx, ADA.id)
    await table.work()
    status = await table.stands(quiz)
    assert (status.taking_part, status.quiz.facilitator_id) == (1, None)
    assert "B. A drone — 1 (100 %)" in next(text for text in table.room.texts() if "**Answer:**" in text)
    assert not any("<@1>" in text for text in table.room.texts())
    async with table.db.read() as tx:
        assert await export(tx, KEEPER, ADA.id) == {}
        assert set(await export(tx, KEEPER, BEN.id)) == {"took part in", "answers"}
    await table.move(quiz, Move.TAKE_OVER, by=BEN)
    await table.move(quiz, Move.REVEAL, by=BEN, place=LIVES)


async def test_a_question_that_waited_for_somebody_who_had_their_data_deleted_is_revealed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: table.now)
    quiz = await table.start()
    await table.ask(quiz)
    for member in (ADA, BEN, CLEO):
        await table.quizzes.join(GUILD, quiz.id, member.id, table.now)
    for member in (ADA, BEN):
        await table.answer(quiz, member, (1,))
    await table.later(minutes=1)
    assert (await table.stands(quiz)).quiz.open
    async with table.db.transaction() as tx:
        await forget_member(tx, CLEO.id)
    await table.later(seconds=10)
    assert not (await table.stands(quiz)).quiz.open


async def test_numbers_count_up_in_each_server_and_the_newest_is_offered_first(table: Table) -> None:
    first, second = await table.start(), await table.start()
    assert (first.number, second.number) == (1, 2)
    elsewhere = await table.quizzes.start(programme(), guild_id=OTHER_GUILD, channel_id=5, by=ADA, now=table.now)
    assert elsewhere.number == 1
    await table.play(second, {BEN: WRONG})
    assert [(line.number, line.runs) for line in await table.quizzes.latest(GUILD, 25)] == [(2, False), (1, True)]
    results = await table.quizzes.results(GUILD, second.id)
    assert [each.cue.place for each in most_missed(results)] == [QUEEN, LIVES, LIFE, SLEEP]


def test_no_column_is_for_points_ranks_streaks_or_totals() -> None:
    [written] = FOLDER.glob("*_quizzes.sql")
    columns = re.findall(r"^    (\w+) (?:BIGINT|INTEGER|TEXT)", written.read_text(encoding="utf-8"), re.MULTILINE)
    assert "chosen" in columns
    words = ("point", "score", "rank", "streak", "total", "right", "correct", "count")
    assert [column for column in columns if any(word in column for word in words)] == []

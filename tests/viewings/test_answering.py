"""Answers: private until they are revealed, kept whatever happens, refused where they cannot be kept."""

from datetime import timedelta

import pytest

from bot.database import open_database
from bot.errors import Refusal
from bot.viewings.answering import store
from bot.viewings.answering.rules import ClaimStep, Content, Finding, words
from bot.viewings.moves import Move
from bot.viewings.own_words import MAX_WRITTEN
from bot.viewings.records.cards import summary_card
from bot.viewings.records.exports import journal_text
from bot.viewings.records.service import about
from bot.viewings.rules import LATER, Secrecy, Viewing
from tests.viewings.evening import (
    ADA,
    BEN,
    CAMERA,
    CHANGED,
    CLAIM,
    CLEO,
    FEELING,
    GUILD,
    MIRA,
    OTHER_GUILD,
    VOICES,
    WORDS,
    Clock,
    Evening,
)

WEEK = LATER


async def asked(evening: Evening, secrecy: Secrecy = Secrecy.UNNAMED) -> Viewing:
    """A group that was asked for its three words."""
    viewing = await evening.group(secrecy)
    return (await evening.move(viewing, Move.NEXT)).viewing


async def at_claim(evening: Evening) -> Viewing:
    viewing = await evening.group()
    return (await evening.moves(viewing, Move.START_FILM, Move.NEXT)).viewing


async def texts(evening: Evening, viewing: Viewing, place: int = WORDS, reader: int = CLEO.id) -> list[str | None]:
    """What is shown of a prompt to somebody who did not write it."""
    return [
        shown.answer.content.text
        for part in await evening.answers.revealed_prompts(GUILD, viewing.id, reader, place)
        for shown in part.answers
    ]


async def test_an_answer_is_kept_for_its_author_who_joins_by_it(evening: Evening) -> None:
    viewing = await asked(evening)
    kept = await evening.answer(viewing, WORDS, BEN, "wax, work, winter")
    assert (kept.answer.content.text, kept.joined, kept.replaced) == ("wax, work, winter", True, False)
    assert kept.probe == "Where did you meet them?"
    assert (await evening.answers.mine(GUILD, viewing.id, BEN.id))[WORDS] == kept.answer
    stands = await evening.stands(viewing)
    assert (stands.counts.taking_part, stands.counts.answered) == (1, {WORDS: 1})


async def test_an_answer_can_be_changed_until_the_reveal_and_not_after(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "first")
    again = await evening.answer(viewing, WORDS, BEN, "second")
    assert (again.replaced, again.editable) == (True, True)
    assert (await evening.stands(viewing)).counts.answered == {WORDS: 1}
    await evening.move(viewing, Move.REVEAL)
    with pytest.raises(Refusal, match="shown already"):
        await evening.answer(viewing, WORDS, BEN, "third")
    assert await texts(evening, viewing) == ["second"]


async def test_nothing_unrevealed_is_shown_to_anybody_but_its_author(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "canary")
    for reader in (ADA, BEN, CLEO, MIRA):
        assert await evening.answers.revealed_prompts(GUILD, viewing.id, reader.id) == ()
        assert "canary" not in repr(await evening.viewings.get(GUILD, viewing.id, reader.id, evening.now))
        assert "canary" not in repr(await evening.journals.summary(GUILD, viewing.id, reader.id))
        if reader is not BEN:
            assert await evening.answers.mine(GUILD, viewing.id, reader.id) == {}


async def test_nothing_unrevealed_leaves_the_store(evening: Evening) -> None:
    viewing = await evening.group(Secrecy.NAMED)
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "canary")
    await evening.answer(viewing, FEELING, BEN, option=1)
    await evening.move(viewing, Move.REVEAL)
    for place in (None, WORDS):
        async with evening.db.read() as tx:
            assert "canary" not in repr(await store.revealed_answers(tx, viewing, place))


async def test_counts_tell_how_many_have_answered_and_never_who(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    await evening.answer(viewing, WORDS, BEN, "one")
    stands = await evening.stands(viewing)
    assert (stands.answered.count, stands.answered.of, stands.counts.taking_part) == (1, 2, 2)
    assert stands.line == "The Hive · Through the hive · before · prompt 1 of 7 · clock 0:00 · answered 1 of 2"


async def test_who_answered_and_left_still_counts_for_that_prompt(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "one")
    stands = await evening.viewings.leave(GUILD, viewing.id, BEN.id, evening.now)
    assert (stands.answered.count, stands.answered.of, stands.counts.taking_part) == (1, 1, 0)
    with pytest.raises(Refusal, match="do not take part"):
        await evening.viewings.leave(GUILD, viewing.id, BEN.id, evening.now)


async def test_unnamed_answers_are_shown_together_without_anything_that_leads_to_who_wrote_them(
    evening: Evening,
) -> None:
    viewing = await asked(evening)
    for person in (ADA, BEN, CLEO):
        await evening.answer(viewing, WORDS, person, f"words {person.id}")
    await evening.move(viewing, Move.REVEAL)
    [part] = await evening.answers.revealed_prompts(GUILD, viewing.id, ADA.id)
    assert {shown.answer.content.text for shown in part.answers} == {"words 1", "words 2", "words 3"}
    assert [shown.member_id for shown in part.answers] == [None] * 3


async def test_the_order_of_unnamed_answers_is_not_that_of_members_or_of_answering(evening: Evening) -> None:
    orders = set()
    for thread in range(12):
        viewing = await evening.group(thread=1000 + thread)
        await evening.move(viewing, Move.NEXT)
        for member in range(2, 6):
            given = Content(text=str(member))
            await evening.answers.answer(GUILD, viewing.id, WORDS, member, given, evening.now)
        await evening.move(viewing, Move.REVEAL)
        orders.add(tuple(await texts(evening, viewing)))
    assert len(orders) > 3, "twelve times the same few orders of 24 would be a pattern"


async def test_the_order_stays_the_same_when_it_is_read_again(evening: Evening) -> None:
    viewing = await asked(evening)
    for member in range(2, 12):
        await evening.answers.answer(GUILD, viewing.id, WORDS, member, Content(text=str(member)), evening.now)
    await evening.move(viewing, Move.REVEAL)
    assert await texts(evening, viewing) == await texts(evening, viewing)


async def test_named_answers_stand_with_their_members(evening: Evening) -> None:
    viewing = await asked(evening, Secrecy.NAMED)
    await evening.answer(viewing, WORDS, BEN, "mine")
    await evening.move(viewing, Move.REVEAL)
    [part] = await evening.answers.revealed_prompts(GUILD, viewing.id, CLEO.id)
    assert [shown.member_id for shown in part.answers] == [BEN.id]


async def test_choices_and_scales_are_tallied_once_they_are_revealed(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    for person, option in ((ADA, 2), (BEN, 0), (CLEO, 2)):
        await evening.answer(viewing, FEELING, person, option=option)
    await evening.move(viewing, Move.REVEAL)
    [part] = await evening.answers.revealed_prompts(GUILD, viewing.id, BEN.id)
    assert part.tally == (1, 0, 2)


@pytest.mark.parametrize("option", [None, -1, 3, 10**9])
async def test_p02_an_option_out_of_range_is_refused_and_nothing_written(evening: Evening, option: int | None) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    with pytest.raises(Refusal, match="No such option"):
        await evening.answer(viewing, FEELING, BEN, option=option)
    assert (await evening.stands(viewing)).counts.answered == {}


async def test_p02_ids_of_another_server_are_not_found(evening: Evening) -> None:
    viewing = await asked(evening)
    given = Content(text="my words")
    with pytest.raises(Refusal, match="No such viewing here"):
        await evening.answers.answer(OTHER_GUILD, viewing.id, WORDS, BEN.id, given, evening.now)
    with pytest.raises(Refusal, match="No such viewing here"):
        await evening.viewings.join(OTHER_GUILD, viewing.id, BEN.id, evening.now)
    with pytest.raises(Refusal, match="No such viewing here"):
        await evening.answers.revealed_prompts(OTHER_GUILD, viewing.id, BEN.id)
    with pytest.raises(Refusal, match="Nothing is being watched here"):
        await evening.viewings.here(OTHER_GUILD, viewing.thread_id or 0, BEN.id, evening.now)
    assert (await evening.stands(viewing)).counts.answered == {}


@pytest.mark.parametrize("place", [-1, 7, 10**6])
async def test_p02_a_prompt_that_the_guide_does_not_have_is_refused(evening: Evening, place: int) -> None:
    viewing = await asked(evening)
    with pytest.raises(Refusal, match="No such viewing here"):
        await evening.answer(viewing, place, BEN, "lost?")


async def test_an_answer_to_a_skipped_prompt_is_refused_and_the_one_given_before_stays(evening: Evening) -> None:
    viewing = await evening.solo()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "given before")
    await evening.move(viewing, Move.SKIP)
    with pytest.raises(Refusal, match="This prompt was skipped"):
        await evening.answer(viewing, WORDS, BEN, "what I *just* wrote")
    await evening.moves(viewing, Move.BACK, Move.REOPEN)
    assert (await evening.answers.mine(GUILD, viewing.id, BEN.id))[WORDS].content.text == "given before"


async def test_a_prompt_that_was_left_out_is_asked_after_all_and_revealed(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.SKIP, Move.NEXT)
    with pytest.raises(Refusal, match="This prompt was skipped"):
        await evening.answer(viewing, WORDS, BEN, "too soon")
    await evening.move(viewing, Move.REOPEN, place=WORDS)
    await evening.answer(viewing, WORDS, BEN, "kept")
    await evening.move(viewing, Move.REVEAL, place=WORDS)
    assert await texts(evening, viewing) == ["kept"]


async def test_an_answer_to_a_prompt_that_was_not_asked_yet_is_refused(evening: Evening) -> None:
    viewing = await asked(evening)
    with pytest.raises(Refusal, match="not open yet"):
        await evening.answer(viewing, CHANGED, BEN, "too early")


async def test_a_late_joiner_sees_what_is_revealed_and_answers_what_is_open_only(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "early bird")
    await evening.moves(viewing, Move.REVEAL, Move.NEXT)
    assert await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    assert "without names" in viewing.promise
    assert await texts(evening, viewing) == ["early bird"]
    with pytest.raises(Refusal, match="until the viewing has ended"):
        await evening.answer(viewing, WORDS, CLEO, "me too")
    await evening.answer(viewing, FEELING, CLEO, option=1)
    assert (await evening.stands(viewing)).counts.answered == {WORDS: 1, FEELING: 1}


async def test_joining_twice_says_so_and_counts_once(evening: Evening) -> None:
    viewing = await asked(evening)
    assert await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    assert not await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    assert (await evening.stands(viewing)).counts.taking_part == 1


async def test_after_the_end_answers_are_taken_for_seven_days_and_marked_later(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "in time")
    await evening.moves(viewing, Move.REVEAL, Move.END)
    evening.clock.wall += WEEK - timedelta(seconds=1)
    kept = await evening.answer(viewing, WORDS, CLEO, "could not come")
    assert (kept.answer.later, kept.editable) == (True, False)
    [part] = await evening.answers.revealed_prompts(GUILD, viewing.id, ADA.id)
    assert [(shown.answer.content.text, shown.answer.later) for shown in part.answers] == [
        ("in time", False),
        ("could not come", True),
    ]
    evening.clock.wall += timedelta(seconds=1)
    with pytest.raises(Refusal, match="seven days"):
        await evening.answer(viewing, WORDS, ADA, "much too late")
    with pytest.raises(Refusal, match="has ended"):
        await evening.viewings.join(GUILD, viewing.id, ADA.id, evening.now)


async def test_after_the_end_an_answer_that_is_shown_stays_as_it_is(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "in time")
    await evening.moves(viewing, Move.REVEAL, Move.END)
    with pytest.raises(Refusal, match="stays as it is"):
        await evening.answer(viewing, WORDS, BEN, "after seeing the others")


async def test_after_the_end_a_prompt_that_was_never_asked_takes_no_answer(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.move(viewing, Move.END)
    with pytest.raises(Refusal, match="never asked"):
        await evening.answer(viewing, CHANGED, BEN, "?")


async def test_answers_that_nobody_revealed_stay_private_after_the_end(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "private")
    await evening.move(viewing, Move.END)
    assert await texts(evening, viewing) == []
    changed = await evening.answer(viewing, WORDS, BEN, "still mine")
    assert changed.editable
    assert await texts(evening, viewing) == []


async def test_the_probe_stores_a_second_text_that_is_revealed_with_the_answer(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "wax")
    kept = await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "A book", evening.now)
    assert kept.answer.reason == "A book"
    await evening.answer(viewing, WORDS, BEN, "wax and honey")
    await evening.move(viewing, Move.REVEAL)
    [part] = await evening.answers.revealed_prompts(GUILD, viewing.id, CLEO.id)
    assert [(shown.answer.content.text, shown.answer.reason) for shown in part.answers] == [("wax and honey", "A book")]


async def test_a_first_reason_is_taken_after_the_reveal_and_then_stays(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.answer(viewing, WORDS, BEN, "wax")
    await evening.move(viewing, Move.REVEAL)
    await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "I was still writing", evening.now)
    with pytest.raises(Refusal, match="stays as it is"):
        await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "a second thought", evening.now)


async def test_a_reason_without_an_answer_is_refused(evening: Evening) -> None:
    viewing = await asked(evening)
    with pytest.raises(Refusal, match="not answered this prompt"):
        await evening.answers.give_reason(GUILD, viewing.id, WORDS, BEN.id, "because", evening.now)


async def test_a_claim_is_answered_step_by_step(evening: Evening) -> None:
    viewing = await at_claim(evening)
    first = await evening.answer(viewing, CLAIM, BEN, "Bees never rest")
    assert first.answer.content.missing == (
        ClaimStep.EVIDENCE,
        ClaimStep.SOURCE,
        ClaimStep.ELSEWHERE,
        ClaimStep.CONFIDENCE,
    )
    assert first.probe == "What makes you say that?"
    await evening.answer(viewing, CLAIM, BEN, evidence="A close-up at night")
    await evening.answer(viewing, CLAIM, BEN, source=Finding.NO, elsewhere=Finding.UNSURE)
    last = await evening.answer(viewing, CLAIM, BEN, confidence=2)
    assert last.answer.content.missing == ()
    assert words(last.cue.prompt, last.answer.content) == (
        "Bees never rest\nEvidence shown: A close-up at night\nSource named: no\nFound elsewhere: not sure\n"
        "How sure: 2 of 5"
    )


async def test_a_claim_of_the_film_is_taken_by_its_id_and_keeps_words_of_ones_own(evening: Evening) -> None:
    viewing = await at_claim(evening)
    assert (await evening.answer(viewing, CLAIM, BEN, about="bees-sleep")).answer.content.text == "Bees never sleep"
    own = await evening.answer(viewing, CLAIM, CLEO, "They do not sleep", about="bees-sleep")
    assert (own.answer.content.text, own.answer.content.about) == ("They do not sleep", "bees-sleep")
    with pytest.raises(Refusal, match="No such claim"):
        await evening.answer(viewing, CLAIM, ADA, about="not-in-the-film")


async def test_a_claim_begins_with_the_claim_and_confidence_has_five_steps(evening: Evening) -> None:
    viewing = await at_claim(evening)
    with pytest.raises(Refusal, match="Write the claim first"):
        await evening.answer(viewing, CLAIM, BEN, evidence="A picture")
    for confidence in (0, 6):
        with pytest.raises(Refusal, match="from 1 to 5"):
            await evening.answer(viewing, CLAIM, BEN, "x", confidence=confidence)


async def test_four_thousand_characters_are_kept_and_more_are_refused(evening: Evening) -> None:
    viewing = await asked(evening)
    most = "蜂" * MAX_WRITTEN
    assert (await evening.answer(viewing, WORDS, BEN, most)).answer.content.text == most
    with pytest.raises(Refusal, match="4,001 characters"):
        await evening.answer(viewing, WORDS, BEN, most + "!")
    with pytest.raises(Refusal, match="4,002 characters"):
        await evening.answer(viewing, WORDS, BEN, "🐝" * 2001)


@pytest.mark.parametrize("text", [None, "", "  \n", "\u200b\u200d", "\u202e\u2066", "\x00\x07"])
async def test_an_answer_with_nothing_in_it_is_refused(evening: Evening, text: str | None) -> None:
    viewing = await asked(evening)
    with pytest.raises(Refusal, match="empty"):
        await evening.answer(viewing, WORDS, BEN, text)


async def test_i05_mentions_and_markdown_are_kept_as_typed(evening: Evening) -> None:
    viewing = await asked(evening)
    typed = "@everyone <@&5> # H\n```\n||x|| [a](https://evil.example)"
    assert (await evening.answer(viewing, WORDS, BEN, typed)).answer.content.text == typed


async def test_i07_turned_directions_and_controls_are_taken_out_and_marks_of_writing_stay(evening: Evening) -> None:
    viewing = await asked(evening)
    kept = await evening.answer(viewing, WORDS, BEN, "  a\u202eb\u2066c\x07d\ud800e\r\nשלום\u200f e\u0301 👩\u200d🌾 ")
    assert kept.answer.content.text == "abcde\nשלום\u200f é 👩\u200d🌾"


async def test_r07_two_members_with_the_same_form_open_leave_two_answers_also_across_a_restart(
    url: str, clock: Clock
) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await asked(evening)
        await evening.answer(viewing, WORDS, CLEO, "second opened, first sent")
    async with open_database(url) as db:
        evening = Evening(db, clock)
        await evening.answer(viewing, WORDS, BEN, "first opened")
        assert (await evening.stands(viewing)).counts.answered == {WORDS: 2}
        for person, text in ((BEN, "first opened"), (CLEO, "second opened, first sent")):
            assert (await evening.answers.mine(GUILD, viewing.id, person.id))[WORDS].content.text == text


async def test_t04_a_form_sent_long_after_it_was_opened_is_kept_while_its_prompt_is_open(evening: Evening) -> None:
    viewing = await asked(evening)
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    evening.clock.go(minutes=20)
    await evening.answer(viewing, WORDS, BEN, "twenty minutes later")
    assert (await evening.stands(viewing)).counts.answered == {WORDS: 1}


async def test_an_answer_during_the_film_keeps_where_the_film_stood(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    evening.clock.go(minutes=12, seconds=45)
    await evening.work()
    assert (await evening.answer(viewing, CAMERA, BEN, "close-ups")).answer.film_time == timedelta(seconds=765)
    assert (await evening.answer(viewing, VOICES, CLEO, option=0)).answer.film_time == timedelta(seconds=765)
    await evening.move(viewing, Move.FINISH)
    assert (await evening.answer(viewing, VOICES, BEN, option=0)).answer.film_time is None


async def test_a_note_keeps_the_moment_at_which_its_form_was_opened(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(minutes=3)
    opened_at = (await evening.stands(viewing)).film_time
    evening.clock.go(minutes=1)
    note = await evening.answers.note(GUILD, viewing.id, BEN.id, "the music swells", opened_at, evening.now)
    assert (note.film_time, note.text, note.member_id) == (timedelta(minutes=3), "the music swells", None)
    marked = await evening.answers.note(GUILD, viewing.id, BEN.id, "", timedelta(minutes=4), evening.now)
    assert (marked.film_time, marked.text) == (timedelta(minutes=4), "")
    [mine] = await evening.journals.journal(GUILD, BEN.id)
    assert [note.text for note in mine.notes] == ["the music swells", ""]
    assert await evening.journals.journal(GUILD, CLEO.id) == ()


async def test_before_the_film_a_note_is_kept_without_a_minute_and_stands_first(evening: Evening) -> None:
    viewing = await evening.group()
    early = await evening.answers.note(GUILD, viewing.id, BEN.id, "loud *title*", None, evening.now)
    assert (early.film_time, early.text) == (None, "loud *title*")
    with pytest.raises(Refusal, match="write a few words"):
        await evening.answers.note(GUILD, viewing.id, BEN.id, " ", None, evening.now)
    await evening.move(viewing, Move.START_FILM)
    await evening.answers.note(GUILD, viewing.id, CLEO.id, "music", timedelta(0), evening.now)
    await evening.move(viewing, Move.FINISH)
    summary = await evening.journals.summary(GUILD, viewing.id, ADA.id)
    assert [note.text for note in summary.notes] == ["loud *title*", "music"]
    assert [moment.text for moment in summary.timeline] == ["music"]
    shown = str(summary_card(summary).to_components())
    assert "- Before the film: loud \\\\*title\\\\*\\n- 0:00 music" in shown
    journal = await evening.journals.journal(GUILD, BEN.id)
    assert "- Before the film: loud" in journal_text(journal)
    async with evening.db.read() as tx:
        assert (await about(tx, BEN.id))["journal"][0]["notes"][0]["minute"] is None


async def test_a_note_sent_after_the_end_is_kept_at_its_moment(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.START_FILM, Move.END)
    note = await evening.answers.note(GUILD, viewing.id, BEN.id, "late", timedelta(minutes=2), evening.now)
    assert note.film_time == timedelta(minutes=2)
    evening.clock.wall += WEEK
    with pytest.raises(Refusal, match="has ended"):
        await evening.answers.note(GUILD, viewing.id, BEN.id, "later", timedelta(minutes=2), evening.now)


async def test_a_solo_viewing_is_its_members_alone(evening: Evening) -> None:
    viewing = await evening.solo(BEN)
    await evening.move(viewing, Move.NEXT)
    assert (await evening.answer(viewing, WORDS, BEN, "mine")).editable
    for other in (CLEO, MIRA):
        with pytest.raises(Refusal, match="No such viewing here"):
            await evening.answer(viewing, WORDS, other, "hello?")
        with pytest.raises(Refusal, match="No such viewing here"):
            await evening.viewings.get(GUILD, viewing.id, other.id, evening.now)
        with pytest.raises(Refusal, match="No such viewing here"):
            await evening.journals.summary(GUILD, viewing.id, other.id)
        with pytest.raises(Refusal, match="No such viewing here"):
            await evening.viewings.join(GUILD, viewing.id, other.id, evening.now)
    assert viewing.promise == "Only you see your answers and notes."

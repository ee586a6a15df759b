"""A prompt of one's own: asked at once, at this minute, and from then on a prompt as any other."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings.moves import Move
from bot.viewings.own.rules import MOST_OWN, OwnPrompt
from bot.viewings.own.service import OwnPrompts
from bot.viewings.posting.posts import What
from bot.viewings.records.exports import journal_text
from bot.viewings.rules import State, Viewing
from bot.viewings.status import ViewingStatus
from tests.fits import assert_fits
from tests.viewings.evening import ADA, BEN, CLEO, GUILD, MIRA, OTHER_GUILD, PROMPTS, VOICES, Evening

OWN = len(PROMPTS)
"""The place of the first own prompt."""


async def ask(
    evening: Evening, viewing: Viewing, text: str = "Who pays?", by: Person = ADA, **more: str
) -> ViewingStatus:
    own = OwnPrompts(evening.db)
    return await own.ask(GUILD, viewing.id, by, OwnPrompt(ask=text, **more), evening.now)  # type: ignore[arg-type] - kinds


async def at_three_minutes(evening: Evening) -> Viewing:
    viewing = await evening.group()
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(minutes=3)
    return viewing


async def test_it_is_asked_at_once_at_the_present_minute(evening: Evening) -> None:
    viewing = await at_three_minutes(evening)
    status = await ask(evening, viewing)
    assert status.viewing.current == status.viewing.cues[OWN]
    assert (status.viewing.cues[OWN].state, status.viewing.cues[OWN].film_time) == (State.OPEN, timedelta(minutes=3))
    assert (What.PROMPT, OWN) in [(sent.what, sent.place) for sent in await evening.post_all()]


async def test_it_is_answered_and_revealed_as_any_other_and_stays_when_everything_is_read_anew(
    evening: Evening,
) -> None:
    viewing = await at_three_minutes(evening)
    await ask(evening, viewing, "How loud is it?", options="loud\n\n quiet ", kind="scale")
    await evening.answer(viewing, OWN, BEN, option=1)
    await evening.move(viewing, Move.REVEAL, place=OWN)
    [shown] = await evening.answers.revealed_prompts(GUILD, viewing.id, CLEO.id, OWN)
    assert (shown.cue.prompt.ask, shown.cue.prompt.options, shown.tally) == (
        "How loud is it?",
        ("loud", "quiet"),
        (0, 1),
    )
    assert "**How loud is it?**\n\nquiet" in journal_text(await evening.journals.journal(GUILD, BEN.id))
    summary = await evening.journals.summary(GUILD, viewing.id, CLEO.id)
    assert [part.cue.place for lens in summary.lenses for part in lens.prompts] == [OWN]


async def test_the_journal_has_it_where_it_was_asked(evening: Evening) -> None:
    viewing = await at_three_minutes(evening)
    await ask(evening, viewing)
    await evening.answer(viewing, OWN, BEN, "the keepers")
    await evening.move(viewing, Move.NEXT, place=VOICES)
    await evening.answer(viewing, VOICES, BEN, option=0)
    [chapter] = await evening.journals.journal(GUILD, BEN.id)
    assert [entry.prompt.ask for entry in chapter.entries] == ["Who pays?", viewing.cues[VOICES].prompt.ask]


async def test_the_guide_goes_on_as_before(evening: Evening) -> None:
    viewing = await at_three_minutes(evening)
    await ask(evening, viewing)
    evening.clock.go(minutes=2)
    await evening.work()
    status = await evening.stands(viewing)
    assert status.viewing.cues[VOICES].state is State.OPEN
    await ask(evening, viewing, "And now?")
    assert [cue.prompt.ask for cue in (await evening.stands(viewing)).viewing.asked[-3:]] == [
        "Who pays?",
        "Whose voice was longest?",
        "And now?",
    ]


@pytest.mark.parametrize(("moves", "phase"), [((), "before"), ((Move.START_FILM, Move.FINISH), "after")])
async def test_it_can_be_asked_before_and_after_the_film_too(
    evening: Evening, moves: tuple[Move, ...], phase: str
) -> None:
    viewing = await evening.group()
    for move in moves:
        await evening.move(viewing, move)
    cue = (await ask(evening, viewing)).viewing.cues[OWN]
    assert (cue.prompt.phase, cue.film_time) == (phase, None)


async def test_who_watches_alone_can_ask_themselves(evening: Evening) -> None:
    viewing = await evening.solo(BEN)
    status = await ask(evening, viewing, by=BEN)
    assert status.viewing.current == status.viewing.cues[OWN]
    with pytest.raises(Refusal, match="No such viewing here"):
        await ask(evening, viewing, by=MIRA)


async def test_options_without_a_kind_make_a_choice(evening: Evening) -> None:
    viewing = await evening.group()
    cue = (await ask(evening, viewing, options="yes\nno")).viewing.cues[OWN]
    assert (cue.prompt.kind, cue.prompt.options) == ("choice", ("yes", "no"))


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (OwnPrompt(ask=" \u200b "), "question is empty"),
        (OwnPrompt(ask="w" * 4_001), "4,001 characters, and 4,000 fit"),
        (OwnPrompt(ask="Which?", kind="choice"), "2 to 25 options, one a line; there are none"),
        (OwnPrompt(ask="Which?", kind="choice", options="one"), "there are 1"),
        (OwnPrompt(ask="Which?", kind="choice", options="\n".join(map(str, range(26)))), "there are 26"),
        (OwnPrompt(ask="Which?", kind="scale", options="\n".join(map(str, range(11)))), "2 to 10 options"),
        (OwnPrompt(ask="Which?", kind="text", options="yes\nno"), "Only a choice or a scale takes options"),
        (OwnPrompt(ask="Which?", options="yes\nn" + "o" * 80), "81 characters, and 80 fit"),
        (OwnPrompt(ask="Which?", options="AI\nAl"), "look alike"),
        (OwnPrompt(ask="W\u0301\u0301\u0301\u0301\u0301\u0301hich?"), "marks on one letter"),
    ],
)
async def test_i29_what_cannot_be_asked_is_refused_with_the_reason(evening: Evening, own: OwnPrompt, why: str) -> None:
    viewing = await evening.group()
    with pytest.raises(Refusal, match=why):
        await OwnPrompts(evening.db).ask(GUILD, viewing.id, ADA, own, evening.now)
    assert len((await evening.stands(viewing)).viewing.cues) == len(PROMPTS)


async def test_only_who_leads_and_moderators_ask(evening: Evening) -> None:
    viewing = await evening.group()
    with pytest.raises(Refusal, match="Only the facilitator and moderators"):
        await ask(evening, viewing, by=BEN)
    await ask(evening, viewing, by=MIRA)
    with pytest.raises(Refusal, match="No such viewing here"):
        await OwnPrompts(evening.db).ask(OTHER_GUILD, viewing.id, ADA, OwnPrompt(ask="Who?"), evening.now)


async def test_i29_after_the_end_nothing_more_is_asked(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.END)
    with pytest.raises(Refusal, match="has ended"):
        await ask(evening, viewing, "Too late?")


async def test_r07_two_who_ask_in_the_same_moment_are_both_heard(evening: Evening) -> None:
    viewing = await evening.group()
    await asyncio.gather(ask(evening, viewing, "One?"), ask(evening, viewing, "Two?", by=MIRA))
    asked = (await evening.stands(viewing)).viewing.asked
    assert {cue.prompt.ask for cue in asked} == {"One?", "Two?"}
    assert {cue.prompt.id for cue in asked} == {"own-1", "own-2"}
    assert len([sent for sent in await evening.post_all() if sent.what is What.PROMPT]) == 2


async def test_a_viewing_takes_so_many_and_says_so(evening: Evening) -> None:
    viewing = await evening.group()
    for number in range(MOST_OWN):
        await ask(evening, viewing, f"Number {number}?")
    with pytest.raises(Refusal, match=f"has {MOST_OWN} own prompts already"):
        await ask(evening, viewing)


@pytest.mark.parametrize("sign", ["w", "*", "🐝"])
async def test_i29_the_longest_question_is_kept_whole_and_its_message_fits(evening: Evening, sign: str) -> None:
    viewing = await evening.group()
    text = sign * (4_000 // (len(sign.encode("utf-16-le")) // 2))
    await ask(evening, viewing, text)
    assert (await evening.stands(viewing)).viewing.cues[OWN].prompt.ask == text
    [posted] = [sent for sent in await evening.post_all() if sent.what is What.PROMPT]
    assert_fits(evening.heard.cards[posted.message_id])

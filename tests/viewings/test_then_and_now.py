"""Then and now: each sees their own two answers side by side; the group sees how many moved, and never who."""

from dataclasses import replace
from typing import Any

from msgspec import convert

from bot.chat.cards import Card
from bot.packs.format.model import Guide, Kind
from bot.packs.shelf.shelves import Shelf
from bot.viewings import store
from bot.viewings.answering.cards import answers_card, kept_card
from bot.viewings.answering.rules import Content
from bot.viewings.moves import Move
from bot.viewings.posting.posts import What
from bot.viewings.programme import programme_of
from bot.viewings.records.cards import summary_card
from bot.viewings.records.exports import journal_csv, journal_markdown, journal_text, transcript_markdown
from bot.viewings.rules import Secrecy, State, Viewing
from tests.viewings.evening import ADA, BEN, CHANNEL, CLEO, GUILD, Evening, hive, item

THEN, WORDS_THEN, NOW, WORDS_NOW = range(4)
UNEASY, NEITHER, AT_EASE = range(3)
SCALE: dict[str, Any] = {"kind": "scale", "options": ["uneasy", "neither", "at ease"]}
PAIRED = {
    "id": "paired",
    "title": "Paired",
    "prompts": [
        {"id": "feeling", "phase": "before", "ask": "How do you feel?"} | SCALE,
        {"id": "words", "phase": "before", "ask": "Which words come to mind?"},
        {"id": "feeling-now", "phase": "after", "ask": "How do you feel now?", "again": "feeling"} | SCALE,
        {"id": "words-now", "phase": "after", "ask": "Which words come now?", "again": "words"},
    ],
}
MOVED = {10: (UNEASY, AT_EASE), 11: (UNEASY, AT_EASE), 12: (NEITHER, NEITHER), 13: (AT_EASE, UNEASY)}
"""Option then and option now, by member."""
FIFTH = 14


async def group(evening: Evening, secrecy: Secrecy = Secrecy.UNNAMED) -> Viewing:
    """A group whose guide repeats a scale and a question in words, with both asked before the film."""
    pack = hive()
    shelf = Shelf([replace(pack, guides=(*pack.guides, convert(PAIRED, Guide)))])
    started = await evening.viewings.start_group(
        programme_of(shelf, item(shelf, Kind.FILM, "The Hive"), item(shelf, Kind.GUIDE, "Paired")),
        guild_id=GUILD,
        channel_id=CHANNEL,
        by=ADA,
        now=evening.now,
        secrecy=secrecy,
    )
    return (await evening.moves(await evening.placed(started.viewing), Move.NEXT, Move.NEXT)).viewing


async def answer(evening: Evening, viewing: Viewing, member: int, place: int, option: int) -> None:
    await evening.answers.answer(GUILD, viewing.id, place, member, Content(option=option), evening.now)


async def evening_over(evening: Evening, *, fifth: bool, secrecy: Secrecy = Secrecy.UNNAMED) -> Viewing:
    """Four or five members answered the scale before the film and after it; nothing is revealed."""
    viewing = await group(evening, secrecy)
    members = MOVED | ({FIFTH: (NEITHER, AT_EASE)} if fifth else {})
    for member, (then, _) in members.items():
        await answer(evening, viewing, member, THEN, then)
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT)
    for member, (_, now) in members.items():
        await answer(evening, viewing, member, NOW, now)
    return viewing


async def reveal(evening: Evening, viewing: Viewing, *places: int) -> None:
    for place in places:
        await evening.move(viewing, Move.REVEAL, place=place)


async def told(evening: Evening, viewing: Viewing, place: int = NOW) -> str:
    """What the group reads of the answers to a prompt."""
    [shown] = await evening.answers.revealed_prompts(GUILD, viewing.id, ADA.id, place)
    return text(answers_card(viewing, shown))


def text(card: Card) -> str:
    return "\n".join(part.content for part in card.walk_children() if hasattr(part, "content"))  # type: ignore[attr-defined] - as asked


async def test_the_receipt_of_the_second_answer_shows_both(evening: Evening) -> None:
    viewing = await group(evening)
    await evening.answer(viewing, WORDS_THEN, BEN, "wax, winter")
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT, Move.NEXT)
    receipt = text(kept_card(await evening.answer(viewing, WORDS_NOW, BEN, "work, *queens*")))
    assert receipt.startswith("Recorded.\n**Before the film:** wax, winter\n**Now:** work, \\*queens\\*\n")


async def test_who_answered_only_the_second_time_is_told_of_that_alone(evening: Evening) -> None:
    viewing = await group(evening)
    await evening.answer(viewing, WORDS_THEN, BEN, "wax")
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT, Move.NEXT)
    receipt = text(kept_card(await evening.answer(viewing, WORDS_NOW, CLEO, "work")))
    assert receipt.startswith("Recorded: work\n")
    assert "wax" not in receipt


async def test_the_journal_holds_both_side_by_side_for_their_author_alone(evening: Evening) -> None:
    viewing = await group(evening)
    await evening.answer(viewing, WORDS_THEN, BEN, "wax")
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT, Move.NEXT)
    await evening.answer(viewing, WORDS_NOW, BEN, "work")
    await evening.answer(viewing, WORDS_NOW, CLEO, "noise")
    journal = await evening.journals.journal(GUILD, BEN.id)
    both = "**Which words come now?**\n\nBefore the film: wax\n\nNow: work"
    assert both in journal_text(journal)
    assert both in journal_markdown(journal)
    assert b'"wax"' in journal_csv(journal)
    assert "Before the film" not in journal_text(await evening.journals.journal(GUILD, CLEO.id))


async def test_from_five_members_on_the_group_sees_how_answers_moved(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=True)
    await reveal(evening, viewing, THEN, NOW)
    shown = await told(evening, viewing)
    lines = "- uneasy → at ease: 2\n- neither → at ease: 1\n- at ease → uneasy: 1"
    assert f"Then and now, of 5 who answered both: kept 1 · moved 4\n{lines}" in shown
    assert "<@" not in shown


async def test_with_fewer_than_five_nothing_of_it_is_told(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=False)
    await reveal(evening, viewing, THEN, NOW)
    shown = await told(evening, viewing)
    assert "-# Then and now: how answers moved is shown from 5 members on who answered both." in shown
    assert "→" not in shown


async def test_answers_of_before_that_are_not_revealed_are_not_told_by_the_way(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=True)
    await reveal(evening, viewing, NOW)
    shown = await told(evening, viewing)
    assert "shown once prompt 1 is revealed too, from 5 members on" in shown
    assert "→" not in shown


async def test_once_those_of_before_are_revealed_too_the_message_tells_how_answers_moved(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=True)
    await reveal(evening, viewing, NOW)
    await evening.post_all()
    await evening.redraw()
    await reveal(evening, viewing, THEN)
    changed = [sent for sent in await evening.redraw() if sent.what is What.ANSWERS]
    assert [sent.place for sent in changed] == [NOW]
    assert "kept 1 · moved 4" in text(evening.heard.cards[changed[0].message_id])


async def test_who_answers_after_the_end_is_not_seen_to_move(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=True)
    await reveal(evening, viewing, THEN, NOW)
    await evening.move(viewing, Move.END)
    for place, option in ((THEN, UNEASY), (NOW, NEITHER)):
        await answer(evening, viewing, CLEO.id, place, option)
    shown = await told(evening, viewing)
    assert "of 5 who answered both: kept 1 · moved 4" in shown
    assert "uneasy → neither" not in shown


async def test_words_are_compared_by_their_author_alone(evening: Evening) -> None:
    viewing = await group(evening)
    await evening.answer(viewing, WORDS_THEN, BEN, "wax")
    await evening.moves(viewing, Move.START_FILM, Move.FINISH, Move.NEXT, Move.NEXT)
    await evening.answer(viewing, WORDS_NOW, BEN, "work")
    await reveal(evening, viewing, WORDS_THEN, WORDS_NOW)
    shown = await told(evening, viewing, WORDS_NOW)
    assert "Then and now" not in shown
    assert "wax" not in shown


async def test_summary_and_transcript_tell_it_without_names_where_answers_have_them(evening: Evening) -> None:
    viewing = await evening_over(evening, fifth=True, secrecy=Secrecy.NAMED)
    await reveal(evening, viewing, THEN, NOW)
    summary = await evening.journals.summary(GUILD, viewing.id, ADA.id)
    assert "Then and now, of 5 who answered both: kept 1 · moved 4\n- uneasy → at ease: 2" in text(
        summary_card(summary)
    )
    assert "uneasy → at ease: 2" in transcript_markdown(summary, str)


async def test_a_prompt_whose_earlier_one_was_never_asked_tells_nothing_of_then(evening: Evening) -> None:
    viewing = await group(evening)
    cues = [replace(viewing.cues[THEN], state=State.SKIPPED), *viewing.cues[1:]]
    async with evening.db.transaction(GUILD) as tx:
        await store.put(tx, viewing, replace(viewing, cues=tuple(cues), step=viewing.step + 1))
    await evening.moves(viewing, Move.START_FILM, Move.FINISH)
    await evening.move(viewing, Move.NEXT, place=NOW)
    await answer(evening, viewing, 10, NOW, AT_EASE)
    await evening.move(viewing, Move.REVEAL)
    [shown] = await evening.answers.revealed_prompts(GUILD, viewing.id, ADA.id)
    assert shown.shift is None

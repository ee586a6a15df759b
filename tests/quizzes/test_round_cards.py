"""Whatever a pack says, the cards of a quiz fit into messages and show no answer before its time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import pytest

from bot.chat.cards import Card
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.finding import items_of
from bot.quizzes.items.model import Way
from bot.quizzes.items.rules import choose
from bot.quizzes.rounds import cards, phrases
from bot.quizzes.rounds.panel import cards as panel
from bot.quizzes.rounds.programme import Programme, kept_programme, programme_of
from bot.quizzes.rounds.rules import Cue, Quiz, State, Tally, tally
from bot.quizzes.rounds.views import Missed, QuizStatus, Result
from bot.threads.joining.adding import MOST_PINGED
from bot.threads.joining.views import Answered
from tests.budgets import budget
from tests.fits import assert_fits
from tests.quizzes.packs import made_up, shipped
from tests.quizzes.rounds import said

PINGED = tuple(range(2**60, 2**60 + MOST_PINGED))
MADE_UP = [made_up(seed) for seed in range(budget(15, 200))]


def quizzes(pack: Pack) -> Iterator[Quiz]:
    """Quizzes that ask all that the pack can be asked, twenty items each, told as they are after a restart."""
    items = [item for item in items_of(pack) if item.way is not Way.RECALL]
    for begin in range(0, len(items), 20):
        chosen = choose(items[begin : begin + 20], 20, begin)
        if chosen.items:
            programme, placed = kept_programme(programme_of(pack, chosen.items, "An entry", chosen.remark).kept())
            cues = tuple(Cue(place=place, placed=each) for place, each in enumerate(placed))
            yield Quiz(
                id=2**62, guild_id=1, number=99_999, facilitator_id=2**62, programme=programme, cues=cues,
                created_at=datetime(2026, 11, 30, tzinfo=UTC), thread_id=2**62,
            )  # fmt: skip


def of(quiz: Quiz, shelf: Shelf) -> Iterator[Card]:
    """Every card that a quiz shows."""
    answered = Answered(999, 999)
    status = QuizStatus(quiz=quiz, taking_part=999, answered=answered, troubles=("The thread is gone. " * 10,) * 3)
    yield from (cards.opening_card(quiz, 999), cards.head_card(status), panel.panel_card(status, "Said. " * 20))
    results = []
    for cue in quiz.cues:
        asked = quiz.with_cue(replace(cue, state=State.OPEN))
        note = phrases.since_then(shelf, asked, cue)
        yield cards.item_card(asked, cue, answered, newest=True, since_then=note, mentioned=PINGED)
        yield panel.panel_card(replace(status, quiz=asked))
        if cue.item.way in (Way.SEVERAL, Way.ORDER):
            yield cards.paper_card(asked, cue, tuple(range(len(cue.item.options))))
        shown = replace(cue, state=State.REVEALED)
        everything = [(place,) for place in range(len(cue.item.options))] * 300
        result = Result(shown, tally(cue.item, everything))
        results.append(result)
        yield cards.answers_card(asked.with_cue(shown), result, answered, newest=True, since_then=note or "-# x" * 90)
        yield cards.mine_card(asked.with_cue(shown), shown, tuple(range(len(cue.item.options))))
    yield cards.summary_card(quiz, results, answers=999)
    yield cards.missed_card(Missed(quiz=quiz, wrong=quiz.cues, skipped=quiz.cues, answered=3), kept="Kept. " * 30)


@pytest.mark.parametrize("pack", [*shipped(), *MADE_UP], ids=lambda pack: pack.title)
def test_every_card_of_a_quiz_fits(pack: Pack) -> None:
    for quiz in quizzes(pack):
        for card in of(quiz, Shelf([])):
            assert_fits(card)


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.id)
def test_a_question_shows_neither_its_reason_nor_which_option_is_right(pack: Pack) -> None:
    for quiz in quizzes(pack):
        for cue in quiz.cues:
            asked = quiz.with_cue(replace(cue, state=State.OPEN))
            card = cards.item_card(asked, cue, Answered(), newest=True, since_then="", mentioned=())
            shown = said(card)
            assert cue.item.kind == "meaning" or cue.item.reason[:60] not in shown  # of a word it is what is asked
            assert "right**" not in shown
            ids = [part.custom_id for part in card.walk_children() if getattr(part, "custom_id", None)]  # type: ignore[attr-defined] - asked before
            assert all(each.startswith(("quiz-pick:", "quiz-answer:", "quiz-lead:", "quiz-big:")) for each in ids)


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.id)
def test_custom_ids_count_options_as_they_are_shown_and_so_tell_no_answer(pack: Pack) -> None:
    right = set()
    for quiz in quizzes(pack):
        for cue in quiz.cues:
            card = cards.item_card(quiz, cue, Answered(), newest=False, since_then="", mentioned=())
            places = [each.rpartition(":")[2] for each in ids_of(card) if not each.startswith("quiz-big:")]
            if cue.item.way is Way.ORDER:
                places = [each.rpartition(":")[2] for each in ids_of(cards.paper_card(quiz, cue, ()))]
                assert places[: len(cue.item.options)] == list(map(str, range(len(cue.item.options))))
            elif cue.item.way is Way.ONE:
                assert places == list(map(str, range(len(cue.item.options))))
                right |= {places[cue.item.right[0]]} if cue.item.mixed else set()
    assert len(right) > 2


def ids_of(card: Card) -> list[str]:
    return [part.custom_id for part in card.walk_children() if getattr(part, "custom_id", None)]  # type: ignore[attr-defined] - asked before


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.id)
def test_a_reveal_ends_with_the_reason_and_its_sources(pack: Pack) -> None:
    for quiz in quizzes(pack):
        for cue in quiz.cues:
            shown = replace(cue, state=State.REVEALED)
            result = Result(shown, Tally(1, (1,) + (0,) * (len(cue.item.options) - 1), 1))
            card = cards.answers_card(quiz, result, Answered(1, 1), newest=False, since_then="")
            first, *_, last = said(card).split("\n")
            assert first.startswith("Quiz · ")
            assert last.startswith("-# "), last


def test_what_is_kept_of_a_quiz_is_read_back_as_it_was() -> None:
    for pack in islice(shipped(), 2):
        for quiz in quizzes(pack):
            again: Programme = kept_programme(quiz.programme.kept())[0]
            assert again == quiz.programme
            assert [placed.item.id for placed in again.placed()] == [cue.item.id for cue in quiz.cues]

"""The questions that a pack brings, asked as their author wrote them."""

from collections.abc import Iterator

from bot.packs.format.model import Entry, Pack, Question
from bot.packs.search.word_forms import fold
from bot.quizzes.items.model import Option, QuizItem, Way


def as_written(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """One right option, several, an order, or an answer from memory; nothing where the question shows its answer."""
    if not isinstance(entry, Question) or not entry.sources or _shows_its_answer(entry):
        return
    way = Way(entry.kind)
    ordered = way is Way.ORDER
    right = [option for option in entry.options if option.right or ordered]
    answer = entry.answer or (" → " if ordered else " · ").join(option.text for option in right)
    yield QuizItem(
        pack=pack,
        entry=entry,
        kind="question",
        way=way,
        text=entry.ask,
        options=tuple(Option(each.text, each.right, each.because) for each in entry.options),
        answer=answer,
        reason=entry.because,
        sources=entry.sources,
        near=frozenset((entry.id, *entry.about)),
        fact=(entry.kind, answer, entry.because, *(option.because or "" for option in right)),
        in_short=answer,
    )


def _shows_its_answer(question: Question) -> bool:
    """Whether the right options stand in the question and the wrong ones do not, or an answer from memory does."""
    if question.kind == "order":
        return False
    asked = f" {fold(question.ask)} "
    right = [_within(option.text, asked) for option in question.options if option.right]
    wrong = [_within(option.text, asked) for option in question.options if not option.right]
    if right:
        return all(right) and not all(wrong)
    return question.answer is not None and _within(question.answer, asked)


def _within(text: str, asked: str) -> bool:
    folded = fold(text)
    return bool(folded) and f" {folded} " in asked

"""An item of a quiz for a shared screen: as it is asked, and once it is revealed with the answer and why."""

from collections.abc import Iterator

from bot.charts.big import Row
from bot.charts.projector import Slide, paragraphs
from bot.errors import Refusal
from bot.quizzes.items.model import Way, named
from bot.quizzes.items.phrases import HOW, LETTERS
from bot.quizzes.rounds.rules import Cue, Quiz, State
from bot.quizzes.rounds.views import Result


def item_slide(quiz: Quiz, cue: Cue, result: Result | None) -> Slide:
    """An item; `result`: how it was answered, None until that is shown."""
    if cue.state is State.WAITING:
        raise Refusal("This question has not been asked yet.")
    item = cue.item
    rows = paragraphs(item.head, strong=True)
    if cue.state is State.REVEALED and result:
        rows += [*_shares(result), *paragraphs(f"Answer: {item.answer}", strong=True), *paragraphs(item.reason)]
        rows += [(f"Source: {named(item.pack.sources[key])}", "", None, False) for key in item.sources]
    else:
        rows += [(name, "", None, False) for _, name in _options(cue)]
        rows += paragraphs(HOW[item.way])
    head = f"Quiz · item {cue.number} of {len(quiz.cues)} · {quiz.programme.pack.title}"
    return Slide(head, item.text, rows)


def _options(cue: Cue) -> Iterator[tuple[int, str]]:
    """The options as they are shown: the place of each in the item, and what it is called."""
    for letter, place in zip(LETTERS, cue.placed.order, strict=False):
        yield place, f"{f'{letter}. ' if cue.item.mixed else ''}{cue.item.options[place].text}"


def _shares(result: Result) -> Iterator[Row]:
    """How often each option was chosen; the right ones marked in words."""
    item, tally = result.cue.item, result.tally
    if item.way is Way.ORDER:
        yield f"In the right order: {tally.right} of {tally.answers}.", "", None, False
        return
    for place, name in _options(result.cue):
        right, count = place in item.right, tally.chosen[place]
        share = round(100 * count / tally.answers) if tally.answers else 0
        figures = f"{count} ({share} %)" if tally.answers else f"{count}"
        yield f"{name} · right" if right else name, figures, share, right

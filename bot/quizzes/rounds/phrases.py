"""What a group reads in its quiz, and who takes part in private; all safe to show."""

from collections.abc import Iterator, Sequence

from bot.chat.text import brief, plain, shorten, stamp
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.finding import find_item
from bot.quizzes.items.model import QuizItem, Way
from bot.quizzes.items.phrases import LETTERS
from bot.quizzes.rounds.rules import FEWEST, Cue, Quiz, State
from bot.quizzes.rounds.views import Missed, QuizStatus, Result, SavedAnswer
from bot.threads.joining.views import Answered

TITLE, ASKED = 60, 160
"""Characters of a pack's title in a line, and of a question where it is only named."""
LISTED = 8
"""Items named in a list."""
HOW = (
    "Answer each question in private; you can change it until the answer is shown to all, with the reason and its "
    "sources. Nobody is ranked, and there is no clock unless the facilitator sets one."
)
PINGED = "Each new question mentions you; nothing else does."


def title(quiz: Quiz) -> str:
    """What a quiz is called."""
    return f"Quiz: {plain(shorten(quiz.programme.called, TITLE))}"


def kind_of(quiz: Quiz) -> str:
    """How much it asks, and of which pack where it is about an entry."""
    count = len(quiz.cues)
    pack = f" · from “{brief(quiz.programme.pack.title, 100)}”" if quiz.programme.about else ""
    return f"{'1 question' if count == 1 else f'{count} questions'}{pack}"


def first_line(quiz: Quiz, cue: Cue, answered: Answered) -> str:
    """`Quiz · pack · item 3 of 8 · answered 2 of 5`."""
    pack = plain(shorten(quiz.programme.pack.title, TITLE))
    return f"Quiz · {pack} · item {cue.number} of {len(quiz.cues)} · answered {answered.count} of {answered.of}"


def people(count: int) -> str:
    """How many take part."""
    return "1 takes part" if count == 1 else f"{count} take part"


def leader(quiz: Quiz) -> str:
    """Who leads."""
    return f"led by <@{quiz.facilitator_id}>" if quiz.facilitator_id else "nobody leads"


def stage(quiz: Quiz) -> str:
    """How far it is."""
    if quiz.closed:
        return "ended"
    if quiz.open:
        return f"question {quiz.open.number} of {len(quiz.cues)} is open"
    if quiz.newest:
        return f"question {quiz.newest.number} of {len(quiz.cues)} is answered"
    return "nothing asked yet"


def named(cue: Cue) -> str:
    """A question in a few words."""
    return brief(" ".join(cue.item.text.split()), ASKED)


def how_it_stands(quiz: Quiz, cue: Cue, answered: Answered) -> str:
    """What an item waits for, in small letters."""
    if cue.state is State.REVEALED:
        return "-# The answer stands below."
    if quiz.closed:
        return "-# The quiz has ended before this was answered."
    if answered.all and answered.of >= FEWEST:
        return "-# Everybody has answered: the answer comes in a moment."
    over = f" Its time is over {stamp(cue.closes_at, 'R')}." if cue.closes_at else ""
    if answered.all:  # one alone, who ends it for nobody who is still to come
        return f"-# Whoever leads shows the answer. Until then it can be changed.{over}"
    return f"-# Only you see your answer, and you can change it until the answer is shown.{over}"


def share_lines(result: Result, order: Sequence[int]) -> Iterator[str]:
    """How often each option was chosen, as the options were shown; the right ones marked in words."""
    item, tally = result.cue.item, result.tally
    if item.way is Way.ORDER:
        yield f"In the right order: {tally.right} of {tally.answers}."
        return
    for letter, place in zip(LETTERS, order, strict=False):
        option, count = item.options[place], tally.chosen[place]
        share = f" ({round(100 * count / tally.answers)} %)" if tally.answers else ""
        name = f"{f'{letter}. ' if item.mixed else ''}{plain(option.text)}"
        yield f"**{name} — {count}{share} · right**" if place in item.right else f"{name} — {count}{share}"
    if item.way is Way.SEVERAL and tally.answers:
        yield f"-# All the right ones and no other: {tally.right} of {tally.answers}. Shares may add up to over 100 %."


def chosen_words(item: QuizItem, order: Sequence[int], chosen: Sequence[int]) -> str:
    """An answer in words, as its options were shown."""
    letters = {place: f"{letter}. " for letter, place in zip(LETTERS, order, strict=False)} if item.mixed else {}
    names = [f"{letters.get(place, '')}{plain(item.options[place].text)}" for place in chosen]
    return (" → " if item.way is Way.ORDER else ", ").join(names)


def recorded(saved: SavedAnswer) -> str:
    """That an answer is kept, and what may still be done."""
    item, order = saved.cue.item, saved.cue.placed.order
    instead = ", in place of your earlier answer" if saved.replaced else ""
    joined = " You take part from now on, and I add you to the thread." if saved.joined else ""
    return (
        f"Recorded{instead}: *{chosen_words(item, order, saved.chosen)}*. "
        f"You can change it until the answer is shown.{joined}"
    )


def missed_line(result: Result) -> str:
    """An item that was missed, with how many missed it."""
    return f"- {named(result.cue)} — missed by {result.tally.missed} of {result.tally.answers}"


def missed_text(missed: Missed) -> str:
    """What a member did not get right."""
    if not missed.answered:
        return "You answered none of the questions whose answers were shown."
    if not missed.wrong and not missed.skipped:
        return "You missed nothing: all that you answered was right."
    lines = [f"- {named(cue)}\n  **Answer:** {brief(cue.item.answer, ASKED)}" for cue in missed.wrong[:LISTED]]
    if len(missed.wrong) > LISTED:
        lines.append(f"… and {len(missed.wrong) - LISTED} more")
    if not missed.wrong:
        lines = ["All that you answered was right."]
    if missed.skipped:
        count = len(missed.skipped)
        lines.append(f"-# {'1 question' if count == 1 else f'{count} questions'} you did not answer.")
    return "\n".join(lines)


def where_it_stands(status: QuizStatus) -> list[str]:
    """Where a quiz stands, for who leads it."""
    quiz = status.quiz
    answered = f" · answered {status.answered.count} of {status.answered.of}" if quiz.open else ""
    time = f"Each question from now on has {time_words(quiz.seconds)}." if quiz.seconds and quiz.next else ""
    return [f"{stage(quiz).capitalize()}{answered} · {people(status.taking_part)}", time, *status.troubles]


def time_words(seconds: int) -> str:
    """A time for an item."""
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes"


def since_then(shelf: Shelf, quiz: Quiz, cue: Cue) -> str:
    """What the pack says otherwise than when the quiz began; nothing that tells an answer before it is shown."""
    kept = quiz.programme.items[cue.place]
    if quiz.programme.pack.id not in shelf.packs:
        return "-# The pack is not on the shelf any more. The question stays as it was when the quiz began."
    present = find_item(shelf, cue.item.id)
    if present is None:
        return "-# The pack no longer has this question. It stays as it was when the quiz began."
    if present.digest == kept.digest:
        return ""
    if cue.state is not State.REVEALED:
        return "-# The pack has changed since the quiz began. The question is asked as it was then."
    if present.in_short == kept.in_short:
        return "-# The pack has changed since the quiz began: the answer is the same, the reason has changed."
    was, now = brief(kept.in_short, ASKED), brief(present.in_short, ASKED)
    return f"-# The pack has changed since the quiz began. Was: {was}; now: {now}."

"""The panel of who leads a quiz, and what stands in its place: the question of an end, whom to hand over to."""

from collections.abc import Iterator

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, lines, row
from bot.chat.text import brief
from bot.quizzes.rounds import phrases
from bot.quizzes.rounds.rules import FEWEST, TIMES, Cue, Decision, Move, Quiz, Undecided
from bot.quizzes.rounds.views import QuizStatus

PREVIEW = 300
"""Characters of the next question on the panel."""
NO_TIME = "none"


def panel_card(status: QuizStatus, said: str = "") -> Card:
    """The panel of who leads; `said`: what came of the last click."""
    quiz = status.quiz
    return Card(
        heading("You lead", phrases.title(quiz), said or None),
        lines(*phrases.where_it_stands(status), *_coming(status)),
        row(_moves(status)),
        _times(quiz),
        note="Only you see this.",
    )


def _coming(status: QuizStatus) -> Iterator[str]:
    quiz = status.quiz
    if quiz.closed:
        yield "The summary stands in the thread."
    elif quiz.open:
        yield f"Open: {_preview(quiz.open)}"
        itself = ", or by itself once everybody has answered" if status.taking_part >= FEWEST else ""
        yield f"-# It is revealed when you press `Reveal`{itself}."
    elif quiz.next:
        yield f"Next, question {quiz.next.number} of {len(quiz.cues)}: {_preview(quiz.next)}"
        if not status.taking_part:
            yield "-# Nobody has joined yet. Who answers joins by that."


def _preview(cue: Cue) -> str:
    return brief(" ".join(filter(None, (cue.item.head, cue.item.text))), PREVIEW)


def _moves(status: QuizStatus) -> "Iterator[ui.Button[Card]]":
    quiz = status.quiz
    if quiz.closed:
        yield button("What I missed", f"quiz-missed:{quiz.id}")
        return
    if quiz.open:
        yield _do("Reveal", quiz, Move.REVEAL, str(quiz.open.place), main=True)
    elif quiz.next:
        yield _do("Ask it" if quiz.newest is None else "Ask the next", quiz, Move.ASK, str(quiz.next.place), main=True)
    yield button("Hand over", f"quiz-hand-over:{quiz.id}")
    yield _do("End", quiz, Move.END)


def _times(quiz: Quiz) -> "ui.ActionRow[Card] | None":
    if quiz.closed or quiz.next is None:
        return None
    wanted = [(NO_TIME, "No time limit"), *((str(each), f"{phrases.time_words(each)} for each") for each in TIMES)]
    options = [
        discord.SelectOption(label=label, value=value, default=value == str(quiz.seconds or NO_TIME))
        for value, label in wanted
    ]
    return ui.ActionRow(ui.Select[Card](placeholder="Time", custom_id=f"quiz-time:{quiz.id}", options=options))


def undecided_card(quiz: Quiz, undecided: Undecided) -> Card:
    """What becomes of what an end would lose."""
    going_on = button("Keep going", f"quiz-lead:{quiz.id}")
    if undecided.answers and quiz.open:
        choices = [
            _do("Reveal all and end", quiz, Move.END, f"{Decision.REVEAL}-{quiz.open.place}", main=True),
            _do("End without revealing", quiz, Move.END, f"{Decision.LEAVE}-{quiz.open.place}"),
        ]
    else:
        choices = [_do("End", quiz, Move.END, Decision.STOP)]
    return Card(
        heading("End", phrases.title(quiz)),
        ui.TextDisplay(str(undecided)),
        row([*choices, going_on]),
        note="Only you see this.",
    )


def heir_card(quiz: Quiz) -> Card:
    """Whom to hand over to."""
    return Card(
        heading("Hand over", phrases.title(quiz)),
        ui.TextDisplay("Who leads the quiz from now on?"),
        ui.ActionRow(ui.UserSelect[Card](placeholder="Choose a member", custom_id=f"quiz-heir:{quiz.id}")),
        row([button("Back", f"quiz-lead:{quiz.id}")]),
        note="Only you see this.",
    )


def who_leads_card(quiz: Quiz, told: str, *, may_take_over: bool) -> Card:
    """For who does not lead: who does, and whether they may."""
    return Card(
        heading("Who leads", phrases.title(quiz)),
        ui.TextDisplay(told),
        row([_do("Take over", quiz, Move.TAKE_OVER, main=True)] if may_take_over else []),
        note="Only you see this.",
    )


def _do(label: str, quiz: Quiz, move: Move, detail: str = "", *, main: bool = False) -> ui.Button[Card]:
    return button(label, f"quiz-do:{quiz.id}:{move}" + (f":{detail}" if detail else ""), main=main)

"""What everybody sees of a quiz, and what each sees in private."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from discord import ui

from bot.charts.projector import big_button
from bot.chat.cards import Card, button, heading, lines, row
from bot.packs.shelf.shelves import CARD
from bot.quizzes.items.cards import option_rows, several_select
from bot.quizzes.items.model import Way
from bot.quizzes.items.phrases import answer_text, question_text, slips_text
from bot.quizzes.rounds import phrases
from bot.quizzes.rounds.rules import Cue, Quiz, State
from bot.quizzes.rounds.views import Missed, QuizStatus, Result, SavedAnswer, Whereabouts
from bot.threads.joining.phrases import LEFT, in_thread, mentions
from bot.threads.joining.views import Answered

ROOM = 1_900
"""Characters of the answer with its reason and sources beside the question and its options."""


def opening_card(quiz: Quiz, taking_part: int) -> Card:
    """What stands in the channel, with the thread below it."""
    thread = f" · in <#{quiz.thread_id}>" if quiz.thread_id else ""
    state = "ended" if quiz.closed else "running"
    return Card(
        heading(phrases.title(quiz), f"{phrases.kind_of(quiz)} · {phrases.leader(quiz)}"),
        ui.TextDisplay(f"{state} · {phrases.people(taking_part)}{thread}"),
        row([button("Join", f"quiz-join:{quiz.id}", main=not quiz.closed)]),
    )


def head_card(status: QuizStatus) -> Card:
    """Where the quiz stands, first in its thread."""
    quiz, people = status.quiz, phrases.people(status.taking_part)
    return Card(
        heading(phrases.title(quiz), phrases.kind_of(quiz)),
        lines(
            " · ".join((phrases.stage(quiz).capitalize(), people, phrases.leader(quiz))),
            phrases.HOW,
            quiz.programme.remark,
            *status.troubles,
        ),
        row([button("Join", f"quiz-join:{quiz.id}", main=not quiz.closed), lead_button(quiz)]),
    )


def item_card(
    quiz: Quiz, cue: Cue, answered: Answered, *, newest: bool, since_then: str, mentioned: Sequence[int]
) -> Card:
    """A question, to be answered on it."""
    return Card(
        ui.TextDisplay(phrases.first_line(quiz, cue, answered)),
        ui.TextDisplay(question_text(cue.placed)),
        lines(since_then, phrases.how_it_stands(quiz, cue, answered), mentions(mentioned)),
        *_choices(quiz, cue, takes=cue.state is State.OPEN and not quiz.closed),
        row([*([lead_button(quiz)] if newest and not quiz.closed else []), _big_button(quiz, cue)]),
    )


def _choices(quiz: Quiz, cue: Cue, *, takes: bool) -> "Iterator[ui.ActionRow[Card] | None]":
    if cue.item.way is not Way.ONE:
        yield row([button("Answer", f"quiz-answer:{quiz.id}:{cue.place}", main=takes, disabled=not takes)])
        return
    yield from option_rows(cue.placed, lambda place: f"quiz-pick:{quiz.id}:{cue.place}:{place}", lambda _: not takes)


def answers_card(quiz: Quiz, result: Result, answered: Answered, *, newest: bool, since_then: str) -> Card:
    """How an item was answered, the answer, why, and the sources of that at the end."""
    cue = result.cue
    wrong = [place for place, count in enumerate(result.tally.chosen) if count]
    leads = [lead_button(quiz)] if newest and not quiz.closed else []
    return Card(
        lines(phrases.first_line(quiz, cue, answered), f"**{phrases.named(cue)}**"),
        lines(*phrases.share_lines(result, cue.placed.order)),
        lines(slips_text(cue.item, wrong), since_then, answer_text(cue.item, ROOM)),
        row(
            [
                button("My answer", f"quiz-mine:{quiz.id}:{cue.place}"),
                _card_button(quiz, cue),
                _big_button(quiz, cue),
                *leads,
            ]
        ),
    )


def summary_card(quiz: Quiz, missed: Sequence[Result], *, answers: int) -> Card:
    """What the group missed most; items, never people."""
    told = [phrases.missed_line(each) for each in missed[: phrases.LISTED]]
    if len(missed) > phrases.LISTED:
        told.append(f"… and {len(missed) - phrases.LISTED} more")
    if not answers:
        told = ["Nothing was answered, so there is nothing to sum up."]
    elif not missed:
        told = ["Nothing: every answer was right."]
    else:
        told.append(f"-# `/quiz again quiz: {quiz.number}` asks these once more, best on another day.")
    return Card(
        heading("What we missed most", f"{phrases.title(quiz)} · ended"),
        lines(*told),
        row([button("What I missed", f"quiz-missed:{quiz.id}", main=bool(answers))]),
    )


def line_card(quiz: Quiz, step: int) -> Card:
    """That somebody else leads."""
    who = f"<@{quiz.facilitator_id}> leads" if quiz.facilitator_id else "Somebody else leads"
    return Card(ui.TextDisplay(f"{who} the quiz from now on."), row([button("Lead", f"quiz-lead:{quiz.id}:{step}")]))


def paper_card(quiz: Quiz, cue: Cue, chosen: Sequence[int]) -> Card:
    """What an answer of several options, or of an order, is given on; `chosen` so far."""
    return Card(
        ui.TextDisplay(question_text(cue.placed)),
        *_paper(quiz, cue, chosen),
        note="Only you see this.",
    )


def _paper(quiz: Quiz, cue: Cue, chosen: Sequence[int]) -> "Iterator[ui.Item[Card] | None]":
    item, order, state = cue.item, cue.placed.order, f"{quiz.id}:{cue.place}"
    match item.way:
        case Way.SEVERAL:
            yield several_select(cue.placed, f"quiz-several:{state}", chosen)
        case Way.ORDER:
            so_far = "".join(str(order.index(place)) for place in chosen)  # as shown: the places are the answer
            told = phrases.chosen_words(item, order, chosen)
            yield ui.TextDisplay(f"Tap them in order, then `Submit`.\n{told}" if told else "Tap them in order.")
            yield from option_rows(
                cue.placed,
                lambda place: f"quiz-tap:{state}:{so_far}{order.index(place)}",
                lambda place: place in chosen,
            )
            yield row(
                [
                    button("Undo", f"quiz-undo:{state}:{so_far[:-1]}", disabled=not chosen),
                    button("Submit", f"quiz-order:{state}:{so_far}", disabled=len(chosen) < len(order), main=True),
                ]
            )
        case Way.ONE | Way.RECALL:
            return
        case _:
            assert_never(item.way)


def saved_card(saved: SavedAnswer) -> Card:
    """That an answer is kept."""
    return Card(ui.TextDisplay(phrases.recorded(saved)))


def mine_card(quiz: Quiz, cue: Cue, chosen: tuple[int, ...] | None) -> Card:
    """One's own answer to a question, and once its answer is shown whether it was right."""
    if chosen is None:
        told = "You did not answer this question."
    else:
        told = f"Your answer: {phrases.chosen_words(cue.item, cue.placed.order, chosen)}."
    shown = cue.state is State.REVEALED
    if shown and chosen is not None:
        told += " That is right." if cue.item.is_right(chosen) else " That is not right."
    parts = [f"**{phrases.named(cue)}**", told]
    if shown:
        parts += [slips_text(cue.item, chosen or ()), answer_text(cue.item, ROOM)]
    return Card(
        lines(*parts),
        row([_card_button(quiz, cue)] if shown else []),
        note="Only you see this.",
    )


def missed_card(missed: Missed, *, kept: str = "") -> Card:
    """What a member missed, to keep it for their review; `kept`: what came of that."""
    can_keep = bool(missed.wrong) and not kept
    return Card(
        heading("What you missed", phrases.title(missed.quiz)),
        ui.TextDisplay(phrases.missed_text(missed)),
        lines(kept),
        row([button("Keep what I missed", f"quiz-keep:{missed.quiz.id}", main=True)] if can_keep else []),
        note="Only you see this.",
    )


def joined_card(found: Whereabouts, *, again: bool) -> Card:
    """What somebody who joins is told."""
    pinged = found.standing is not None and found.standing.pinged
    told = lines(
        "You take part already." if again else "You take part.",
        in_thread(found.quiz, found.standing, again=again),
        "Only you see your answers; what is shown to all are counts, never names.",
        phrases.PINGED if pinged else "",
    )
    return Card(told, row(_for_member(found)))


def pinged_card(found: Whereabouts) -> Card:
    """Whether somebody is pinged from now on."""
    pinged = found.standing is not None and found.standing.pinged
    told = phrases.PINGED if pinged else "You are not pinged any more."
    return Card(lines(told, in_thread(found.quiz, found.standing)), row(_for_member(found)))


def left_card(quiz: Quiz) -> Card:
    """What somebody who takes part no more is told."""
    return Card(
        ui.TextDisplay(LEFT),
        row([button("Join", f"quiz-join:{quiz.id}")]),
    )


def ended_card(quiz: Quiz) -> Card:
    """What somebody who joins after the end is told."""
    thread = f" It stands in <#{quiz.thread_id}>." if quiz.thread_id else ""
    return Card(
        ui.TextDisplay(f"This quiz has ended.{thread} `/review add` lets you learn what its pack asks."),
        row([button("What I missed", f"quiz-missed:{quiz.id}")]),
    )


def _for_member(found: Whereabouts) -> "Iterator[ui.Button[Card]]":
    quiz = found.quiz
    if found.standing is None:
        yield button("Join", f"quiz-join:{quiz.id}", main=True)
        return
    wanted, label = ("off", "Stop pinging me") if found.standing.pinged else ("on", "Ping me at questions")
    yield button(label, f"quiz-ping:{quiz.id}:{wanted}")
    yield button("Leave", f"quiz-leave:{quiz.id}")


def lead_button(quiz: Quiz) -> ui.Button[Card]:
    """Shows the panel, or who leads."""
    return button("Lead", f"quiz-lead:{quiz.id}")


def _big_button(quiz: Quiz, cue: Cue) -> ui.Button[Card]:
    return big_button(f"quiz-big:{quiz.id}-{cue.place}")


def _card_button(quiz: Quiz, cue: Cue) -> ui.Button[Card]:
    return button("Open the card", f"{CARD}{quiz.programme.items[cue.place].card}")

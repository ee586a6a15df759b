"""What its author sees of an answer, and what everybody sees of those that are revealed."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot.charts.projector import big_button
from bot.chat import limits
from bot.chat.cards import Card, button, choices, heading, page_of, row, select
from bot.chat.text import brief, pages, plain, shorten
from bot.viewings import phrases
from bot.viewings.alone.cards import next_button
from bot.viewings.answering.rules import Answer, ClaimStep
from bot.viewings.answering.rules import words as in_words
from bot.viewings.answering.shifts import shift_lines
from bot.viewings.answering.views import Revealed, SavedAnswer
from bot.viewings.rules import Cue, State, Viewing

OWN = 1_200
"""Characters of an own answer on a card, with what is escaped in it; the journal has all of it."""
PAGE = 3_000
IN_SUMMARY = "It is in the summary now, with the others, marked as later."
_STEPS = {
    ClaimStep.CLAIM: "the claim",
    ClaimStep.EVIDENCE: "the evidence that was shown",
    ClaimStep.SOURCE: "whether a source was named",
    ClaimStep.ELSEWHERE: "whether you found it elsewhere",
    ClaimStep.CONFIDENCE: "how sure you are",
}


def options_card(viewing: Viewing, cue: Cue, before: Answer | None) -> Card:
    """The options of a prompt to pick from, with what was picked before."""
    picked = before.content.option if before else None
    return Card(
        ui.TextDisplay(phrases.question(viewing, cue)),
        select("Pick one", f"watch-pick:{viewing.id}:{cue.place}", choices(enumerate(cue.prompt.options), picked)),
    )


def claims_card(viewing: Viewing, cue: Cue, before: Answer | None) -> Card:
    """The claims of the film that a pack checks, to pick one up, or a form to write another down."""
    options = choices(enumerate(claim.claim for claim in viewing.programme.claims[: limits.SELECT_OPTIONS]))
    return Card(
        ui.TextDisplay(phrases.question(viewing, cue)),
        ui.TextDisplay(f"What you have so far:\n{_own(cue, before)}") if before else None,
        select("A claim that is known to be in the film", f"watch-claim:{viewing.id}:{cue.place}", options),
        row([button("Go on" if before else "Write a claim down", f"watch-write:{viewing.id}:{cue.place}", main=True)]),
    )


def kept_card(kept: SavedAnswer) -> Card:
    """That an answer is kept, who sees it, and the question behind it."""
    viewing, cue = kept.viewing, kept.cue
    until = IN_SUMMARY if not kept.editable else _who_sees(viewing)
    if kept.joined and not viewing.solo:
        until = f"You take part from now on, and I add you to the thread. {viewing.promise}"
    missing = kept.answer.content.missing if cue.prompt.kind == "claim" else ()
    still = f"Still open: {', '.join(_STEPS[step] for step in missing)}. `Answer` goes on." if missing else ""
    lines = [_recorded(kept), until, still]
    return Card(
        ui.TextDisplay("\n".join(filter(None, lines))),
        ui.TextDisplay(f"**{brief(kept.probe, OWN // 2)}**"),
        row(_after_answer(viewing, cue, kept.answer, editable=kept.editable)),
    )


def _recorded(kept: SavedAnswer) -> str:
    instead = ", in place of your earlier answer" if kept.replaced else ""
    if kept.earlier is None:
        return f"Recorded{instead}: {_own(kept.cue, kept.answer)}"
    then, now = _own(kept.cue, kept.earlier, OWN // 2), _own(kept.cue, kept.answer, OWN // 2)
    return f"Recorded{instead}.\n**Before the film:** {then}\n**Now:** {now}"


def mine_card(viewing: Viewing, cue: Cue, answer: Answer | None) -> Card:
    """One's own answer to a prompt."""
    text = _own(cue, answer) if answer else "You have not answered this prompt."
    return Card(
        ui.TextDisplay(phrases.question(viewing, cue, long=600)),
        ui.TextDisplay(text),
        row(_after_answer(viewing, cue, answer, editable=cue.state is State.OPEN)) if answer else None,
    )


def late_card(viewing: Viewing, answered: Sequence[int], page: int = 0) -> Card:
    """The prompts of a viewing that has ended, to answer one later."""
    open_still = [cue for cue in viewing.asked if cue.place not in answered]
    shown = open_still[page * limits.SELECT_OPTIONS :][: limits.SELECT_OPTIONS]
    options = choices((cue.place, f"{cue.number}. {cue.prompt.ask}") for cue in shown)
    until = f" until {phrases.stamp(viewing.later_until, 'f')}" if viewing.later_until else ""
    text = (
        f"Answers are taken{until}, marked as later." if options else "You have answered every prompt that was asked."
    )
    more = page * limits.SELECT_OPTIONS + len(shown) < len(open_still)
    return Card(
        ui.TextDisplay(text),
        select("Pick a prompt", f"watch-later:{viewing.id}", options),
        row([button("More", f"watch-late:{viewing.id}:{page + 1}")] if more else []),
    )


def answers_card(viewing: Viewing, shown: Revealed, page: int = 0) -> Card:
    """The answers to a revealed prompt, all together; of many a page."""
    cue = shown.cue
    parts = ("\n".join(tally_lines(shown)), "\n".join(moved_lines(shown)), "\n\n".join(shown_lines(shown)))
    [text], at, count = page_of(pages("\n\n".join(filter(None, parts)), PAGE), page, 1)
    part = f" · {at + 1} of {count}" if count > 1 else ""
    asked = plain(shorten(cue.prompt.ask, 200))
    prefix = f"watch-shown:{viewing.id}:{cue.place}"
    return Card(
        heading(f"Prompt {cue.number}: {asked}", f"{shown.counted}, {viewing.secrecy}{part}"),
        ui.TextDisplay(text or "Nobody answered."),
        row(
            [
                button("My answer", f"watch-mine:{viewing.id}:{cue.place}"),
                *([button("Previous", f"{prefix}:{at - 1}")] if at else []),
                *([button("Next page", f"{prefix}:{at + 1}")] if at + 1 < count else []),
                big_button(f"watch-big-shown:{viewing.id}-{cue.place}"),
            ]
        ),
    )


def _after_answer(viewing: Viewing, cue: Cue, answer: Answer | None, *, editable: bool) -> Iterator[ui.Button[Card]]:
    if viewing.solo and not viewing.closed:
        yield next_button(viewing)
    if answer and (editable or answer.reason is None):
        yield button(
            "Say why" if answer.reason is None else "Change why", f"watch-why:{viewing.id}:{cue.place}", main=True
        )
    if editable:
        yield button("Change my answer", f"watch-answer:{viewing.id}:{cue.place}")


def _who_sees(viewing: Viewing) -> str:
    if viewing.solo:
        return "Only you see it."
    if viewing.later_until:
        until = phrases.stamp(viewing.later_until, "f")
        return f"Only you see it, unless the facilitator reveals this prompt by {until}. It is marked as later."
    return "Only you see it until the facilitator reveals this prompt; until then you can change it."


def _own(cue: Cue, answer: Answer | None, long: int = OWN) -> str:
    if answer is None:
        return ""
    why = f"\nWhy: {brief(answer.reason, long // 2)}" if answer.reason else ""
    return brief(in_words(cue.prompt, answer.content), long) + why


def tally_lines(shown: Revealed) -> Iterator[str]:
    """For prompts with options: how often each was picked."""
    total = len(shown.answers)
    for label, count in zip(shown.cue.prompt.options, shown.tally, strict=True):
        yield f"{plain(label)} — {count}" + (f" ({round(100 * count / total)} %)" if total else "")


def moved_lines(shown: Revealed) -> Iterator[str]:
    """For prompts that repeat one from before the film: how answers moved since."""
    if shown.shift and shown.answers:
        told, *moves = shift_lines(shown.shift, shown.cue.prompt, plain)
        yield told if shown.shift.links is not None else f"-# {told}"
        yield from (f"- {move}" for move in moves)


def shown_lines(shown: Revealed) -> Iterator[str]:
    """Each answer that says more than the tally does."""
    cue = shown.cue
    for each in shown.answers:
        answer = each.answer
        if cue.prompt.options and not answer.reason and each.member_id is None:
            continue
        by = f"<@{each.member_id}>: " if each.member_id else ""
        tag = " (later)" if answer.later else ""
        why = f"\n> {plain(' '.join(answer.reason.split()))}" if answer.reason else ""
        yield f"- {by}{plain(in_words(cue.prompt, answer.content))}{tag}{why}"

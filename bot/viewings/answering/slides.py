"""Prompts and their revealed answers for a shared screen; without names, also where a viewing names its answers."""

from collections.abc import Iterator

from bot.charts.big import Row
from bot.charts.projector import Slide, paragraphs
from bot.errors import Refusal
from bot.viewings.answering.rules import words
from bot.viewings.answering.shifts import shift_lines
from bot.viewings.answering.views import Revealed
from bot.viewings.phrases import prompt_line
from bot.viewings.rules import Cue, State, Viewing


def prompt_slide(viewing: Viewing, cue: Cue) -> Slide:
    """A prompt as it is asked; raises Refusal for one that was not asked yet."""
    if cue.state not in (State.OPEN, State.REVEALED):
        raise Refusal("This prompt has not been asked yet.")
    return Slide(prompt_line(viewing, cue), cue.prompt.ask, [(each, "", None, False) for each in cue.prompt.options])


def revealed_slide(viewing: Viewing, shown: Revealed) -> Slide:
    """The answers to a revealed prompt, as its card shows them."""
    return Slide(f"{prompt_line(viewing, shown.cue)} · {shown.counted}", shown.cue.prompt.ask, [*_rows(shown)])


def _rows(shown: Revealed) -> Iterator[Row]:
    prompt, total = shown.cue.prompt, len(shown.answers)
    most = max(shown.tally, default=0)
    for label, count in zip(prompt.options, shown.tally, strict=True):
        share = round(100 * count / total) if total else 0
        yield label, f"{count} ({share} %)" if total else f"{count}", share, count == most > 0
    if shown.shift and shown.answers:
        for line in shift_lines(shown.shift, prompt, str):
            yield line, "", None, False
    for each in shown.answers:
        answer = each.answer
        if prompt.options and not answer.reason:
            continue
        said = f"“{words(prompt, answer.content)}”{' (later)' if answer.later else ''}"
        yield from paragraphs(f"{said} {answer.reason}" if prompt.options else said)
        if answer.reason and not prompt.options:
            yield from paragraphs(f"Why: {answer.reason}")
    if not total:
        yield "Nobody answered.", "", None, False

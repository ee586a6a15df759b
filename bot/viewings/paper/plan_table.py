"""Plans as a table: what is done when, which prompts, for how many minutes."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.chat.paper import Part, Section, Table, Text
from bot.chat.text import listing
from bot.viewings.film_time import written
from bot.viewings.paper.plan import Plan, Stage
from bot.viewings.rules import Cue

TITLE = "Plan in minutes"
WELCOME = "Welcome, and how it goes"
CLOSING = "To close: what each takes along"


def plan_section(plans: Sequence[Plan], cues: Sequence[Cue], runtime: timedelta | None) -> Section:
    """Several plans beside each other, or one from its beginning to its end; `cues` as the sheet numbers them."""
    numbers = {cue.place: number for number, cue in enumerate(cues, 1)}
    table = _beside_each_other(plans, numbers) if len(plans) > 1 else _one(plans[0], numbers)
    return Section(TITLE, (table, *_remarks(plans, runtime)))


def _beside_each_other(plans: Sequence[Plan], numbers: dict[int, int]) -> Table:
    head = ("", *(f"{plan.minutes} minutes" for plan in plans))
    stages = [_stages(plan, numbers) for plan in plans]
    rows = tuple((row[0][0], *(_cell(minutes, what) for _, minutes, what in row)) for row in zip(*stages, strict=True))
    left = [_numbers([numbers[place] for place in numbers.keys() - {cue.place for cue in plan.cues}]) for plan in plans]
    more = (("Left out", *(each or "nothing" for each in left)),) if any(left) else ()
    return Table(TITLE, head, rows + more)


def _one(plan: Plan, numbers: dict[int, int]) -> Table:
    rows: list[tuple[str, ...]] = []
    at = 0
    for name, minutes, what in _stages(plan, numbers):
        if minutes or what:
            rows.append((_hour(at), f"{minutes} min" if minutes else "—", f"{name}: {what}" if what else name))
        at += minutes
    return Table(TITLE, ("From", "For", "What"), tuple(rows))


def _stages(plan: Plan, numbers: dict[int, int]) -> Iterator[tuple[str, int, str]]:
    """(name, minutes, what is done)."""
    yield WELCOME, plan.welcome, ""
    yield "Before the film", plan.before.minutes, _before(plan, numbers)
    yield "The film", plan.during.minutes + (0 if plan.beforehand else plan.film), _film(plan, numbers)
    yield "After the film", plan.after.minutes, _asked(plan.after, numbers)
    yield CLOSING, plan.closing, ""


def _before(plan: Plan, numbers: dict[int, int]) -> str:
    asked = _asked(plan.before, numbers)
    return f"{asked}, answered at home before watching" if asked and plan.beforehand else asked


def _film(plan: Plan, numbers: dict[int, int]) -> str:
    asked = _asked(plan.during, numbers)
    if plan.beforehand:
        return f"watched beforehand; compare {asked}" if asked else "watched beforehand"
    pauses = f"pause at {listing([written(each) for each in plan.pauses])}" if plan.pauses else ""
    return "; ".join(filter(None, (asked, pauses)))


def _asked(stage: Stage, numbers: dict[int, int]) -> str:
    told = _numbers([numbers[cue.place] for cue in stage.cues if cue.place in numbers])
    return f"prompt{'s' if len(stage.cues) > 1 else ''} {told}" if told else ""


def _numbers(numbers: Sequence[int]) -> str:
    """`1, 3–5`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _remarks(plans: Sequence[Plan], runtime: timedelta | None) -> Iterator[Part]:
    if runtime is None:
        spans = listing([f"{plan.film} of {plan.minutes}" for plan in plans])
        yield Text(
            f"How long the film is, is not known here: this leaves {spans} minutes for it. "
            "Where it is longer, ask fewer prompts.",
            quiet=True,
        )
    elif home := [plan for plan in plans if plan.beforehand]:
        spans = listing([str(plan.minutes) for plan in home])
        yield Text(
            f"The film alone takes {home[0].film} minutes, so in {spans} everybody watches it beforehand, with the "
            "handout at hand, and you meet to compare and to talk.",
            quiet=True,
        )
    yield Text(
        "Minutes count reading out, writing and comparing. What is left over is time to talk after the film; "
        "prompts of the short form are taken in first.",
        quiet=True,
    )


def _cell(minutes: int, what: str) -> str:
    return " · ".join(filter(None, (f"{minutes} min" if minutes else "", what))) or "—"


def _hour(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"

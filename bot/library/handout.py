"""The handout of an explainer: what it says, what to remember, questions with room to answer; a copy for who leads."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.chat.paper import (
    USUAL,
    Asked,
    Choices,
    Moment,
    Moments,
    Note,
    Part,
    Point,
    Points,
    Room,
    Section,
    Sheet,
    Table,
    Text,
    Wanted,
)
from bot.packs.format.model import VERDICT_NAME, Claim, Explainer, Kind, Pack, Question, Term
from bot.packs.papers import cited, keys_of, term_point, terms_of_use
from bot.packs.shelf.shelves import Item, Shelf

READ_ALOUD = 130
"""Words that are read aloud in a minute."""
FRAME = 3
"""Minutes for the beginning, and for the end."""
EACH = 3
"""Minutes for a question or a claim: to think alone, and to compare."""
HOLDS = ("It holds", "Partly", "It does not hold", "Not known")

Task = Question | Claim


def explainer_handout(shelf: Shelf, item: Item, wanted: Wanted) -> Sheet:
    """The handout of an explainer."""
    pack, entry = item.pack, item.entry
    assert isinstance(entry, Explainer)
    tasks = _tasks(pack, entry)
    if wanted.minutes:
        tasks = tasks[: _fitting(entry, wanted.minutes, len(tasks))]
    terms = [each.entry for each in shelf.entries(pack, entry.terms) if isinstance(each.entry, Term)]
    sections = (
        *([_plan(entry, len(tasks), wanted)] if wanted.facilitator else []),
        *(Section(each.heading, (Text(each.text, cites=keys_of(pack, each.sources)),)) for each in entry.sections),
        *_timeline(pack, entry),
        Section(
            "To remember", _listed(Point(each.text, cites=keys_of(pack, each.sources)) for each in entry.key_points)
        ),
        Section("Check yourself", tuple(_asked(pack, task, at, wanted) for at, task in enumerate(tasks, 1))),
        Section("Words you may meet", _listed(term_point(pack, each) for each in terms)),
    )
    end = "-facilitator" if wanted.facilitator else ""
    return Sheet(
        name=f"handout-{entry.id}{end}",
        title=entry.title,
        kind="Facilitator's copy" if wanted.facilitator else "Handout",
        language=pack.language,
        about=tuple(_about(entry)),
        sections=tuple(section for section in sections if section.parts),
        sources=cited(pack, _keys(entry, terms, tasks, wanted)),
        foot=(terms_of_use(pack),),
        signed=not wanted.facilitator,
    )


SHEETS = {Kind.EXPLAINER: explainer_handout}
"""How a handout of each kind of entry is made."""


def _about(entry: Explainer) -> Iterator[Part]:
    if entry.lead:
        yield Text(entry.lead)
    if entry.goals:
        yield Text("After this you can …", quiet=True)
        yield Points(tuple(Point(goal) for goal in entry.goals))


def _listed(points: Iterator[Point]) -> tuple[Part, ...]:
    found = tuple(points)
    return (Points(found),) if found else ()


def _timeline(pack: Pack, entry: Explainer) -> Iterator[Section]:
    if entry.timeline and pack.timeline:
        events = sorted(pack.timeline, key=lambda event: event.date)
        yield Section("Timeline", (Moments(tuple(Moment(each.when, each.text) for each in events)),))


def _tasks(pack: Pack, entry: Explainer) -> list[Task]:
    """Questions about it and what people get wrong about it, in turn."""
    questions = [each for each in pack.questions if entry.id in each.about]
    claims = {claim.id: claim for claim in pack.claims}
    wrong = [claims[each] for each in entry.misconceptions if each in claims]
    return [task for pair in zip_longest(questions, wrong) for task in pair if task]


def _asked(pack: Pack, task: Task, number: int, wanted: Wanted) -> Asked:
    if isinstance(task, Claim):
        parts = (
            _checked(task) if wanted.facilitator else (Choices(HOLDS), Room(2, "What speaks for it, what against it?"))
        )
        return Asked(number, f"Does this hold? “{task.claim}”", parts=parts)
    parts = _answered(task) if wanted.facilitator else _room(task)
    return Asked(number, task.ask, cites=keys_of(pack, task.sources) if wanted.facilitator else (), parts=tuple(parts))


def _checked(claim: Claim) -> tuple[Part, ...]:
    verdict = VERDICT_NAME[claim.verdict] if claim.verdict else "Not rated yet"
    return (Note("Verdict:", f"{verdict}. {claim.note or ''}".strip()),)


def _room(question: Question) -> Iterator[Part]:
    if question.options:
        yield Choices(tuple(sorted((option.text for option in question.options), key=str.casefold)))
        yield Room(1, "In the right order:" if question.kind == "order" else "Because:")
    else:
        yield Room(2)


def _answered(question: Question) -> Iterator[Part]:
    if question.kind == "recall":
        told = question.answer or ""
    elif question.kind == "order":
        told = " → ".join(option.text for option in question.options)
    else:
        told = "; ".join(option.text for option in question.options if option.right)
    yield Note("Answer:", told)
    if question.because:
        yield Note("Because:", question.because)


def _keys(entry: Explainer, terms: Sequence[Term], tasks: Sequence[Task], wanted: Wanted) -> Iterator[str]:
    for part in (*entry.sections, *entry.key_points):
        yield from part.sources
    if wanted.facilitator:
        for task in tasks:
            yield from task.sources
    for term in terms:
        yield from term.sources


def _reading(entry: Explainer) -> int:
    words = sum(len(part.text.split()) for part in entry.sections) + len((entry.lead or "").split())
    return -(-words // READ_ALOUD)


def _fitting(entry: Explainer, minutes: int, tasks: int) -> int:
    """How many questions fit; where reading it together leaves no time for them, it is read beforehand."""
    return min(max(_around(entry, minutes) // EACH, 0), tasks)


def _around(entry: Explainer, minutes: int) -> int:
    together = minutes - 2 * FRAME - _reading(entry)
    return together if together >= EACH else minutes - 2 * FRAME


def _plan(entry: Explainer, tasks: int, wanted: Wanted) -> Section:
    times = (wanted.minutes,) if wanted.minutes else USUAL
    columns = [_column(entry, tasks, minutes) for minutes in times]
    names = (
        "Welcome, and what it is about",
        "Read it together",
        "Check yourself, then compare",
        "Talk: what is still open",
        "To close: what each takes along",
    )
    head = ("", *(f"{minutes} minutes" for minutes in times))
    return Section(
        "Plan in minutes",
        (Table("Plan in minutes", head, tuple((name, *cells) for name, *cells in zip(names, *columns, strict=True))),),
    )


def _column(entry: Explainer, tasks: int, minutes: int) -> tuple[str, ...]:
    around, asked = _around(entry, minutes), _fitting(entry, minutes, tasks)
    together = around + 2 * FRAME < minutes or not _reading(entry)
    read = f"{_reading(entry)} min" if together else "read beforehand"
    which = f"{asked * EACH} min · the first {asked}" if asked else "—"
    left = around - asked * EACH
    return f"{FRAME} min", read, which, f"{left} min" if left else "—", f"{FRAME} min"

"""What a persona does with what stands on a message or in a form: pure choices, told from labels and kinds of parts.

The playground knows nothing of a bot's insides, so a label is read as a person reads it: `Join` and `Ready` are
pressed, `Answer` and `Vote` lead to a form or to a paper that only the member sees, a message with `My vote` or
`Withdraw` on it is a ballot, whose other buttons are what one can vote for. What has no meaning here is left alone.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from playground.checks.tree import BUTTON, LINK, TEXT_DISPLAY, walk
from playground.company.personas import Persona
from playground.company.texts import heading_of, written
from playground.model import Json

STRING_SELECT, TEXT_INPUT, CHECKBOX = 3, 4, 23
SELECTS = {STRING_SELECT, 21, 22}
"""Selects, and the boxes of forms, that offer options of their own."""

OPEN_TO_ALL = ("Join", "Ready")
ASKING = ("Answer", "Vote", "Write statements")
KEEPING = "Note this moment"
WHY = ("Say why", "Add a reason")
OF_BALLOTS = {"My vote", "Withdraw"}
FOR_EVERYBODY = {*OF_BALLOTS, "Vote", "Write statements"}
"""What nobody leaves alone: what comes of it is shown only where enough take part."""
JUDGING = ("Agree", "Disagree", "Pass")
COUNTING = re.compile(r"\banswered \d+ of \d+\b")
"""What a question says that waits for answers; without `Answer` its options are its buttons."""
ABOUT = {*OF_BALLOTS, "Lead", "My answer", "Where are we?", "Note this moment", "Big picture"}
"""Buttons about a ballot or a question; what stands in one row with them is no option either."""
SENDING = {"Submit", "Send", "Done", "Record"}
TURNING = "Next"
SHY = re.compile(r"not sure|unsure|do not know|don't know|pass|skip|neither|another answer", re.IGNORECASE)
"""Options that people take when they have none."""
STATEMENT = re.compile(r"Statement \d+")
"""The label of a field for what one thinks oneself, about what the message with the form asks."""
UNDECIDED = 0.08
"""How often nobody can say whether they agree."""
HAS_MINUTE = re.compile(r"\b\d{1,2}:\d\d\b")
"""A minute of the film: what stands on a question that came while it ran."""


class Aim(Enum):
    """What a press is for; a person has each once on a message."""

    JOIN = auto()
    ANSWER = auto()
    NOTE = auto()


@dataclass(frozen=True)
class Control:
    """A button or select that can be used."""

    custom_id: str
    type: int
    label: str
    row: tuple[str | int, ...]
    """Where its row is; what stands in one row belongs together."""
    options: tuple[Json, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Press:
    """A control to use, and what is chosen in it."""

    aim: Aim
    custom_id: str
    label: str
    values: tuple[str, ...] = ()


def controls(components: list[Json]) -> list[Control]:
    """What can be used on a message or in a form, in order."""
    return [
        Control(
            each["custom_id"],
            each["type"],
            each.get("label") or each.get("placeholder") or "",
            path[:-1],
            tuple(each.get("options", [])),
            each.get("min_values", 1),
            each.get("max_values", 1),
        )
        for path, each in walk(components)
        if "custom_id" in each and not each.get("disabled") and each.get("style") != LINK
    ]


def text_of(components: list[Json]) -> str:
    """What is written on a message or in a form."""
    return "\n".join(each["content"] for _, each in walk(components) if each["type"] == TEXT_DISPLAY)


# Messages for everybody


def concerns(components: list[Json]) -> bool:
    """Whether there is something on a message that asks everybody."""
    labels = {each.label for each in controls(components)}
    judging = len(labels & set(JUDGING)) > 1
    return judging or _counts(components) or bool(labels & {*OPEN_TO_ALL, *ASKING, *OF_BALLOTS})


def presses(persona: Persona, components: list[Json], chance: Random) -> list[Press]:
    """What a persona presses on a message that everybody sees, in that order; nothing on most of them."""
    usable = controls(components)
    buttons = {each.label: each for each in usable if each.type == BUTTON}
    found = [_press(Aim.JOIN, buttons[label]) for label in OPEN_TO_ALL if label in buttons]
    answering = _answering(persona, components, usable, buttons, chance)
    voting = bool(FOR_EVERYBODY & buttons.keys())
    if answering and (voting or chance.random() >= persona.silent):
        found.append(answering)
    if KEEPING in buttons and HAS_MINUTE.search(text_of(components)) and chance.random() < persona.notes:
        found.append(_press(Aim.NOTE, buttons[KEEPING]))
    return found


def _answering(
    persona: Persona, components: list[Json], usable: Sequence[Control], buttons: dict[str, Control], chance: Random
) -> Press | None:
    selects = [each for each in usable if each.type == STRING_SELECT]
    for label in ASKING:
        if label in buttons and not selects:  # beside a select stands what is for later, such as on a summary
            return _press(Aim.ANSWER, buttons[label])
    if judged := _judged(buttons, text_of(components), chance, said=()):
        return judged
    if not OF_BALLOTS & buttons.keys() and not _counts(components):
        return None
    apart = {buttons[label].row for label in ABOUT if label in buttons}
    return _voted(persona, [each for each in usable if each.row not in apart], chance)


def _counts(components: list[Json]) -> bool:
    return COUNTING.search(text_of(components)) is not None


def _voted(persona: Persona, ballot: Sequence[Control], chance: Random) -> Press | None:
    options = [each for each in ballot if each.type == BUTTON]
    if options:
        return _press(Aim.ANSWER, options[_leaning(persona, [each.label for each in options], chance)])
    offered = [each for each in ballot if each.type == STRING_SELECT]
    return _selected(persona, offered[0], chance) if offered else None


def _judged(buttons: dict[str, Control], text: str, chance: Random, said: Collection[str]) -> Press | None:
    """What somebody thinks of a statement: they agree with their own, and with others about as everybody does."""
    offered = [label for label in JUDGING if label in buttons]
    if len(offered) < 2:
        return None
    statement = heading_of(text)
    shared = Random(statement).uniform(0.1, 0.95)  # noqa: S311 - a manner, no secret
    agrees, disagrees, *passes = offered
    if statement in said:
        label = agrees
    elif passes and chance.random() < UNDECIDED:
        label = passes[0]
    else:
        label = agrees if chance.random() < shared else disagrees
    return _press(Aim.ANSWER, buttons[label])


# Papers that only one member sees


def next_on_paper(
    persona: Persona, components: list[Json], used: Sequence[str], chance: Random, said: Collection[str] = ()
) -> Press | None:
    """The next step on a private paper, on which the controls with the labels in `used` were used; None when done.

    `said` is what they have written before, by which they know a statement of their own.
    """
    usable = controls(components)
    buttons = {each.label: each for each in usable if each.type == BUTTON}
    for select in usable:
        if select.type == STRING_SELECT and select.label not in used and not _has_choice(select):
            return _selected(persona, select, chance)
    if judged := _judged(buttons, text_of(components), chance, said=said):
        return judged
    sending = next((buttons[label] for label in SENDING if label in buttons), None)
    on_paper = any(each.get("label") in SENDING for _, each in walk(components))
    if on_paper:
        apart = {path[:-1] for path, each in walk(components) if each.get("label") in SENDING}
        marks = [each for each in usable if each.type == BUTTON and each.row not in apart]
        if marks:
            return _press(Aim.ANSWER, chance.choice(marks))
        if sending:
            return _press(Aim.ANSWER, sending)
        return _press(Aim.ANSWER, buttons[TURNING]) if TURNING in buttons else None
    why = next((buttons[label] for label in WHY if label in buttons and label not in used), None)
    if why and not set(WHY) & set(used) and chance.random() < persona.explains:
        return _press(Aim.ANSWER, why)
    return None


# Forms


def filled(
    persona: Persona, form: Json, about: str, chance: Random, *, said: set[str], aim: Aim = Aim.ANSWER
) -> list[Json] | None:
    """A form as a persona fills it in, in the shape in which a page sends it; None where they rather close it.

    `about` is the question where the form does not say it.
    """
    if aim is Aim.NOTE and not HAS_MINUTE.search(form["title"]):
        return None  # before the film there is no moment to keep
    asked = text_of(form["components"]) or about
    answered: list[Json] = []
    fields = list(_fields(form["components"]))
    first = next((field for _, _, field in fields if field["type"] == TEXT_INPUT), None)
    for label, hint, field in fields:
        question = "note" if aim is Aim.NOTE else _question(label, hint, asked)
        needed = field.get("required", True) or (field is first and aim is Aim.ANSWER)
        value = _value(persona, field, question, chance, said, needed=needed)
        if value is None and field.get("required", True):
            return None
        answered.append({"type": field["type"], "custom_id": field["custom_id"]} | (value or {}))
    return answered if any(len(each) > 2 for each in answered) else None


def _question(label: str, hint: str, asked: str) -> str:
    if STATEMENT.match(label):  # the hint is the same whatever is asked
        return f"{label}\n{heading_of(asked)}"
    return "\n".join(filter(None, (label, hint or asked)))


def _fields(components: list[Json]) -> Iterator[tuple[str, str, Json]]:
    for part in components:
        if "component" in part:
            yield part.get("label", ""), part.get("description", ""), part["component"]
        for inner in part.get("components", []):
            yield inner.get("label", ""), "", inner


def _value(
    persona: Persona, field: Json, question: str, chance: Random, said: set[str], *, needed: bool
) -> Json | None:
    kind = field["type"]
    if kind == TEXT_INPUT:
        if not needed and chance.random() >= max(persona.explains, persona.notes):
            return None
        text = written(persona, question, chance, said=said, most=field.get("max_length", 4000))
        return {"value": text} if text and len(text) >= field.get("min_length", 0) else None
    if kind == CHECKBOX:
        return {"value": chance.random() < persona.leaning}
    if kind not in SELECTS:
        return None  # members, channels and files are nobody's to choose here
    control = Control("", kind, "", (), tuple(field["options"]), field.get("min_values", 1), field.get("max_values", 1))
    values = _chosen(persona, control, chance)
    return {"value": values[0]} if kind == 21 else {"values": list(values)}


# Choosing among options


def _press(aim: Aim, control: Control) -> Press:
    return Press(aim, control.custom_id, control.label)


def _selected(persona: Persona, select: Control, chance: Random) -> Press:
    return Press(Aim.ANSWER, select.custom_id, select.label, _chosen(persona, select, chance))


def _has_choice(select: Control) -> bool:
    return any(each.get("default") for each in select.options)


def _chosen(persona: Persona, select: Control, chance: Random) -> tuple[str, ...]:
    labels = [each["label"] for each in select.options]
    count = min(chance.randint(max(select.least, 1), max(select.most, 1)), len(labels), 3 if select.least < 3 else 25)
    first = _leaning(persona, labels, chance)
    others = [at for at in chance.sample(range(len(labels)), len(labels)) if at != first]
    return tuple(select.options[at]["value"] for at in [first, *others][:count])


def _leaning(persona: Persona, labels: Sequence[str], chance: Random) -> int:
    """Where they stand among options, more or less; what is no opinion is taken seldom."""
    at = persona.leaning * (len(labels) - 1) + chance.gauss(0, len(labels) / 4)
    near = sorted(range(len(labels)), key=lambda place: abs(place - at))
    return next((place for place in near if not SHY.search(labels[place]) or chance.random() < 0.1), near[0])

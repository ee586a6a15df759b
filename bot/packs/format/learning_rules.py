"""What questions, sets of statements, paths and timelines need so that they can be used."""

from collections.abc import Iterator

from bot.packs.format.model import Explainer, Question, ReadingPath, StatementSet
from bot.packs.format.problems import quoted
from bot.packs.format.rules import Fault, twice

LEAST_STATEMENTS = 3


def question_faults(question: Question) -> Iterator[Fault]:
    """What keeps a question from being asked."""
    if question.kind == "recall":
        if not question.answer:
            yield Fault((), "a question of kind `recall` needs its `answer`")
        if question.options:
            yield Fault(("options",), "a question of kind `recall` takes no options; write `kind: one`")
    else:
        if question.answer:
            yield Fault(("answer",), "only a question of kind `recall` takes `answer`; mark options with `right: true`")
        if len(question.options) < 2:
            least = f"a question of kind `{question.kind}` needs at least 2 options"
            yield Fault(("options",), f"{least}; it has {len(question.options)}")
        else:
            yield from _right(question)
    options = [option.text for option in question.options]
    for fault in twice(options, ("options",)):
        yield fault._replace(path=(*fault.path, "text"))
    if not question.about:
        yield Fault((), "this question is `about` no entry, so nobody learns where to read on", mild=True)
    yield from _once(question.about, "about")


def _right(question: Question) -> Iterator[Fault]:
    right = [position for position, option in enumerate(question.options) if option.right]
    if question.kind == "order":
        for position in right:
            yield Fault(
                ("options", position, "right"),
                "the options of a question of kind `order` stand in the right order; take `right` out",
            )
    elif not right:
        yield Fault(("options",), "no option is right; mark one with `right: true`")
    elif question.kind == "one" and len(right) > 1:
        yield Fault(
            ("options", right[1], "right"), "a question of kind `one` has one right option; write `kind: several`"
        )
    elif len(right) == len(question.options):
        yield Fault(("options",), "every option is right; add a wrong one")


def set_faults(statements: StatementSet) -> Iterator[Fault]:
    """What keeps a set of statements from beginning a round."""
    if (count := len(statements.statements)) < LEAST_STATEMENTS:
        yield Fault(("statements",), f"a set needs at least {LEAST_STATEMENTS} statements; it has {count}")
    yield from twice(statements.statements, ("statements",))


def path_faults(path: ReadingPath) -> Iterator[Fault]:
    """What keeps a path from being followed."""
    if not path.entries:
        yield Fault((), "this path has no `entries`; name the first one to read")
    yield from _once(path.entries, "entries")


def explainer_faults(explainer: Explainer, *, timeline: bool) -> Iterator[Fault]:
    """What an explainer announces and does not hold; `timeline`: whether the pack has one."""
    if explainer.timeline and not timeline:
        yield Fault(("timeline",), "the pack has no `timeline` to show here; add one or take this out", mild=True)


def _once(names: tuple[str, ...], key: str) -> Iterator[Fault]:
    for position, name in enumerate(names):
        if name in names[:position]:
            yield Fault((key, position), f"{quoted(name)} is there twice; keep one")

"""Items found: all of a pack, those about an entry, those that a member learns from, one by its id."""

from collections.abc import Iterable, Iterator

from bot.packs.format.model import Claim, Entry, Event, Explainer, Film, Guide, Pack, Question, ReadingPath, Term
from bot.packs.shelf.shelves import Item, Shelf
from bot.quizzes.items.kinds import KINDS
from bot.quizzes.items.model import QuizItem


def items_of(pack: Pack) -> list[QuizItem]:
    """Everything that can be asked of a pack; slow for a big one, so call it in a thread."""
    return [item for entry in pack.entries() for item in _of_entry(pack, entry)]


def can_be_asked(pack: Pack) -> bool:
    """Whether a pack has anything to ask; quick, as it is asked for every pack that is offered."""
    return any(True for entry in pack.entries() for _ in _of_entry(pack, entry))


def items_about(shelf: Shelf, named: Item) -> Iterator[QuizItem]:
    """Everything that can be asked about an entry: of itself, of the claims and terms that it leads to, of questions.

    Of a path: about all that stands on it.
    """
    wanted = dict.fromkeys(_reach(shelf, named))
    for found in shelf.entries(named.pack, wanted):
        yield from _of_entry(found.pack, found.entry)
    for question in named.pack.questions:
        if question.id not in wanted and not wanted.keys().isdisjoint(question.about):
            yield from _of_entry(named.pack, question)


def items_to_learn(shelf: Shelf, named: Item) -> list[QuizItem]:
    """What goes into a member's review with an entry: each fact once, and of a claim or a term that fact alone."""
    if isinstance(named.entry, Claim | Term | Question) and (own := to_review(_of_entry(named.pack, named.entry))):
        return own
    return [item for item in to_review(items_about(shelf, named)) if item.kind != "point"]


def items_to_learn_of(pack: Pack) -> list[QuizItem]:
    """What goes into a member's review with a pack: its questions, claims and terms; slow, as `items_of`."""
    return [item for item in to_review(items_of(pack)) if item.kind != "point"]


def to_review(items: Iterable[QuizItem]) -> list[QuizItem]:
    """These items as they are kept for review, each fact once: of a claim its verdict, however it was asked."""
    kept: dict[str, QuizItem] = {}
    for item in items:
        kind = KINDS[item.kind].reviewed_as
        if kind == item.kind:
            kept.setdefault(item.id, item)
        else:
            for other in KINDS[kind].of(item.pack, item.entry):
                kept.setdefault(other.id, other)
    return list(kept.values())


def find_item(shelf: Shelf, item_id: str) -> QuizItem | None:
    """The item with this id, as the shelf has it now; None where nothing on it can be asked so any more."""
    value, _, asked = item_id.rpartition("/")
    name, _, part = asked.partition("-")
    found, kind = shelf.find(value), KINDS.get(name)
    if found is None or kind is None:
        return None
    return next((item for item in kind.of(found.pack, found.entry) if item.part == part), None)


def has_items(shelf: Shelf, named: Item) -> bool:
    """Whether anything goes into a member's review with an entry; quick, as it is asked for every card."""
    return any(item.kind != "point" for item in items_about(shelf, named))


def _of_entry(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    for kind in KINDS.values():
        yield from kind.of(pack, entry)


def _reach(shelf: Shelf, named: Item) -> tuple[str, ...]:
    """The ids of an entry and of those that it is made of: what it is about, and what it says of claims and terms."""
    entry = named.entry
    match entry:
        case Explainer():
            return (entry.id, *entry.misconceptions, *entry.terms)
        case Film():
            return (entry.id, *entry.claims)
        case Guide():
            return (entry.id, *([entry.film] if entry.film else []))
        case Event():
            return (entry.id, *entry.about)
        case ReadingPath():
            steps = shelf.entries(named.pack, entry.entries)
            return tuple(dict.fromkeys([entry.id, *(each for step in steps for each in _reach(shelf, step))]))
        case _:
            return (entry.id,)

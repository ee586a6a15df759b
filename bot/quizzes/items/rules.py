"""Which items make a good round, and where their options stand.

A round mixes the groups by turns. Statements that hold come in pairs with statements that do not, so that an answer
given blindly is right half of the time; no item tells the answer of another; no entry is asked about more than twice.
What cannot be had in a small pack is said in a remark.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from bot.packs.search.word_forms import fold
from bot.quizzes.items.kinds import KINDS
from bot.quizzes.items.kinds.kind import Group
from bot.quizzes.items.model import QuizItem, Way

OF_ONE_ENTRY = 2
BLIND = 0.6
"""The share of a round that whoever always gives the same answer may have right."""
PAIR = "pair"
TURNS = (Group.QUESTION, PAIR, Group.QUESTION, Group.VERDICT, Group.QUESTION, Group.TERM, Group.QUESTION)
"""A statement that holds and one that does not are a pair: eight items in all."""


class Placed(NamedTuple):
    """An item of a round."""

    item: QuizItem
    order: tuple[int, ...]
    """Its options as they are shown, from the first place on: each by its place in the item."""


class Round(NamedTuple):
    """What is asked, in order."""

    items: tuple[Placed, ...]
    remark: str = ""
    """What it could not be, in a sentence or two; empty for most."""


def choose(pool: Iterable[QuizItem], count: int, seed: int, about: Collection[str] = ()) -> Round:
    """A round of these items, at most so many; the same for the same seed.

    `about` are the ids of the entries that all of it is about: they alone may be asked about more than twice.
    """
    random = Random(seed)  # noqa: S311 - a lot, no secret
    choosing = _Choosing(list(pool), count, frozenset(about), random)
    picked = choosing.picked()
    random.shuffle(picked)
    orders = _orders(picked, random)
    return Round(tuple(map(Placed, picked, orders)), " ".join(_remarks(picked, count)))


def placed(item: QuizItem, seed: int) -> Placed:
    """One item by itself with its options mixed, unless they have an order of their own; the same for one seed."""
    return Placed(item, _orders([item], Random(seed))[0])  # noqa: S311 - as above


def spoils(first: QuizItem, other: QuizItem) -> bool:
    """Whether one of two items tells the answer of the other, by what it is about or by its words."""
    if first.near & other.near and not (_are(first, other, "point") or _are(first, other, "question")):
        return True
    return _says(first, other) or _says(other, first)


def _are(first: QuizItem, other: QuizItem, kind: str) -> bool:
    return first.kind == other.kind == kind and first.id != other.id


def _says(teller: QuizItem, asked: QuizItem) -> bool:
    """Whether the answer of a question stands in another item, asked or told."""
    if asked.kind != "question" or asked.way is Way.ORDER:
        return False
    right = [asked.options[place].text for place in asked.right] or [asked.answer]
    told = f" {fold(' '.join((teller.text, teller.answer, teller.reason)))} "
    return all(f" {fold(text)} " in told for text in right)


@dataclass
class _Choosing:
    """Items taken from shuffled queues, those that spoil what was taken passed over."""

    pool: list[QuizItem]
    count: int
    about: frozenset[str]
    random: Random
    taken: list[QuizItem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random.shuffle(self.pool)
        self.queues: dict[str, list[QuizItem]] = {group: [] for group in Group}
        for item in self.pool:
            self.queues[KINDS[item.kind].group].append(item)
        statements = self.queues[Group.YES_OR_NO]
        self.failing = [item for item in statements if not item.holds]
        claims = [item for item in statements if item.holds and item.kind == "holds"]
        points = [item for item in statements if item.holds and item.kind != "holds"]
        self.holding = _by_turns(claims, points) if self.random.random() < 0.5 else _by_turns(points, claims)

    def picked(self) -> list[QuizItem]:
        """The items, by turns as long as there are some, then whatever is left, statements last."""
        more = True
        while more and len(self.taken) < self.count:
            more = sum(self._turn(turn) for turn in TURNS) > 0
        for queue in (self.queues[Group.QUESTION], self.queues[Group.TERM], self.queues[Group.VERDICT]):
            while self._take(queue):
                pass
        while self._take(self.holding if self._lean() <= 0 else self.failing) or self._take(
            [*self.failing, *self.holding]
        ):
            pass
        return self.taken

    def _turn(self, turn: str) -> bool:
        if turn == PAIR:
            return self._take_pair()
        if turn == Group.VERDICT:
            # The fold that was asked for least comes first, so that none is the safe guess.
            asked = [item.right for item in self.taken if KINDS[item.kind].group is Group.VERDICT]
            self.queues[turn].sort(key=lambda item: asked.count(item.right))
        return self._take(self.queues[turn])

    def _take(self, queue: list[QuizItem]) -> bool:
        while queue and len(self.taken) < self.count:
            if self._fits(item := queue.pop(0)):
                self.taken.append(item)
                return True
        return False

    def _take_pair(self) -> bool:
        if self.count - len(self.taken) < 2:
            return False
        before = len(self.taken)
        if not self._take(self.failing):
            return False
        if self._take(self.holding):
            return True
        self.failing.insert(0, self.taken.pop())
        return len(self.taken) > before

    def _lean(self) -> int:
        """How many more of the statements hold than do not."""
        return sum(1 if item.holds else -1 for item in self.taken if item.holds is not None)

    def _fits(self, item: QuizItem) -> bool:
        if any(spoils(item, other) for other in self.taken):
            return False
        return all(
            sum(entry_id in other.near for other in self.taken) < OF_ONE_ENTRY for entry_id in item.near - self.about
        )


def _by_turns(first: Sequence[QuizItem], second: Sequence[QuizItem]) -> list[QuizItem]:
    """Of both by turns as long as there are both, so that neither claims nor key points are those that hold."""
    both = [item for pair in zip(first, second, strict=False) for item in pair]
    return [*both, *first[len(second) :], *second[len(first) :]]


def _orders(items: Sequence[QuizItem], random: Random) -> list[tuple[int, ...]]:
    """The order of the options of each: the right one stands in each place as often as in any other."""
    places: dict[int, Iterator[int]] = {}
    return [_order(item, random, places) for item in items]


def _order(item: QuizItem, random: Random, places: dict[int, Iterator[int]]) -> tuple[int, ...]:
    size = len(item.options)
    order = list(range(size))
    if not item.mixed or size < 2:
        return tuple(order)
    random.shuffle(order)
    if item.way is Way.ORDER and order == sorted(order):
        order.reverse()
    if item.way is Way.ONE:
        if size not in places:
            places[size] = _evenly(size, random)
        (right,) = item.right
        order.remove(right)
        order.insert(next(places[size]), right)
    return tuple(order)


def _evenly(size: int, random: Random) -> Iterator[int]:
    while True:
        yield from random.sample(range(size), size)


def _remarks(picked: Sequence[QuizItem], count: int) -> Iterator[str]:
    if len(picked) < count:
        yield f"There {'is 1 item' if len(picked) == 1 else f'are {len(picked)} items'} to ask here, not {count}."
    statements = [item for item in picked if item.holds is not None]
    holding = sum(item.holds is True for item in statements)
    side, most, judged = _commonest(picked)
    if abs(2 * holding - len(statements)) > 1 or most > max(1, BLIND * len(picked)):
        yield (
            f"It could not be balanced: “{side}” is right for {most} of its {judged} statements, "
            "because there are too few of the others."
        )


def _commonest(picked: Sequence[QuizItem]) -> tuple[str, int, int]:
    """The answer that is right for most of the statements to judge, for how many of them, and of how many."""
    sides = [item.options[item.right[0]].text.removeprefix("It ").lower() for item in picked if not item.mixed]
    side = max(sides, key=sides.count, default="")
    return side, sides.count(side), len(sides)

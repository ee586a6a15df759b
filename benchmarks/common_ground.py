"""How often two leanings are shown: in rooms that have none, in rooms that have two camps, and in those between."""

import math
import random
import time
from collections.abc import Callable, Iterator
from statistics import median

from benchmarks import QUICK, Row
from bot.statements.findings import bridges, findings
from bot.statements.leanings import two_leanings

ROOMS = 50 if QUICK else 1_000
SIZES = (6, 8, 10, 15, 20, 30)
NOTE = """\
Each rate is of 1,000 rooms of 10 to 20 statements, or as many as its row says. What the rooms are, and what follows
from the figures, is told in [common-ground.md](common-ground.md).
"""
AXES = "people in the room", "percent of rooms in which two leanings are shown"

Dice = random.Random
Room = list[list[int | None]]
Make = Callable[[Dice, int], Room]


def measure() -> Iterator[Row]:
    """Rates for every kind of room and size; what has a limit is held against it."""
    for name, make, limit in KINDS:
        for size in SIZES:
            shown, asked = _shown(make, size)
            yield Row(
                f"{name}, {size} people: two leanings shown",
                f"{100 * shown / asked:.1f} %",
                limit,
                (name, size, 100 * shown / asked) if name in DRAWN else None,
            )
    yield from _camps()
    yield from _bridging()
    yield from _speed()


def _shown(make: Make, size: int) -> tuple[int, int]:
    shown = 0
    for number in range(ROOMS):
        shown += two_leanings(make(Dice(f"{make.__name__} {size} {number}"), size), number) is not None
    return shown, ROOMS


def independent(dice: Dice, size: int) -> Room:
    """Each statement has its popularity; who agrees with one says nothing of the next."""
    popular = [dice.uniform(0.2, 0.8) for _ in range(_statements(dice))]
    return [[_vote(dice, chance) for chance in popular] for _ in range(size)]


def yes_sayers(dice: Dice, size: int) -> Room:
    """The same among people of whom some agree with nearly everything and some with little."""
    popular = [dice.gauss(0, 0.7) for _ in range(_statements(dice))]
    ready = [dice.gauss(0, 1) for _ in range(size)]
    return [[_vote(dice, _logistic(each + more)) for more in popular] for each in ready]


def passing(dice: Dice, size: int) -> Room:
    """The same where one vote in five is a pass."""
    return [[0 if dice.random() < 0.2 else vote for vote in row] for row in independent(dice, size)]


def unequal_passing(dice: Dice, size: int) -> Room:
    """The same where some never pass and some pass on most, and a tenth of the votes is missing."""
    often = [dice.uniform(0, 0.6) for _ in range(size)]
    return [
        [None if dice.random() < 0.1 else 0 if dice.random() < pass_on else vote for vote in row]
        for row, pass_on in zip(independent(dice, size), often, strict=True)
    ]


def followers(dice: Dice, size: int) -> Room:
    """Half of the room gives nearly always the answer that is popular, the other half answers as it likes."""
    popular = [dice.choice((0.1, 0.9)) for _ in range(_statements(dice))]
    return [[_vote(dice, chance if n % 2 else 0.5) for chance in popular] for n in range(size)]


def normal_line(dice: Dice, size: int) -> Room:
    """One line on which most stand near the middle, with statements that part it at all places, as real ones do."""
    return _line(dice, [dice.gauss(0, 1) for _ in range(size)], apart=1)


def normal_line_halved(dice: Dice, size: int) -> Room:
    """The same where every statement parts it in the middle: one step from there answers as a camp does, 9 to 1."""
    return _line(dice, [dice.gauss(0, 1) for _ in range(size)])


def uniform_line(dice: Dice, size: int) -> Room:
    """One line on which people stand evenly, as wide as the other, parted in the middle by every statement."""
    return _line(dice, [dice.uniform(-math.sqrt(3), math.sqrt(3)) for _ in range(size)])


def three_alike(dice: Dice, size: int) -> Room:
    """Ten statements of which three say the same to the letter, answered otherwise independently."""
    return _alike(dice, size, 3)


def three_nearly_alike(dice: Dice, size: int) -> Room:
    """The same in other words: one in ten answers differs."""
    return _alike(dice, size, 3, slips=0.1)


def four_alike(dice: Dice, size: int) -> Room:
    """Ten statements of which four say the same."""
    return _alike(dice, size, 4)


def camps(dice: Dice, size: int, statements: int = 10) -> Room:
    """Two halves of a room that answer ten statements 9 to 1, each the other way round."""
    ways = [dice.choice((-0.4, 0.4)) for _ in range(statements)]
    return [[_vote(dice, 0.5 + (way if n % 2 else -way)) for way in ways] for n in range(size)]


def mild_camps(dice: Dice, size: int) -> Room:
    """The same answering 3 to 1."""
    ways = [dice.choice((-0.25, 0.25)) for _ in range(10)]
    return [[_vote(dice, 0.5 + (way if n % 2 else -way)) for way in ways] for n in range(size)]


NONE, ALIKE, LINE = "7 %", "12 %", "35 %"
KINDS: tuple[tuple[str, Make, str], ...] = (
    ("independent answers", independent, NONE),
    ("yes-sayers", yes_sayers, NONE),
    ("one vote in five a pass", passing, NONE),
    ("unequal passing, votes missing", unequal_passing, ""),
    ("half follow popular opinion", followers, ""),
    ("three of ten statements alike in other words", three_nearly_alike, ALIKE),
    ("three of ten statements alike to the letter", three_alike, ALIKE),
    ("four of ten statements alike to the letter", four_alike, ""),
    ("one line, normal, parted at all places", normal_line, LINE),
    ("one line, normal, parted in the middle", normal_line_halved, LINE),
    ("one line, uniform, parted in the middle", uniform_line, ""),
    ("two camps, 3 to 1", mild_camps, ""),
    ("two camps, 9 to 1", camps, ""),
)
DRAWN = {KINDS[place][0] for place in (0, 4, 8, 9, 10, 11, 12)}
"""Kinds that stand in the picture too."""


def _camps() -> Iterator[Row]:
    """Eight people and ten statements, and whether those who are placed stand where they belong."""
    shown = placed = rightly = 0
    for number in range(ROOMS):
        if sides := two_leanings(camps(Dice(f"placed {number}"), 8), number):
            shown += 1
            same = [side * (1 if n % 2 else -1) for n, side in enumerate(sides) if side]
            placed += len(same)
            rightly += max(same.count(1), same.count(-1))
    yield Row("two camps, 8 people, 10 statements: shown", f"{100 * shown / ROOMS:.1f} %", "≥ 90 %")
    yield Row("  members on a side who are placed rightly", f"{100 * rightly / max(placed, 1):.2f} %", "≥ 98 %")
    yield Row("  members who stand between", f"{100 * (1 - placed / max(shown * 8, 1)):.1f} %")


def _bridging() -> Iterator[Row]:
    """A statement that 6 in 10 of both camps agree on, and one that one camp cheers, agreed on by equally many."""
    for size in SIZES[1:]:
        above = even = 0
        for number in range(ROOMS):
            room = _bridged(Dice(f"bridging {size} {number}"), size)
            *_, bridging, cheered = (each.both / max(each.pairs, 1) for each in bridges(room))
            above, even = above + (bridging > cheered), even + (bridging == cheered)
        figure = f"{100 * (above + even / 2) / ROOMS:.1f} %"
        yield Row(f"bridging above one-camp, {size} people", figure, "≥ 85 %")
        yield Row("  of that by lot, as both bridge alike", f"{100 * even / 2 / ROOMS:.1f} %")


def _bridged(dice: Dice, size: int) -> Room:
    """Two camps over ten statements, then the bridging one, then the cheered one."""
    while True:
        room = camps(dice, size)
        for n, row in enumerate(room):
            row += [_vote(dice, 0.6), _vote(dice, 0.95 if n % 2 else 0.25)]
        if sum(row[-2] == 1 for row in room) == sum(row[-1] == 1 for row in room):
            return room


def _speed() -> Iterator[Row]:
    """The largest room that a study group fills, with passes and missing votes, that is asked every question."""
    dice, taken = Dice(40), list[float]()
    for number in range(5 if QUICK else 25):
        room: Room = [[dice.choice((vote,) * 8 + (0, None)) for vote in row] for row in camps(dice, 30, statements=40)]
        begun = time.process_time()
        findings(room)
        two_leanings(room, number)
        taken.append((time.process_time() - begun) * 1_000)
    yield Row("30 people, 40 statements, processor time: p50", f"{median(taken):.0f} ms", "200 ms")
    yield Row("  the slowest", f"{max(taken):.0f} ms")


def _line(dice: Dice, stands: list[float], apart: float = 0) -> Room:
    """Answers by where people stand; `apart`: how far from the middle statements part them."""
    ways = [(dice.choice((-1, 1)), dice.gauss(0, apart)) for _ in range(_statements(dice))]
    nine_to_one = math.log(9)
    return [[_vote(dice, _logistic(nine_to_one * way * (stand - at))) for way, at in ways] for stand in stands]


def _alike(dice: Dice, size: int, alike: int, slips: float = 0) -> Room:
    popular = [dice.uniform(0.2, 0.8) for _ in range(11 - alike)]
    room: Room = [[_vote(dice, chance) for chance in popular] for _ in range(size)]
    return [row + [-(row[-1] or 0) if dice.random() < slips else row[-1] for _ in range(alike - 1)] for row in room]


def _statements(dice: Dice) -> int:
    return dice.randint(10, 20)


def _vote(dice: Dice, chance: float) -> int:
    return 1 if dice.random() < chance else -1


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))

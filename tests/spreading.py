"""How tests are spread over the workers of pytest-xdist: how many workers, in which order, and what stays together."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

T = TypeVar("T")

MORE_THAN_CORES = 3
"""So many workers mostly wait: for timers, for processes, for the browser."""

TOGETHER = {
    "the tours in a browser": ("page/test_tours",),
    "the others in a browser": ("page/test_company",),
    "the demo bot in a browser": ("page/test_access", "page/test_forms", "page/test_gestures", "page/test_keyboard"),
    "the demo bot in a second one": ("page/test_places", "page/test_staying"),
    "the real bot in a browser": ("page/test_library", "page/test_packs", "page/test_polls", "page/test_viewings"),
    "rounds of a quiz": ("quizzes/test_items", "quizzes/test_rounds_chosen"),
    "a life": ("privacy/test_deleting", "privacy/test_servers"),
    "fleets": ("wire/test_clusters",),
    "an installation": ("test_installed",),
    "what ships": ("journeys/test_coverage", "journeys/test_lookups", "packs/test_ranking", "packs/test_search"),
    "every text and pattern": ("test_texts", "test_patterns"),
    "every import": ("test_floors",),
}
"""Files whose tests one worker runs one after another, the longest first: they share what is slow to make, or fill a
core alone."""

EARLY = ("soak/", "test_cli.py", "test_signals.py", "charts/test_studio.py")
"""What takes long too: begun before the small tests, so that no worker is left with it alone."""

WAITING = ("wire/", "database/test_held.py", "database/test_crew.py", "outbox/")
"""What mostly waits: spread evenly among what computes, so that the cores are never all waited for, nor all wait."""
WAITED_OUT = 0.8
"""The part of the run within which all of that is begun."""

OTHER_PAGES = "tests/page/", "other bots in a browser"
"""Where the rest of what drives a browser lies, and its name."""

_places = {f"tests/{file}.py": name for name, files in TOGETHER.items() for file in files}
_turns = [*list(TOGETHER)[:2], OTHER_PAGES[1], *list(TOGETHER)[2:]]


def part(test: str) -> str:
    """What the test of this id stays together with; its own id if with none."""
    folder, name = OTHER_PAGES
    return _places.get(test.partition("::")[0]) or (name if test.startswith(folder) else test)


def in_order(tests: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """The tests as they are begun; `name` gives the id of one."""
    together: list[T] = []
    early: list[T] = []
    waiting: list[T] = []
    others: list[T] = []
    for test in tests:
        place = name(test).removeprefix("tests/")
        if part(name(test)) in _turns:
            together.append(test)
        else:
            (early if place.startswith(EARLY) else waiting if place.startswith(WAITING) else others).append(test)
    together.sort(key=lambda test: _turns.index(part(name(test))))
    spread = [(WAITED_OUT * number / len(waiting), test) for number, test in enumerate(waiting)]
    spread += [(number / len(others), test) for number, test in enumerate(others)]
    return together + early + [test for _, test in sorted(spread, key=lambda each: each[0])]


class Spreading(LoadScopeScheduling):
    """What stays together first, then test by test to whoever is free, in the order of `in_order`.

    xdist's own groups go by marks, which pytest from 9.2 on no longer lets it hand over.
    """

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return part(nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """What is done is let go: xdist counts all that a worker ever had whenever it has done a test."""
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]

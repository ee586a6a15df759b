"""How tests are spread over the workers of pytest-xdist: how many workers, in which order, and what stays together."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

T = TypeVar("T")

MORE_THAN_CORES = 4
"""So many workers mostly wait: for timers, for processes, for the browser."""

TOGETHER = {
    "the demo bot in a browser": ("page/test_access", "page/test_forms", "page/test_gestures", "page/test_keyboard"),
    "the demo bot in a second one": ("page/test_places", "page/test_staying"),
    "the real bot in a browser": ("page/test_library", "page/test_packs", "page/test_polls", "page/test_viewings"),
    "rounds of a quiz": ("quizzes/test_items", "quizzes/test_rounds_chosen"),
    "a life": ("privacy/test_deleting", "privacy/test_servers"),
    "fleets": ("wire/test_clusters",),
}
"""Files whose tests one worker runs one after another: they share what is slow to make, or fill a core alone."""

EARLY = ("soak/", "test_cli.py", "test_signals.py", "test_installed.py", "charts/test_studio.py")
"""What takes long: begun before the small tests, so that no worker is left with it alone."""

WAITING = ("wire/", "database/test_held.py", "database/test_crew.py", "outbox/")
"""What mostly waits: spread evenly among what computes, so that the cores are never all waited for, nor all wait."""
WAITED_OUT = 0.8
"""The part of the run within which all of that is begun."""

OTHER_PAGES = "tests/page/", "other bots in a browser"
"""Where the rest of what drives a browser lies, and its name."""

_places = {f"tests/{file}.py": name for name, files in TOGETHER.items() for file in files}


def in_order(tests: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """The tests as they are begun; `name` gives the id of one."""
    early: list[T] = []
    waiting: list[T] = []
    others: list[T] = []
    for test in tests:
        place = name(test).removeprefix("tests/")
        (early if place.startswith(EARLY) else waiting if place.startswith(WAITING) else others).append(test)
    spread = [(WAITED_OUT * number / len(waiting), test) for number, test in enumerate(waiting)]
    spread += [(number / len(others), test) for number, test in enumerate(others)]
    return early + [test for _, test in sorted(spread, key=lambda each: each[0])]


class Spreading(LoadScopeScheduling):
    """What stays together first, the largest part before the others; then test by test to whoever is free.

    xdist's own groups go by marks, which pytest from 9.2 on no longer lets it hand over.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder, name = OTHER_PAGES
        return _places.get(nodeid.partition("::")[0]) or (name if nodeid.startswith(folder) else nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """What is done is let go: xdist counts all that a worker ever had whenever it has done a test."""
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]

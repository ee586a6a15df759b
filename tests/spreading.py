"""How tests are spread over the workers of pytest-xdist: how many there are, and what stays together."""

from xdist.scheduler import LoadScopeScheduling

MORE_THAN_CORES = 2
"""So many workers mostly wait: for timers, for processes, for the browser."""

TOGETHER = {
    "the demo bot in a browser": ("page/test_access", "page/test_forms", "page/test_gestures", "page/test_keyboard",
                                  "page/test_places", "page/test_staying"),
    "the real bot in a browser": ("page/test_library", "page/test_packs", "page/test_polls", "page/test_viewings"),
    "fleets": ("wire/test_clusters",),
}  # fmt: skip
"""Files whose tests one worker runs one after another: they share what is slow to start, or fill a core alone."""

EARLY = ("soak/", "wire/", "test_cli.py", "test_signals.py", "charts/test_studio.py")
"""What takes long or waits for processes: begun before the small tests, so that no worker is left with it alone."""

_places = {f"tests/{file}.py": name for name, files in TOGETHER.items() for file in files}


def comes_early(nodeid: str) -> bool:
    """Whether a test is begun before the others."""
    return nodeid.removeprefix("tests/").startswith(EARLY)


class Spreading(LoadScopeScheduling):
    """What stays together first, the largest part before the others; then test by test to whoever is free.

    xdist's own groups go by marks, which pytest from 9.2 on no longer lets it hand over.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _places.get(nodeid.partition("::")[0], nodeid)

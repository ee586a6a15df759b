"""Second Look: a Discord study companion for watching documentaries critically."""

import sys

# structlog loads rich wherever it finds it: 4 MiB, for tracebacks that this program never prints. None in its place is
# how the import system is told that a module is not there.
_rich = sys.modules.pop("rich", None)
sys.modules["rich"] = None  # type: ignore[assignment]
import structlog as structlog  # noqa: E402

del sys.modules["rich"]
if _rich:
    sys.modules["rich"] = _rich

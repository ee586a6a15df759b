"""How often the program was started and ended badly, kept in a file: one that keeps falling over gets up more slowly.

Each connection to Discord uses up one of a thousand a day, and whoever uses them up loses the token. What restarts the
program (systemd, Docker) does not know that.
"""

import contextlib
import json
from datetime import datetime, timedelta
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

FIRST, LONGEST = timedelta(seconds=10), timedelta(hours=1)
"""After the first bad end, and at most; twice as long after each: nine starts in the worst hour."""
CALM = timedelta(minutes=10)
"""A run that lasted so long counts as a good one, however it ended."""


class TooFewStartsError(Exception):
    """Discord allows too few further connections for now; says when to come again."""


class Starts:
    """The starts of the program whose data are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "starts.json"
        self._begun = False

    def wait(self, now: datetime) -> timedelta:
        """How long to wait before the next start."""
        bad, last = self._read()
        if not bad or last is None:
            return timedelta(0)
        since = max(now - last, timedelta(0))
        return max(self._pause(bad) - since, timedelta(0))

    def begin(self, now: datetime) -> None:
        """Discord is about to be connected to; until `end` this counts as a bad end."""
        bad, last = self._read()
        if last is not None and now - last > CALM + self._pause(bad):
            bad = 0
        self._begun = True
        self._write({"bad": bad + 1, "last": now.isoformat()})

    def end(self) -> None:
        """What was begun was stopped, or cannot go on before somebody mends a setting: no bad end."""
        if not self._begun:
            return
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _pause(self, bad: int) -> timedelta:
        return min(FIRST * 2 ** min(bad - 1, 16), LONGEST) if bad else timedelta(0)

    def _read(self) -> tuple[int, datetime | None]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return int(kept["bad"]), datetime.fromisoformat(kept["last"])
        except FileNotFoundError:
            return 0, None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("starts cannot be read, counting anew", file=str(self._path), reason=type(error).__name__)
            return 0, None

    def _write(self, kept: dict[str, object]) -> None:
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(kept), encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            log.warning("starts cannot be kept", file=str(self._path), reason=error.strerror)

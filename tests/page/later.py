"""The playground with a clock that a test moves: the days in the file that LATER names are added to the time."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import clock
from bot.__main__ import main
from tests.page.patient import be_patient

DAYS = Path(os.environ["LATER"])


def now() -> datetime:
    """The time of the machine, so many days later."""
    return datetime.now(UTC) + timedelta(days=float(DAYS.read_text(encoding="utf-8")))


if __name__ == "__main__":
    be_patient()
    clock.now = now
    sys.argv = ["run_bot.py", "playground", "--no-browser", "--no-company", "--port", "0", *sys.argv[1:]]
    main()

"""The door: hands over to `bot`, with the libraries that `make run` has set up, whichever Python was called."""

import os
import signal
import sys
from pathlib import Path

OWN = Path(__file__).parent / ".venv"
MISSING = (
    "Second Look's libraries are not installed for this Python: {} is missing. Run `make run` once, which sets them "
    "up, and try again."
)


def go_on_in_our_own(missing: ModuleNotFoundError) -> None:
    """Begin anew with the Python that has the libraries; without one, say how to get it."""
    python = OWN / "bin" / "python"
    if not python.exists() or Path(sys.prefix).resolve() == OWN.resolve():
        sys.exit(MISSING.format(missing.name))
    os.execv(python, (str(python), *sys.argv))  # noqa: S606 - the same program, with what it was called with


if __name__ == "__main__":
    # Before anything else is loaded, which takes a while: Ctrl+C would be told as an error in the middle of an import.
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, lambda number, _: os._exit(128 + number))

    try:
        from bot.__main__ import main
    except ModuleNotFoundError as error:
        go_on_in_our_own(error)
    else:
        main()

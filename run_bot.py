"""The door: hands over to `bot`."""

import os
import signal

if __name__ == "__main__":
    # Before anything else is loaded, which takes a while: Ctrl+C would be told as an error in the middle of an import.
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, lambda number, _: os._exit(128 + number))

    from bot.__main__ import main

    main()

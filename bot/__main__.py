"""The door of the program: `python run_bot.py`, `python -m bot`, or `second-look` where it is installed."""

import sys

from bot.stopping import leave_at_once


def main() -> None:
    """Run what the command line asks for.

    The bot itself takes no options, and starts without what reads them: that would take 12 MiB as long as it runs.
    """
    leave_at_once()
    from bot.launch import run, run_in_discord

    if start := {(): run, ("discord",): run_in_discord}.get(tuple(sys.argv[1:])):
        start()
    else:
        from bot.cli import app

        app()


if __name__ == "__main__":
    main()

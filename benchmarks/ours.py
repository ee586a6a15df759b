"""The program itself, through its own door, on a Discord on loopback; to be run as a process of its own."""

import importlib
import os
import sys


def main() -> None:
    """Arguments: the addresses of REST, gateway and files, the token, the database file, a channel (unused).

    BENCH_LOOP names a library whose event loop is used.
    """
    if name := os.environ.get("BENCH_LOOP"):
        importlib.import_module(name).install()
    api, gateway, cdn, token, database, _ = sys.argv[1:]
    os.environ |= {
        "DISCORD_TOKEN": token,
        "DATABASE_URL": f"sqlite:///{database}",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "json",
    }
    from bot.chat.wire import use_discord_at

    use_discord_at(api, gateway, cdn)
    sys.argv[1:] = ["discord"]
    from bot.__main__ import main as door

    door()


if __name__ == "__main__":
    main()

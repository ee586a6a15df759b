"""Where the program finds what ships with it, where it keeps its data, and the command by which it was started.

In a checkout, and in the image, all of that lies beside the program: whoever looks finds it. Installed like any other
program (`pipx install`), the packs lie within it, and data go where the platform keeps those of programs.
"""

import sys
from functools import cache
from pathlib import Path

_PROGRAM = Path(__file__).parents[1]


def is_installed() -> bool:
    """Whether it was installed as a package, and not started from the project's own folder."""
    return not (_PROGRAM / "pyproject.toml").is_file()


def shipped_content() -> Path:
    """The folder of the packs that ship."""
    return Path(__file__).parent / "content" if is_installed() else _PROGRAM / "content"


def documents() -> Path:
    """The folder of the privacy notice and the terms."""
    return Path(__file__).parent if is_installed() else _PROGRAM


@cache
def data_folder() -> Path:
    """The folder for data where no setting names one; relative in a checkout, to where the program is started."""
    if not is_installed():
        return Path("data")
    from platformdirs import user_data_path

    return user_data_path("second-look", appauthor=False)


def command() -> str:
    """What was typed to start the program, for sentences that name a command: `python run_bot.py`, `second-look` …"""
    started = Path(sys.argv[0])
    if started.stem == "second-look":
        return "second-look"
    return "python -m bot" if started.parts[-2:] == ("bot", "__main__.py") else "python run_bot.py"

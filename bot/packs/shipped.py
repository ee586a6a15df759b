"""The packs that ship: every pack of the content folder, the sound ones on the shelf, the others named."""

import os
from pathlib import Path

import structlog

from bot.errors import SettingError
from bot.packs.model import Pack
from bot.packs.reader import read_pack
from bot.packs.shelf import Shelves

LOGGED = 10
"""Problems of one pack that the log names; `python run_bot.py check` names them all."""

log = structlog.get_logger(__name__)


def read_shipped(content: Path, *, without: Path | None = None) -> Shelves:
    """Read every pack of a folder but `without`; raises SettingError only where the folder itself cannot be read.

    A pack is a folder, a `.yaml` file or a `.zip`; the fullest comes first on the shelf. One with problems is left out
    and named; start-up never dies of it.
    """
    passed_over = without and without.resolve()
    try:
        paths = sorted(path for path in content.iterdir() if _holds_a_pack(path) and path.resolve() != passed_over)
    except OSError as error:
        raise SettingError(
            f"CONTENT_DIR cannot be read ({error.strerror}): expected the folder that holds the content packs."
        ) from None
    packs: dict[str, Pack] = {}
    problems: list[str] = []
    for path in paths:
        reading = read_pack(path)
        if reading.pack is None:
            lines = [line.removeprefix(f"{content}{os.sep}") for line in reading.lines]
            problems += lines
            log.error("pack left out", pack=path.name, problems=reading.problem_count)
            for line in lines[:LOGGED]:
                log.error("problem", pack=path.name, at=line)
        elif reading.pack.id in packs:
            problems.append(f"{path.name}: another pack already has the id {reading.pack.id}; give this one its own")
            log.error("pack left out", pack=path.name, first=problems[-1])
        else:
            packs[reading.pack.id] = reading.pack
    fullest_first = sorted(packs.values(), key=lambda pack: (-len(pack.entries()), pack.id))
    shelves = Shelves(fullest_first, problems)
    shelves.of(None).prepare()
    return shelves


def _holds_a_pack(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.is_dir() or path.suffix in {".yaml", ".yml", ".zip"}

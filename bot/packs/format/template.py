"""A pack to begin with: commented, valid, and yours after changing the words."""

import re
from pathlib import Path

from bot.packs.format.fields import PACK_ID

_TEMPLATES = Path(__file__).parent / "starter"
_EXAMPLE_ID = "my-subject"
_EDITOR_LINE = re.compile(r"^# yaml-language-server: .*\n", re.MULTILINE)


def new(pack_id: str, target: Path) -> Path:
    """Write the starter pack into a new folder of `target` named by its id, and return that folder.

    Raises ValueError for what is no id, FileExistsError where there is such a folder already.
    """
    try:
        PACK_ID(pack_id)
    except ValueError as error:
        raise ValueError(f"the id of a pack {error}") from None
    folder = target / pack_id
    if folder.exists():
        raise FileExistsError(f"{folder} is there already: choose another id, or change that pack")
    folder.mkdir(parents=True)
    for template in _templates():
        text = template.read_text(encoding="utf-8").replace(f"id: {_EXAMPLE_ID}\n", f"id: {pack_id}\n")
        (folder / template.name).write_text(text, encoding="utf-8")
    return folder


def starter_text() -> str:
    """The starter pack as one file."""
    return "\n".join(_EDITOR_LINE.sub("", template.read_text(encoding="utf-8")) for template in _templates())


def _templates() -> list[Path]:
    """The files of the starter, pack.yaml first."""
    return sorted(_TEMPLATES.glob("*.yaml"), key=lambda path: (path.name != "pack.yaml", path.name))

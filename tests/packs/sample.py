"""A sound pack with something of everything, and ways to spoil it."""

from pathlib import Path

from bot.packs.reading.reader import Reading, read_bytes

SHIPPED = Path(__file__).parent / "shipped"
"""A folder of packs as `CONTENT_DIR` names one, read in no time: for tests to which it does not matter what ships."""
GOOD = (SHIPPED / "bees" / "bees.yaml").read_text(encoding="utf-8")


def read(text: str, name: str = "bees.yaml") -> Reading:
    return read_bytes(name, text.encode())


def problems(text: str) -> list[str]:
    """The problems of a text as `line:column: message`."""
    return [line.removeprefix("bees.yaml:") for line in read(text).lines]


def warnings(text: str) -> list[str]:
    return [str(warning).removeprefix("bees.yaml:") for warning in read(text).warnings]


def spoiled(*changes: tuple[str, str]) -> str:
    """The sound pack with pieces replaced; each has to be in it."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def split(folder: Path, text: str = GOOD) -> Path:
    """The pack as a folder with a file for each top-level list or map."""
    folder.mkdir()
    name, lines = "pack", list[str]()
    files: dict[str, list[str]] = {name: lines}
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")) and line.endswith(":\n"):
            lines = files.setdefault(line[:-2], [])
        lines.append(line)
    for file, content in files.items():
        (folder / f"{file}.yaml").write_text("".join(content), encoding="utf-8")
    return folder


def where(text: str, piece: str) -> str:
    """`line:column` of a piece that stands in one line of the text, once."""
    (found,) = [(number, line) for number, line in enumerate(text.splitlines(keepends=True), 1) if piece in line]
    return f"{found[0]}:{found[1].index(piece) + 1}"

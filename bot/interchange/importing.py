"""From the file of a spreadsheet to the folder of a draft, which is new or not made at all."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bot.chat.spreadsheet import BrokenTableError
from bot.interchange.decoding import MOST_BYTES, NoTextError, decoded
from bot.interchange.draft_files import draft_files
from bot.interchange.drafts import NOUN, drafts_of
from bot.interchange.sheet import sheet_of
from bot.interchange.sources import MISSING


class NotImportedError(Exception):
    """Why nothing was imported, in a sentence."""


class Imported(NamedTuple):
    """What a draft holds, and what its author is to know of how it came about."""

    held: str
    assumed: tuple[str, ...]
    notes: tuple[str, ...]
    missing_sources: int


def import_sheet(file: Path, folder: Path, progress: Callable[[float], object] = float) -> Imported:
    """Write the draft of a pack into a new folder; raises NotImportedError where that cannot be."""
    if folder.exists() or folder.is_symlink():
        raise NotImportedError(f"{folder} is there already, and nothing in it was changed: name a new folder")
    try:
        with file.open("rb") as opened:
            read = decoded(opened.read(MOST_BYTES + 1))
        sheet = sheet_of(read.text)
    except (NoTextError, BrokenTableError) as error:
        raise NotImportedError(f"{file}: {error}") from None
    except OSError as error:
        raise NotImportedError(f"{file} could not be read: {error.strerror}") from None
    progress(0.2)
    if not sheet.rows:
        raise NotImportedError(f"{file} has headings and no row below them")
    drafts = drafts_of(sheet)
    progress(0.5)
    if not drafts.entries:
        raise NotImportedError(f"{file} holds no term, claim or question")
    files = dict(draft_files(drafts, folder.resolve().name))
    progress(0.9)
    _write(folder, files)
    counts = Counter(draft.key for draft in drafts.entries)
    named = [_count(number, NOUN[key]) for key, number in counts.items()]
    return Imported(
        ", ".join([*named, _count(len(drafts.sources.by_key), "source")]),
        tuple(filter(None, (read.assumed, *sheet.remarks))),
        tuple(drafts.notes),
        sum(draft.values["sources"] == [MISSING] for draft in drafts.entries),
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    """All of the files or none; the folder is made here and by nobody else."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
    except OSError as error:
        raise NotImportedError(f"{folder} could not be made: {error.strerror} ({error.filename})") from None
    try:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise NotImportedError(f"{folder} could not be written: {error.strerror}. Nothing was left there") from None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")

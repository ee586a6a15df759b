"""`export`, `import` and `handout` on the command line: what they say, and how they leave."""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.console import Console

from bot.installation import command
from bot.interchange.document import document
from bot.interchange.importing import NotImportedError, import_sheet
from bot.interchange.sources import MISSING
from bot.interchange.table import table_of
from bot.launch import BAD_USAGE, PROBLEMS, leave
from bot.packs.format.model import Pack
from bot.packs.format.problems import shown
from bot.packs.reading.check import progress
from bot.packs.reading.reader import read_pack
from bot.packs.search.pack_index import contents
from bot.quizzes.items.exports import anki_text
from bot.quizzes.items.finding import items_to_learn_of

MOST_NOTES = 30
"""Remarks on lines of a sheet that are listed."""
READING = 0.6
"""The share of an export that reading the pack takes."""

SHORTEST, LONGEST = 15, 480
"""Minutes for which an evening can be planned."""

PackPath = Annotated[Path, typer.Argument(metavar="PACK", help="A pack: its folder, its file or a zip of it.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; stdout if left out.")]


class Format(StrEnum):
    """What a pack may be written as."""

    ANKI = "anki"
    CSV = "csv"
    MARKDOWN = "markdown"


def export(
    pack: PackPath,
    form: Annotated[Format, typer.Option("--as", help="For Anki's import, for a spreadsheet, or to be read.")],
    out: Out = None,
) -> None:
    """Write a pack for another tool: as text that Anki imports, as a table, as a Markdown document."""
    if not pack.exists():
        leave(f"{shown(str(pack), 200)}: no such file or folder", BAD_USAGE)
    if out is not None and (out.exists() or out.is_symlink()):
        leave(f"{shown(str(out), 200)} is there already: name another file, or take that one away.", BAD_USAGE)
    with progress(f"Exporting {shown(pack.name)}", Console(stderr=True)) as told:
        whole = _sound(pack, lambda share: told(share * READING))
        told(READING)
        data, held = _written(whole, form, told)
    write_out(data, out)
    say(f"Written: {out}. {held}" if out else held)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, or the text that Anki exports.")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="A new folder, such as content/my-subject.")],
) -> None:
    """Make the draft of a pack of a spreadsheet; `check` then names what is missing in it."""
    if file.is_dir():
        leave(f"{shown(str(file), 200)} is a folder: name the file in it that is to be imported.", BAD_USAGE)
    if not file.exists():
        leave(f"{shown(str(file), 200)}: no such file", BAD_USAGE)
    try:
        with progress(f"Importing {shown(file.name)}", Console(stderr=True)) as told:
            made = import_sheet(file, to, told)
    except NotImportedError as error:
        leave(f"Nothing was imported. {error}.", PROBLEMS)
    typer.echo(f"Written: {to} with {made.held}.")
    for line in (*made.assumed, *listed(made.notes, MOST_NOTES)):
        typer.echo(line)
    if made.missing_sources:
        typer.echo(f"Entries that name no source: {made.missing_sources:,}. Each says {MISSING} in its place.")
    check = f"{command()} check {quote(str(to))}"
    typer.echo(f"Next: run `{check}`. It names what is missing, by file and line; docs/authoring.md helps.")


def handout(
    pack: PackPath,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The id of a film, a guide or an explainer in it.")],
    facilitator: Annotated[
        bool, typer.Option("--facilitator", help="The copy of who leads: notes, answers, and a plan in minutes.")
    ] = False,
    minutes: Annotated[
        int | None,
        typer.Option("--minutes", min=SHORTEST, max=LONGEST, help="The time there is: only what fits it is asked."),
    ] = None,
) -> None:
    """Write a sheet to print, as one page of HTML, to standard output."""
    from bot.app import handouts
    from bot.chat.paper import Wanted
    from bot.handouts.printing import NotPrintedError, printed

    try:
        made = printed(pack, entry, Wanted(facilitator, minutes), handouts())
    except NotPrintedError as error:
        leave(str(error), BAD_USAGE if error.misused else PROBLEMS)
    write_out(made, None)


def _sound(path: Path, told: Callable[[float], object]) -> Pack:
    reading = read_pack(path, progress=told)
    if reading.pack is None:
        say(*reading.lines)
        leave("Nothing was exported: correct the pack first.", PROBLEMS)
    return reading.pack


def _written(pack: Pack, form: Format, told: Callable[[float], object]) -> tuple[bytes, str]:
    """The file, and what is to be said of it."""
    match form:
        case Format.ANKI:
            items = items_to_learn_of(pack)
            return anki_text(items), f"{len(items):,} cards. Next: in Anki, File → Import. A later export changes them."
        case Format.CSV:
            return table_of(pack), _held(pack)
        case Format.MARKDOWN:
            blocks: list[str] = []
            most = 4 * len(pack.entries()) + 1
            for block in document(pack):
                blocks.append(block)
                told(READING + (1 - READING) * min(1.0, len(blocks) / most))
            return "".join(blocks).encode(), f"{contents(pack)}."


def _held(pack: Pack) -> str:
    held = len(pack.glossary) + len(pack.claims) + len(pack.questions)
    left = len(pack.entries()) - held
    rest = f" A table has no place for the other {left:,} entries; `--as markdown` has." if left else ""
    return f"{held:,} terms, claims and questions, with {len(pack.sources):,} sources.{rest}"


def write_out(data: bytes, out: Path | None) -> None:
    """Write a file that is new, or to standard output; says what keeps it from being written, and leaves."""
    try:
        if out is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            _write_new(data, out)
    except BrokenPipeError:  # whoever reads has enough, as `head` has
        raise
    except OSError as error:
        where = "Standard output" if out is None else shown(str(out), 200)
        leave(f"{where} could not be written: {error.strerror}.", PROBLEMS)


def _write_new(data: bytes, out: Path) -> None:
    """The whole file, or none that would stand in the way of the next try."""
    with out.open("xb") as file:
        try:
            file.write(data)
            file.flush()
        except BaseException:
            out.unlink()
            raise


def say(*lines: str) -> None:
    """What a person is told beside the file itself."""
    for line in lines:
        typer.echo(line, err=True)


def listed(lines: Iterable[str], most: int) -> Iterator[str]:
    """The first lines, and how many there are beyond them."""
    every = list(lines)
    yield from every[:most]
    if len(every) > most:
        yield f"… and {len(every) - most:,} more"

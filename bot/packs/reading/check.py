"""The command that checks packs: their problems on stdout, one a line; on a terminal with the lines they are about."""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from bot import clock
from bot.packs.format.problems import Problem, place_of, quoted, shown
from bot.packs.reading.files import MAX_BYTES, is_yaml, pack_paths
from bot.packs.reading.reader import Reading, read_pack, read_parts
from bot.packs.reading.whole import one_pack

SOUND, FAULTY, MISUSED = 0, 1, 2
"""Exit codes: no problems; problems; no such path."""

Form = Literal["text", "json"]


def check(
    paths: Sequence[Path],
    *,
    strict: bool = False,
    since: date | None = None,
    form: Form = "text",
    console: Console | None = None,
    notes: Console | None = None,
) -> int:
    """Check every pack at the paths and return the exit code; facts last checked before `since` are a problem.

    Problems go to `console` (stdout), warnings and the summary to `notes` (stderr); `json` puts both into one list.
    """
    console = console or Console()
    notes = notes or Console(stderr=True)
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        notes.print(Text(f"{shown(str(path), 200)}: no such file or folder"), soft_wrap=True)
    if missing or not paths:
        return MISUSED
    readings = _unlike(list(_read(paths, strict, notes)))
    if since:
        readings = [_fresh(reading, since) for reading in readings]
    if form == "json":
        told = [asdict(problem) for reading in readings for problem in (*reading.problems, *reading.warnings)]
        console.out(json.dumps(told, indent=2, ensure_ascii=False), highlight=False)
    else:
        for reading in readings:
            _tell(reading, console, notes)
        notes.print(Text(_summary(readings)), soft_wrap=True)
    return FAULTY if any(reading.problems for reading in readings) else SOUND


def _read(paths: Sequence[Path], strict: bool, notes: Console) -> Iterator[Reading]:
    for pack in _together([pack for path in paths for pack in _packs(path)]):
        with progress(f"Reading {shown(pack[0].name)}", notes) as told:
            if len(pack) == 1:
                reading = read_pack(pack[0], strict=strict, progress=told)
            else:
                reading = read_parts(pack, all_of_it=_all_there(pack), strict=strict, progress=told)
        yield reading


@contextmanager
def progress(label: str, notes: Console) -> Iterator[Callable[[float], object]]:
    """A bar where `notes` is a terminal, gone at the end; what is yielded takes the share that is done, 0 to 1."""
    columns = TextColumn("{task.description}", markup=False), BarColumn()
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as bar:
        task = bar.add_task(label, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _together(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """The packs that the paths mean: files of one folder are one pack, unless they are packs of a file each."""
    siblings: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(paths):
        if is_yaml(path.name) and path.is_file():
            siblings.setdefault(path.resolve().parent, []).append(path)
    parts = [files for files in siblings.values() if one_pack(_texts(files))]
    first = {files[0]: tuple(files) for files in parts}
    others = {path for files in parts for path in files[1:]}
    return [first.get(path, (path,)) for path in dict.fromkeys(paths) if path not in others]


def _all_there(files: Sequence[Path]) -> bool:
    """Whether files of one folder are all that it has."""
    given = {file.resolve() for file in files}
    return all(file.resolve() in given for file in files[0].resolve().parent.iterdir() if is_yaml(file.name))


def _texts(files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        try:
            yield file.read_bytes()[:MAX_BYTES].decode("utf-8", "replace")
        except OSError:
            yield ""  # reading it tells why


def _packs(path: Path) -> tuple[Path, ...]:
    try:
        return pack_paths(path)
    except OSError:
        return (path,)  # reading it tells why


def _unlike(readings: list[Reading]) -> list[Reading]:
    """The readings, with a problem where a pack has the id of an earlier one."""
    seen: dict[str, str] = {}
    told: list[Reading] = []
    for reading in readings:
        problems = reading.problems
        if reading.pack:
            file, line, column = _key_place(reading, "id")
            first = seen.setdefault(reading.pack.id, file)
            if first != file:
                message = f"the pack in {shown(first, 200)} has the id `{reading.pack.id}` too; change one"
                problems = (Problem(file, line, column, "id", message),)
        told.append(replace(reading, problems=problems))
    return told


def stale_before(span: str) -> date:
    """The day a span such as `12m`, `1y` or `90d` ago; raises ValueError for what is none."""
    found = re.fullmatch(r"([1-9]\d{0,3})([dmy])", span.strip().lower(), re.ASCII)
    if not found:
        raise ValueError(f"expects a span such as `12m`, `1y` or `90d`; found {quoted(span)}")
    count, today = int(found[1]), clock.now().date()
    if found[2] == "d":
        return today - timedelta(days=count)
    months = max(12, today.year * 12 + today.month - 1 - count * (12 if found[2] == "y" else 1))
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _fresh(reading: Reading, since: date) -> Reading:
    """The reading, with a problem where the facts of its pack were last checked before a day, or nobody knows when."""
    if reading.pack is None or (reading.pack.checked and reading.pack.checked >= since):
        return reading
    if reading.pack.checked:
        place = _key_place(reading, "checked")
        message = f"the facts were last checked on {reading.pack.checked}, before {since}; check them and write the day"
    else:
        place = _key_place(reading, "id")
        message = "nobody knows when the facts were checked; add `checked` with the day"
    return replace(reading, problems=(*reading.problems, Problem(*place, "checked", message)))


def _key_place(reading: Reading, key: str) -> tuple[str, int, int]:
    """File, line and column of the value of a key at the top."""
    for file, text in reading.texts.items():
        if found := re.search(rf"^{key}\s*:\s*", text, re.MULTILINE):
            return (file, *place_of(text, found.end()))
    return next(iter(reading.texts)), 1, 1


def _tell(reading: Reading, console: Console, notes: Console) -> None:
    for problems, more, out in (
        (reading.problems, reading.more_problems, console),
        (reading.warnings, reading.more_warnings, notes),
    ):
        for problem in problems:
            out.print(_line(problem), soft_wrap=True)
            if out.is_terminal and problem.file in reading.texts:
                out.print(_frame(problem, reading.texts[problem.file], out.width), soft_wrap=True)
        if more:
            out.print(Text(f"… and {more:,} more"), soft_wrap=True)


def _line(problem: Problem) -> Text:
    if problem.severity == "error":
        return Text(str(problem))
    place = f"{problem.file}:{problem.line}:{problem.column}: "
    return Text.assemble(place, ("warning: ", "yellow"), problem.message)


def _frame(problem: Problem, text: str, width: int) -> Text:
    """The line a problem is about with a mark under the place, cut so that the place is on the screen."""
    lines = re.split(r"\r\n|\r|\n", text)
    if problem.line > len(lines):
        return Text("")
    number = f"{problem.line:>6} │ "
    line, column = lines[problem.line - 1].replace("\t", " "), problem.column - 1
    before = shown(line[max(0, column - (width - len(number)) // 2) : column], width)
    after = shown(line[column:], max(1, width - len(number) - cell_len(before)))
    gap = " " * (len(number) - 2)
    return Text.assemble(
        (number, "dim"), before, after, "\n", (f"{gap}│ ", "dim"), (" " * cell_len(before) + "▲", "bold red"), "\n"
    )


def _summary(readings: list[Reading]) -> str:
    problems = sum(reading.problem_count for reading in readings)
    warnings = sum(len(reading.warnings) + reading.more_warnings for reading in readings)
    counts = [_count(len(readings), "pack"), _count(problems, "problem")]
    return ", ".join([*counts, _count(warnings, "warning")] if warnings else counts)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}" + ("" if number == 1 else "s")

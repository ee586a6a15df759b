"""The check command: what it prints, where, and with which exit code."""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bot import clock
from bot.packs.format.template import new, starter_text
from bot.packs.reading.check import check, stale_before
from bot.packs.reading.reader import read_bytes, read_pack
from tests.packs.sample import GOOD, split, spoiled

ROOT = Path(__file__).parents[2]


class Run:
    """One run of the check with what it printed."""

    def __init__(
        self,
        *paths: Path,
        terminal: bool = False,
        strict: bool = False,
        json_form: bool = False,
        since: date | None = None,
    ) -> None:
        self._out, self._err = io.StringIO(), io.StringIO()
        self.code = check(
            paths,
            strict=strict,
            since=since,
            form="json" if json_form else "text",
            console=Console(file=self._out, force_terminal=terminal, width=80, color_system=None),
            notes=Console(file=self._err, force_terminal=False, width=80),
        )

    @property
    def out(self) -> str:
        return self._out.getvalue()

    @property
    def err(self) -> str:
        return self._err.getvalue()


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bees.yaml"
    path.write_text(spoiled(("year: 2019", "yaer: 2019"), ("royal-jelly]", "royal-jely]")), encoding="utf-8")
    return path


def test_a_sound_pack_prints_nothing_and_exits_0(tmp_path: Path) -> None:
    run = Run(split(tmp_path / "bees"))
    assert (run.code, run.out, run.err) == (0, "", "1 pack, no problems\n")


def test_problems_are_printed_a_line_each_and_exit_1(bad: Path) -> None:
    run = Run(bad)
    assert run.code == 1
    assert run.out == "".join(f"{line}\n" for line in read_pack(bad).lines)
    assert run.out.startswith(f"{bad}:35:13: no term has the id `royal-jely`; did you mean `royal-jelly`?\n")
    assert run.err == "1 pack, 2 problems\n"


def test_on_a_terminal_the_line_is_shown_with_a_mark_under_the_place(bad: Path) -> None:
    lines = Run(bad, terminal=True).out.splitlines()
    frame, mark = lines[1], lines[2]
    assert frame == "    35 │     terms: [royal-jely]"
    assert frame[mark.index("▲") :].startswith("royal-jely")


def test_a_frame_fits_the_screen_and_keeps_the_place_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "bees.yaml"
    path.write_text(
        spoiled(("terms: [royal-jelly]", "terms: [" + "royal-jelly, " * 40 + "蜂蜂, wrong]")), encoding="utf-8"
    )
    frame = Run(path, terminal=True).out.split("\n\n")
    assert all(len(line) <= 80 for block in frame for line in block.splitlines()[1:])
    last = frame[-2].splitlines()[-2:]
    assert "wrong" in last[0]


def test_warnings_are_told_beside_and_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bees.yaml"
    path.write_text(spoiled(("note: They rest", "note: They **really** rest")), encoding="utf-8")
    run = Run(path)
    assert (run.code, run.out) == (0, "")
    assert "11: warning: `**really**` will be shown" in run.err
    assert run.err.endswith("1 pack, no problems, 1 warning\n")


def test_json_is_a_list_of_objects(bad: Path) -> None:
    told = json.loads(Run(bad, json_form=True).out)
    assert [(one["line"], one["column"], one["path"]) for one in told] == [
        (35, 13, "explainers[0].terms[0]"),
        (44, 5, "films[0].yaer"),
    ]
    assert all(set(one) == {"file", "line", "column", "path", "message", "severity"} for one in told)
    assert told[0]["file"] == str(bad)


def test_json_of_sound_packs_is_an_empty_list(tmp_path: Path) -> None:
    assert json.loads(Run(split(tmp_path / "bees"), json_form=True).out) == []


def test_a_folder_of_packs_is_checked_pack_by_pack(tmp_path: Path, bad: Path) -> None:
    split(tmp_path / "one", GOOD.replace("id: bees\n", "id: one\n"))
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "pack.yaml").write_text("format: 2\n")
    run = Run(tmp_path)
    assert run.code == 1
    assert f"{tmp_path}/two/pack.yaml:1:9: `format` expects 1; found `2`" in run.out
    assert run.err == "3 packs, 6 problems\n"


def test_two_packs_with_one_id_are_a_problem(tmp_path: Path) -> None:
    for name in ("one", "two"):
        split(tmp_path / name)
    run = Run(tmp_path)
    assert run.out == (
        f"{tmp_path}/two/pack.yaml:2:5: the pack in {tmp_path}/one/pack.yaml has the id `bees` too; change one\n"
    )


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\x89PNG\r\n", b"just words", b"a: [", b"<html></html>"])
def test_what_is_empty_binary_or_not_yaml_exits_1(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(data)
    run = Run(tmp_path / "pack.yaml")
    assert run.code == 1
    assert run.out.startswith(f"{tmp_path}/pack.yaml:")


def test_a_path_that_is_not_there_exits_2_and_nothing_is_checked(tmp_path: Path, bad: Path) -> None:
    run = Run(bad, tmp_path / "none")
    assert (run.code, run.out) == (2, "")
    assert "none: no such file or folder" in run.err.replace("\n", "")
    assert Run().code == 2


def test_the_packs_that_ship_pass_the_strict_check() -> None:
    run = Run(ROOT / "content", strict=True)
    assert (run.code, run.out) == (0, "")


def test_a_new_pack_passes_at_once_and_strictly(tmp_path: Path) -> None:
    folder = new("my-own", tmp_path / "packs")
    assert folder == tmp_path / "packs" / "my-own"
    reading = read_pack(folder, strict=True)
    assert (reading.lines, reading.warnings) == ((), ())
    assert reading.pack
    assert reading.pack.id == "my-own"


def test_the_starter_is_one_file_too() -> None:
    reading = read_bytes("starter.yaml", starter_text().encode())
    assert (reading.lines, reading.warnings) == ((), ())
    assert "schema=" not in starter_text()


def test_a_new_pack_never_overwrites_and_needs_an_id(tmp_path: Path) -> None:
    new("bees", tmp_path)
    with pytest.raises(FileExistsError, match="is there already"):
        new("bees", tmp_path)
    with pytest.raises(ValueError, match="the id of a pack expects small letters"):
        new("../bees", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bees"]


def test_the_reader_brings_nothing_that_only_the_command_line_needs() -> None:
    code = "import sys, bot.packs.reading.reader; print(sorted({'rich', 'typer', 'discord'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("span", "day"),
    [("12m", "2026-02-28"), ("1y", "2026-02-28"), ("6m", "2026-08-28"), ("30D", "2027-01-29"), ("9999y", "0001-01-28")],
)
def test_a_span_of_staleness_is_counted_back_from_today(monkeypatch: pytest.MonkeyPatch, span: str, day: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 2, 28, 23, tzinfo=UTC))
    assert stale_before(span) == date.fromisoformat(day)


def test_the_last_day_of_a_long_month_has_its_like_in_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2028, 3, 31, tzinfo=UTC))
    assert stale_before("1m") == date(2028, 2, 29)


@pytest.mark.parametrize("span", ["", "12", "0m", "m", "18h", "-1y", "12 months", "99999d", "１y"])
def test_what_is_no_span_of_staleness_is_refused(span: str) -> None:
    with pytest.raises(ValueError, match="expects a span such as `12m`"):
        stale_before(span)


def test_facts_checked_too_long_ago_or_nobody_knows_when_are_a_problem_with_a_place(tmp_path: Path) -> None:
    path = tmp_path / "bees.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert Run(path, since=date(2026, 11, 23)).code == 0
    run = Run(path, since=date(2026, 11, 24))
    assert run.code == 1
    assert run.out == (
        f"{path}:9:10: the facts were last checked on 2026-11-23, before 2026-11-24; check them and write the day\n"
    )
    path.write_text(spoiled(("checked: 2026-11-23\n", "")), encoding="utf-8")
    assert Run(path, since=date(2026, 11, 23)).out == (
        f"{path}:2:5: nobody knows when the facts were checked; add `checked` with the day\n"
    )
    assert Run(path).code == 0


def test_a_wrong_span_is_bad_usage() -> None:
    run = subprocess.run(
        [sys.executable, "run_bot.py", "check", "content", "--stale", "soon"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert "--stale: expects a span such as `12m`" in run.stdout + run.stderr


PART = "this is part of a pack: give the folder or a zip of it"


def test_i18_all_files_of_a_folder_are_checked_as_the_pack_that_they_are(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    run = Run(*sorted(folder.iterdir()))
    assert (run.code, run.out) == (0, "")
    assert run.err.splitlines()[-1].startswith("1 pack, no problems")
    (folder / "films.yaml").write_text((folder / "films.yaml").read_text().replace("year: 2019", "yaer: 2019"))
    run = Run(*sorted(folder.iterdir()))
    assert [line.split(": ")[0] for line in run.out.splitlines()] == [f"{folder}/films.yaml:5:5"]


def test_i18_some_files_of_a_folder_are_told_to_be_part_of_a_pack(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    for names in (["films"], ["films", "claims"], ["pack", "films"]):
        run = Run(*(folder / f"{name}.yaml" for name in names))
        assert (run.code, run.out.splitlines()) == (1, [f"{folder}/{names[0]}.yaml:1:1: {PART}"])


def test_i18_files_of_one_folder_that_are_packs_by_themselves_are_checked_each(tmp_path: Path) -> None:
    for name in ("ants", "bees"):
        (tmp_path / f"{name}.yaml").write_text(GOOD.replace("id: bees\n", f"id: {name}\n"))
    run = Run(tmp_path / "ants.yaml", tmp_path / "bees.yaml", tmp_path / "ants.yaml")
    assert run.code == 0
    assert run.err.splitlines()[-1].startswith("2 packs, no problems")

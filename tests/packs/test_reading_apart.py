"""A stranger's file is read in a process that has little memory, little time and no secrets."""

import asyncio
import io
import resource
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.packs.reading import reading_apart, sandbox
from bot.packs.reading.sandbox import Read, read_in_sandbox
from tests.packs.sample import GOOD, read, spoiled
from tests.packs.test_reader import BOMBS
from tests.warm import reading_cold


@pytest.fixture(autouse=True)
def _in_a_process_like_any() -> Iterator[None]:
    with reading_cold():
        yield


async def test_a_sound_pack_comes_back_as_it_was_read() -> None:
    found = await read_in_sandbox("bees.yaml", GOOD.encode())
    assert (found.problems, found.problem_count, found.size) == ((), 0, len(GOOD.encode()))
    assert found.pack is not None
    assert sandbox.from_json(found.pack) == read(GOOD).pack


def test_what_another_version_of_the_program_preserved_is_not_taken_for_this_ones() -> None:
    pack = read(GOOD).pack
    assert pack
    text = sandbox.to_json(pack)
    assert sandbox.from_json(text) == pack
    for other in (text.replace('"lead":', '"opening":'), text.replace('"format":1,', ""), text[:-1], "{}"):
        with pytest.raises(ValueError, match=r"."):
            sandbox.from_json(other)


async def test_every_problem_comes_back_by_its_place() -> None:
    text = spoiled(("lead:", "leed:"), ("verdict: false", "verdict: no"))
    found = await read_in_sandbox("bees.yaml", text.encode())
    assert found.pack is None
    assert found.problems == read(text).lines
    assert found.problem_count == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("date.yaml", b"checked: 2024-13-45\n"),
        ("surrogate.yaml", b'title: "\\ud800"\n'),
        ("nul.yaml", b'title: "\\0"\n'),
        ("utf16.yaml", GOOD.encode("utf-16")),
        ("nothing.yaml", b""),
        ("broken.zip", b"PK\x03\x04" + b"x" * 100),
        ("no\x00name.yaml", b"\xff"),
    ],
)
async def test_i02_odd_files_come_back_as_problems(name: str, content: bytes) -> None:
    found = await read_in_sandbox(name, content)
    assert found.pack is None
    assert found.problem_count > 0
    assert ":" in found.problems[0]


@pytest.mark.parametrize(("text", "why"), BOMBS.values(), ids=BOMBS)
async def test_i01_a_bomb_costs_the_bot_neither_time_nor_memory(text: str, why: str) -> None:
    before, spent = psutil.Process().memory_info().rss, spent_by_children()
    found = await read_in_sandbox("bomb.yaml", text.encode())
    assert spent_by_children() - spent < 5  # five times what it may take
    assert psutil.Process().memory_info().rss - before < 50 * 1024 * 1024
    assert found.pack is None
    assert why in "\n".join(found.problems)


def spent_by_children() -> float:
    """Seconds of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def test_i10_whoever_reads_can_write_nothing(tmp_path: Path) -> None:
    """What stands in for the reader tries to write; the process is ended before a byte is there."""
    target = tmp_path / "written"
    script = (
        "import sys, bot.packs.reading.reader as reader; from bot.packs.reading import reading_process; "
        f"reader.read_bytes = lambda *_: open({str(target)!r}, 'w').write('x' * 9).close(); reading_process.main()"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, "file", str(sandbox.MEMORY), "10"),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await process.communicate(b'"bees.yaml"\n')
    assert process.returncode != 0
    assert target.read_bytes() == b""


async def test_i10_a_zip_of_two_hundred_megabytes_comes_back_as_a_problem() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", b"x" * 200_000_000)
    found = await read_in_sandbox("bomb.zip", packed.getvalue())
    assert "larger than 5 MiB" in found.problems[0]


async def test_what_takes_too_long_is_ended_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    assert await read_in_sandbox("bees.yaml", GOOD.encode()) == _too_much("bees.yaml")


async def test_what_takes_too_much_memory_is_ended_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MEMORY", 40 * 1024 * 1024)
    assert await read_in_sandbox("bees.yaml", GOOD.encode()) == _too_much("bees.yaml")


async def test_i01_the_loop_stays_free_meanwhile() -> None:
    lags: list[int] = []
    beats, over = 0, threading.Event()

    def beat() -> None:
        """Beside the loop, for a hundredth of a second each: on a busy machine these last longer, as all does."""
        nonlocal beats
        while not over.wait(0.01):
            beats += 1

    async def watch() -> None:
        while True:
            begun = beats
            await asyncio.sleep(0.01)
            lags.append(beats - begun)

    beating = threading.Thread(target=beat)
    beating.start()
    watching = asyncio.create_task(watch())
    try:
        await read_in_sandbox("many.yaml", b"films:\n" + b"- a\n" * 260_000)
    finally:
        watching.cancel()
        over.set()
        beating.join()
    assert len(lags) > 5
    assert max(lags) < 50  # the limit is a tenth of a second, and may be held to five times that


async def test_v07_the_process_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stand-in for Python writes down what it was given to know."""
    seen = tmp_path / "environment"
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("DISCORD_TOKEN", "canary-token")
    monkeypatch.setattr(reading_apart.sys, "executable", str(spy))
    await read_in_sandbox("bees.yaml", GOOD.encode())
    assert "PATH" in seen.read_text()
    assert "canary" not in seen.read_text()


def _too_much(name: str) -> Read:
    return Read(None, (f"{name}:1:1: takes too long or too much memory to read; split it into several packs",), 1)

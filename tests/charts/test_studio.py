"""The process that draws: begun when needed, never in the way of the program that began it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.charts.bars import bars
from bot.charts.picture import PictureError
from bot.charts.studio import Studio
from tests.budgets import PATIENCE
from tests.charts.pictures import size

ROWS = [("Yes", 4, 57), ("No", 3, 43)]


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    studio = Studio()
    yield studio
    await studio.close()


async def test_a_picture_comes_back_from_another_process(studio: Studio) -> None:
    picture = await studio.draw(bars, "社会 $x$?", ROWS, note="7 ballots")
    assert size(picture)[0] == 960
    assert "Yes: 4 votes (57 %)" in picture.alt
    assert await studio.draw(os.getpid) != os.getpid()
    assert "matplotlib" not in sys.modules or picture == bars("社会 $x$?", ROWS, note="7 ballots")


async def test_many_at_once_take_turns_in_one_process(studio: Studio) -> None:
    drawn = await asyncio.gather(*(studio.draw(os.getpid) for _ in range(20)))
    assert len(set(drawn)) == 1


async def test_what_fails_is_a_picture_error_and_the_next_one_is_drawn(studio: Studio) -> None:
    with pytest.raises(PictureError, match="ValueError"):
        await studio.draw(int, "not a number")
    assert await studio.draw(abs, -1) == 1


async def test_a_process_that_cannot_be_begun_is_a_picture_error(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio()
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(PictureError, match="FileNotFoundError"):
            await studio.draw(abs, -1)
    assert await studio.draw(abs, -1) == 1
    await studio.close()


async def test_a_process_that_dies_is_replaced(studio: Studio) -> None:
    first = await studio.draw(os.getpid)
    with pytest.raises(PictureError, match="ended"):
        await studio.draw(os._exit, 1)
    second = await studio.draw(os.getpid)
    assert second != first
    os.kill(second, signal.SIGKILL)
    assert studio._process
    await asyncio.to_thread(studio._process.wait)
    assert await studio.draw(abs, -1) == 1


async def test_what_takes_too_long_is_ended() -> None:
    studio = Studio(limit=0.2)
    with pytest.raises(PictureError, match=r"took over 0\.2 seconds"):
        await studio.draw(time.sleep, 60)
    await studio.close()


async def test_closing_gives_up_what_waits_and_what_is_drawn_and_may_be_followed_by_a_new_start(studio: Studio) -> None:
    pid = await studio.draw(os.getpid)
    waiting = [asyncio.create_task(studio.draw(time.sleep, 60)) for _ in range(3)]
    await asyncio.sleep(0.05)
    await studio.close()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [PictureError] * 3
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert await studio.draw(abs, -1) == 1


async def test_a_caller_who_left_is_not_drawn_for(studio: Studio, tmp_path: Path) -> None:
    await studio.draw(abs, -1)
    running = asyncio.create_task(studio.draw(time.sleep, 0.5))
    left = asyncio.create_task(studio.draw(os.mkdir, str(tmp_path / "drawn")))
    await asyncio.sleep(0)
    left.cancel()
    await running
    await studio.draw(abs, -1)
    assert not (tmp_path / "drawn").exists()


async def test_a_process_without_work_is_let_go() -> None:
    studio = Studio(rest=0.1)
    assert await asyncio.to_thread(gone, await studio.draw(os.getpid))
    assert await studio.draw(abs, -1) == 1
    await studio.close()


async def test_closing_while_the_process_is_begun_does_not_wait_for_a_picture() -> None:
    studio = Studio()
    drawing = asyncio.create_task(studio.draw(time.sleep, 60))
    await asyncio.sleep(0)
    await studio.close()
    with pytest.raises(PictureError):
        await drawing


async def test_closing_what_never_began_is_nothing() -> None:
    studio = Studio()
    await studio.close()
    assert studio._thread is None


def test_one_studio_serves_one_event_loop_after_the_other() -> None:
    studio = Studio()
    first, second = asyncio.run(studio.draw(os.getpid)), asyncio.run(studio.draw(os.getpid))
    assert first == second
    asyncio.run(studio.close())


def test_the_program_ends_without_closing_and_takes_the_process_along() -> None:
    code = (
        "import asyncio, os, time\nfrom bot.charts.studio import draw\n"
        "async def main():\n"
        "    print(await draw(os.getpid), flush=True)\n"
        "    asyncio.get_running_loop().create_task(draw(time.sleep, 15))\n"
        "    await asyncio.sleep(0.2)\n"
        "asyncio.run(main())\n"
    )
    said = run("-W", "error", "-c", code)
    assert said.returncode == 0
    assert said.stderr == ""
    assert gone(int(said.stdout))


def test_a_program_that_is_killed_takes_the_process_along() -> None:
    code = (
        "import asyncio, os, signal\nfrom bot.charts.studio import draw\n"
        "print(asyncio.run(draw(os.getpid)), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    said = run("-c", code)
    assert said.returncode == -signal.SIGKILL
    assert gone(int(said.stdout))


def test_the_process_learns_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    studio = Studio()
    assert asyncio.run(studio.draw(os.getenv, "DISCORD_TOKEN")) is None
    asyncio.run(studio.close())


def test_the_process_ends_without_a_word_when_nobody_waits_for_its_answer_any_more() -> None:
    reader, answers = os.pipe()
    os.close(reader)  # before it begins: it may be ready, and have said so, sooner than this process goes on
    pipe, worker = subprocess.PIPE, [sys.executable, "-m", "bot.charts.worker"]
    with subprocess.Popen(worker, stdin=pipe, stdout=answers, stderr=pipe) as process:
        os.close(answers)
        assert process.stderr
        assert process.stderr.read() == b""
    assert process.returncode == 0


def run(*args: str) -> subprocess.CompletedProcess[str]:
    # What draws gives way to all else that runs: a busy machine lets it wait for long.
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, timeout=3 * PATIENCE, check=False)


def gone(pid: int) -> bool:
    """Whether a process that is no child of ours ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False

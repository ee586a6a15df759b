"""The process is killed at every step of an upload: the old version is there whole, or the new one is."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

from bot.database import open_database
from bot.packs.holdings.rules import WAITING, File, Quota
from bot.packs.holdings.service import Holdings
from bot.packs.shelf.shelves import Shelves
from tests.budgets import budget
from tests.packs.sample import GOOD
from tests.packs.test_holdings import HERE, MIRA, START, Room
from tests.samples import ants
from tests.warm import WARM

SPARED = budget(3, 1)
"""Every third step is tried by default, every step with the full budget."""

UPLOAD = """
import asyncio, os, signal, sys
import aiosqlite
from bot.database import open_database, sqlite_lane
from tests.packs.test_holdings import Room

left = int(sys.argv[2])

def dying(method):
    async def step(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return await method(*arguments)
    return step

async def main():
    async with open_database(sys.argv[1]) as database:
        room = Room(database)
        await room.holdings.load()
        sqlite_lane.Statements.fetch = dying(sqlite_lane.Statements.fetch)
        sqlite_lane.Statements.many = dying(sqlite_lane.Statements.many)
        aiosqlite.Connection.commit = dying(aiosqlite.Connection.commit)
        await room.put("1.1.0")
        print(left)

asyncio.run(main())
"""


async def test_c06_killed_at_any_step_the_shelf_has_the_old_version_whole_or_the_new_one(tmp_path: Path) -> None:
    before = tmp_path / "before.db"
    async with open_database(f"sqlite:///{before}") as database:
        await Room(database).put("1.0.0")
    found: set[str] = set()
    step, survived = 1 - SPARED, False
    while not survived:
        step += SPARED
        path = tmp_path / f"{step}.db"
        shutil.copy(before, path)
        survived = await asyncio.to_thread(upload_and_die, path, step)
        found.add(await version_on_shelf(path))
    assert found == {"1.0.0", "1.1.0"}
    assert step > 10


def upload_and_die(path: Path, step: int) -> bool:
    """Put 1.1.0 on the shelf in a process that kills itself before that step; whether it survived."""
    command = [*WARM, "-c", UPLOAD, f"sqlite:///{path}", str(step)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, check=False, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    )
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode == 0


async def version_on_shelf(path: Path) -> str:
    """The version that members see after a restart; what was put there is whole, and what is left over is swept."""
    async with open_database(f"sqlite:///{path}") as database:
        shelves = Shelves([ants()])
        holdings = Holdings(database, shelves, Quota(), now=lambda: START + 2 * WAITING)
        await holdings.load()
        pack = shelves.of(HERE).packs["bees"]
        version, file = await holdings.records.file(HERE, "bees")
        assert file == File("bees.yaml", GOOD.replace("1.0.0", pack.version, 1).encode())
        assert version.version == pack.version
        room = Room(database)
        assert pack == (await room.holdings.offer(9, MIRA, file, await room.holdings.read(9, file))).pack
        events = [event.version for event in await holdings.records.events(HERE, "bees", 0, 9)]
        assert sorted(events) == sorted({"1.0.0", pack.version})
        await holdings.sweep()
        async with database.read() as tx:
            [kept] = await tx.fetch(
                "SELECT count(*) FROM pack_versions WHERE accepted_at IS NULL AND guild_id = ?1", HERE
            )
            [check] = await tx.fetch("PRAGMA integrity_check")
        assert (kept[0], check[0]) == (0, "ok")
        return pack.version

"""Copies of the database: when they are made, what they hold, how long they stay."""

import asyncio
import math
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.database import Database, open_database
from bot.database import backups as module
from bot.database.backups import Backups, made_at
from bot.operations.vitals import Vitals
from bot.outbox.recurring import repeat
from bot.outbox.worker import Worker
from tests.budgets import PATIENCE
from tests.engines import on_sqlite

pytestmark = [on_sqlite, pytest.mark.usefixtures("engine")]

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "data" / "study.db", tmp_path / "data" / "backups")


def digests(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return [row[0] for row in plain.execute("SELECT digest FROM synced_commands ORDER BY 1")]


async def add(db: Database, digest: str) -> None:
    async with db.transaction() as tx:
        await tx.fetch("INSERT INTO synced_commands VALUES (?1, ?2)", len(digest), digest)


async def test_a_backup_is_dated_its_owners_alone_and_holds_what_was_committed(db: Database, backups: Backups) -> None:
    await add(db, "one")
    made = await asyncio.to_thread(backups.make, NOW)
    await add(db, "later")
    assert made.name == "study-20261123T180000Z.db"
    assert digests(made) == ["one"]
    assert made.stat().st_mode & 0o777 == 0o600
    assert backups.folder.stat().st_mode & 0o777 == 0o700
    assert backups.copies() == [(NOW, made)]
    assert [file.name for file in backups.folder.iterdir()] == [made.name]


async def test_a_backup_is_due_a_day_after_the_latest_whatever_restarted_meanwhile(
    db: Database, backups: Backups
) -> None:
    assert backups.due(NOW)
    assert backups.age(NOW) == math.inf
    await asyncio.to_thread(backups.make, NOW)
    assert backups.age(NOW + DAY) == 86_400
    again = Backups(backups.database, backups.folder)
    assert not again.due(NOW + DAY - timedelta(seconds=1))
    assert again.due(NOW + DAY)


async def test_t03_a_backup_made_while_the_clock_was_wrong_keeps_none_from_being_made(
    db: Database, backups: Backups
) -> None:
    await asyncio.to_thread(backups.make, NOW + 30 * DAY)
    assert backups.due(NOW)


JUMP = 40 * DAY


def order_of(backups: Backups, made: list[Path]) -> list[int]:
    """Which copies are there, by their places among all that were ever made."""
    return [place for place, path in enumerate(made) if path.exists()]


def look(backups: Backups, kept: int, now: datetime, made: list[Path]) -> None:
    """What the running bot does at a look, and the copy that it made."""
    before = {path for _, path in backups.copies()}
    backups.tend(kept, now)
    made.extend(path for _, path in backups.copies()[-1:] if path not in before)


@pytest.mark.parametrize("jump", [JUMP, -JUMP, 5.1 * DAY, 400 * DAY])
@pytest.mark.parametrize("looks", [1, 3])
async def test_t06_while_the_clock_is_wrong_for_a_look_the_newest_copies_stay_by_the_order_they_were_made_in(
    db: Database, backups: Backups, jump: timedelta, looks: int
) -> None:
    def days() -> None:
        made: list[Path] = []
        for day in range(12):
            look(backups, 4, now := NOW + day * DAY, made)
            assert order_of(backups, made) == list(range(len(made)))[-4:]
            if day == 5:
                for place in range(looks):
                    look(backups, 4, now + jump + place * timedelta(minutes=10), made)
                    assert order_of(backups, made) == list(range(len(made)))[-4:]
        assert len(made) == 13

    await asyncio.to_thread(days)


async def test_t06_a_copy_dated_ahead_does_not_hide_how_old_the_latest_is(db: Database, backups: Backups) -> None:
    await asyncio.to_thread(backups.make, NOW)
    await asyncio.to_thread(backups.make, NOW + JUMP)
    assert backups.age(NOW + 3 * DAY) == 3 * 86_400
    assert backups.due(NOW + 3 * DAY)
    (await asyncio.to_thread(backups.make, NOW + 3 * DAY)).touch()
    assert [at for at, _ in backups.copies()] == [NOW, NOW + JUMP, NOW + 3 * DAY]
    await asyncio.to_thread(backups.forget, 1, NOW + 3 * DAY)
    assert [at for at, _ in backups.copies()] == [NOW + 3 * DAY]


async def test_t06_a_copy_that_was_dated_ahead_goes_with_those_of_its_time(db: Database, backups: Backups) -> None:
    for at in (NOW + JUMP, NOW, NOW + 13 * DAY):
        await asyncio.to_thread(backups.make, at)
    backups.forget(0, NOW + 14 * DAY)
    assert [at for at, _ in backups.copies()] == [NOW + 13 * DAY]


async def test_t06_copies_of_earlier_versions_are_known_by_the_time_in_their_names_and_were_made_before(
    db: Database, backups: Backups
) -> None:
    empty_copies(backups, 0, 1, 2, -30)
    assert ages(backups) == [2, 1, 0, -30]
    assert backups.age(NOW) == 0
    made = await asyncio.to_thread(backups.make, NOW + DAY)
    assert backups.copies()[-1] == (NOW + DAY, made)
    backups.forget(3, NOW + DAY)
    assert ages(backups) == [0, -30, -1]


async def test_t06_after_a_long_rest_copies_are_too_old_once_the_clock_has_gone_on_evenly(
    db: Database, backups: Backups
) -> None:
    await asyncio.to_thread(backups.make, NOW - 30 * DAY)
    await asyncio.to_thread(backups.make, NOW - 29 * DAY)
    await asyncio.to_thread(backups.tend, 14, NOW)
    await asyncio.to_thread(backups.tend, 14, NOW + timedelta(minutes=10))
    assert len(backups.copies()) == 3
    await asyncio.to_thread(backups.tend, 14, NOW + timedelta(hours=1), proven=True)
    assert [at for at, _ in backups.copies()] == [NOW]


def test_t06_a_clock_is_even_since_it_was_last_set() -> None:
    even = module.Even()
    minute = timedelta(minutes=1)
    assert even.lasts(NOW, 100) == 0
    assert even.lasts(NOW + 10 * minute, 700) == 600
    assert even.lasts(NOW + JUMP, 1_300) == 0
    assert even.lasts(NOW + JUMP + 10 * minute, 1_900) == 600
    assert even.lasts(NOW + 40 * minute, 2_500) == 0
    assert even.lasts(NOW + 50 * minute, 3_130) == 630


def empty_copies(backups: Backups, *ages: float) -> None:
    backups.folder.mkdir(parents=True)
    for age in ages:
        (backups.folder / f"study-{NOW - age * DAY:%Y%m%dT%H%M%SZ}.db").touch()


def ages(backups: Backups) -> list[float]:
    return [(NOW - at) / DAY for at, _ in backups.copies()]


def test_the_latest_copies_stay_and_older_ones_go(backups: Backups) -> None:
    empty_copies(backups, 0, 1, 2, 3, 4)
    (backups.folder / "mine.db").touch()
    (backups.folder / "other-20201123T180000Z.db").touch()
    assert len(backups.forget(3, NOW)) == 2
    assert ages(backups) == [2, 1, 0]
    assert (backups.folder / "mine.db").exists()
    assert (backups.folder / "other-20201123T180000Z.db").exists()


def test_v09_no_copy_is_older_than_two_weeks_but_the_only_one(backups: Backups) -> None:
    empty_copies(backups, 13.9, 14, 15, 20)
    backups.forget(14, NOW)
    assert ages(backups) == [13.9]
    backups.forget(14, NOW + 20 * DAY)
    assert ages(backups) == [13.9]


def test_v09_what_migrations_and_restores_left_goes_after_two_weeks_too(backups: Backups) -> None:
    data = backups.database.parent
    data.mkdir()
    backups.folder.mkdir()
    left = [data / name for name in ("study.before-0004.db", "study.replaced-20261101T000000Z.db-wal", "study.db")]
    unfinished = data / ".restore-x"
    unfinished.mkdir()
    (unfinished / "draft.db").touch()
    for path in (*left, unfinished):
        path.touch()
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert backups.forget(14, NOW + DAY / 2) == []
    assert unfinished.exists()
    assert backups.forget(14, NOW + DAY) == []
    assert not unfinished.exists()
    assert sorted(backups.forget(14, NOW + 14 * DAY)) == left[:2]
    assert left[2].exists()


async def test_without_daily_copies_old_ones_go_all_the_same_and_those_made_by_hand_stay_their_time(
    db: Database, backups: Backups
) -> None:
    empty_copies(backups, 0.5, 2, 15)
    await asyncio.to_thread(backups.tend, 0, NOW + DAY)
    assert ages(backups) == [2, 0.5]


@pytest.mark.parametrize("name", ["study.db", "study-20261323T180000Z.db", "study-20261123T180000Z.db.part", "-.db"])
def test_a_file_whose_name_tells_no_time_is_no_copy(name: str) -> None:
    assert made_at(Path(name)) is None


async def test_the_running_bot_makes_copies_by_itself_and_goes_on_when_one_fails(
    db: Database, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = NOW
    monkeypatch.setattr(clock, "now", lambda: now)
    worker = Worker(db)
    repeat(worker, "backups.copy", backups.keeper(2), timedelta(milliseconds=1))

    async def until(count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(backups.copies()) != count:  # noqa: ASYNC110 - a thread makes them
                await asyncio.sleep(0.005)

    keeping = asyncio.create_task(worker.keep_going(Vitals()))
    await until(1)
    backups.folder.rename(backups.folder.with_name("away"))
    backups.folder.touch()
    now += DAY
    await asyncio.sleep(0.05)
    backups.folder.unlink()
    backups.folder.with_name("away").rename(backups.folder)
    await until(2)
    now += DAY
    async with asyncio.timeout(PATIENCE):
        made = [(now, backups.folder / f"study-{now:%Y%m%dT%H%M%SZ}.db")]
        while backups.copies()[-1:] != made:  # noqa: ASYNC110 - a thread makes it
            await asyncio.sleep(0.005)
    await until(2)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_the_copy_of_a_database_that_nobody_has_open_is_whole(url: str, backups: Backups) -> None:
    async with open_database(url) as db:
        await add(db, "kept")
    assert digests(backups.make(NOW)) == ["kept"]

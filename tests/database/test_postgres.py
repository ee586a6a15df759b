"""What a server brings with it: several writers, connections that are lost, addresses that lead nowhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.database import ROW_BY_ROW, Database, open_database, postgres, vacuuming
from bot.database.engine import UnreachableError
from bot.errors import SettingError
from tests import engines
from tests.budgets import PATIENCE
from tests.engines import HANG_UP, on_postgresql, run

pytestmark = [on_postgresql, pytest.mark.usefixtures("engine")]

INSERT = "INSERT INTO synced_commands (application_id, digest) VALUES (?1, ?2)"


class Way:
    """A way to the server that can be shut, with everything that is on it."""

    def __init__(self, host: str, port: int) -> None:
        self.server = host, port
        self.own_port = 0
        self._lines: set[asyncio.StreamWriter] = set()
        self._gate: asyncio.Server | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self._gate = await asyncio.start_server(self._through, "127.0.0.1", self.own_port)
        self.own_port = self._gate.sockets[0].getsockname()[1]
        yield
        await self.shut()

    async def shut(self) -> None:
        if self._gate:
            self._gate.close()
        for line in self._lines:
            line.transport.abort()
        self._lines.clear()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self.server)
        self._lines |= {writer, back}
        await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer), return_exceptions=True)

    async def passes(self) -> None:
        """Wait until what came may go on."""

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self.passes()
            writer.write(data)
            await writer.drain()
        writer.close()


@pytest.fixture
async def other(db: Database, url: str) -> AsyncIterator[Database]:
    """The same database, as another process has it."""
    async with open_database(url) as database:
        yield database


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://", "expected an address such as postgresql://user:password@host:5432/name"),
        ("postgresql://study:hunter2@127.0.0.1", "expected an address such as"),
        ("postgresql://study:hunter2/1@127.0.0.1/study", "expected an address such as"),
        ("postgresql://study:hunter2@127.0.0.1:1/study", "study on 127.0.0.1:1 cannot be reached: "),
        ("postgresql://study:hunter2@nowhere.invalid/study", "study on nowhere.invalid:5432 cannot be reached: "),
        ("postgresql://study:hunter2@127.0.0.1/study?sslmode=perhaps", "expected an address such as"),
    ],
)
async def test_o03_an_address_that_leads_nowhere_is_told_in_one_line_without_the_password(url: str, said: str) -> None:
    with pytest.raises(SettingError) as refused:
        async with open_database(url):
            pass
    assert str(refused.value).startswith(f"DATABASE_URL: {said}")
    assert "\n" not in str(refused.value)
    assert "hunter" not in str(refused.value)


async def test_o03_what_the_server_refuses_is_told_in_its_words() -> None:
    with pytest.raises(SettingError, match=r'nothing-here on .*: database "nothing-here" does not exist'):
        async with open_database(engines.named("nothing-here")):
            pass


async def test_o03_a_database_that_cannot_hold_every_text_is_refused() -> None:
    async with engines.another("latin") as url:
        name = urlsplit(url).path.strip("/")
        await run(engines.server(), f"DROP DATABASE {name}")
        await run(engines.server(), f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        with pytest.raises(SettingError, match="keeps texts as LATIN1; make a database with the encoding UTF8"):
            async with open_database(url):
                pass


async def test_writers_of_one_server_follow_one_another_in_all_processes(db: Database, other: Database) -> None:
    async def add_one(database: Database, guild_id: int) -> None:
        async with database.transaction(guild_id) as tx:
            row = await tx.one("SELECT digest FROM synced_commands WHERE application_id = ?1", guild_id)
            count = int(row["digest"]) + 1 if row else 1
            put = f"{INSERT} ON CONFLICT (application_id) DO UPDATE SET digest = excluded.digest"
            await tx.fetch(put, guild_id, str(count))

    await asyncio.gather(*(add_one(database, guild) for database in (db, other) for guild in (1, 2) for _ in range(40)))
    async with db.read() as tx:
        rows = await tx.fetch("SELECT application_id, digest FROM synced_commands ORDER BY application_id")
    assert [tuple(row) for row in rows] == [(1, "80"), (2, "80")]


async def test_writers_of_different_servers_do_not_wait_for_each_other(db: Database, other: Database) -> None:
    async with asyncio.timeout(PATIENCE), db.transaction(1):
        await asyncio.create_task(_add(db, 2, guild_id=2))
        await asyncio.create_task(_add(other, 3, guild_id=3))


async def test_who_writes_for_all_servers_is_alone(db: Database, other: Database) -> None:
    async with db.transaction(1) as tx:
        alone = asyncio.create_task(_add(other, 2))
        await asyncio.sleep(0.05)
        assert not alone.done()
        await tx.fetch(INSERT, 1, "x")
    async with asyncio.timeout(PATIENCE):
        await alone
        async with db.transaction(ROW_BY_ROW):
            await asyncio.create_task(_add(other, 3, guild_id=5))


async def test_one_busy_server_leaves_connections_to_the_others(db: Database) -> None:
    async with asyncio.timeout(PATIENCE), db.transaction(1):
        waiting = [asyncio.create_task(_add(db, 10 + each, guild_id=1)) for each in range(20)]
        await asyncio.sleep(0.02)
        await asyncio.create_task(_add(db, 2, guild_id=2))
    await asyncio.gather(*waiting)


async def test_r04_an_error_that_was_passed_over_commits_nothing(db: Database) -> None:
    async def passes_over() -> None:
        async with db.transaction() as tx:
            await tx.fetch(INSERT, 1, "x")
            with pytest.raises(engines.CONFLICTS):
                await tx.fetch(INSERT, 1, "x")

    with pytest.raises(RuntimeError, match="nothing was committed"):
        await passes_over()
    async with db.read() as tx:
        assert await tx.fetch("SELECT * FROM synced_commands") == []


async def test_a_lost_connection_is_told_plainly_and_the_next_try_works(db: Database, url: str) -> None:
    async def cut_off() -> None:
        async with db.transaction() as tx:
            await tx.fetch(INSERT, 1, "x")
            await run(url, HANG_UP)
            await tx.fetch(INSERT, 2, "x")

    with pytest.raises(UnreachableError, match="try again in a minute"):
        await cut_off()
    await asyncio.sleep(0.05)
    await _add(db, 3)
    async with db.read() as tx:
        assert [row[0] for row in await tx.fetch("SELECT application_id FROM synced_commands")] == [3]


async def test_connections_that_were_lost_while_nobody_used_them_are_made_anew(db: Database, url: str) -> None:
    for number in range(3):
        await run(url, HANG_UP)
        await asyncio.sleep(0.05)
        await _add(db, number)


async def test_a_server_that_goes_and_comes_back_is_told_plainly_and_found_again(url: str) -> None:
    parts = urlsplit(url)
    way = Way(parts.hostname or "", parts.port or 5432)
    async with way.open():
        address = parts._replace(netloc=f"{parts.username}:{parts.password or ''}@127.0.0.1:{way.own_port}").geturl()
        async with open_database(address) as db:
            await _add(db, 1)
            await way.shut()
            for _ in range(3):
                with pytest.raises(UnreachableError, match="try again in a minute"):
                    await _add(db, 2)
            async with way.open():
                await _add(db, 3)
                async with db.read() as tx:
                    rows = await tx.fetch("SELECT application_id FROM synced_commands ORDER BY 1")
                assert [row[0] for row in rows] == [1, 3]


async def test_a_text_with_a_nul_is_kept_with_a_sign_in_its_place(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.fetch(INSERT, 1, "a\0b")
        await tx.many(INSERT, [(2, "\0")])
    async with db.read() as tx:
        rows = await tx.fetch("SELECT digest FROM synced_commands ORDER BY application_id")
    assert [row["digest"] for row in rows] == ["a\ufffdb", "\ufffd"]


async def test_c13_processes_that_start_together_bring_the_schema_up_to_date_once() -> None:
    async def start(url: str) -> None:
        async with open_database(url):
            pass

    async with engines.another("fresh") as fresh:
        await asyncio.gather(*(start(fresh) for _ in range(3)))
        versions = await run(fresh, "SELECT version FROM schema_version ORDER BY 1")
        assert [version for (version,) in versions] == list(range(1, len(versions) + 1))


async def test_c13_a_failing_file_takes_back_the_ones_before_it_too(tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE notes (id BIGINT);\n")
    (tmp_path / "0002_broken.sql").write_text("INSERT INTO notes VALUES (1);\nINSERT INTO nowhere VALUES (1);\n")
    async with engines.another("fresh") as fresh:
        with pytest.raises(Exception, match="nowhere"):
            async with postgres.open_postgres(fresh, tmp_path):
                pass
        assert await run(fresh, "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()") == []


async def _add(database: Database, number: int, guild_id: int | None = None) -> None:
    async with database.transaction(guild_id) as tx:
        await tx.fetch(INSERT, number, "x")


@asynccontextmanager
async def looking(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction elsewhere that may see what stands now, without having touched any table."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        await connection.fetchval("SELECT 1")
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def _unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No view shows who is at work, as while a connection is being made."""
    monkeypatch.setattr(vacuuming, "SEEING", "SELECT 0 WHERE $1::text IS NULL")


async def deleted(db: Database, key: str) -> None:
    """A key that was kept and is deleted."""
    async with db.transaction() as tx:
        await tx.fetch("DELETE FROM secret_keys WHERE key = ?1", key)


async def kept(db: Database, *keys: str) -> None:
    """Keys of anonymous polls, and no deleted row of the tests before."""
    await db.scrub()
    async with db.transaction() as tx:
        await tx.fetch(
            "INSERT INTO polls (id, guild_id, number, channel_id, creator_id, kind, question, not_sure, reason, "
            "confidence, secrecy, visibility, created_at, closes_at) "
            "SELECT n, 1, n, 1, 1, 'single', '?', 0, 'off', 0, 'anonymous', 'live', 1, 2 FROM generate_series(1, 9) n"
        )
        await tx.many("INSERT INTO secret_keys (poll_id, key) VALUES (?1, ?2)", list(enumerate(keys, 1)))


@pytest.mark.usefixtures("_unseen")
async def test_v05_what_a_transaction_elsewhere_holds_back_unseen_is_freed_once_it_ends(db: Database, url: str) -> None:
    await kept(db, "canary" * 9, "other" * 9)
    async with looking(url):
        await deleted(db, "canary" * 9)
        scrubbing = asyncio.create_task(db.scrub())
        await asyncio.sleep(0.3)
        assert not scrubbing.done()
        assert b"canary" in await engines.on_disk(url, "secret_keys")
    await scrubbing
    left = await engines.on_disk(url, "secret_keys")
    assert (b"canary" in left, b"other" in left) == (False, True)


@pytest.mark.usefixtures("_unseen")
async def test_v05_what_is_held_back_for_too_long_is_named_in_the_log_and_freed_by_the_next_scrub(
    db: Database, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vacuuming, "PATIENCE", 0.3)
    await kept(db, "canary" * 9)
    async with looking(url):
        await deleted(db, "canary" * 9)
        await db.scrub()
    assert "deleted rows of secret_keys (1) are still in the server's files" in caplog.text
    assert b"canary" in await engines.on_disk(url, "secret_keys")
    caplog.clear()
    await db.scrub()
    assert b"canary" not in await engines.on_disk(url, "secret_keys")
    assert caplog.text == ""


async def test_v05_a_server_that_tells_no_number_gets_a_second_pass(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    passes: list[str] = []

    async def untold(_connection: object, table: str) -> None:
        passes.append(table)

    monkeypatch.setattr(vacuuming, "_pass", untold)
    await db.scrub()
    assert passes == 2 * [*vacuuming.SCRUBBED]
    assert caplog.text == ""


async def test_a_scrub_with_nothing_deleted_is_one_pass(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.scrub()  # of what tests before have left
    passes: list[str] = []
    one = vacuuming._pass

    async def noted(connection: Any, table: str) -> int | None:
        passes.append(table)
        return await one(connection, table)

    monkeypatch.setattr(vacuuming, "_pass", noted)
    await db.scrub()
    assert passes == [*vacuuming.SCRUBBED]


async def test_scrubs_that_are_asked_for_together_are_done_one_after_the_other(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work: list[int] = []
    under_way = 0
    one = vacuuming._pass

    async def noted(connection: Any, table: str) -> int | None:
        nonlocal under_way
        under_way += 1
        at_work.append(under_way)
        await asyncio.sleep(0)
        try:
            return await one(connection, table)
        finally:
            under_way -= 1

    monkeypatch.setattr(vacuuming, "_pass", noted)
    await asyncio.gather(*(db.scrub() for _ in range(3)))
    assert len(at_work) >= 3 * len(vacuuming.SCRUBBED)
    assert set(at_work) == {1}

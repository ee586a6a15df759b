"""Who wrote a statement: kept under a key while it is collected, and afterwards nowhere."""

import hashlib
import hmac
import logging
from pathlib import Path

import pytest

from bot.database import copying, open_database
from bot.database.retention import export, tag
from bot.statements import personal_data
from bot.statements.exports import Format, exported
from bot.statements.retention import KEEPER
from bot.statements.rules import RESTORED, State
from tests import engines
from tests.engines import on_disk, on_sqlite
from tests.statements.room import FARID, GUILD, Clock, Room

MEMBERS = [801_000_000_000_000_000 + 7919 * each for each in range(20)]
CANARY = "A canary sings in round "
pytestmark = pytest.mark.usefixtures("_counted_here")


async def collecting(room: Room) -> tuple[int, bytes]:
    """A round in which everybody wrote; its id and its key."""
    round_ = await room.round()
    for number, member in enumerate(MEMBERS):
        await room.write(round_, member, f"{CANARY}{number}")
    [(key,)] = await room.fetch("SELECT key FROM secret_statement_keys")
    return round_.id, bytes.fromhex(key)


def traces(data: bytes, key: bytes) -> int:
    """How many members' tags an attacker who has the key finds."""
    tags = (hmac.new(key, member.to_bytes(8, "big"), hashlib.sha256).hexdigest().encode() for member in MEMBERS)
    return sum(each in data for each in tags)


async def files(url: str) -> bytes:
    """Everything that an attacker finds in the files of the database."""
    return await on_disk(url, "secret_statements", "secret_statement_keys")


@pytest.mark.parametrize("by_hand", [True, False])
async def test_after_collecting_nothing_leads_from_a_statement_to_its_author(
    room: Room, url: str, by_hand: bool
) -> None:
    round_id, key = await collecting(room)
    assert traces(await files(url), key) == len(MEMBERS)
    if by_hand:
        await room.statements.end_collecting(GUILD, round_id, FARID)
    else:
        room.clock.go(days=1, seconds=3)
    await room.worker.once()
    left = await files(url)
    assert traces(left, key) == 0
    assert key not in left
    assert key.hex().encode() not in left
    assert await room.rows("secret_statements") == await room.rows("secret_statement_keys") == 0
    async with room.db.read() as tx:
        for table in await engines.tables_of(tx):
            rows = [tuple(row) for row in await tx.fetch(f"SELECT * FROM {table}")]
            assert not [member for member in MEMBERS if str(member) in repr(rows)], table
        assert [await export(tx, KEEPER, member) for member in MEMBERS] == [{}] * len(MEMBERS)


async def test_the_order_of_the_statements_is_one_of_chance(room: Room) -> None:
    await collecting(room)
    room.clock.go(days=1, seconds=3)
    await room.worker.once()
    texts = [text for (text,) in await room.fetch("SELECT text FROM statements ORDER BY place")]
    assert sorted(texts) != texts
    assert texts != [f"{CANARY}{number}" for number in range(len(MEMBERS))]


@on_sqlite
async def test_backups_hold_neither_the_key_nor_what_stands_under_it(room: Room, path: Path) -> None:
    _, key = await collecting(room)
    for name in ("while collecting", "after"):
        copying.copy(path, copied := path.with_name(f"{name}.db"))
        data = copied.read_bytes()
        assert traces(data, key) == 0
        assert key.hex().encode() not in data
        if name == "while collecting":
            assert CANARY.encode() not in data
            room.clock.go(days=1, seconds=3)
            await room.worker.once()


@on_sqlite
async def test_a_round_in_a_restored_backup_ends_and_says_why(
    room: Room, path: Path, tmp_path: Path, clock: Clock
) -> None:
    round_id, _ = await collecting(room)
    copying.copy(path, tmp_path / "restored.db")
    async with open_database(f"sqlite:///{tmp_path / 'restored.db'}") as db:
        restored = Room(db, clock)
        await restored.worker.set_right()
        round_ = (await restored.statements.show(GUILD, round_id)).round
    assert (round_.state, round_.ended) == (State.CLOSED, RESTORED)


async def test_no_log_at_debug_holds_a_statement_or_who_wrote_it(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    round_id, _ = await collecting(room)
    room.clock.go(days=1, seconds=3)
    await room.worker.once()
    round_ = await room.statements.release(GUILD, round_id, FARID, sure=True)
    for member in MEMBERS:
        await room.vote(round_, member, 0)
    await room.statements.close(GUILD, round_id, FARID)
    await room.worker.once()
    assert CANARY not in caplog.text
    assert not [member for member in MEMBERS if str(member) in caplog.text]
    round_, result = await room.statements.result(GUILD, round_id)
    for form in Format:
        _, content = exported(round_, result, form)
        assert not [member for member in MEMBERS if str(member).encode() in content]


async def test_a_member_takes_home_and_deletes_what_is_known_to_be_theirs(room: Room) -> None:
    await collecting(room)
    mine, other = MEMBERS[:2]
    async with room.db.transaction() as tx:
        assert await export(tx, KEEPER, mine) == {"statements you wrote": [f"{CANARY}0"]}
        assert await personal_data.count_written(tx, mine) == 1
        await personal_data.delete(tx, mine)
        assert await export(tx, KEEPER, mine) == {}
        assert await personal_data.count_written(tx, other) == 1


async def test_a_deletion_takes_votes_out_of_open_rounds(room: Room) -> None:
    round_ = await room.released("One stands", "Two stand", "Three stand", by=FARID)
    for member in MEMBERS[:3]:
        await room.vote(round_, member, 0)
    async with room.db.transaction() as tx:
        told = await export(tx, KEEPER, MEMBERS[0])
        await personal_data.delete(tx, MEMBERS[0])
        await personal_data.delete(tx, FARID.id)
    assert [each["vote"] for each in told["votes on statements"]] == ["Agree"]
    round_ = await room.get(round_)
    assert (round_.taking_part, round_.creator_id) == (2, 0)


def test_tags_of_different_rounds_have_nothing_in_common() -> None:
    assert tag(b"1" * 32, 7) != tag(b"2" * 32, 7)

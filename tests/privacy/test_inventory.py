"""Nothing is kept that no room says it keeps."""

from collections import Counter
from pathlib import Path

from bot.app import KEEPERS, keepers
from bot.database import Database
from bot.database.retention import ACCOUNT, Keeper
from tests import engines

BOT = Path(__file__).parents[2] / "bot"


async def schema(db: Database) -> dict[str, set[str]]:
    """Every column of every table."""
    async with db.read() as tx:
        tables = await tx.fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        return {name: {column["name"] for column in await tx.fetch(f"PRAGMA table_info({name})")} for (name,) in tables}


@engines.on_sqlite
async def test_v09_every_column_of_the_database_is_in_the_inventory_once(db: Database) -> None:
    said: Counter[tuple[str, str]] = Counter()
    for keeper in keepers():
        for where in (*(kept.where for kept in keeper.kept), keeper.other):
            told = ((table, columns.replace(ACCOUNT, "")) for table, columns in where.items())
            said.update((table, column) for table, columns in told for column in columns.split())
    there = {(table, column) for table, columns in (await schema(db)).items() for column in columns}
    assert there - set(said) == set(), "kept, but in no inventory (retention.py of the room that keeps it)"
    assert set(said) - there == set(), "in an inventory, but not kept"
    assert [each for each, times in said.items() if times > 1] == []


def test_v09_every_room_that_keeps_something_is_asked() -> None:
    found = {".".join(path.parent.relative_to(BOT).parts) for path in BOT.rglob("retention.py")}
    assert found - {"database"} == set(KEEPERS)


def test_v09_what_holds_an_account_is_said_to_be_kept_and_why_how_long_and_who_sees_it_too() -> None:
    for keeper in keepers():
        for kept in keeper.kept:
            assert all((kept.what, kept.why, kept.how_long, kept.who)), kept
        held = {f"{table}.{column}" for table, columns in keeper.columns.items() for column in columns}
        looks_so = {
            column for column in held if column.endswith((".member_id", ".creator_id", "_by", "facilitator_id"))
        }
        if keeper.name != "Deletions":  # its rows say whose deletion is not finished, and go when it is
            assert looks_so <= set(keeper.accounts)


def test_v09_every_room_that_keeps_something_about_members_tells_it_and_deletes_it() -> None:
    for keeper in keepers():
        assert not keeper.about_members or Keeper.export is not keeper.export, keeper.name
        assert not keeper.about_members or Keeper.delete is not keeper.delete, keeper.name

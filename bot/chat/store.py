"""What the seam keeps: the digest of the commands that Discord was last sent, and their ids, by application id."""

from collections.abc import Iterable, Mapping

from bot.database import Tx


async def sent_digest(tx: Tx, application: int) -> str | None:
    """The digest of the commands last sent for this application."""
    rows = await tx.fetch("SELECT digest FROM synced_commands WHERE application_id = ?1", application)
    return rows[0]["digest"] if rows else None


async def keep_sent_digest(tx: Tx, application: int, digest: str) -> None:
    """Remember what was sent."""
    await tx.fetch(
        "INSERT INTO synced_commands (application_id, digest) VALUES (?1, ?2) "
        "ON CONFLICT (application_id) DO UPDATE SET digest = excluded.digest",
        application,
        digest,
    )


async def command_ids(tx: Tx, application: int) -> dict[str, int]:
    """The ids that Discord gave the commands, by name; empty where none are known."""
    rows = await tx.fetch("SELECT name, id FROM command_ids WHERE application_id = ?1", application)
    return {row["name"]: row["id"] for row in rows}


async def keep_command_ids(tx: Tx, application: int, ids: Mapping[str, int]) -> None:
    """Remember these in place of those of before."""
    await tx.fetch("DELETE FROM command_ids WHERE application_id = ?1", application)
    await tx.many(
        "INSERT INTO command_ids (application_id, name, id) VALUES (?1, ?2, ?3)",
        [(application, name, number) for name, number in ids.items()],
    )


async def any_rows(tx: Tx, tables: Iterable[str]) -> bool:
    """Whether one of these tables, whose names our own code says, holds anything."""
    for table in tables:
        if await tx.fetch(f"SELECT 1 FROM {table} LIMIT 1"):  # noqa: S608 - names of our own
            return True
    return False


async def prove_writable(tx: Tx, now: int) -> None:
    """Write a row that nobody reads: under application 0, which is no application of Discord's."""
    await keep_sent_digest(tx, 0, str(now))

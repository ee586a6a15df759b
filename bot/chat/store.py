"""What the seam keeps: the digest of the commands that Discord was last sent, by application id."""

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


async def prove_writable(tx: Tx, now: int) -> None:
    """Write a row that nobody reads: under application 0, which is no application of Discord's."""
    await keep_sent_digest(tx, 0, str(now))

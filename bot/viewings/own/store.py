"""The SQL of what a facilitator adds to a viewing."""

from bot.database import Tx
from bot.viewings.rules import Viewing


async def put_programme(tx: Tx, viewing: Viewing) -> None:
    """Keep film and guide with the prompts that were added."""
    await tx.fetch(
        "UPDATE viewings SET programme = ?3 WHERE guild_id = ?1 AND id = ?2",
        viewing.guild_id,
        viewing.id,
        viewing.programme.kept(),
    )

"""The SQL of what polls keep about a member, and of its deletion."""

from collections.abc import Iterable

from bot.database import Row, Tx
from bot.database.retention import NOBODY
from bot.polls import jobs
from bot.polls.rules import Poll

_BESIDES_VOTES = {
    "polls you made": "SELECT guild_id, number, question, created_at FROM polls WHERE creator_id = ?1 "
    "ORDER BY created_at, id",
    "polls you closed": "SELECT guild_id, number, question, closed_at FROM polls WHERE closed_by = ?1 "
    "ORDER BY closed_at, id",
    "drafts": "SELECT guild_id, body, created_at FROM poll_drafts WHERE member_id = ?1 ORDER BY created_at, id",
}


async def votes_of(tx: Tx, member_id: int) -> list[tuple[int, int]]:
    """(server, poll) of every ballot of a member, those of anonymous polls aside."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM ballots JOIN polls ON id = poll_id WHERE member_id = ?1 ORDER BY id", member_id
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def with_secrets(tx: Tx) -> list[tuple[int, int]]:
    """(server, poll) of every anonymous poll whose ballots are not destroyed yet, both of a pair."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM polls JOIN secret_keys ON poll_id = coalesce(before_id, id) ORDER BY id"
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def besides_votes(tx: Tx, member_id: int) -> dict[str, list[Row]]:
    """What a member made, closed by hand and is writing, by what it is called."""
    return {name: await tx.fetch(query, member_id) for name, query in _BESIDES_VOTES.items()}


async def draw_anew(tx: Tx, polls: Iterable[Poll]) -> None:
    """Have cards and results drawn again that showed a ballot which is gone: numbers of open polls, named voters."""
    listed = [poll for poll in polls if poll.changes_with_votes or poll.names_voters]
    await tx.many(
        "UPDATE polls SET version = version + 1 WHERE guild_id = ?1 AND id = ?2",
        [(poll.guild_id, poll.id) for poll in listed],
    )
    for poll in listed:
        if poll.names_voters and poll.closed_at:
            # Whether or not its result stands there yet: it may be on its way, with the name.
            await jobs.put(tx, poll, jobs.ANEW, poll.closed_at)


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete the ballots and drafts of a member, and who they are wherever it stands."""
    await tx.fetch("DELETE FROM ballots WHERE member_id = ?1", member_id)
    await tx.fetch("DELETE FROM poll_drafts WHERE member_id = ?1", member_id)
    await tx.fetch("UPDATE polls SET creator_id = ?2 WHERE creator_id = ?1", member_id, NOBODY)
    await tx.fetch("UPDATE polls SET closed_by = NULL WHERE closed_by = ?1", member_id)

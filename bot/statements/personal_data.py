"""A member's votes and statements: taken home, and deleted without changing what closed rounds came to."""

from typing import Any

from bot.database import Tx
from bot.database.retention import NOBODY, tag, told
from bot.statements import store
from bot.statements.phrases import vote_name


async def export(tx: Tx, member_id: int) -> dict[str, Any]:
    """Everything that rounds keep about a member; statements as long as it is known whose they are."""
    voted = [
        {"server": str(row["guild_id"]), "round": row["number"], "question": row["question"]}
        | {"statement": row["text"], "vote": vote_name(row["vote"])}
        for row in await store.voted_in(tx, member_id)
    ]
    written = [text for texts in (await _written(tx, member_id)).values() for text in texts]
    led = told(await store.led_by(tx, member_id))
    return {"votes on statements": voted, "statements you wrote": written, "rounds you started": led}


async def delete(tx: Tx, member_id: int) -> None:
    """Delete a member's votes and statements, and who started which round."""
    for round_id, its_key in (await store.keys(tx)).items():
        mine = tag(its_key, member_id)
        if await store.written_by(tx, round_id, mine):
            await store.put_written(tx, round_id, mine, ())
    await store.forget_member(tx, member_id, NOBODY)


async def count_written(tx: Tx, member_id: int) -> int:
    """How many statements are known to be a member's."""
    return sum(map(len, (await _written(tx, member_id)).values()))


async def _written(tx: Tx, member_id: int) -> dict[int, list[str]]:
    return {
        round_id: await store.written_by(tx, round_id, tag(its_key, member_id))
        for round_id, its_key in (await store.keys(tx)).items()
    }

"""The SQL of who takes part in groups, who of them stands in the thread, and who is to be pinged there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import ms
from bot.database import Tx, values
from bot.threads.joining.views import Membership
from bot.threads.rules import Group


@dataclass(frozen=True, slots=True)
class Members:
    """A feature's table of members: `member_id joined_at left_at added_to refused pinged`, by the id of their group."""

    table: str
    of: str
    """The column with the id of the group."""

    async def join(self, tx: Tx, group: Group, member_id: int, now: datetime) -> bool:
        """Have a member take part; False if they did already. `add_later` has them added to the thread."""
        rows = await tx.fetch(
            f"INSERT INTO {self.table} ({self.of}, member_id, joined_at) VALUES (?1, ?2, ?3) "  # noqa: S608 - names of a feature's tables
            f"ON CONFLICT ({self.of}, member_id) DO UPDATE SET left_at = NULL, added_to = NULL, refused = NULL "
            f"WHERE {self.table}.left_at IS NOT NULL RETURNING member_id",
            group.id,
            member_id,
            ms(now),
        )
        return bool(rows)

    async def join_all(self, tx: Tx, group: Group, member_ids: Sequence[int], now: datetime) -> set[int]:
        """Have members take part; those who did not before."""
        wanted, params = values([(group.id, member_id) for member_id in member_ids], "BIGINT", "BIGINT")
        rows = await tx.fetch(
            f"{wanted}SELECT DISTINCT member_id FROM k JOIN {self.table} "  # noqa: S608 - as above
            f"ON {self.of} = k.a AND member_id = k.b WHERE left_at IS NULL",
            *params,
        )
        new = [member_id for member_id in member_ids if member_id not in {row["member_id"] for row in rows}]
        return {member_id for member_id in new if await self.join(tx, group, member_id, now)}

    async def leave(self, tx: Tx, group: Group, member_id: int, now: datetime) -> bool:
        """Have a member take part no more, and be pinged no more; False if they did not."""
        rows = await tx.fetch(
            f"UPDATE {self.table} SET left_at = ?3, pinged = 0 WHERE {self.of} = ?1 AND member_id = ?2 "  # noqa: S608 - as above
            "AND left_at IS NULL RETURNING member_id",
            group.id,
            member_id,
            ms(now),
        )
        return bool(rows)

    async def takes_part(self, tx: Tx, group: Group, member_id: int) -> bool:
        """Whether a member takes part."""
        return await self.membership(tx, group, member_id) is not None

    async def waiting(self, tx: Tx, group: Group, limit: int) -> tuple[int, ...]:
        """Members who take part and are not yet in the thread, the first first."""
        rows = await tx.fetch(
            f"SELECT member_id FROM {self.table} WHERE {self.of} = ?1 AND left_at IS NULL "  # noqa: S608 - as above
            "AND (added_to IS NULL OR added_to <> ?2) ORDER BY joined_at, member_id LIMIT ?3",
            group.id,
            group.thread_id,
            limit,
        )
        return tuple(row["member_id"] for row in rows)

    async def note_added(self, tx: Tx, group: Group, thread_id: int, tried: Mapping[int, str | None]) -> None:
        """Note who is in a thread now, and why Discord refused the others."""
        await tx.many(
            f"UPDATE {self.table} SET added_to = ?3, refused = ?4 WHERE {self.of} = ?1 AND member_id = ?2",  # noqa: S608 - as above
            [(group.id, member_id, thread_id, why) for member_id, why in tried.items()],
        )

    async def add_anew(self, tx: Tx, group: Group, member_id: int | None = None) -> None:
        """Have somebody added once more who may have left the thread; without a member, everybody who was refused."""
        await tx.fetch(
            f"UPDATE {self.table} SET added_to = NULL, refused = NULL WHERE {self.of} = ?1 AND "  # noqa: S608 - as above
            "(member_id = ?2 OR (CAST(?2 AS BIGINT) IS NULL AND refused IS NOT NULL))",
            group.id,
            member_id,
        )

    async def membership(self, tx: Tx, group: Group, member_id: int) -> Membership | None:
        """How a member takes part; None where they do not."""
        row = await tx.one(
            f"SELECT added_to, refused, pinged FROM {self.table} "  # noqa: S608 - as above
            f"WHERE {self.of} = ?1 AND member_id = ?2 AND left_at IS NULL",
            group.id,
            member_id,
        )
        if row is None:
            return None
        tried = group.thread_id is not None and row["added_to"] == group.thread_id
        refused = row["refused"] if tried else None
        return Membership(added=tried and refused is None, pinged=bool(row["pinged"]), refused=refused)

    async def set_pinged(self, tx: Tx, group: Group, member_id: int, *, pinged: bool) -> None:
        """Note whether what is asked mentions a member."""
        await tx.fetch(
            f"UPDATE {self.table} SET pinged = ?3 WHERE {self.of} = ?1 AND member_id = ?2",  # noqa: S608 - as above
            group.id,
            member_id,
            int(pinged),
        )

    async def members_to_ping(self, tx: Tx, group: Group) -> tuple[int, ...]:
        """The members who asked to be mentioned when there is something to read, by id."""
        rows = await tx.fetch(
            f"SELECT member_id FROM {self.table} WHERE {self.of} = ?1 AND pinged = 1 AND left_at IS NULL "  # noqa: S608 - as above
            "ORDER BY member_id",
            group.id,
        )
        return tuple(row["member_id"] for row in rows)

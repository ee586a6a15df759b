"""What groups have the outbox do: messages to post in their threads.

All of a group stands in one line, so that its messages come in the order in which they were asked for: the opening,
the card, what its moves gave to read. What goes to a thread is held while there is none, or while it cannot be reached.
Messages that stand already are redrawn as cards are, by their rows, and hold up nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Generic

from bot.database import Tx
from bot.outbox import store as outbox
from bot.outbox.jobs import Job
from bot.threads.posting.store import G, Messages, W
from bot.threads.rules import Group


class Queue(Generic[G, W]):
    """The messages of a feature's groups that are to be posted; `name` is the feature's, `noun` that of a group.

    `others` are kinds of jobs that stand in the line of a group too, and wait with it for its thread.
    """

    def __init__(self, name: str, noun: str, messages: Messages[G, W], others: tuple[str, ...] = ()) -> None:
        self.noun = noun
        self.messages = messages
        self.kinds = {what: f"{name}.{what}" for what in messages.what}
        """Of the jobs that post them."""
        self._others = others
        self.point = f"{name}.point"
        """The kind of the job that leads from where a group was started to where it is."""

    def line_of(self, group_id: int) -> str:
        """The line of a group."""
        return f"{self.noun} {group_id}"

    def resolve(self, job: Job) -> tuple[int, tuple[W, int]]:
        """The group and the message that a job of the outbox means."""
        what, group_id, place = job.key.split(":")
        return int(group_id), (self.messages.what(what), int(place))

    async def post(self, tx: Tx, group: G, keys: Iterable[tuple[W, int]], now: datetime) -> list[Job]:
        """Have messages posted, in this order, each unless it stands already, waits, or was given up."""
        listed = list(keys)
        status = await self.messages.all(tx, group) if listed else {}
        return [
            await outbox.put_once(
                tx, self.kinds[key[0]], group.guild_id, _key(group, key), self._when(group, key, now),
                line=self.line_of(group.id),
            )
            for key in listed
            if key not in status
        ]  # fmt: skip

    async def post_anew(self, tx: Tx, group: G, keys: Iterable[tuple[W, int]], now: datetime) -> None:
        """Post messages once more that are gone."""
        listed = list(keys)
        await self.messages.forget(tx, group, listed)
        for key in listed:
            await self._put(tx, group, key, now)

    async def point_there(self, tx: Tx, group: G, now: datetime) -> None:
        """Have a line posted where a group was started that leads to where it is."""
        await outbox.put(tx, self.point, group.guild_id, str(group.id), now)

    async def hold(self, tx: Tx, group: G) -> None:
        """Keep everything until the thread is there again."""
        await outbox.hold(tx, group.guild_id, self.line_of(group.id), (*self._others, *self.kinds.values()))

    async def release(self, tx: Tx, group: G, now: datetime, *, anew: Iterable[tuple[W, int]] | None) -> None:
        """Post in the thread what was held for it; in another one than before first these `anew`, the card among them.

        None for the same thread.
        """
        line, opening = self.line_of(group.id), self.messages.opening
        await outbox.drop(tx, self.kinds[opening[0]], group.guild_id, _key(group, opening))
        if anew is None:
            await self.post(tx, group, [self.messages.card], now)
        else:
            first = list(anew)
            posts = self.kinds.values()
            others = [job for job in await outbox.jobs_of_line(tx, group.guild_id, line) if job.kind in posts]
            await self.post_anew(tx, group, first, now)
            for _, each in map(self.resolve, others):
                if each not in first:
                    await self._put(tx, group, each, now)
        await outbox.release(tx, group.guild_id, line, now)

    def given_up(self, parked: Mapping[tuple[str, str], str]) -> dict[tuple[W, int], str]:
        """Of the jobs of a group's line that were given up, by kind and key: the messages, and why."""
        posts = {kind: what for what, kind in self.kinds.items()}
        return {
            (posts[kind], int(key.split(":")[2])): why for (kind, key), why in sorted(parked.items()) if kind in posts
        }

    def has_place(self, group: G, key: tuple[W, int]) -> bool:
        """Whether a message can go where it belongs."""
        return key == self.messages.opening or group.thread_id is not None

    def _when(self, group: G, key: tuple[W, int], now: datetime) -> datetime | None:
        return now if self.has_place(group, key) and not group.orphaned else None

    async def _put(self, tx: Tx, group: G, key: tuple[W, int], now: datetime) -> None:
        await outbox.put(
            tx, self.kinds[key[0]], group.guild_id, _key(group, key), self._when(group, key, now),
            line=self.line_of(group.id),
        )  # fmt: skip


def _key(group: Group, key: tuple[str, int]) -> str:
    return f"{key[0]}:{group.id}:{key[1]}"

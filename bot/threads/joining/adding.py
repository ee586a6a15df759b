"""Who takes part is added to the thread, which lists it for them and counts what stands there as unread.

Who is still to be added stands in the rows of members; one job of a group adds them one after the other, in a line of
its own, so that two hundred who join at once hold up nothing that is posted. Adding somebody twice does nothing, so a
try whose answer was lost is simply made again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.chat.messenger import LaterError, LostError, Messenger
from bot.database import Tx
from bot.errors import Refusal
from bot.outbox import store as outbox
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.threads.joining.store import Members
from bot.threads.joining.views import Membership
from bot.threads.rules import Group

AT_ONCE = 10
"""Members added between two notes of who is in."""
TRIES = 10
"""Tries after which the rest is left; when somebody joins next, or presses `Join` again, all are tried anew."""
ADDING = 6.0
"""Seconds that being added to the thread may take before nothing more is told of it; it goes on all the same."""
MOST_PINGED = 40
"""Members that one message mentions: their mentions have room beside a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How members of a feature's groups come into their threads."""

    kind: str
    """Of the jobs that add them, such as `viewings.add`."""
    noun: str
    """What a group is called in the name of its line."""
    members: Members

    def line_of(self, group_id: int) -> str:
        """The line of those who are added to the thread of a group."""
        return f"{self.noun} {group_id} members"

    async def join(self, tx: Tx, group: Group, member_id: int, now: datetime) -> bool:
        """Have a member take part and be added to the thread; False if they did already."""
        joined = await self.members.join(tx, group, member_id, now)
        if joined:
            await self.add_later(tx, group, now)
        return joined

    async def add_later(self, tx: Tx, group: Group, now: datetime) -> None:
        """Have those added who are not in the thread yet; once there is one, where there is none."""
        if group.thread_id is not None and not group.orphaned:
            await outbox.put(tx, self.kind, group.guild_id, str(group.id), now, line=self.line_of(group.id))

    async def add_anew(self, tx: Tx, group: Group, member_id: int | None, now: datetime) -> None:
        """Have somebody added once more, or, without a member, everybody whom Discord refused."""
        await self.members.add_anew(tx, group, member_id)
        await self.add_later(tx, group, now)

    async def set_pinged(self, tx: Tx, group: Group, member_id: int, standing: Membership, *, pinged: bool) -> None:
        """Have what is asked mention a member, or not; there is room for so many and no more."""
        if pinged and not standing.pinged and len(await self.members.members_to_ping(tx, group)) >= MOST_PINGED:
            raise Refusal(
                f"{MOST_PINGED} members are pinged already, and one message has room for no more. In the menu "
                "of the thread, Discord can tell you of all its messages instead."
            )
        await self.members.set_pinged(tx, group, member_id, pinged=pinged)

    def handler(
        self,
        channels: Messenger,
        load: Callable[[Tx, int, int], Awaitable[Group]],
        lost: Callable[[Tx, int, int, LostError], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> Handler:
        """Who adds members, of the group that `load` gives; it is due at no time of day.

        `lost` is told, by server and group, that the thread cannot be reached.
        """

        async def begin(tx: Tx, job: Job, _now: datetime) -> Begun:
            group = await load(tx, job.guild_id, int(job.key))
            if group.thread_id is None or group.orphaned:
                return None
            members = await self.members.waiting(tx, group, AT_ONCE)
            if not members:
                return None
            return AddMembers(self, channels, now, lost, group, group.thread_id, members)

        return Handler(kind=self.kind, begin=begin, by_the_clock=False, posting_tries=TRIES)


@dataclass(frozen=True, slots=True)
class AddMembers(Errand):
    """Errand: have some members in the thread."""

    joining: Joining
    channels: Messenger
    now: Callable[[], datetime]
    when_lost: Callable[[Tx, int, int, LostError], Awaitable[None]]
    group: Group
    thread_id: int
    member_ids: tuple[int, ...]

    async def run(self, job: Job) -> dict[int, str | None]:
        """Add them; by member why Discord refused, None where it did not."""
        tried: dict[int, str | None] = {}
        for member_id in self.member_ids:
            try:
                tried[member_id] = await self.channels.add_to_thread(job.guild_id, self.thread_id, member_id)
            except (LaterError, TimeoutError):
                if not tried:
                    raise
                break  # what was done is noted first
        return tried

    async def conclude(self, tx: Tx, _job: Job, result: dict[int, str | None]) -> None:
        """Note who is in, and go on with the others."""
        await self.joining.members.note_added(tx, self.group, self.thread_id, result)
        if await self.joining.members.waiting(tx, self.group, 1):
            await self.joining.add_later(tx, self.group, self.now())

    async def note_lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """The thread cannot be reached; once it can, all are added who are not in it."""
        await self.when_lost(tx, job.guild_id, self.group.id, lost)

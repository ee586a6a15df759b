"""Reminders by direct message, for those who asked: at most one a day, none after two that brought nobody back.

A reminder is counted before it is sent, so that no crash sends two; what Discord cannot take just now is tried again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot import clock
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.database import Database, Tx
from bot.quizzes.review import store
from bot.quizzes.review.cards import reminder_card
from bot.quizzes.review.model import Member
from bot.quizzes.review.rules import A_DAY, SILENT_AFTER, next_reminder
from bot.quizzes.review.service import Review

AT_ONCE = 5
"""Members reminded before the job is taken in hand anew: it has less than a minute."""
AGAIN = timedelta(minutes=10)

log = structlog.get_logger(__name__)


class Reminders:
    """Who is to be reminded, and the messages."""

    def __init__(
        self, database: Database, review: Review, messenger: Messenger, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._database = database
        self._review = review
        self._messenger = messenger
        self._now = now

    async def next_time(self, tx: Tx, _now: datetime) -> datetime | None:
        """When there is somebody to remind next."""
        return await store.next_reminder(tx)

    async def send_due(self) -> None:
        """Remind some of those whose time has come; whoever is left is next at once."""
        async with self._database.read() as tx:
            members = await store.to_remind(tx, self._now(), AT_ONCE)
        for member_id in members:
            if due := await self._counted(member_id):
                await self._send(member_id, due)

    async def _counted(self, member_id: int) -> int:
        """Set a member's next reminder, and count this one; how many items it is about, 0 where none is to be sent."""
        async with self._database.transaction(member_id) as tx:
            member = await store.member(tx, member_id)
            if not member.reminds or member.remind_at is None or member.remind_at > self._now():
                return 0
            day, due, done = await self._review.due_now(tx, member_id, member)
            due = min(due, A_DAY - done)
            after = member._replace(remind_at=next_reminder(self._now(), day.zone))
            if due > 0:
                after = after._replace(unanswered=member.unanswered + 1)
            if after.unanswered >= SILENT_AFTER:
                after = after._replace(remind_at=None)
            await store.put_member(tx, member_id, after)
        return max(due, 0)

    async def _send(self, member_id: int, due: int) -> None:
        try:
            await self._messenger.direct(member_id, reminder_card(due), f"remind{member_id}")
        except (LostError, BlockedError) as refused:
            log.info("a reminder was not taken", reason=str(refused))
            await self._change(member_id, lambda member: member._replace(reminds=False, remind_at=None, refused=True))
        except (LaterError, TimeoutError):
            await self._change(member_id, self._put_off)

    def _put_off(self, member: Member) -> Member:
        return member._replace(remind_at=self._now() + AGAIN, unanswered=max(0, member.unanswered - 1))

    async def _change(self, member_id: int, change: Callable[[Member], Member]) -> None:
        async with self._database.transaction(member_id) as tx:
            member = await store.member(tx, member_id)
            if member.reminds:  # nobody who had their data deleted meanwhile is written down anew
                await store.put_member(tx, member_id, change(member))

"""What the bot does for polls by itself: closing, reminding, forgetting, and messages that come once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LostError, Messenger
from bot.chat.pictures import Picture, file_of
from bot.database import Database, Tx
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.outbox.posts import PostOnce
from bot.outbox.scrub import scrubbing
from bot.polls import jobs, store
from bot.polls.cards import poll_card, reminder_card, result_card
from bot.polls.ending import closing
from bot.polls.ending import store as endings
from bot.polls.pictures import picture_of
from bot.polls.posting import own_control
from bot.polls.rules import Poll
from bot.polls.service import view_of
from bot.polls.views import View

UNPOSTED = "The card of this poll was never posted."
LOOKED_FOR = timedelta(minutes=5)
"""How long a card may be on its way before its poll counts as one that was never posted."""
DRAFT_KEPT = timedelta(days=1)
MESSAGE_GONE = 10008
_NAMES = {jobs.RESULT: "result", jobs.ANEW: "result", jobs.REMINDER: "reminder", jobs.CARD: "card"}


async def recover(tx: Tx, now: datetime) -> None:
    """Set right at start what a crash or a restored backup left."""
    for _, poll in sorted((await store.load(tx, await endings.keyless(tx))).items()):
        await closing.close(tx, poll, now)
    for guild_id, poll_id in await endings.never_posted(tx, now - LOOKED_FOR):
        await store.orphan(tx, guild_id, poll_id, UNPOSTED)
    await store.delete_drafts_before(tx, now - DRAFT_KEPT)


class DueJobs:
    """Begins each job of a poll with the poll as it is then."""

    def __init__(self, database: Database, channels: Messenger, gallery: Gallery) -> None:
        self._database = database
        self._channels = channels
        self._gallery = gallery

    def handlers(self) -> tuple[Handler, ...]:
        """Who does which kind."""
        return (
            Handler(kind=jobs.CLOSE, begin=self._close),
            Handler(kind=jobs.REMIND, begin=self._remind),
            Handler(kind=jobs.FORGET, begin=self._forget),
            Handler(kind=jobs.REVEAL, begin=self._reveal),
            scrubbing(jobs.SCRUB, self._database),
            Handler(kind=jobs.RESULT, begin=self._result, by_the_clock=False),
            Handler(kind=jobs.REMINDER, begin=self._reminder, by_the_clock=False),
            Handler(kind=jobs.CARD, begin=self._card, by_the_clock=False, parked=_stays_unposted),
            Handler(kind=jobs.ANEW, begin=self._anew, by_the_clock=False),
        )

    async def _close(self, tx: Tx, job: Job, now: datetime) -> Begun:
        poll = await _poll_of(tx, job)
        due = await closing.close(tx, poll, now) or []
        return [await jobs.put(tx, poll, jobs.SCRUB, now), *due] if poll.anonymous else due

    async def _remind(self, tx: Tx, job: Job, now: datetime) -> Begun:
        poll = await _poll_of(tx, job)
        if poll.closed_at or poll.orphaned or now >= poll.closes_at:
            return None
        if await endings.post(tx, poll, jobs.REMINDER) or await jobs.waits(tx, poll, jobs.REMINDER):
            return None  # once, however often the closing time is moved
        return [await jobs.put(tx, poll, jobs.REMINDER, now)]

    async def _forget(self, tx: Tx, job: Job, now: datetime) -> Begun:
        poll = await _poll_of(tx, job)
        due = await closing.forget(tx, poll, now)
        return [await jobs.put(tx, poll, jobs.SCRUB, now), *due]

    async def _reveal(self, tx: Tx, job: Job, now: datetime) -> Begun:
        return await closing.reveal(tx, await _poll_of(tx, job), now)

    async def _result(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        view = await self._view(tx, job)
        if view is None or not view.poll.closed_at or view.poll.held:
            return None
        return self._post(jobs.RESULT, view, result_card(view), f"poll-show:{view.poll.id}")

    async def _reminder(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        view = await self._view(tx, job)
        if view is None or view.poll.closed_at:
            return None
        return self._post(jobs.REMINDER, view, reminder_card(view.poll), f"mine:{view.poll.id}:r")

    async def _card(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        view = await self._view(tx, job)
        if view is None or view.poll.message_id:
            return None
        return self._post(jobs.CARD, view, poll_card(view), own_control(view.poll))

    async def _anew(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        view = await self._view(tx, job)
        message_id = await endings.post(tx, view.poll, jobs.RESULT) if view else None
        return _ShowAnew(self, view, message_id) if view and message_id else None

    async def _view(self, tx: Tx, job: Job) -> View | None:
        """What its message may show; None where nothing is posted for it any more."""
        poll = await _poll_of(tx, job)
        return None if poll.orphaned else await view_of(tx, poll, copies=self._database.keeps_copies)

    def _post(self, kind: str, view: View, card: Card, mark: str) -> PostOnce:
        poll = view.poll

        async def noted(tx: Tx, _job: Job, message_id: int) -> None:
            if kind == jobs.CARD:
                await store.note_posted(tx, poll.guild_id, poll.id, poll.channel_id, message_id)
            else:
                await endings.note_post(tx, poll, kind, message_id)
            if kind == jobs.RESULT:
                self.attach_picture(view, message_id)

        return PostOnce(
            channels=self._channels,
            channel_id=poll.channel_id,
            card=card,
            nonce=jobs.nonce(poll.id, kind),
            mark=mark,
            noted=noted,
            when_lost=_orphan,
            when_blocked=lambda job, blocked: self.tell_creator(poll, job, blocked),
            but=poll.message_id,
        )

    def attach_picture(self, view: View, message_id: int) -> None:
        """Let the picture of a result follow it."""

        async def show_it(picture: Picture) -> None:
            await self.replace(view.poll, message_id, result_card(view, picture), picture)

        self._gallery.attach_picture(picture_of(view), show_it)

    async def replace(self, poll: Poll, message_id: int, card: Card, picture: Picture | None = None) -> None:
        """Show another card in place of a message beside the poll's, with this picture alone."""
        attached = [file_of(picture)] if picture else []
        await self._channels.change(poll.guild_id, poll.channel_id, message_id, card, attachments=attached)

    async def tell_creator(self, poll: Poll, job: Job, blocked: BlockedError) -> None:
        """Say that Discord will not have a message; a poll without its card can be reached by number alone."""
        if job.kind == jobs.CARD:
            async with self._database.transaction(poll.guild_id) as tx:
                await store.orphan(tx, poll.guild_id, poll.id, str(blocked))
        what = f"The {_NAMES[job.kind]} of poll #{poll.number} could not be posted: {blocked}"
        nonce = f"{jobs.nonce(poll.id, job.kind)}-x"
        await self._channels.send_dm(poll.creator_id, f"{what}\n`/poll show` shows it.", nonce)


@dataclass(frozen=True, slots=True)
class _ShowAnew(Errand):
    """Errand: show a result again without what is gone; its picture follows."""

    due: DueJobs
    view: View
    message_id: int

    async def run(self, _job: Job) -> None:
        try:
            await self.due.replace(self.view.poll, self.message_id, result_card(self.view))
        except LostError as lost:
            if lost.code != MESSAGE_GONE:
                raise

    async def conclude(self, _tx: Tx, _job: Job, _result: None) -> None:
        self.due.attach_picture(self.view, self.message_id)

    async def note_lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        await _orphan(tx, job, lost)

    async def tell_blocked(self, job: Job, blocked: BlockedError) -> None:
        await self.due.tell_creator(self.view.poll, job, blocked)


async def _poll_of(tx: Tx, job: Job) -> Poll:
    return await store.known(tx, job.guild_id, int(job.key))


async def _orphan(tx: Tx, job: Job, lost: LostError) -> None:
    await store.orphan(tx, job.guild_id, int(job.key), str(lost))


async def _stays_unposted(tx: Tx, job: Job, _why: str) -> None:
    await store.orphan(tx, job.guild_id, int(job.key), UNPOSTED)

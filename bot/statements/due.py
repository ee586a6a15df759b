"""What the bot does for rounds by itself: ending, reminding, destroying, counting, and messages that come once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from bot.charts import studio
from bot.charts.gallery import Gallery
from bot.charts.picture import PictureError
from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LostError, Messenger
from bot.chat.pictures import Picture, file_of
from bot.database import Database, Tx
from bot.guilds import store as guilds
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.outbox.posts import PostOnce
from bot.outbox.scrub import scrubbing
from bot.statements import cards, course, jobs, store
from bot.statements.leanings import Votes
from bot.statements.phrases import counted_text, waiting_text
from bot.statements.pictures import picture_of
from bot.statements.results import Result, counted, written
from bot.statements.rules import Round
from bot.statements.service import view_of
from bot.statements.views import View

_NAMES = {
    jobs.CARD: "card", jobs.LOOK: "notice", jobs.REMINDER: "reminder", jobs.VOTE: "vote", jobs.RESULT: "result"
}  # fmt: skip

_Of = Callable[[Tx, Round, datetime], Awaitable[Begun]]
"""How a job is begun with its round."""

log = structlog.get_logger(__name__)


class DueJobs:
    """Begins each job of a round with the round as it is then."""

    def __init__(self, database: Database, channels: Messenger, gallery: Gallery) -> None:
        self._database = database
        self._channels = channels
        self._gallery = gallery

    def handlers(self) -> tuple[Handler, ...]:
        """Who does which kind."""
        moves: dict[str, _Of] = {
            jobs.COLLECTED: course.end_collecting,
            jobs.DESTROY: course.destroy,
            jobs.CLOSE: course.close,
            jobs.FORGET: _forget,
            jobs.REMIND: _remind,
        }
        posts: dict[str, _Of] = {
            jobs.CARD: self._card,
            jobs.LOOK: partial(self._waiting, jobs.LOOK, cards.look_card),
            jobs.REMINDER: partial(self._waiting, jobs.REMINDER, cards.reminder_card),
            jobs.MODERATORS: self._moderators,
            jobs.VOTE: self._vote,
            jobs.RESULT: self._result,
        }
        return (
            *(Handler(kind=kind, begin=partial(_begin, of)) for kind, of in moves.items()),
            Handler(kind=jobs.COUNT, begin=partial(_begin, _count), by_the_clock=False),
            scrubbing(jobs.SCRUB, self._database),
            *(Handler(kind=kind, begin=partial(_begin, of), by_the_clock=False) for kind, of in posts.items()),
        )

    async def _card(self, tx: Tx, round_: Round, _now: datetime) -> Begun:
        if round_.message_id or round_.orphaned:
            return None
        view = await view_of(tx, round_)
        return self._post(round_, jobs.CARD, cards.round_card(view, copies=self._database.keeps_copies))

    async def _moderators(self, tx: Tx, round_: Round, _now: datetime) -> Begun:
        """In the channel that moderators chose; where there is none the reminder in the round's channel must do."""
        channel_id = (await guilds.settings(tx, round_.guild_id)).moderators_channel
        if not round_.is_looked_through or channel_id in (None, round_.channel_id):
            return None
        return self._post(round_, jobs.MODERATORS, cards.reminder_card(round_), channel_id=channel_id)

    async def _vote(self, tx: Tx, round_: Round, _now: datetime) -> Begun:
        if round_.closed_at or round_.orphaned:
            return None
        return self._post(round_, jobs.VOTE, cards.vote_card(await view_of(tx, round_)))

    async def _result(self, tx: Tx, round_: Round, _now: datetime) -> Begun:
        view = await view_of(tx, round_)
        if view.result is None:
            return None
        if round_.orphaned:
            return _Tell(self._channels, round_, jobs.RESULT, counted_text(round_))
        return self._post(round_, jobs.RESULT, cards.result_card(view), view=view)

    async def _waiting(self, kind: str, card: Callable[[Round], Card], _tx: Tx, round_: Round, _now: datetime) -> Begun:
        if not round_.is_looked_through:
            return None
        if round_.orphaned:
            return _Tell(self._channels, round_, kind, waiting_text(round_))
        return self._post(round_, kind, card(round_), pings=tuple(filter(None, (round_.creator_id,))))

    def _post(
        self,
        round_: Round,
        kind: str,
        card: Card,
        *,
        view: View | None = None,
        channel_id: int | None = None,
        pings: tuple[int, ...] = (),
    ) -> PostOnce:
        async def noted(tx: Tx, _job: Job, message_id: int) -> None:
            if kind == jobs.CARD:
                await store.note_posted(tx, round_.id, message_id)
            else:
                await store.note_post(tx, round_.id, kind, message_id)
            if view:
                self._attach_picture(view, message_id)

        async def when_lost(tx: Tx, job: Job, lost: LostError) -> None:
            if kind != jobs.MODERATORS:
                await store.orphan(tx, round_.id, str(lost))
            if kind in (jobs.LOOK, jobs.REMINDER, jobs.RESULT) and job.begun_at:  # now in a direct message
                await jobs.put(tx, round_, kind, job.begun_at)

        return PostOnce(
            channels=self._channels,
            channel_id=channel_id or round_.channel_id,
            card=card,
            nonce=jobs.nonce(round_.id, kind),
            mark=_MARKS[kind](round_.id),
            noted=noted,
            when_lost=when_lost,
            when_blocked=lambda _job, blocked: self._tell_leader(round_, kind, blocked),
            but=round_.message_id,
            pings=pings,
        )

    def _attach_picture(self, view: View, message_id: int) -> None:
        """Let the picture of a result follow it."""

        async def show_it(picture: Picture) -> None:
            card = cards.result_card(view, picture)
            where = view.round.guild_id, view.round.channel_id, message_id
            await self._channels.change(*where, card, attachments=[file_of(picture)])

        assert view.result
        self._gallery.attach_picture(picture_of(view.round, view.result), show_it)

    async def _tell_leader(self, round_: Round, kind: str, blocked: BlockedError) -> None:
        """Say that Discord will not have a message; a round without its card can be reached by its number."""
        told = f"The {_NAMES.get(kind, 'message')} of round #{round_.number} could not be posted: {blocked}"
        nonce = f"{jobs.nonce(round_.id, kind)}-x"
        await self._channels.send_dm(round_.creator_id, f"{told}\n`/statements show` shows it.", nonce)


_MARKS: dict[str, Callable[[int], str]] = {
    jobs.CARD: lambda round_id: f"statements-write:{round_id}",
    **dict.fromkeys((jobs.LOOK, jobs.REMINDER, jobs.MODERATORS), lambda round_id: f"statements-sift:{round_id}:0"),
    jobs.VOTE: lambda round_id: f"statements-open:{round_id}",
    jobs.RESULT: lambda round_id: f"statements-file:{round_id}:csv",
}
"""The control by which the bot finds a message of its own again."""


@dataclass(frozen=True, slots=True)
class _Tell(Errand):
    """Errand: tell who leads a round whose channel is lost, in a direct message, what they are to know."""

    channels: Messenger
    round: Round
    kind: str
    text: str

    async def run(self, _job: Job) -> None:
        """A second try is one message, as its nonce is the same; who takes no messages is not told."""
        nonce = f"{jobs.nonce(self.round.id, self.kind)}-d"
        await self.channels.send_dm(self.round.creator_id, self.text, nonce)


@dataclass(frozen=True, slots=True)
class _Count(Errand):
    """Errand: count the votes where it holds nobody up, and have the result posted."""

    round: Round
    statements: tuple[str, ...]
    votes: Votes

    async def run(self, _job: Job) -> Result:
        """In the process that draws, which has numpy; in a thread where that cannot be begun."""
        try:
            result = await studio.draw(counted, self.votes, len(self.statements), self.round.number)
        except PictureError as trouble:
            log.warning("a round is counted in this process", round=self.round.id, reason=str(trouble))
            result = await asyncio.to_thread(counted, self.votes, len(self.statements), self.round.number)
        return replace(result, statements=self.statements)

    async def conclude(self, tx: Tx, _job: Job, result: Result) -> None:
        """Keep the result, and post it."""
        await store.put_result(tx, self.round.id, written(result))
        if self.round.closed_at:
            await jobs.put(tx, self.round, jobs.RESULT, self.round.closed_at)


async def _begin(of: _Of, tx: Tx, job: Job, now: datetime) -> Begun:
    """With the round as it is then; nothing is done for one that is gone."""
    round_ = await store.get(tx, job.guild_id, int(job.key))
    return await of(tx, round_, now) if round_ else None


async def _forget(tx: Tx, round_: Round, now: datetime) -> Begun:
    await store.forget_votes(tx, round_.id)
    return [await jobs.put(tx, round_, jobs.SCRUB, now)]


async def _remind(tx: Tx, round_: Round, now: datetime) -> Begun:
    if not round_.is_looked_through:
        return None
    return [await jobs.put(tx, round_, kind, now) for kind in (jobs.REMINDER, jobs.MODERATORS)]


async def _count(tx: Tx, round_: Round, _now: datetime) -> Begun:
    if await store.result(tx, round_.id):
        return None
    kept = (await store.sifting(tx, round_)).kept
    cast = await store.all_votes(tx, round_.id)
    rows = [[cast[member].get(each.place) for each in kept] for member in sorted(cast)]
    votes = [row for row in rows if any(vote is not None for vote in row)]
    return _Count(round_, tuple(each.text for each in kept), votes)

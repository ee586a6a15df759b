"""What the bot does for polls by itself, on Discord's side: results and reminders posted once, cards drawn."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

import structlog

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.channels import NONCE_LASTS
from bot.chat.pictures import Picture
from bot.database import NotSavedError
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.polls.cards import poll_card, reminder_card, result_card
from bot.polls.channels import AwayError, BlockedError, Channels, LaterError, LostError
from bot.polls.ending.store import Message, Purpose
from bot.polls.ending.upkeep import UNPOSTED, Upkeep
from bot.polls.pictures import picture_of
from bot.polls.posting import own_control
from bot.polls.redraw import Redraws
from bot.polls.rules import Poll
from bot.polls.service import Polls, View

AWAY_FOR = 10.0
"""Seconds after which it is looked again whether a server is back; no try is used up meanwhile."""
FIRST_DELAY, LONGEST_DELAY = 60.0, 6 * 3600.0
"""Seconds after which a message that could not be posted is tried again; each time twice as long."""

MESSAGE_GONE = 10008

log = structlog.get_logger(__name__)


class Rounds:
    """One round does everything that is due; nothing in it is lost when the bot stops at any point."""

    def __init__(self, polls: Polls, upkeep: Upkeep, channels: Channels, redraws: Redraws, gallery: Gallery) -> None:
        self._polls = polls
        self._upkeep = upkeep
        self._channels = channels
        self._redraws = redraws
        self._gallery = gallery
        self._turn = asyncio.Lock()
        self._soon: set[asyncio.Task[bool]] = set()

    async def keep_going(self, vitals: Vitals) -> None:
        """A round every second, for as long as the bot runs."""
        more = recovered = False
        while True:
            vitals.tick("polls")
            try:
                if not recovered:
                    await self._upkeep.recover()
                    recovered = True
                more = await self.once()
            except NotSavedError:
                more = False  # the database tells the log; what is due stays due
            except Exception:
                log.exception("a round of polls failed")
                more = False
            await asyncio.sleep(0.05 if more else 1.0)

    def soon(self) -> None:
        """A round now, without waiting for it."""
        task = asyncio.create_task(self.once())
        self._soon.add(task)
        task.add_done_callback(self._finished)

    async def stop(self) -> None:
        """Let rounds that were asked for end."""
        await asyncio.gather(*self._soon, return_exceptions=True)

    async def once(self) -> bool:
        """Close, remind, forget and post what is due; True if there may be more of it."""
        async with self._turn:
            due = await self._upkeep.work()
            messages = await self._upkeep.messages()
            await asyncio.gather(*(self._in_order(each) for each in _by_server(messages)))
            for card in await self._upkeep.behind():
                self._redraws.behind(card)
            return bool(due or messages)

    def _finished(self, task: asyncio.Task[bool]) -> None:
        self._soon.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, NotSavedError):
            log.error("a round of polls failed", exc_info=error)

    async def _in_order(self, messages: Iterable[Message]) -> None:
        for message in messages:
            try:
                await self._deliver(message)
            except NotSavedError as trouble:  # it is handed out again
                log.info("a message of a poll waits", poll=message.poll_id, reason=str(trouble))
            except Refusal:
                log.info("a message of a poll that is gone was dropped", poll=message.poll_id)
            except AwayError as away:
                await self._upkeep.wait(message, AWAY_FOR, tried=away.asked)
            except (LaterError, TimeoutError) as problem:
                await self._put_off(message, str(problem) or "no answer")
            except Exception as error:
                log.exception("a message of a poll failed", poll=message.poll_id)
                await self._put_off(message, type(error).__name__)

    async def _deliver(self, message: Message) -> None:
        view = await self._polls.show(message.guild_id, message.poll_id)
        poll = view.poll
        if poll.orphaned:
            await self._polls.orphan(poll.guild_id, poll.id, poll.orphaned)
            return
        try:
            sent = (
                await self._show_anew(view, message.message_id)
                if message.message_id
                else await self._found(poll, message) or await self._send(view, message)
            )
        except LostError as lost:
            await self._polls.orphan(poll.guild_id, poll.id, str(lost))
        except BlockedError as blocked:
            await self._give_up(message, str(blocked))
            what = f"The {message.purpose} of poll #{poll.number} could not be posted: {blocked}"
            await self._channels.whisper(poll.creator_id, f"{what}\n`/poll show` shows it.", f"{message.nonce}-x")
        else:
            if message.purpose is Purpose.CARD:
                await self._polls.posted(poll.guild_id, poll.id, poll.channel_id, sent)
            await self._upkeep.sent(message, sent)
            if message.purpose is Purpose.RESULT:
                self._hang_picture(view, sent)

    def _hang_picture(self, view: View, message_id: int) -> None:
        async def show_it(picture: Picture) -> None:
            await self._channels.hang(view.poll, message_id, result_card(view, picture), picture)

        self._gallery.hang(picture_of(view), show_it)

    async def _show_anew(self, view: View, message_id: int) -> int:
        """Show a result again without what is gone; its picture follows."""
        try:
            await self._channels.redo(view.poll, message_id, result_card(view))
        except LostError as lost:
            if lost.code != MESSAGE_GONE:
                raise
        return message_id

    async def _found(self, poll: Poll, message: Message) -> int | None:
        """The message, where an earlier try may have left it in the channel and its nonce is too old to tell."""
        since = message.first_tried_at
        if since is None or clock.now() - since < NONCE_LASTS:
            return None
        return await self._channels.find(poll, _mark(poll, message), since - timedelta(minutes=1))

    async def _send(self, view: View, message: Message) -> int:
        card = {Purpose.REMINDER: reminder_card(view.poll), Purpose.CARD: poll_card(view)}.get(message.purpose)
        return await self._channels.send(view.poll, card or result_card(view), message.nonce)

    async def _put_off(self, message: Message, problem: str) -> None:
        age = (clock.now() - message.first_tried_at).total_seconds() if message.first_tried_at else 0.0
        if await self._upkeep.put_off(message, min(max(FIRST_DELAY, age), LONGEST_DELAY), problem):
            log.error("a message of a poll was given up", poll=message.poll_id, problem=problem)
            await self._give_up(message, UNPOSTED)

    async def _give_up(self, message: Message, why: str) -> None:
        """Post it never; a poll without its card can be reached by number alone, and says so."""
        await self._upkeep.give_up(message, why)
        if message.purpose is Purpose.CARD:
            await self._polls.orphan(message.guild_id, message.poll_id, why)


def _mark(poll: Poll, message: Message) -> str:
    """The control that tells the bot's message for this purpose from its others."""
    marks = {Purpose.RESULT: f"poll-show:{poll.id}", Purpose.REMINDER: f"mine:{poll.id}:r"}
    return marks.get(message.purpose) or own_control(poll)


def _by_server(messages: Iterable[Message]) -> list[list[Message]]:
    """In the order given, server by server, so that one that waits holds up no other."""
    servers: dict[int, list[Message]] = {}
    for message in messages:
        servers.setdefault(message.guild_id, []).append(message)
    return list(servers.values())

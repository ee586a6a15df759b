"""The messages of viewings: what each tells, read once, and the card made of it; and what else is sent for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.messenger import Messenger
from bot.chat.pictures import Picture, file_of
from bot.chat.text import plain
from bot.database import Database, Tx
from bot.errors import or_refuse
from bot.outbox.jobs import Begun, Handler, Job
from bot.packs.shelf.shelves import Shelf
from bot.threads.joining.views import Answered
from bot.threads.opening import Beginning
from bot.threads.posting import delivery
from bot.threads.posting.errands import SendLink
from bot.threads.posting.store import NO_PLACE
from bot.viewings import cards, phrases
from bot.viewings import store as viewings
from bot.viewings.alone.cards import prompt_card
from bot.viewings.answering.cards import answers_card
from bot.viewings.answering.service import load_revealed
from bot.viewings.answering.views import Revealed
from bot.viewings.joining.queue import JOINING
from bot.viewings.lines import Line
from bot.viewings.loading import load, load_status
from bot.viewings.posting import queue
from bot.viewings.posting.errands import SendDirect
from bot.viewings.posting.posts import Key, What, look, mark_of
from bot.viewings.posting.pushing import push
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.store import MESSAGES
from bot.viewings.records.cards import summary_card
from bot.viewings.records.offers import Offer, offers_of
from bot.viewings.records.pictures import picture_of
from bot.viewings.records.service import summary_of
from bot.viewings.records.summary import Summary
from bot.viewings.rules import Phase, Viewing
from bot.viewings.scheduling import store as schedules
from bot.viewings.scheduling.rules import address, lateness
from bot.viewings.service import settle
from bot.viewings.status import ViewingStatus


@dataclass(frozen=True, slots=True)
class Opening:
    """Of the card in the channel."""

    taking_part: int
    summary_id: int | None
    stands: tuple[int | None, bool, int | None]
    """The thread, whether it has ended, and who leads."""


@dataclass(frozen=True, slots=True)
class Prompted:
    """Of a prompt."""

    answered: Answered
    mentioned: tuple[int, ...]
    look: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Lined:
    """Of a line."""

    line: Line
    ready: Answered
    mentioned: tuple[int, ...]
    leader: int | None


Facts = Opening | ViewingStatus | Prompted | Lined | Revealed | Summary
"""What a message tells beside the viewing itself; of the head card, answers and the summary all that they show."""


class Delivery(delivery.Delivery[Viewing, What, Facts]):
    """Registers with the outbox."""

    queue = QUEUE
    resume = "`/watch resume`"

    def __init__(
        self,
        database: Database,
        shelf_of: Callable[[int], Shelf],
        channels: Messenger,
        pictures: Gallery,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        super().__init__(database, channels, now)
        self._shelf_of = shelf_of
        self._pictures = pictures

    def handlers(self) -> list[Handler]:
        """Who asks timed prompts, and posts what there is to post; none of it is due at a time of day."""
        return [
            Handler(kind=queue.PUSH, begin=push, by_the_clock=False),
            *super().handlers(),
            Handler(kind=queue.LINK, begin=self._link, by_the_clock=False),
        ]

    async def post(self, tx: Tx, job: Job, now: datetime) -> Begun:
        """In a thread; of who watches alone a prompt as a direct message."""
        viewing_id, key = QUEUE.resolve(job)
        viewing = await load(tx, job.guild_id, viewing_id)
        if not viewing.solo:
            return await super().post(tx, job, now)
        stands, again = await MESSAGES.get(tx, viewing, key)
        if stands is not None or viewing.facilitator_id is None:
            return None
        card = prompt_card(await load_status(tx, viewing, now), key[1], now)
        nonce = delivery.nonce_of(viewing.id, key, again)
        return SendDirect(self._channels, viewing.facilitator_id, card, nonce)

    async def load(self, tx: Tx, guild_id: int, group_id: int) -> Viewing:
        """The viewing."""
        return await load(tx, guild_id, group_id)

    async def read(self, tx: Tx, group: Viewing, key: Key, now: datetime) -> Facts:
        """All that a message tells beside the viewing itself."""
        what, place = key
        match what:
            case What.OPENING:
                summary_id, _ = await MESSAGES.get(tx, group, (What.SUMMARY, NO_PLACE))
                people = (await viewings.counts(tx, group)).taking_part
                return Opening(people, summary_id, (group.thread_id, group.closed, group.facilitator_id))
            case What.CARD:
                return await load_status(tx, group, now)
            case What.PROMPT:
                answered = (await viewings.counts(tx, group, place)).of_prompt(place)
                return Prompted(answered, await JOINING.members.members_to_ping(tx, group), look(group, place))
            case What.LINE:
                line = or_refuse(await viewings.line(tx, group, place), "There is no such line.")
                people = (await viewings.counts(tx, group)).taking_part
                ready = Answered(await viewings.ready(tx, group, place), people)
                return Lined(line, ready, await JOINING.members.members_to_ping(tx, group), group.facilitator_id)
            case What.ANSWERS:
                [revealed] = await load_revealed(tx, group, place)
                return revealed
            case What.SUMMARY:
                return await summary_of(tx, group)
            case _:
                assert_never(what)

    def card_of(self, group: Viewing, key: Key, facts: Facts, now: datetime, *, arrives: bool) -> Card:
        """The card of a message."""
        match facts:
            case Opening(people, summary_id):
                late = lateness(group.scheduled_for, group.created_at)
                return cards.opening_card(group, people, late=late, summary_id=summary_id)
            case ViewingStatus():
                return cards.head_card(facts, now)
            case Prompted(answered, mentioned):
                film_time = group.clock.at(now) if arrives and group.phase is Phase.DURING else None
                cue = group.cue(key[1])
                return cards.prompt_card(group, cue, answered, film_time=film_time, mentioned=mentioned)
            case Lined(line, ready, mentioned):
                return cards.line_card(group, line, ready, now, mentioned=mentioned)
            case Revealed():
                return answers_card(group, facts)
            case Summary():
                return summary_card(facts, self._offers(facts))
            case _:
                assert_never(facts)

    def is_changed(self, before: Facts, after: Facts) -> bool:
        """Whether a message tells something else by now; the head card is followed by the viewing's version."""
        if isinstance(before, ViewingStatus):
            return False
        if isinstance(before, Summary) and isinstance(after, Summary):  # the viewing in it has changed in any case
            return (before.lenses, before.notes) != (after.lenses, after.notes)
        return before != after

    def pings_of(self, group: Viewing, facts: Facts) -> tuple[int, ...]:
        """Who asked to be mentioned at prompts and where play is to be pressed."""
        if isinstance(facts, Prompted) or (isinstance(facts, Lined) and facts.line.calls(group)):
            return facts.mentioned
        return ()

    def mark_of(self, group: Viewing, key: Key) -> str:
        """The custom id of the control that tells a message from others."""
        return mark_of(group.id, key)

    def beginning_of(self, group: Viewing) -> Beginning:
        """How the thread begins."""
        guide = plain(group.programme.guide.title)
        return Beginning(
            name=group.programme.title,
            join=mark_of(group.id, MESSAGES.opening),
            text=(
                f"**{phrases.title(group)}**\nWe watch this together here, with the guide “{guide}”. `Join` adds you. "
                "The card below tells where we are."
            ),
            tag_id=group.tag_id,
        )

    def opening_card(self, group: Viewing) -> Card:
        """The card in the channel."""
        return cards.opening_card(group, 0)

    def pointer_of(self, group: Viewing) -> str:
        """Where it is watched."""
        return f"“{phrases.title(group)}” is watched in <#{group.thread_id}>."

    async def settle(
        self, tx: Tx, group: Viewing, channel_id: int, thread_id: int, now: datetime, *, in_forum: bool = False
    ) -> None:
        """Note where the thread is."""
        await settle(tx, group, channel_id, thread_id, now, in_forum=in_forum)

    async def lose(self, tx: Tx, group: Viewing, why: str) -> None:
        """Note why the thread cannot be reached."""
        await queue.lose(tx, group, why)

    async def note_posted(self, tx: Tx, before: Viewing, group: Viewing, key: Key) -> None:
        """The card shows the version from which it was built; the channel's card links to the summary."""
        if key == MESSAGES.card:
            await MESSAGES.note_drawn(tx, group, key, before.version)
        elif key[0] is What.SUMMARY:
            await MESSAGES.mark(tx, group, [MESSAGES.opening])

    async def stands_at(self, tx: Tx, group: Viewing, key: Key) -> int | None:
        """The id of a message."""
        return group.card_id if key == MESSAGES.card else await super().stands_at(tx, group, key)

    def follow_up(self, group: Viewing, facts: Facts, channel_id: int, message_id: int) -> None:
        """Let the picture of the time line follow the summary; each change of that takes it away."""
        if not isinstance(facts, Summary):
            return

        async def show_it(picture: Picture) -> None:
            async with self._database.read() as tx:  # by now some of it may be deleted
                present = await summary_of(tx, await load(tx, group.guild_id, group.id))
            card = summary_card(present, self._offers(present), picture=picture)
            await self._channels.change(group.guild_id, channel_id, message_id, card, attachments=[file_of(picture)])

        self._pictures.attach_picture(picture_of(facts), show_it)

    async def _link(self, tx: Tx, job: Job, now: datetime) -> Begun:
        del now
        viewing = await load(tx, job.guild_id, int(job.key))
        event_id = await schedules.event_of(tx, viewing)
        if event_id is None or viewing.thread_id is None:
            return None
        text = f"This viewing was planned as an event: {address(viewing.guild_id, event_id)}"
        return SendLink(self._channels, viewing.thread_id, cards.said_card(text), f"{viewing.id:x}-e")

    def _offers(self, summary: Summary) -> list[Offer]:
        return offers_of(self._shelf_of(summary.viewing.guild_id), summary.viewing.programme)

"""What a group or a member does with a viewing: one use case, one method, one transaction."""

import secrets
from dataclasses import replace
from datetime import datetime

from bot.chat.text import plain, quote
from bot.database import Database, Tx
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings import store
from bot.viewings.joining.queue import JOINING, join
from bot.viewings.lines import Said, line_after
from bot.viewings.loading import load, load_status, load_visible, resolve
from bot.viewings.moves import STALE, Move, Request, apply_move
from bot.viewings.posting import queue
from bot.viewings.posting import store as posts
from bot.viewings.posting.posts import What, posts_after, shown_otherwise
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.store import MESSAGES
from bot.viewings.programme import Programme
from bot.viewings.rules import ENDED, Mode, Phase, Secrecy, Viewing, cues_of
from bot.viewings.status import ViewingStatus


class Viewings:
    """Starting, finding, moving, joining.

    Every method raises Refusal where a rule says no, `No such viewing here.` for ids of other servers and for solo
    viewings of others. `now` is this machine's time: Discord's own, in the ids of clicks, is that of another clock.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start_group(
        self,
        programme: Programme,
        *,
        guild_id: int,
        channel_id: int,
        by: Person,
        now: datetime,
        secrecy: Secrecy = Secrecy.UNNAMED,
        tag_id: int | None = None,
        started_in: int | None = None,
    ) -> ViewingStatus:
        """Open a group viewing in a thread that is to be made under a channel; in a forum in a post with that tag.

        What to post first waits in the outbox: the opening with its thread, then the card.
        """
        if not by.may_begin:
            raise Refusal(
                "Only members with the facilitator role may start a group here. Watch alone with `mode: solo`. "
                f"{by.why}".rstrip()
            )
        new = new_viewing(programme, guild_id, Mode.GROUP, by.id, now)
        viewing = replace(new, secrecy=secrecy, channel_id=channel_id, tag_id=tag_id, started_in=started_in)
        async with self._database.transaction(guild_id) as tx:
            await open_group(tx, viewing)
            return await load_status(tx, viewing, now)

    async def start_solo(
        self, programme: Programme, *, guild_id: int, by: Person, now: datetime, direct: bool = False
    ) -> ViewingStatus:
        """Begin to watch alone; with `direct`, timed prompts come by direct message at their minute."""
        async with self._database.transaction(guild_id) as tx:
            if running := await store.running_solo(tx, guild_id, by.id):
                title = plain(running.programme.title)
                raise Refusal(f"You are watching “{title}” already. `/watch resume` goes on, `/watch end` ends it.")
            viewing = replace(new_viewing(programme, guild_id, Mode.SOLO, by.id, now), direct=direct)
            await store.insert(tx, viewing)
            await JOINING.join(tx, viewing, by.id, now)
            return await load_status(tx, viewing, now)

    async def get(self, guild_id: int, viewing_id: int, member_id: int, now: datetime) -> ViewingStatus:
        """Where a viewing stands, for a member who may see it."""
        async with self._database.read() as tx:
            return await load_status(tx, await load_visible(tx, guild_id, viewing_id, member_id), now)

    async def here(self, guild_id: int, channel_id: int, member_id: int, now: datetime) -> ViewingStatus:
        """Where the viewing stands that a member means in a channel or thread."""
        async with self._database.read() as tx:
            return await load_status(tx, await resolve(tx, guild_id, channel_id, member_id), now)

    async def move(self, guild_id: int, viewing_id: int, request: Request, now: datetime) -> ViewingStatus:
        """Make a move; what a group is to read next waits in the outbox."""
        async with self._database.transaction(guild_id) as tx:
            return await make_move(tx, await load(tx, guild_id, viewing_id), request, now)

    async def ready(self, guild_id: int, viewing_id: int, number: int, member_id: int, now: datetime) -> None:
        """Say that one is ready for the film; who does not take part yet joins."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if viewing.phase is not Phase.BEFORE or number != await store.newest_line(tx, viewing, Said.READY):
                raise Refusal("This question is over. The newest line in the thread says what is next.")
            await join(tx, viewing, member_id, now)
            await store.set_ready(tx, viewing, member_id, number)
            await MESSAGES.mark(tx, viewing, [(What.LINE, number)])

    async def join(self, guild_id: int, viewing_id: int, member_id: int, now: datetime) -> bool:
        """Take part and be added to the thread; who does already is added to it once more: False.

        After the end nobody joins any more, though answers are taken for a while.
        """
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if viewing.closed:
                raise Refusal(ENDED)
            joined = await join(tx, viewing, member_id, now)
            if not joined:
                await JOINING.add_anew(tx, viewing, member_id, now)
            return joined

    async def leave(self, guild_id: int, viewing_id: int, member_id: int, now: datetime) -> ViewingStatus:
        """Take part no more; answers given stay."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if not await JOINING.members.leave(tx, viewing, member_id, now):
                raise Refusal("You do not take part in this viewing.")
            await posts.people_changed(tx, viewing)
            return await load_status(tx, viewing, now)

    async def takes_part(self, guild_id: int, viewing_id: int, member_id: int) -> bool:
        """Whether somebody takes part."""
        async with self._database.read() as tx:
            return await JOINING.members.takes_part(tx, await load(tx, guild_id, viewing_id), member_id)

    async def set_direct(
        self, guild_id: int, viewing_id: int, member_id: int, now: datetime, *, direct: bool
    ) -> ViewingStatus:
        """Choose, watching alone, whether timed prompts come by direct message; also for one that cannot be sent."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load_visible(tx, guild_id, viewing_id, member_id)
            if not viewing.solo:
                raise Refusal("The prompts of a group appear in its thread.")
            chosen = replace(viewing, direct=direct)
            await store.set_direct(tx, chosen, direct=direct)
            if direct:
                await queue.time_push(tx, chosen)
            else:
                await queue.forget(tx, chosen)
            return await load_status(tx, chosen, now)


async def make_move(tx: Tx, viewing: Viewing, request: Request, now: datetime) -> ViewingStatus:
    """The same, inside a transaction."""
    request = await _found_out(tx, viewing, request)
    moved = await store.put(tx, viewing, apply_move(viewing, request, now))
    if moved is None:
        raise Refusal(STALE)
    line = line_after(moved, request, now)
    if line:
        await store.put_line(tx, moved, line)
    await QUEUE.post(tx, moved, posts_after(viewing, moved, line), now)
    if viewing.facilitator_id != moved.facilitator_id:
        await posts.leader_changed(tx, moved)
    await MESSAGES.mark(tx, moved, shown_otherwise(viewing, moved))
    await queue.time_push(tx, moved)
    return await load_status(tx, moved, now)


async def _found_out(tx: Tx, viewing: Viewing, request: Request) -> Request:
    """The request with what only the rows tell."""
    if request.move is Move.TAKE_OVER:
        return replace(request, takes_part=await JOINING.members.takes_part(tx, viewing, request.by.id))
    if request.move is Move.END and not viewing.solo:
        answered = (await store.counts(tx, viewing)).answered
        return replace(
            request, unrevealed=tuple(answered[cue.place] for cue in viewing.open if answered.get(cue.place))
        )
    return request


async def open_group(tx: Tx, viewing: Viewing) -> None:
    """Keep a new group viewing: its opening waits to be posted in a channel, and its card for the thread."""
    await store.insert(tx, viewing)
    await QUEUE.post(tx, viewing, [MESSAGES.opening, MESSAGES.card], viewing.created_at)


async def settle(
    tx: Tx, viewing: Viewing, channel_id: int, thread_id: int, now: datetime, *, in_forum: bool = False
) -> None:
    """Give a group its thread: its card is posted there, and what waited for it; after a move what is open too.

    The message on which it hangs is the card in the channel; a post of a forum hangs on none.
    """
    running = await store.running_in_thread(tx, viewing.guild_id, thread_id)
    if running and running.id != viewing.id:
        raise Refusal(f"A group is watching {quote(running.programme.title)} in this thread. End that first.")
    await store.note_place(tx, viewing, channel_id, thread_id)
    if viewing.thread_id != thread_id:
        await MESSAGES.forget(tx, viewing, [MESSAGES.opening])
        if not in_forum:
            await MESSAGES.put(tx, viewing, MESSAGES.opening, thread_id)
    placed = replace(viewing, channel_id=channel_id, thread_id=thread_id, orphaned=None)
    await queue.release(tx, placed, now, elsewhere=viewing.thread_id not in (None, thread_id))
    await JOINING.add_anew(tx, placed, None, now)


def new_viewing(programme: Programme, guild_id: int, mode: Mode, facilitator_id: int | None, now: datetime) -> Viewing:
    """One that begins now."""
    return Viewing(
        id=secrets.randbits(62),
        guild_id=guild_id,
        mode=mode,
        facilitator_id=facilitator_id,
        programme=programme,
        cues=cues_of(programme),
        created_at=now,
    )

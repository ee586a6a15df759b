"""A message that comes exactly once, whatever becomes of the process or of Discord's answer meanwhile.

Each try has the same nonce, which makes Discord take a second message for the first for some minutes. After that the
bot looks for its own message, which it knows by one of its controls. Both stand in what `run` needs; no state is kept
here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.cards import Card
from bot.chat.messenger import NONCE_LASTS, BlockedError, LostError, Messenger, mentioning
from bot.database import Tx
from bot.outbox.jobs import Errand, Job

BEFORE = timedelta(minutes=1)
"""How much earlier than the first try is looked, since two clocks are compared."""

Noted = Callable[[Tx, Job, int], Awaitable[None]]
Lost = Callable[[Tx, Job, LostError], Awaitable[None]]
Then = Callable[[int], Awaitable[None]]
Blocked = Callable[[Job, BlockedError], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOnce(Errand):
    """Errand: post a card in a channel, once; `noted` is told its message's id in the second transaction."""

    channels: Messenger
    channel_id: int
    card: Card
    nonce: str
    """The same at every try, of this message alone; at most 25 characters."""
    mark: str
    """The custom id of a control that tells the message from the bot's others in that channel."""
    noted: Noted
    when_lost: Lost
    when_blocked: Blocked | None = None
    then: Then | None = None
    """What else is to be done at Discord once it stands there; like posting it, done again where that fails."""
    but: int | None = None
    """A message that has the mark too and is not meant."""
    pings: tuple[int, ...] = ()
    """The members whom it mentions and who are to be told; of all others that it mentions nobody is."""

    async def run(self, job: Job) -> int:
        """Post it, or find it where an earlier try has left it; its message's id."""
        message_id = await self._found(job)
        if message_id is None:
            more = {"allowed_mentions": mentioning(self.pings)} if self.pings else {}  # else the bot tells nobody
            message_id = await self.channels.send(job.guild_id, self.channel_id, self.card, self.nonce, **more)
        if self.then:
            await self.then(message_id)
        return message_id

    async def conclude(self, tx: Tx, job: Job, result: int) -> None:
        """Note where it stands."""
        await self.noted(tx, job, result)

    async def note_lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """Note that its channel cannot be reached."""
        await self.when_lost(tx, job, lost)

    async def tell_blocked(self, job: Job, blocked: BlockedError) -> None:
        """Tell who should know."""
        if self.when_blocked:
            await self.when_blocked(job, blocked)

    async def _found(self, job: Job) -> int | None:
        since, now = job.first_tried_at, job.begun_at
        if since is None or now is None or now - since < NONCE_LASTS:
            return None
        return await self.channels.find(job.guild_id, self.channel_id, self.mark, earlier(since), self.but)


def earlier(since: datetime) -> datetime:
    """From when on to look for what was first tried then."""
    return since - BEFORE

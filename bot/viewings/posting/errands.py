"""What is sent beside the messages of a group: prompts for who watches alone, and lines that lead elsewhere."""

from dataclasses import dataclass

import structlog

from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.database import Tx
from bot.outbox.jobs import Job
from bot.viewings.loading import load
from bot.viewings.posting import queue, store
from bot.viewings.store import set_direct

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SendDirect:
    """Errand: a prompt for somebody who watches alone; where no direct message is taken, none is tried again."""

    channels: Messenger
    member_id: int
    card: Card
    nonce: str

    async def run(self, job: Job) -> int:
        """Send it."""
        del job
        return await self.channels.direct(self.member_id, self.card, self.nonce)

    async def done(self, tx: Tx, job: Job, result: int) -> None:
        """Note it, so that it comes once."""
        post = queue.post_of(job)
        await store.put(tx, await load(tx, job.guild_id, post.viewing_id), post.key, result)

    async def lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """Prompts come on the private card alone from now on."""
        del lost
        viewing = await load(tx, job.guild_id, queue.post_of(job).viewing_id)
        await set_direct(tx, viewing, direct=False)
        await queue.forget(tx, viewing)

    async def blocked(self, job: Job, blocked: BlockedError) -> None:
        """The viewing's card says so."""


@dataclass(frozen=True, slots=True)
class SendLink:
    """Errand: a line that leads to something else, where its channel takes it."""

    channels: Messenger
    channel_id: int
    card: Card
    nonce: str

    async def run(self, job: Job) -> None:
        """Send it, unless something is in the way: nothing depends on it."""
        try:
            await self.channels.send(job.guild_id, self.channel_id, self.card, self.nonce)
        except (LostError, BlockedError, LaterError, TimeoutError) as problem:
            log.info("a line that leads elsewhere was not posted", reason=str(problem))

    async def done(self, tx: Tx, job: Job, result: None) -> None:
        """Nothing is noted of it."""

    async def lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """Whoever posts the next message finds out too."""

    async def blocked(self, job: Job, blocked: BlockedError) -> None:
        """It goes without."""

"""What is sent to who watches alone: a prompt as a direct message."""

from dataclasses import dataclass

from bot.chat.cards import Card
from bot.chat.messenger import LostError, Messenger
from bot.database import Tx
from bot.outbox.jobs import Errand, Job
from bot.viewings.loading import load
from bot.viewings.posting import queue
from bot.viewings.posting.store import MESSAGES
from bot.viewings.store import set_direct


@dataclass(frozen=True, slots=True)
class SendDirect(Errand):
    """Errand: a prompt for somebody who watches alone; where no direct message is taken, none is tried again."""

    channels: Messenger
    member_id: int
    card: Card
    nonce: str

    async def run(self, _job: Job) -> int:
        """Send it; that it is refused is told by the viewing's card."""
        return await self.channels.direct(self.member_id, self.card, self.nonce)

    async def conclude(self, tx: Tx, job: Job, result: int) -> None:
        """Note it, so that it comes once."""
        viewing_id, key = queue.QUEUE.resolve(job)
        await MESSAGES.put(tx, await load(tx, job.guild_id, viewing_id), key, result)

    async def note_lost(self, tx: Tx, job: Job, _lost: LostError) -> None:
        """Prompts come on the private card alone from now on."""
        viewing = await load(tx, job.guild_id, queue.QUEUE.resolve(job)[0])
        await set_direct(tx, viewing, direct=False)
        await queue.forget(tx, viewing)

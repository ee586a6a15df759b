"""What is sent beside the messages of a group: lines that lead elsewhere."""

from dataclasses import dataclass

import structlog

from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.outbox.jobs import Errand, Job

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SendLink(Errand):
    """Errand: a line that leads to something else, where its channel takes it."""

    channels: Messenger
    channel_id: int
    card: Card
    nonce: str

    async def run(self, job: Job) -> None:
        """Send it, unless something is in the way: nothing depends on it, and whoever posts next finds out too."""
        try:
            await self.channels.send(job.guild_id, self.channel_id, self.card, self.nonce)
        except (LostError, BlockedError, LaterError, TimeoutError) as problem:
            log.info("a line that leads elsewhere was not posted", reason=str(problem))

"""The cards of polls, which follow votes and edits."""

from functools import partial

import structlog

from bot.chat.messenger import BlockedError, LostError, Messenger
from bot.outbox.redraws import Card, Redraws, behind, pause_after
from bot.polls.cards import poll_card
from bot.polls.rules import Poll
from bot.polls.service import Polls

KIND = "poll"

log = structlog.get_logger(__name__)


class PollCards:
    """Has the cards of polls drawn anew."""

    def __init__(self, polls: Polls, channels: Messenger, redraws: Redraws) -> None:
        self._polls = polls
        self._channels = channels
        self._redraws = redraws
        redraws.add(KIND, self._draw, partial(behind, KIND, "polls"))

    def mark(self, poll: Poll) -> None:
        """The card of this poll no longer shows what is so; returns at once."""
        if poll.message_id is not None and not poll.orphaned:
            self._redraws.mark(Card(KIND, poll.guild_id, poll.channel_id, poll.id))

    def note_vote(self, poll: Poll) -> None:
        """Somebody voted: of an anonymous poll nothing may show."""
        if poll.changes_with_votes:
            self.mark(poll)

    async def _draw(self, card: Card, late: bool) -> float:
        view = await self._polls.show(card.guild_id, card.key)
        poll = view.poll
        if poll.message_id is None or poll.orphaned or poll.drawn >= poll.version:
            return 0.0
        shown = poll_card(view, delayed=late)
        try:
            await self._channels.change(poll.guild_id, poll.channel_id, poll.message_id, shown)
        except LostError as lost:
            await self._polls.orphan(poll.guild_id, poll.id, str(lost))
            return 0.0
        except BlockedError as blocked:
            log.warning("a card stays as it was", poll=poll.id, reason=str(blocked))
            told = f"The card of poll #{poll.number} could not be updated: {blocked}"
            await self._channels.send_dm(poll.creator_id, told, f"{poll.id}-{poll.version}"[:25])
        if not late:  # else it is drawn once more, without saying so
            await self._polls.note_drawn(poll.guild_id, poll.id, poll.version)
        return pause_after(poll.created_at)

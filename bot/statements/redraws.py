"""The cards of rounds, which follow how many take part and where the round stands."""

from functools import partial

import structlog

from bot.chat.messenger import BlockedError, LostError, Messenger
from bot.outbox.redraws import Card, Redraws, behind, pause_after
from bot.statements.cards import round_card
from bot.statements.rules import Round
from bot.statements.service import Statements

KIND = "statements"

log = structlog.get_logger(__name__)


class RoundCards:
    """Has the cards of rounds drawn anew."""

    def __init__(self, statements: Statements, channels: Messenger, redraws: Redraws, *, copies: bool) -> None:
        self._statements = statements
        self._channels = channels
        self._redraws = redraws
        self._copies = copies
        redraws.add(KIND, self._draw, partial(behind, KIND, "statement_rounds"))

    def mark(self, round_: Round) -> None:
        """The card of this round may no longer show what is so; returns at once."""
        if round_.message_id is not None and not round_.orphaned and round_.drawn < round_.version:
            self._redraws.mark(Card(KIND, round_.guild_id, round_.channel_id, round_.id))

    async def _draw(self, card: Card, late: bool) -> float:
        view = await self._statements.show(card.guild_id, card.key)
        round_ = view.round
        if round_.message_id is None or round_.orphaned or round_.drawn >= round_.version:
            return 0.0
        shown = round_card(view, copies=self._copies)
        try:
            await self._channels.change(round_.guild_id, round_.channel_id, round_.message_id, shown)
        except LostError as lost:
            await self._statements.orphan(round_.guild_id, round_.id, str(lost))
            return 0.0
        except BlockedError as blocked:
            log.warning("a card stays as it was", round=round_.id, reason=str(blocked))
        if not late:
            await self._statements.note_drawn(round_.guild_id, round_.id, round_.version)
        return pause_after(round_.created_at)

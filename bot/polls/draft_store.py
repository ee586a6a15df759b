"""Where drafts wait until their makers post or discard them."""

import secrets
from collections.abc import Callable
from datetime import datetime

import msgspec

from bot import clock
from bot.database import Database
from bot.errors import Refusal, or_refuse
from bot.packs.format.activities import PackPoll
from bot.polls import store
from bot.polls.drafts import Draft
from bot.polls.rules import Phase
from bot.polls.terms import Reason, Secrecy, Visibility

GONE = "This draft is gone. Start again with `/poll create`."


class DraftStore:
    """Drafts by id; each is seen by its maker alone and thrown away after a day."""

    def __init__(self, database: Database, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._now = now

    async def keep(self, guild_id: int, member_id: int, draft: Draft, draft_id: int | None = None) -> int:
        """Keep a draft, in place of `draft_id` if given; its id, for the controls of the draft card."""
        kept_as = secrets.randbits(62) if draft_id is None else draft_id
        body = msgspec.json.encode(draft).decode()
        async with self._database.transaction(guild_id) as tx:
            await store.put_draft(tx, kept_as, guild_id, member_id, body, self._now())
        return kept_as

    async def get(self, guild_id: int, member_id: int, draft_id: int) -> Draft:
        """A member's own draft; raises Refusal when it is gone, or never was theirs."""
        async with self._database.read() as tx:
            body = await store.draft(tx, draft_id, guild_id, member_id)
        return msgspec.json.decode(or_refuse(body, GONE), type=Draft)

    async def discard(self, guild_id: int, member_id: int, draft_id: int) -> None:
        """Throw a draft away."""
        async with self._database.transaction(guild_id) as tx:
            await store.delete_draft(tx, draft_id, guild_id, member_id)


def draft_of_pack(poll: PackPoll, value: str, phase: Phase | None, closes: str | None = None) -> Draft:
    """The draft of a poll that a pack brings, `value` being its `pack/entry`; a pair's first poll is its before poll.

    Raises Refusal for a phase where the poll is no pair.
    """
    if phase and not poll.pair:
        raise Refusal("`phase`: this poll is asked once, not before and after the film. Leave `phase` out.")
    return Draft(
        question=poll.question,
        options=poll.labels or poll.options,
        kind=poll.kind,
        not_sure=poll.not_sure,
        reason=Reason(poll.reason),
        confidence=poll.confidence,
        min_choices=poll.min_choices,
        max_choices=poll.max_choices,
        secrecy=Secrecy(poll.ballots),
        visibility=Visibility(poll.results or ("after_close" if poll.pair else "after_vote")),
        closes=closes,
        pack=value,
        phase=Phase.BEFORE if poll.pair else None,
    )

"""Polls that a pack brings: posted by a command, or at one click where another part of the bot offers them.

Whoever offers one draws a select with the custom id `offered-poll:before` or `offered-poll:after`, and `offered-shift`
for who moved; its values are `pack/entry`.
"""

from datetime import datetime

from bot.chat.answer import answer_text
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.guilds.rules import Person
from bot.packs.format.activities import PackPoll
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item
from bot.polls import showing
from bot.polls.draft_store import draft_of_pack
from bot.polls.drafts import Draft
from bot.polls.permissions import closing_time, creator, with_times, zone_note
from bot.polls.posting import post_as_answer
from bot.polls.rules import Phase, Poll
from bot.polls.service import Polls


class OfferedPoll(Control, template=r"offered-poll:(?P<phase>before|after)"):
    """Posts the poll that was picked."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Before the film, or again after it."""
        await post_of_pack(interaction, _picked(interaction), Phase(self.state["phase"]), None)


class OfferedShift(Control, template=r"offered-shift"):
    """Shows who moved between the two polls of the pair that was picked."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        polls = interaction.client.services.get(Polls)
        before = await polls.latest_before(guild_of(interaction), _picked(interaction).value)
        await showing.show_shift(interaction, before.id)


CONTROLS = (OfferedPoll, OfferedShift)


async def post_of_pack(interaction: StudyInteraction, poll: Item, phase: Phase | None, closes: str | None) -> None:
    """Post a poll that a pack brings, or ask it again after the film."""
    by = await creator(interaction)
    entry = poll.entry
    assert isinstance(entry, PackPoll)
    draft = draft_of_pack(entry, poll.value, phase, closes)
    polls, before = interaction.client.services.get(Polls), None
    if phase is Phase.AFTER:
        before = await polls.latest_before(guild_of(interaction), poll.value)
    await post(interaction, draft, by, closes, before)


async def post(
    interaction: StudyInteraction, typed: Draft, by: Person, closes: str | None, before: Poll | None = None
) -> None:
    """Post a poll as it was typed, or ask again what was asked `before` the film, as the answer to a command."""
    closes_at = await closing_time(interaction, closes)
    if before:
        poll = await ask_again(interaction, before, by, closes_at)
    else:
        draft, channel_id = await with_times(interaction, typed), interaction.channel_id or 0
        poll = await interaction.client.services.get(Polls).create(
            draft, guild_id=guild_of(interaction), channel_id=channel_id, by=by, closes_at=closes_at
        )
    await post_as_answer(interaction, poll)
    if note := await zone_note(interaction, closes, typed):
        await answer_text(interaction, note)


async def ask_again(interaction: StudyInteraction, before: Poll, by: Person, closes_at: datetime | None = None) -> Poll:
    """The poll after the film, to be posted in this channel; where that closes the one before, its card follows."""
    polls, channel_id = interaction.client.services.get(Polls), interaction.channel_id or 0
    question = _question_after(interaction, before)
    asked = await polls.ask_again(
        before.guild_id, before.id, channel_id=channel_id, by=by, closes_at=closes_at, question=question
    )
    if asked.closed:
        showing.follow(interaction, asked.closed)
    return asked.poll


def _question_after(interaction: StudyInteraction, poll: Poll) -> str | None:
    """How a pack words after the film what it asks before it; None where it does not, or brought no such poll."""
    item = shelf_of(interaction).find(poll.pack) if poll.pack else None
    return item.entry.question_after if item and isinstance(item.entry, PackPoll) else None


def _picked(interaction: StudyInteraction) -> Item:
    item = shelf_of(interaction).find(chosen(interaction)[0])
    if item is None or not isinstance(item.entry, PackPoll):
        raise Refusal("This poll is no longer on the shelf. `/poll pack` offers what is there now.")
    return item

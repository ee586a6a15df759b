"""What a before poll came to sways nobody: it is seen once its after poll has closed, after 14 days, or when its maker
says so.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Refusal
from bot.polls import cards, phrases
from bot.polls.draft_store import draft_of_pack
from bot.polls.drafting.controls import changed
from bot.polls.drafts import Draft
from bot.polls.exports import Format
from bot.polls.rules import Phase, Poll
from bot.polls.terms import Secrecy, Visibility
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, SAM, Room
from tests.polls.test_poll_pairs import ONCE, PAIR

HELD = "Results are hidden until the poll after the film has closed, so that they sway nobody."


async def closed_before(room: Room, **terms: Any) -> Poll:
    """A before poll with six votes that has closed."""
    poll = await room.poll(phase=Phase.BEFORE, **terms)
    for member in range(10, 16):
        await room.vote(poll, member, member % 2)
    await room.polls.close(GUILD, poll.id, FARID)
    await room.work()
    return await room.polls.get(GUILD, poll.id)


async def seen(room: Room, poll: Poll, reader: int | None = None) -> str:
    """The poll as its reader may see it: text, card and reasons."""
    view = await room.polls.show(GUILD, poll.id, reader)
    drawn = [cards.poll_card(view), cards.show_card(view, manager=True), cards.own_card(view)]
    return "\n".join([phrases.text_of(view), *(str(card.to_components()) for card in drawn)])


async def check_hidden(room: Room, poll: Poll) -> None:
    for reader in (None, FARID.id, MIRA.id, 11):
        told = await seen(room, poll, reader)
        assert HELD in told
        assert "%" not in told
    for by in (FARID, MIRA):
        with pytest.raises(Refusal, match="is held back until the poll after the film has closed"):
            await room.polls.export(GUILD, poll.id, Format.CSV, by)


async def check_shown(room: Room, poll: Poll) -> None:
    assert "Red — 3 (50 %)" in await seen(room, poll)
    assert HELD not in await seen(room, poll)
    assert await room.polls.export(GUILD, poll.id, Format.CSV, FARID)


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_it_appears_nowhere_until_the_after_poll_closes_and_then_before_that_ones(
    room: Room, secrecy: Secrecy
) -> None:
    before = await closed_before(room, secrecy=secrecy)
    assert room.board.posted == []
    await check_hidden(room, before)
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    await room.work()
    await check_hidden(room, before)
    assert room.board.posted == []
    await room.polls.note_posted(GUILD, asked.poll.id, CHANNEL, 77)
    await room.polls.close(GUILD, asked.poll.id, FARID)
    await room.work()
    await check_shown(room, before)
    assert room.board.posted == [(before.id, "res"), (asked.poll.id, "res")]
    room.clock.go(days=15)
    await room.work()
    assert len(room.board.posted) == 2


async def test_it_is_shown_and_posted_once_after_fourteen_days(room: Room) -> None:
    before = await closed_before(room)
    room.clock.go(days=13, hours=23)
    await room.work()
    await check_hidden(room, before)
    room.clock.go(hours=2)
    await room.work()
    await check_shown(room, before)
    assert room.board.posted == [(before.id, "res")]
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    await room.polls.note_posted(GUILD, asked.poll.id, CHANNEL, 77)
    await room.polls.close(GUILD, asked.poll.id, FARID)
    await room.work()
    assert room.board.posted == [(before.id, "res"), (asked.poll.id, "res")]


async def test_its_maker_alone_shows_it_earlier(room: Room) -> None:
    before = await closed_before(room)
    for other in (MIRA, SAM):
        with pytest.raises(Refusal, match="Only the member who made poll #1 may show its result"):
            await room.polls.show_now(GUILD, before.id, other)
    await check_hidden(room, before)
    await room.polls.show_now(GUILD, before.id, FARID)
    await room.work()
    await check_shown(room, before)
    assert room.board.posted == [(before.id, "res")]
    with pytest.raises(Refusal, match="The result of #1 is not held back"):
        await room.polls.show_now(GUILD, before.id, FARID)


async def test_where_its_card_is_gone_it_is_still_shown_when_it_may_be(room: Room) -> None:
    before = await closed_before(room)
    await room.polls.orphan(GUILD, before.id, "the card was deleted.")
    await check_hidden(room, before)
    room.clock.go(days=15)
    await room.work()
    await check_shown(room, before)
    assert room.board.posted == []


async def test_what_was_seen_before_anybody_spoke_of_a_second_poll_stays_seen(room: Room) -> None:
    poll = await room.poll()
    for member in range(10, 16):
        await room.vote(poll, member, member % 2)
    await room.polls.close(GUILD, poll.id, FARID)
    await room.polls.ask_again(GUILD, poll.id, channel_id=CHANNEL, by=FARID)
    await check_shown(room, poll)


async def now(room: Room, poll: Poll) -> Poll:
    return (await room.polls.ask_again(GUILD, poll.id, channel_id=CHANNEL, by=FARID)).poll


async def marked(room: Room, poll: Poll) -> Poll:
    return await room.polls.make_pair(GUILD, poll.id, FARID)


@pytest.mark.parametrize("way", [now, marked])
async def test_who_asks_again_hides_the_numbers_of_both_polls_until_they_close(
    room: Room, way: Callable[[Room, Poll], Awaitable[Poll]]
) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    assert (await way(room, poll)).visibility is Visibility.AFTER_CLOSE
    wished = await room.poll(visibility=Visibility.LIVE, phase=Phase.BEFORE)
    assert (await way(room, wished)).visibility is Visibility.LIVE


def test_a_draft_that_becomes_a_pair_hides_its_numbers_and_its_maker_may_say_otherwise() -> None:
    draft = Draft(question="Fair?", options=("Yes", "No"), visibility=Visibility.LIVE)
    paired = changed(draft, "phase", "before")
    assert paired.visibility is Visibility.AFTER_CLOSE
    assert changed(paired, "reason", "optional").visibility is Visibility.AFTER_CLOSE


@pytest.mark.parametrize(
    ("poll", "visibility"), [(PAIR, Visibility.AFTER_CLOSE), (ONCE, Visibility.LIVE)], ids=["pair", "once"]
)
def test_a_pair_of_a_pack_hides_its_numbers_where_the_pack_does_not_say_otherwise(
    poll: Any, visibility: Visibility
) -> None:
    assert draft_of_pack(poll, "pack/poll", None).visibility is visibility


async def test_a_before_poll_that_closes_at_its_time_is_held_back_too(room: Room) -> None:
    poll = await room.poll(phase=Phase.BEFORE, closes=timedelta(hours=1))
    for member in range(10, 16):
        await room.vote(poll, member, member % 2)
    room.clock.go(hours=2)
    await room.work()
    await check_hidden(room, poll)
    assert room.board.posted == []

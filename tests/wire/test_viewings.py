"""Viewings on a real connection: many groups at once, threads that are archived, answers that are lost."""

import asyncio
from datetime import timedelta

import pytest

from bot import clock
from bot.chat.messenger import Messenger
from bot.guilds.rules import Person
from bot.outbox import worker
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.polls.rules import Visibility
from bot.statements.service import Statements
from bot.threads.posting import delivery
from bot.viewings.moves import Decision, Move, Request
from bot.viewings.posting.delivery import Delivery
from bot.viewings.posting.posts import Key, What
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.store import MESSAGES
from bot.viewings.programme import programme_of
from bot.viewings.rules import Viewing
from bot.viewings.service import Viewings
from playground import seed, threads
from tests.viewings.evening import hive
from tests.wire.crowd import Crowd, text

FARID = Person(seed.FARID)
GROUPS = 20


async def group(club: Crowd) -> Viewing:
    """A group with its thread and its card."""
    shelf = Shelf([hive()])
    services = club.bot.services
    started = await services.get(Viewings).start_group(
        programme_of(shelf, shelf.choose("The Hive", Kind.FILM)),
        guild_id=seed.GUILD,
        channel_id=seed.GENERAL,
        by=FARID,
        now=clock.now(),
    )
    await services.get(Worker).do_now(seed.GUILD, QUEUE.line_of(started.viewing.id))
    return (await services.get(Viewings).get(seed.GUILD, started.viewing.id, FARID.id, clock.now())).viewing


async def done(club: Crowd) -> None:
    """The bot does what is due."""
    await club.bot.services.get(Worker).once()


async def drawn(club: Crowd) -> None:
    """The bot draws the cards that are behind."""
    await club.bot.services.get(Redraws).look()
    await club.bot.services.get(Redraws).settle()


async def messages(club: Crowd, viewing: Viewing) -> dict[Key, int]:
    """The ids of the messages of a group."""
    async with club.bot.database.read() as tx:
        return await MESSAGES.all(tx, viewing)


async def move(club: Crowd, viewing: Viewing, wanted: Move, **more: object) -> None:
    given = {"decided": Decision.LEAVE} | more
    request = Request(move=wanted, by=FARID, **given)  # type: ignore[arg-type] - tests name what they give
    await club.bot.services.get(Viewings).move(seed.GUILD, viewing.id, request, clock.now())


def prompts(club: Crowd, viewing: Viewing) -> list[str]:
    found = club.playground.world.messages(viewing.thread_id or 0)
    return [told for each in found if "### Prompt " in (told := text(each))]


async def test_a_prompt_whose_receipt_is_lost_stands_in_the_thread_once(club: Crowd) -> None:
    viewing = await group(club)
    await move(club, viewing, Move.NEXT)
    club.trouble("POST", "/messages", 504, after=True)
    await done(club)
    assert len(prompts(club, viewing)) == 1


@pytest.mark.parametrize("status", [404, 503])
async def test_prompts_whose_buttons_cannot_be_taken_away_stop_nothing_and_refuse_late_clicks_in_words(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.0)
    viewing, services = await group(club), club.bot.services
    await move(club, viewing, Move.NEXT)
    await done(club)
    asked = (await messages(club, viewing))[What.PROMPT, 0]
    trouble = club.trouble("PATCH", "/messages/{message_id}", status, code=10008 if status == 404 else 0, times=99)
    await move(club, viewing, Move.REVEAL)
    for _ in range(delivery.TRIES + 1):
        await done(club)
    told = club.told(await club.use(seed.FARID, asked, f"watch-answer:{viewing.id}:0"))
    assert "takes no more until the viewing has ended" in told
    trouble.times = 0
    await move(club, viewing, Move.NEXT)
    await done(club)
    after = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert (after.viewing.orphaned, after.troubles) == (None, ())
    assert len(prompts(club, viewing)) == 2
    assert (What.ANSWERS, 0) in await messages(club, viewing)


async def test_a_prompt_that_automod_blocks_is_given_up_at_once_with_its_reason_shown(club: Crowd) -> None:
    viewing, services = await group(club), club.bot.services
    await move(club, viewing, Move.NEXT)
    blocked = club.trouble("POST", "/channels/{channel_id}/messages", 400, code=200000, times=9)
    for _ in range(3):
        await done(club)
    after = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert after.troubles[0].startswith("Prompt 1 could not be posted: AutoMod of this server blocked it.")
    assert blocked.times == 8


async def test_whoever_starts_is_told_the_thread_also_when_a_round_opens_it(club: Crowd) -> None:
    shelf, services = Shelf([hive()]), club.bot.services
    programme = programme_of(shelf, shelf.choose("The Hive", Kind.FILM))
    started = await services.get(Viewings).start_group(
        programme, guild_id=seed.GUILD, channel_id=seed.GENERAL, by=FARID, now=clock.now()
    )
    await services.get(Worker).begin()
    await services.get(Worker).do_now(seed.GUILD, QUEUE.line_of(started.viewing.id))
    now = await services.get(Viewings).get(seed.GUILD, started.viewing.id, FARID.id, clock.now())
    assert now.viewing.thread_id is not None
    assert now.viewing.card_id is not None


async def test_p05_p11_an_archived_thread_is_opened_again_for_what_happens_in_it(club: Crowd) -> None:
    viewing = await group(club)
    world = club.playground.world
    thread = world.state.channels[viewing.thread_id or 0]
    threads.change(world, thread, seed.FARID, archived=True)
    await move(club, viewing, Move.HAND_OVER, heir=seed.FARID + 1)
    await drawn(club)
    assert not world.state.channels[thread.id].archived
    after = await club.bot.services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert after.viewing.orphaned is None


async def test_p05_p11_polls_and_rounds_in_a_thread_that_was_archived_meanwhile_go_on(club: Crowd) -> None:
    await club.bot.dormant.wake_all()
    viewing, world, statements = await group(club), club.playground.world, club.bot.services.get(Statements)
    assert viewing.thread_id
    thread, (member,) = world.state.channels[viewing.thread_id], club.members(1)
    poll = await club.post(thread.id, visibility=Visibility.LIVE)
    span = timedelta(hours=1)
    started = await statements.start(
        "What did you make of it?",
        guild_id=seed.GUILD, channel_id=thread.id, by=FARID, collects_until=clock.now() + span, runs=span,
    )  # fmt: skip
    await done(club)
    threads.change(world, thread, seed.FARID, archived=True)
    await club.click(member, poll)
    await club.until(lambda: "1 ballot " in club.card(poll))
    threads.change(world, world.state.channels[thread.id], seed.FARID, archived=True)
    await statements.hand_in(seed.GUILD, started.id, member, ["Music misleads"], clock.now())
    await drawn(club)
    round_ = (await statements.show(seed.GUILD, started.id)).round
    assert round_.orphaned is None
    card = world.message(thread.id, round_.message_id or 0)
    assert card
    assert "1 takes part" in text(card)


async def test_p05_p11_in_a_locked_thread_the_viewing_waits_and_goes_on_once_it_is_unlocked(club: Crowd) -> None:
    viewing, services = await group(club), club.bot.services
    await move(club, viewing, Move.NEXT)
    locked = club.trouble("POST", "/messages", 403, code=160005, channel=viewing.thread_id, times=100)
    edits = club.trouble("PATCH", "/messages", 403, code=160005, channel=viewing.thread_id, times=100)
    await done(club)
    waiting = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert "The thread is locked." in (waiting.viewing.orphaned or "")
    assert prompts(club, viewing) == []
    locked.times = edits.times = 0
    assert viewing.thread_id is not None
    services.get(Messenger).unblock(viewing.thread_id)
    await services.get(Delivery).go_on(seed.GUILD, viewing.id, seed.GENERAL, viewing.thread_id)
    await done(club)
    assert len(prompts(club, viewing)) == 1


async def test_one_group_whose_thread_is_gone_holds_up_no_other(club: Crowd) -> None:
    groups = [await group(club) for _ in range(GROUPS)]
    for each in groups:
        await move(club, each, Move.NEXT)
    club.trouble("POST", "/messages", 404, code=10003, channel=groups[0].thread_id, times=100)
    await done(club)
    assert [len(prompts(club, each)) for each in groups] == [0, *[1] * (GROUPS - 1)]
    refused = [each for each in club.rest.seen if each[3] == 404]
    assert len(refused) == 1


async def test_who_joins_is_told_also_where_the_card_was_deleted_meanwhile(club: Crowd) -> None:
    viewing = await group(club)
    card = club.playground.world.find_message(viewing.card_id or 0)
    assert card
    async with club.database.transaction():
        moved = asyncio.create_task(club.use(seed.FARID, card.id, f"watch-join:{viewing.id}"))
        await club.until(lambda: club.bot._answering)
        club.playground.world.remove_message(card)
    told = club.told(await moved)
    assert "You take part." in told


def starts(club: Crowd, viewing: Viewing) -> list[str]:
    found = club.playground.world.messages(viewing.thread_id or 0)
    return [told for each in found if "### Press play at " in (told := text(each))]


async def test_r12_p05_a_start_whose_thread_is_archived_meanwhile_is_announced_in_it_once(club: Crowd) -> None:
    viewing, world = await group(club), club.playground.world
    await move(club, viewing, Move.START_FILM, ahead=timedelta(seconds=15))
    threads.change(world, world.state.channels[viewing.thread_id or 0], seed.FARID, archived=True)
    for _ in range(2):
        await done(club)
    assert len(starts(club, viewing)) == 1


async def test_r12_p05_a_start_whose_thread_is_locked_meanwhile_is_announced_once_it_is_unlocked(club: Crowd) -> None:
    viewing, services = await group(club), club.bot.services
    locked = club.trouble("POST", "/messages", 403, code=160005, channel=viewing.thread_id, times=100)
    await move(club, viewing, Move.START_FILM, ahead=timedelta(seconds=15))
    await done(club)
    waiting = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert "The thread is locked." in (waiting.viewing.orphaned or "")
    assert starts(club, viewing) == []
    locked.times = 0
    assert viewing.thread_id is not None
    services.get(Messenger).unblock(viewing.thread_id)
    await services.get(Delivery).go_on(seed.GUILD, viewing.id, seed.GENERAL, viewing.thread_id)
    for _ in range(2):
        await done(club)
    assert len(starts(club, viewing)) == 1
    after = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert after.viewing.clock == waiting.viewing.clock, "the second that was announced stays"

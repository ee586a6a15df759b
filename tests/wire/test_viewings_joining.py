"""Taking part on a real connection: who is in the thread, what is unread to them, whom a prompt pings."""

from bot import clock
from bot.viewings.joining.service import Presence
from bot.viewings.moves import Move
from bot.viewings.service import Viewings
from playground import seed, threads
from tests.wire.crowd import Crowd
from tests.wire.test_viewings import done, group, move

ADA, SAM = seed.ADA, seed.SAM


async def test_who_joined_finds_each_prompt_unread_and_exactly_who_asked_is_pinged(club: Crowd) -> None:
    viewing, world = await group(club), club.playground.world
    thread_id = viewing.thread_id or 0
    for member in (ADA, SAM):
        assert "You take part." in club.told(await club.use(member, viewing.card_id, f"watch-join:{viewing.id}"))
    await done(club)
    await club.bot.services.get(Presence).set_pinged(seed.GUILD, viewing.id, SAM, clock.now(), pinged=True)
    before = {member: world.mentions(member).get(thread_id, 0) for member in (ADA, SAM, seed.FARID)}
    unread = {member: world.unread(member).get(thread_id, 0) for member in (ADA, SAM, seed.FARID)}
    await move(club, viewing, Move.NEXT)
    await done(club)
    after = {member: world.mentions(member).get(thread_id, 0) for member in before}
    assert {member: after[member] - before[member] for member in before} == {ADA: 0, SAM: 1, seed.FARID: 0}
    assert [world.unread(member).get(thread_id, 0) - unread[member] for member in (ADA, SAM)] == [1, 1]


async def test_p05_p09_an_archived_thread_is_opened_again_for_who_joins(club: Crowd) -> None:
    viewing, world = await group(club), club.playground.world
    thread = world.state.channels[viewing.thread_id or 0]
    threads.change(world, thread, seed.FARID, archived=True)
    await club.use(ADA, viewing.card_id, f"watch-join:{viewing.id}")
    await done(club)
    assert not thread.archived
    assert ADA in thread.joined


async def test_p09_whom_the_thread_refuses_is_told_so_and_takes_part(club: Crowd) -> None:
    viewing = await group(club)
    refused = club.trouble("PUT", "/thread-members", 400, code=30033, times=1)
    told = await club.use(ADA, viewing.card_id, f"watch-join:{viewing.id}")
    await club.until(lambda: "Discord did not let me add you" in club.told(told))
    assert "the thread is full" in club.told(told)
    stands = await club.bot.services.get(Viewings).get(seed.GUILD, viewing.id, ADA, clock.now())
    assert stands.counts.taking_part == 1
    assert refused.times == 0


async def test_p05_p09_a_locked_thread_takes_nobody_in_and_the_viewing_says_so(club: Crowd) -> None:
    viewing = await group(club)
    club.trouble("PUT", "/thread-members", 403, code=160005, times=9)
    told = await club.use(ADA, viewing.card_id, f"watch-join:{viewing.id}")
    await club.until(lambda: "The thread is locked. A moderator can unlock it" in club.told(told))

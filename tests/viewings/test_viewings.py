"""Starting, finding, joining, leading: what the rows of a viewing hold, over restarts and changes of packs."""

from datetime import timedelta

import pytest

from bot.database import open_database
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.shelf.shelves import Shelf
from bot.viewings import store
from bot.viewings.moves import STALE, Move
from bot.viewings.rules import Phase, Secrecy, State
from tests.engines import CONFLICTS
from tests.samples import bees
from tests.viewings.evening import (
    ADA,
    BEN,
    CHANNEL,
    CLEO,
    FEELING,
    GUILD,
    MIRA,
    OTHER_GUILD,
    THREAD,
    VOICES,
    WORDS,
    Clock,
    Evening,
    hive_programme,
)


async def test_who_may_not_facilitate_starts_no_group(evening: Evening) -> None:
    with pytest.raises(Refusal, match="facilitator role"):
        await evening.group(by=Person(5, may_begin=False))
    assert (await evening.solo(Person(5, may_begin=False))).solo


async def test_one_running_solo_viewing_for_each_member_and_server(evening: Evening) -> None:
    first = await evening.solo(BEN)
    with pytest.raises(Refusal, match="You are watching “The Hive” already"):
        await evening.solo(BEN)
    await evening.solo(CLEO)
    await evening.viewings.start_solo(hive_programme(), guild_id=OTHER_GUILD, by=BEN, now=evening.now)
    await evening.move(first, Move.END)
    await evening.solo(BEN)


async def test_one_running_group_in_each_thread(evening: Evening) -> None:
    first = await evening.group()
    with pytest.raises(Refusal, match="A group is watching “The Hive” in this thread"):
        await evening.group()
    await evening.move(first, Move.END)
    assert (await evening.group()).id != first.id


async def test_both_are_constraints_of_the_schema(evening: Evening) -> None:
    group, solo = await evening.group(), await evening.solo(BEN)
    twice = (
        "INSERT INTO viewings (id, guild_id, mode, secrecy, facilitator_id, phase, step, film_ms, direct, thread_id, "
    )
    twice += "created_at, programme) SELECT id + 1, guild_id, mode, secrecy, facilitator_id, phase, step, film_ms, "
    twice += "direct, thread_id, created_at, programme FROM viewings WHERE id = ?1"
    for viewing in (group, solo):
        with pytest.raises(CONFLICTS):
            async with evening.db.transaction() as tx:
                await tx.fetch(twice, viewing.id)


async def test_a_refused_start_leaves_nothing_behind(evening: Evening) -> None:
    with pytest.raises(Refusal, match="facilitator role"):
        await evening.group(by=Person(5, may_begin=False))
    assert await evening.post_all() == []


async def test_c04_a_viewing_goes_on_after_a_restart_at_the_same_prompt_with_all_answers(
    url: str, clock: Clock
) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await evening.group()
        await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.START_FILM)
        await evening.answer(viewing, WORDS, BEN, "kept")
        clock.go(minutes=2)
        before = await evening.stands(viewing)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        after = await evening.stands(viewing)
        assert (after.viewing.current, after.film_time, after.counts.answered) == (
            before.viewing.current,
            timedelta(minutes=2),
            {WORDS: 1},
        )
        assert after == before
        moved = await evening.move(viewing, Move.REVEAL, place=WORDS, seen=before.viewing.step)
        assert moved.viewing.cues[WORDS].state is State.REVEALED


async def test_c05_r11_an_old_control_does_nothing_and_says_so(evening: Evening) -> None:
    viewing = await evening.group()
    step = (await evening.move(viewing, Move.NEXT)).viewing.step
    await evening.move(viewing, Move.NEXT)
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            await evening.move(viewing, Move.REVEAL, seen=step)
        assert str(refused.value) == STALE
    assert {cue.state for cue in (await evening.stands(viewing)).viewing.asked} == {State.OPEN}


async def test_r11_two_moves_seen_at_one_step_are_one_move(evening: Evening) -> None:
    """R03, for moves: of two clicks on the same card one counts."""
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT, seen=viewing.step)
    with pytest.raises(Refusal, match="out of date"):
        await evening.move(viewing, Move.NEXT, seen=viewing.step)
    assert (await evening.stands(viewing)).viewing.place == WORDS


async def test_r11_a_move_that_another_process_made_first_writes_nothing(evening: Evening) -> None:
    viewing = await evening.group()
    moved = (await evening.move(viewing, Move.NEXT)).viewing
    async with evening.db.transaction() as tx:
        assert await store.put(tx, viewing, moved) is None


async def test_r06_replacing_or_removing_the_pack_changes_nothing_in_a_running_viewing(evening: Evening) -> None:
    viewing = await evening.group()
    evening.shelf = Shelf([bees(guides=[], films=[])])
    stands = await evening.moves(viewing, Move.NEXT, Move.NEXT)
    assert stands.viewing.programme == hive_programme()
    assert stands.viewing.current is not None
    assert stands.viewing.current.prompt.options == ("uneasy", "neither", "at ease")


async def test_the_card_of_a_group_counts_who_takes_part_and_the_facilitator_only_if_they_join(
    evening: Evening,
) -> None:
    viewing = await evening.group()
    assert (await evening.stands(viewing)).counts.taking_part == 0
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.viewings.join(GUILD, viewing.id, ADA.id, evening.now)
    assert (await evening.viewings.leave(GUILD, viewing.id, BEN.id, evening.now)).counts.taking_part == 1
    assert await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)


async def test_p03_p10_only_who_takes_part_takes_over_from_a_facilitator_who_is_gone(evening: Evening) -> None:
    viewing = await evening.group()
    with pytest.raises(Refusal, match="`Join` first"):
        await evening.move(viewing, Move.TAKE_OVER, by=BEN, leaderless=True, takes_part=True)
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    with pytest.raises(Refusal, match="still here"):
        await evening.move(viewing, Move.TAKE_OVER, by=BEN)
    taken = await evening.move(viewing, Move.TAKE_OVER, by=BEN, leaderless=True)
    assert taken.viewing.facilitator_id == BEN.id
    assert (await evening.move(viewing, Move.TAKE_OVER, by=MIRA)).viewing.facilitator_id == MIRA.id


async def test_facilitator_notes_are_for_the_facilitator_alone_and_nowhere_else(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    stands = await evening.stands(viewing)
    words, feeling = stands.viewing.cues[WORDS], stands.viewing.cues[FEELING]
    assert stands.viewing.note_for(words, ADA.id) == "Hush-hush: do not comment."
    assert stands.viewing.note_for(feeling, ADA.id) is None
    assert [stands.viewing.note_for(words, other.id) for other in (BEN, MIRA)] == [None, None]
    assert "Hush-hush" not in repr([cue.prompt for cue in stands.viewing.cues])
    handed = await evening.move(viewing, Move.HAND_OVER, heir=BEN.id)
    assert handed.viewing.note_for(words, ADA.id) is None


async def test_a_command_finds_the_viewing_that_is_meant(evening: Evening) -> None:
    async def here(channel: int, member: int) -> int:
        return (await evening.viewings.here(GUILD, channel, member, evening.now)).viewing.id

    with pytest.raises(Refusal, match="Nothing is being watched here"):
        await here(CHANNEL, BEN.id)
    group = await evening.group()
    assert await here(THREAD, CLEO.id) == group.id
    assert await here(CHANNEL, CLEO.id) == group.id
    assert await here(999, ADA.id) == group.id, "who leads it finds it from anywhere"
    with pytest.raises(Refusal, match="Nothing is being watched here"):
        await here(999, CLEO.id)
    solo = await evening.solo(BEN)
    assert await here(CHANNEL, BEN.id) == solo.id
    assert await here(THREAD, BEN.id) == group.id, "in the thread the group is meant"
    await evening.move(solo, Move.END)
    await evening.move(group, Move.END)
    assert await here(THREAD, CLEO.id) == group.id, "the last of the thread can still be looked at"
    with pytest.raises(Refusal, match="Nothing is being watched here"):
        await here(CHANNEL, CLEO.id)


async def test_a_solo_viewing_tells_the_minute_of_the_next_prompt_and_next_shows_what_is_due(
    evening: Evening,
) -> None:
    viewing = await evening.solo()
    watching = await evening.move(viewing, Move.START_FILM)
    assert watching.viewing.next_timed is not None
    assert (watching.viewing.next_timed.place, watching.viewing.next_timed.at) == (VOICES, timedelta(minutes=5))
    evening.clock.go(minutes=6)
    assert await evening.work() == 1.0
    assert await evening.post_all() == [], "nothing is pushed to who watches alone"
    assert (await evening.move(viewing, Move.NEXT)).viewing.place == VOICES


async def test_a_solo_viewing_can_have_its_prompts_by_direct_message_and_give_that_up(evening: Evening) -> None:
    viewing = await evening.solo(direct=True)
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(minutes=5)
    await evening.work()
    [post] = await evening.post_all()
    assert (post.place, post.member_id, post.channel_id) == (VOICES, BEN.id, None)
    await evening.viewings.set_direct(GUILD, viewing.id, BEN.id, evening.now, direct=False)
    evening.clock.go(minutes=10)
    await evening.work()
    assert await evening.post_all() == []
    group = await evening.group()
    with pytest.raises(Refusal, match="appear in its thread"):
        await evening.viewings.set_direct(GUILD, group.id, ADA.id, evening.now, direct=True)


async def test_a_viewing_always_has_a_way_on_until_it_is_closed(evening: Evening) -> None:
    viewing = await evening.group(Secrecy.NAMED)
    stands = await evening.stands(viewing)
    steps = 0
    while stands.viewing.phase is not Phase.CLOSED and steps < 40:
        on = [move for move in (Move.NEXT, Move.START_FILM, Move.SKIP, Move.END) if move in stands.moves]
        stands = await evening.move(viewing, on[0], seen=stands.viewing.step)
        steps += 1
    assert stands.viewing.phase is Phase.CLOSED
    assert stands.moves == {Move.REVEAL, Move.REVEAL_ALL}

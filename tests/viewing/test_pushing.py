"""Timed prompts at their minute and messages exactly once, over restarts, downtime, failures and set clocks."""

import asyncio
from datetime import timedelta

import pytest

from bot.database import open_database
from bot.errors import Refusal
from bot.viewing.moves import Move
from bot.viewing.posting import service
from bot.viewing.posting.posts import AS_ASKED, NO_PLACE, Post, What
from bot.viewing.posting.upkeep import Upkeep
from bot.viewing.rules import State, Viewing
from tests.engines import on_sqlite
from tests.viewing.evening import (
    ADA,
    BEN,
    CAMERA,
    CHANNEL,
    CLAIM,
    CLEO,
    FEELING,
    GUILD,
    THREAD,
    VOICES,
    WORDS,
    Clock,
    Evening,
    hive_programme,
)


async def watching(evening: Evening, thread: int = THREAD) -> Viewing:
    """A group whose film runs; what it had to post is posted."""
    viewing = await evening.group(thread=thread)
    await evening.move(viewing, Move.START_FILM)
    await evening.post_all()
    return viewing


async def asked(evening: Evening, viewing: Viewing) -> list[int]:
    return [cue.place for cue in (await evening.stands(viewing)).viewing.asked]


async def waiting(evening: Evening) -> list[tuple[What, int]]:
    return [(post.what, post.place) for post in await evening.post_all()]


async def test_a_timed_prompt_comes_at_its_minute_and_once(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=4, seconds=59)
    assert await evening.upkeep.work() == pytest.approx(1.0)
    assert await waiting(evening) == []
    evening.clock.go(seconds=1)
    await evening.upkeep.work()
    await evening.upkeep.work()
    assert await asked(evening, viewing) == [VOICES]
    assert await waiting(evening) == [(What.PROMPT, VOICES)]
    assert await waiting(evening) == []


async def test_the_loop_sleeps_until_the_next_prompt_and_at_most_a_second(evening: Evening) -> None:
    await watching(evening)
    evening.clock.go(minutes=4, seconds=59, milliseconds=700)
    assert await evening.upkeep.work() == pytest.approx(0.3, abs=0.001)
    evening.clock.go(milliseconds=300)
    assert await evening.upkeep.work() == 1.0


async def test_two_loops_push_a_prompt_once(evening: Evening) -> None:
    await watching(evening)
    evening.clock.go(minutes=5)
    other = Upkeep(evening.db, lambda: evening.clock.wall, lambda: evening.clock.steady)
    await asyncio.gather(evening.upkeep.work(), other.work(), evening.upkeep.work())
    assert await waiting(evening) == [(What.PROMPT, VOICES)]


async def test_a_paused_film_pushes_nothing_and_goes_on_where_it_stood(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=4)
    await evening.move(viewing, Move.PAUSE)
    evening.clock.go(minutes=60)
    await evening.upkeep.work()
    assert await asked(evening, viewing) == []
    await evening.move(viewing, Move.RESUME)
    evening.clock.go(seconds=59)
    await evening.upkeep.work()
    assert await asked(evening, viewing) == []
    evening.clock.go(seconds=1)
    await evening.upkeep.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_a_jump_makes_prompts_due_at_once_and_a_jump_back_repeats_none(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.move(viewing, Move.JUMP, to=timedelta(minutes=13))
    await evening.upkeep.work()
    assert await waiting(evening) == [(What.PROMPT, VOICES), (What.PROMPT, CAMERA)]
    await evening.move(viewing, Move.JUMP, to=timedelta(0))
    evening.clock.go(minutes=20)
    await evening.upkeep.work()
    assert await waiting(evening) == []


async def test_c04_a_prompt_comes_at_its_minute_after_a_restart(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await watching(evening)
    clock.go(minutes=4)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        await evening.upkeep.work()
        assert await asked(evening, viewing) == []
        clock.go(minutes=1)
        await evening.upkeep.work()
        assert await asked(evening, viewing) == [VOICES]


async def test_t02_what_fell_due_while_the_bot_was_down_comes_once_in_order(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewings = [await watching(evening, thread) for thread in range(50, 60)]
    clock.go(hours=10)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        await evening.upkeep.work()
        posts = await evening.post_all()
        assert len(posts) == 20
        for viewing in viewings:
            own = [post.place for post in posts if post.viewing_id == viewing.id]
            assert own == [VOICES, CAMERA]
        await evening.upkeep.work()
        assert await evening.post_all() == []


@pytest.mark.parametrize("hours", [1, -1])
async def test_t03_a_clock_that_is_set_pushes_nothing_early_or_late(evening: Evening, hours: int) -> None:
    viewing = await watching(evening)
    await evening.upkeep.work()
    evening.clock.wall += timedelta(hours=hours)
    evening.clock.go(minutes=4)
    await evening.upkeep.work()
    stands = await evening.stands(viewing)
    assert await asked(evening, viewing) == []
    assert stands.film_time == timedelta(minutes=4)
    evening.clock.go(minutes=1)
    await evening.upkeep.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_t03_paused_films_stay_where_they_are_when_the_clock_is_set(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=2)
    await evening.move(viewing, Move.PAUSE)
    await evening.upkeep.work()
    evening.clock.wall += timedelta(hours=1)
    await evening.upkeep.work()
    assert (await evening.stands(viewing)).film_time == timedelta(minutes=2)


async def test_t03_a_machine_that_slept_is_no_clock_that_was_set(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.upkeep.work()
    evening.clock.go(minutes=6)
    await evening.upkeep.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_t03_after_a_jump_ahead_times_of_day_are_not_believed_for_a_while(evening: Evening) -> None:
    await evening.upkeep.work()
    assert evening.upkeep.believes_clock
    evening.clock.wall += timedelta(hours=1)
    await evening.upkeep.work()
    assert not evening.upkeep.believes_clock
    evening.clock.go(minutes=3)
    await evening.upkeep.work()
    assert evening.upkeep.believes_clock


async def test_c08_a_viewing_that_fails_is_parked_with_its_reason_and_the_others_get_their_prompts(
    evening: Evening,
) -> None:
    viewings = [await watching(evening, thread) for thread in range(50, 60)]
    bad = viewings[3]
    poison = "UPDATE viewings SET programme = ?2 WHERE id = ?1"
    async with evening.db.transaction() as tx:
        await tx.fetch(poison, bad.id, "{not a programme")
    evening.clock.go(minutes=5)
    for _ in range(3):
        await evening.upkeep.work()
    assert sorted(post.viewing_id for post in await evening.post_all()) == sorted(
        viewing.id for viewing in viewings if viewing is not bad
    )
    assert await evening.upkeep.work() == 1.0, "the loop does not spin on it"
    async with evening.db.transaction() as tx:
        await tx.fetch(poison, bad.id, hive_programme().kept())
    stands = await evening.stands(bad)
    assert stands.troubles == ("Timed prompts no longer come by themselves (DecodeError). `Next` asks them.",)
    moved = await evening.move(bad, Move.NEXT)
    assert (moved.viewing.place, moved.troubles) == (VOICES, ())
    evening.clock.go(minutes=8)
    await evening.upkeep.work()
    assert await asked(evening, bad) == [VOICES, CAMERA]


async def test_a_group_posts_its_opening_then_its_card_then_what_its_moves_ask(evening: Evening) -> None:
    started = await evening.viewings.start_group(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now
    )
    viewing = started.viewing
    [opening] = await evening.posts.hand_out(evening.now, viewing.id)
    assert (opening.what, opening.channel_id) == (What.OPENING, CHANNEL)
    await evening.posts.sent(GUILD, viewing.id, (What.OPENING, NO_PLACE), 77)
    await evening.posts.settle(GUILD, viewing.id, channel_id=CHANNEL, thread_id=77, now=evening.now)
    [card] = await evening.posts.hand_out(evening.now)
    assert (card.what, card.channel_id) == (What.CARD, 77)
    await evening.posts.sent(GUILD, viewing.id, (What.CARD, NO_PLACE), 78)
    assert (await evening.stands(viewing)).viewing.card_id == 78
    await evening.moves(viewing, Move.NEXT, Move.REVEAL, Move.END)
    assert await waiting(evening) == [(What.PROMPT, WORDS), (What.ANSWERS, WORDS), (What.SUMMARY, NO_PLACE)]
    messages = await evening.posts.messages(GUILD, viewing.id)
    assert messages[What.OPENING, NO_PLACE] == 77
    assert messages.keys() == {
        (What.OPENING, NO_PLACE), (What.CARD, NO_PLACE), (What.PROMPT, WORDS), (What.ANSWERS, WORDS),
        (What.SUMMARY, NO_PLACE),
    }  # fmt: skip


async def test_the_card_waits_for_its_thread(evening: Evening) -> None:
    started = await evening.viewings.start_group(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now
    )
    await evening.moves(started.viewing, Move.NEXT)
    assert await waiting(evening) == [(What.OPENING, NO_PLACE)]


async def test_a_prompt_that_is_asked_again_is_not_posted_again(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    assert (What.PROMPT, WORDS) in await waiting(evening)
    await evening.post_all()
    await evening.moves(viewing, Move.SKIP, Move.BACK, Move.REOPEN, Move.NEXT, Move.BACK)
    evening.clock.go(hours=1)
    again = [post.place for post in await evening.posts.hand_out(evening.now) if post.message_id is None]
    assert again == [WORDS + 1]


async def test_a_prompt_that_is_revealed_is_shown_anew_after_its_answers_are_posted(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.post_all()
    await evening.move(viewing, Move.REVEAL)
    posts = await evening.posts.hand_out(evening.now)
    assert [(post.what, post.place, post.message_id is not None) for post in posts] == [
        (What.ANSWERS, FEELING, False),
        (What.PROMPT, FEELING, True),
    ]
    for post in posts:
        await evening.posts.sent(GUILD, viewing.id, (post.what, post.place), 9000)
    await evening.move(viewing, Move.END)
    assert await waiting(evening) == [(What.SUMMARY, NO_PLACE), (What.PROMPT, WORDS)]


async def test_a_prompt_that_was_revealed_while_it_was_being_posted_is_shown_anew(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    [post] = await evening.posts.hand_out(evening.now)
    await evening.move(viewing, Move.REVEAL)
    await evening.posts.sent(GUILD, viewing.id, (post.what, post.place), 9000, AS_ASKED)
    assert await waiting(evening) == [(What.ANSWERS, FEELING), (What.PROMPT, FEELING)]


async def test_a_prompt_that_came_by_direct_message_is_left_as_it_is(evening: Evening) -> None:
    viewing = await evening.solo(direct=True)
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(minutes=6)
    await evening.upkeep.work()
    assert [post.what for post in await evening.post_all()] == [What.PROMPT]
    await evening.moves(viewing, Move.SKIP, Move.END)
    evening.clock.go(hours=1)
    assert await waiting(evening) == []


async def test_moves_alone_and_answers_post_nothing(evening: Evening) -> None:
    viewing = await evening.solo()
    await evening.moves(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "mine")
    await evening.move(viewing, Move.END)
    assert await waiting(evening) == []


async def test_c03_a_message_that_was_handed_out_comes_again_with_the_same_nonce_only_after_its_lease(
    url: str, clock: Clock
) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await evening.group()
        [first] = await evening.posts.hand_out(evening.now)
        assert first.first_tried_at is None
        assert await evening.posts.hand_out(evening.now) == []
    clock.go(seconds=49)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        assert await evening.posts.hand_out(evening.now) == []
        clock.go(seconds=1)
        [again] = await evening.posts.hand_out(evening.now)
        assert (again.nonce, again.what) == (first.nonce, first.what)
        assert again.first_tried_at == clock.wall - timedelta(seconds=50)
        await evening.posts.sent(GUILD, viewing.id, (again.what, again.place), 5)
        clock.go(hours=1)
        assert await evening.posts.hand_out(evening.now) == []


async def test_nonces_differ_and_fit(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.REVEAL, Move.END)
    nonces = [post.nonce for post in await evening.post_all()]
    assert len(set(nonces)) == len(nonces) == 5
    longest = Post(
        guild_id=GUILD, viewing_id=2**62 - 1, what=What.PROMPT, place=999, again=999,
        channel_id=1, member_id=None, first_tried_at=None,
    )  # fmt: skip
    assert max(len(nonce) for nonce in (*nonces, longest.nonce)) <= 25


async def test_c08_a_message_that_cannot_be_posted_is_given_up_with_its_reason_shown(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    for tries in range(1, service.TRIES + 1):
        [post] = await evening.posts.hand_out(evening.now)
        dropped = await evening.posts.put_off(post, 5, "AutoMod blocks it.", evening.now)
        assert dropped == (tries == service.TRIES)
        evening.clock.go(seconds=5)
    assert await evening.posts.hand_out(evening.now) == []
    assert (await evening.stands(viewing)).troubles == ("Prompt 1 could not be posted: AutoMod blocks it.",)
    await evening.move(viewing, Move.NEXT)
    assert len(await evening.posts.hand_out(evening.now)) == 1


async def test_p05_a_thread_that_is_gone_loses_nothing_and_the_viewing_goes_on_in_another(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, CLAIM, BEN, "kept")
    await evening.posts.lost(GUILD, viewing.id, "The thread was deleted. `/watch resume` opens another.")
    evening.clock.go(minutes=5)
    await evening.upkeep.work()
    assert await waiting(evening) == []
    stands = await evening.stands(viewing)
    assert stands.troubles == ("The thread was deleted. `/watch resume` opens another.",)
    assert stands.answered == {CLAIM: 1}
    settled = await evening.posts.settle(GUILD, viewing.id, channel_id=CHANNEL, thread_id=99, now=evening.now)
    assert (settled.viewing.thread_id, settled.troubles, settled.viewing.card_id) == (99, (), None)
    await evening.upkeep.work()
    posts = await evening.post_all()
    assert {(post.what, post.place) for post in posts} == {
        (What.CARD, NO_PLACE),
        (What.PROMPT, CLAIM),
        (What.PROMPT, VOICES),
    }
    assert {post.channel_id for post in posts} == {99}


async def test_p05_a_thread_that_can_be_reached_again_gets_only_what_waited(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    await evening.posts.lost(GUILD, viewing.id, "The thread is archived.")
    await evening.move(viewing, Move.NEXT)
    assert await waiting(evening) == []
    await evening.posts.settle(GUILD, viewing.id, channel_id=CHANNEL, thread_id=THREAD, now=evening.now)
    assert await waiting(evening) == [(What.PROMPT, WORDS), (What.PROMPT, WORDS + 1)]


async def test_p05_a_lost_viewing_does_not_move_into_a_thread_where_another_group_watches(evening: Evening) -> None:
    viewing, other = await evening.group(thread=50), await evening.group(thread=51)
    await evening.posts.lost(GUILD, viewing.id, "Gone.")
    with pytest.raises(Refusal, match="A group is watching"):
        await evening.posts.settle(
            GUILD, viewing.id, channel_id=CHANNEL, thread_id=other.thread_id or 0, now=evening.now
        )


async def test_p05_a_message_that_somebody_deleted_is_posted_once_more_with_a_nonce_of_its_own(
    evening: Evening,
) -> None:
    viewing = await evening.group()
    [card] = await evening.post_all()
    await evening.posts.gone(GUILD, viewing.id, (What.CARD, NO_PLACE), evening.now)
    assert (await evening.stands(viewing)).viewing.card_id is None
    [again] = await evening.post_all()
    assert (again.what, again.nonce) == (What.CARD, f"{card.nonce}-1")
    assert (await evening.stands(viewing)).viewing.card_id == 5000
    assert await waiting(evening) == []


async def test_a_card_is_out_of_date_after_every_change_that_it_shows_until_it_is_drawn(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()

    async def draw() -> None:
        version = (await evening.stands(viewing)).viewing.version
        await evening.posts.drawn(GUILD, viewing.id, version)
        assert await evening.posts.undrawn() == []

    await draw()
    await evening.move(viewing, Move.NEXT)
    assert await evening.posts.undrawn() == [(GUILD, viewing.id)]
    await draw()
    kept = await evening.answer(viewing, WORDS, CLEO, "x")
    assert kept.viewing.version == (await evening.stands(viewing)).viewing.version
    assert await evening.posts.undrawn() == [(GUILD, viewing.id)]
    await draw()
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    assert await evening.posts.undrawn() == [], "who joined already changes nothing"
    await evening.viewings.leave(GUILD, viewing.id, CLEO.id, evening.now)
    assert await evening.posts.undrawn() == [(GUILD, viewing.id)]


async def test_r05_an_older_drawing_never_replaces_a_newer(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    version = (await evening.move(viewing, Move.NEXT)).viewing.version
    await evening.posts.drawn(GUILD, viewing.id, version)
    await evening.posts.drawn(GUILD, viewing.id, version - 1)
    assert await evening.posts.undrawn() == []


@on_sqlite
async def test_what_is_due_is_found_by_an_index(evening: Evening) -> None:
    await watching(evening)
    plans = {
        "viewings_due": "SELECT guild_id, id FROM viewings WHERE due_at IS NOT NULL AND parked IS NULL "
        "AND orphaned IS NULL AND due_at <= 1 ORDER BY due_at, id LIMIT 5",
        "viewing_posts_owed": "SELECT * FROM viewing_posts p WHERE p.state IN ('waiting', 'stale') AND p.due_at <= 1",
        "viewings_to_draw": "SELECT id FROM viewings WHERE drawn < version AND card_id IS NOT NULL "
        "AND orphaned IS NULL ORDER BY id LIMIT 5",
        "scheduled_viewings_due": "SELECT * FROM scheduled_viewings WHERE due_at IS NOT NULL AND due_at <= 1 "
        "AND state IN ('draft', 'waiting') ORDER BY due_at, id LIMIT 5",
    }
    for index, query in plans.items():
        async with evening.db.read() as tx:
            plan = [row["detail"] for row in await tx.fetch(f"EXPLAIN QUERY PLAN {query}")]
        assert any(index in step for step in plan), plan


async def test_a_revealed_prompt_is_still_revealed_after_a_push(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.moves(viewing, Move.NEXT, Move.REVEAL)
    evening.clock.go(minutes=5)
    await evening.upkeep.work()
    stands = await evening.stands(viewing)
    assert stands.viewing.cues[CLAIM].state is State.REVEALED
    assert stands.viewing.place == VOICES


@pytest.mark.parametrize("tried", [False, True])
async def test_n14_waiting_for_a_server_uses_up_no_try_of_what_is_to_be_posted(evening: Evening, tried: bool) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    for _ in range(3 * service.TRIES):
        [post] = await evening.posts.hand_out(evening.now)
        await evening.posts.wait(post, 5, evening.now, tried=tried)
        evening.clock.go(seconds=5)
    [post] = await evening.posts.hand_out(evening.now)
    assert (post.first_tried_at is not None) is tried
    assert not await evening.posts.put_off(post, 5, "HTTP 503", evening.now)

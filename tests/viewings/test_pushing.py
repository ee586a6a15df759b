"""Timed prompts at their minute and messages exactly once, over restarts, downtime, failures and set clocks."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.messenger import AwayError, LaterError, LostError
from bot.database import open_database
from bot.errors import Refusal
from bot.outbox.redraws import Card
from bot.threads.posting import delivery
from bot.threads.posting.delivery import nonce_of
from bot.threads.posting.store import NO_PLACE
from bot.viewings.moves import Decision, Move, Undecided
from bot.viewings.posting.posts import What
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.store import MESSAGES
from bot.viewings.rules import State, Viewing
from tests.engines import on_sqlite
from tests.viewings.evening import (
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
    ids_of,
    opening_prompt,
    said,
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
    return [(post.what, post.place) for post in await evening.post_all() if not post.anew]


async def test_a_timed_prompt_comes_at_its_minute_and_once(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=4, seconds=59)
    assert await evening.work() == pytest.approx(1.0)
    assert await waiting(evening) == []
    evening.clock.go(seconds=1)
    await evening.work()
    await evening.work()
    assert await asked(evening, viewing) == [VOICES]
    assert await waiting(evening) == [(What.PROMPT, VOICES)]
    assert await waiting(evening) == []


async def test_the_loop_sleeps_until_the_next_prompt_and_at_most_a_second(evening: Evening) -> None:
    await watching(evening)
    evening.clock.go(minutes=4, seconds=59, milliseconds=700)
    assert await evening.work() == pytest.approx(0.3, abs=0.001)
    evening.clock.go(milliseconds=300)
    assert await evening.work() == 1.0


async def test_two_loops_push_a_prompt_once(evening: Evening) -> None:
    await watching(evening)
    evening.clock.go(minutes=5)
    other = evening.another()
    await asyncio.gather(evening.worker.once(), other.once(), evening.worker.once())
    assert await waiting(evening) == [(What.PROMPT, VOICES)]


async def test_a_paused_film_pushes_nothing_and_goes_on_where_it_stood(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=4)
    await evening.move(viewing, Move.PAUSE)
    evening.clock.go(minutes=60)
    await evening.work()
    assert await asked(evening, viewing) == []
    await evening.move(viewing, Move.RESUME)
    evening.clock.go(seconds=59)
    await evening.work()
    assert await asked(evening, viewing) == []
    evening.clock.go(seconds=1)
    await evening.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_a_jump_asks_what_lies_between_where_wanted_and_a_jump_back_repeats_none(
    evening: Evening,
) -> None:
    viewing = await watching(evening)
    jumped = await evening.move(viewing, Move.JUMP, to=timedelta(minutes=13), decided=Decision.ASK)
    line = (What.LINE, jumped.viewing.step)
    assert await waiting(evening) == [line, (What.PROMPT, VOICES), (What.PROMPT, CAMERA)]
    back = await evening.move(viewing, Move.JUMP, to=timedelta(0))
    evening.clock.go(minutes=20)
    await evening.work()
    assert await waiting(evening) == [(What.LINE, back.viewing.step)]


async def test_c04_a_prompt_comes_at_its_minute_after_a_restart(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await watching(evening)
    clock.go(minutes=4)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        await evening.work()
        assert await asked(evening, viewing) == []
        clock.go(minutes=1)
        await evening.work()
        assert await asked(evening, viewing) == [VOICES]


async def test_t02_what_fell_due_while_the_bot_was_down_comes_once_in_order(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewings = [await watching(evening, thread) for thread in range(50, 60)]
    clock.go(hours=10)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        await evening.work()
        posts = await evening.post_all()
        assert len(posts) == 20
        for viewing in viewings:
            own = [post.place for post in posts if post.viewing_id == viewing.id]
            assert own == [VOICES, CAMERA]
        await evening.work()
        assert await evening.post_all() == []


@pytest.mark.parametrize("hours", [1, -1])
async def test_t03_a_clock_that_is_set_pushes_nothing_early_or_late(evening: Evening, hours: int) -> None:
    viewing = await watching(evening)
    await evening.work()
    evening.clock.wall += timedelta(hours=hours)
    evening.clock.go(minutes=4)
    await evening.work()
    stands = await evening.stands(viewing)
    assert await asked(evening, viewing) == []
    assert stands.film_time == timedelta(minutes=4)
    evening.clock.go(minutes=1)
    await evening.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_t03_paused_films_stay_where_they_are_when_the_clock_is_set(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=2)
    await evening.move(viewing, Move.PAUSE)
    await evening.work()
    evening.clock.wall += timedelta(hours=1)
    await evening.work()
    assert (await evening.stands(viewing)).film_time == timedelta(minutes=2)


async def test_t03_a_machine_that_slept_is_no_clock_that_was_set(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.work()
    evening.clock.go(minutes=6)
    await evening.work()
    assert await asked(evening, viewing) == [VOICES]


async def test_t03_after_a_jump_ahead_times_of_day_are_not_believed_for_a_while(evening: Evening) -> None:
    await evening.work()
    assert evening.worker.believes_clock
    evening.clock.wall += timedelta(hours=1)
    await evening.work()
    assert not evening.worker.believes_clock
    evening.clock.go(minutes=3)
    await evening.work()
    assert evening.worker.believes_clock


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
        await evening.work()
        evening.clock.go(seconds=1)
    assert sorted(post.viewing_id for post in await evening.post_all()) == sorted(
        viewing.id for viewing in viewings if viewing is not bad
    )
    assert await evening.work() == 1.0, "the loop does not spin on it"
    async with evening.db.transaction() as tx:
        await tx.fetch(poison, bad.id, hive_programme().kept())
    stands = await evening.stands(bad)
    assert stands.troubles == ("Timed prompts no longer come by themselves (DecodeError). `Ask it` asks them.",)
    moved = await evening.move(bad, Move.NEXT, place=VOICES)
    assert (moved.viewing.place, moved.troubles) == (VOICES, ())
    evening.clock.go(minutes=8)
    await evening.work()
    assert await asked(evening, bad) == [VOICES, CAMERA]


async def test_a_move_makes_prompts_come_by_themselves_again(evening: Evening) -> None:
    viewing = await watching(evening)
    async with evening.db.transaction(GUILD) as tx:
        await tx.fetch("UPDATE jobs SET parked = 'KeyError' WHERE kind = 'viewings.push'")
    assert (await evening.stands(viewing)).troubles
    assert (await evening.moves(viewing, Move.PAUSE, Move.RESUME)).troubles == ()
    evening.clock.go(minutes=5)
    assert (What.PROMPT, VOICES) in await waiting(evening)


async def test_a_group_posts_its_opening_then_its_card_then_what_its_moves_ask(evening: Evening) -> None:
    started = await evening.viewings.start_group(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now
    )
    viewing = started.viewing
    opening, card = await evening.post_all()
    assert (opening.what, opening.channel_id) == (What.OPENING, CHANNEL)
    assert (card.what, card.channel_id) == (What.CARD, opening.message_id), "in the thread on the opening"
    assert (await evening.stands(viewing)).viewing.card_id == card.message_id
    await evening.moves(viewing, Move.NEXT, Move.REVEAL, Move.END)
    assert await waiting(evening) == [(What.PROMPT, WORDS), (What.ANSWERS, WORDS), (What.SUMMARY, NO_PLACE)]
    messages = await evening.messages(viewing.id)
    assert messages[What.OPENING, NO_PLACE] == opening.message_id
    assert messages.keys() == {
        (What.OPENING, NO_PLACE), (What.CARD, NO_PLACE), (What.PROMPT, WORDS), (What.ANSWERS, WORDS),
        (What.SUMMARY, NO_PLACE),
    }  # fmt: skip


async def test_the_card_waits_for_its_thread(evening: Evening) -> None:
    started = await evening.viewings.start_group(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now
    )
    await evening.moves(started.viewing, Move.NEXT)
    evening.heard.fails[CHANNEL] = LaterError("HTTP 503")
    evening.clock.go(hours=1)
    assert await waiting(evening) == []
    assert evening.heard.taken == 0
    evening.heard.fails.clear()
    evening.clock.go(hours=1)
    assert await waiting(evening) == [(What.OPENING, NO_PLACE), (What.CARD, NO_PLACE), (What.PROMPT, WORDS)]


async def test_a_prompt_that_is_asked_twice_is_posted_once(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.SKIP, Move.NEXT)
    await evening.move(viewing, Move.REOPEN, place=WORDS)
    with pytest.raises(Refusal, match="already"):
        await evening.move(viewing, Move.NEXT, place=FEELING)
    with pytest.raises(Refusal, match="not left out"):
        await evening.move(viewing, Move.REOPEN, place=WORDS)
    assert (await waiting(evening))[1:] == [(What.PROMPT, FEELING), (What.PROMPT, WORDS)]


async def test_a_prompt_that_is_revealed_is_drawn_anew_and_its_answers_are_posted(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.post_all()
    await evening.redraw()
    await evening.move(viewing, Move.REVEAL)
    assert await waiting(evening) == [(What.ANSWERS, FEELING)]
    assert [(post.what, post.place) for post in await evening.redraw()] == [
        (What.CARD, NO_PLACE),
        (What.PROMPT, FEELING),
    ]
    await evening.move(viewing, Move.END)
    assert await waiting(evening) == [(What.SUMMARY, NO_PLACE)]
    assert [post.place for post in await evening.redraw() if post.what is What.PROMPT] == [FEELING, WORDS]


async def test_a_prompt_that_was_revealed_while_it_was_being_posted_is_drawn_anew(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    await evening.redraw()
    await evening.move(viewing, Move.NEXT)
    evening.heard.meanwhile = lambda: evening.move(viewing, Move.REVEAL)
    assert await waiting(evening) == [(What.PROMPT, FEELING), (What.ANSWERS, FEELING)]
    assert (What.PROMPT, FEELING) in [(post.what, post.place) for post in await evening.redraw()]


async def test_an_answer_draws_the_count_of_its_prompt_anew_and_nothing_else(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.post_all()
    await evening.redraw()
    for by, told in ((BEN, "answered 1 of 2"), (CLEO, "answered 2 of 2\neverybody has answered")):
        await evening.answer(viewing, WORDS, by, "mine")
        [drawn] = await evening.redraw()
        assert (drawn.what, drawn.place) == (What.PROMPT, WORDS)
        assert told in said(evening.heard.cards[drawn.message_id])
    assert await evening.redraw() == []


async def test_who_joins_counts_on_every_open_prompt_on_the_card_and_in_the_channel(evening: Evening) -> None:
    started = await evening.viewings.start_group(
        hive_programme(), guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now
    )
    viewing = started.viewing
    await evening.post_all()
    await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.REVEAL)
    await evening.post_all()
    await evening.redraw()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    drawn = await evening.redraw()
    assert {(post.what, post.place) for post in drawn} == {
        (What.CARD, NO_PLACE), (What.PROMPT, WORDS), (What.OPENING, NO_PLACE),
    }  # fmt: skip
    for post in drawn:
        told = "answered 0 of 1" if post.what is What.PROMPT else "1 takes part"
        assert told in said(evening.heard.cards[post.message_id])


async def test_answers_that_come_while_a_prompt_is_being_posted_are_counted_on_it(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    evening.heard.meanwhile = lambda: evening.answer(viewing, WORDS, BEN, "quick")
    await evening.post_all()
    [prompt] = [post for post in await evening.redraw() if post.what is What.PROMPT]
    assert "answered 1 of 1" in said(evening.heard.cards[prompt.message_id])


async def test_a_new_prompt_takes_lead_from_the_one_before(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.post_all()
    await evening.redraw()
    await evening.move(viewing, Move.NEXT)
    [prompt] = await evening.post_all()
    assert f"panel-lead:{viewing.id}" in ids_of(evening.heard.cards[prompt.message_id])
    [before] = [post for post in await evening.redraw() if post.what is What.PROMPT]
    assert before.place == WORDS
    assert f"panel-lead:{viewing.id}" not in ids_of(evening.heard.cards[before.message_id])


async def test_each_move_of_the_film_posts_one_line_with_its_minute(evening: Evening) -> None:
    viewing = await watching(evening)
    evening.clock.go(minutes=2)
    told: list[str] = []
    moves: list[tuple[Move, dict[str, Any]]] = [
        (Move.PAUSE, {}), (Move.RESUME, {}), (Move.JUMP, {"to": timedelta(minutes=4)}), (Move.FINISH, {}),
        (Move.HAND_OVER, {"heir": BEN.id}),
    ]  # fmt: skip
    for move, wanted in moves:
        await evening.move(viewing, move, **wanted)
        [line] = [post for post in await evening.post_all() if post.what is What.LINE]
        told.append(said(evening.heard.cards[line.message_id]).split(". ")[0])
    assert told == [
        "Paused at 2:00", "Goes on at 2:00: press play", "Jumped to 4:00", "The film is over at 4:00",
        f"<@{BEN.id}> leads from now on.",
    ]  # fmt: skip


async def test_c04_r12_go_announces_one_second_that_is_the_films_also_when_it_is_pressed_twice_and_after_a_restart(
    url: str, clock: Clock
) -> None:
    clock.go(milliseconds=250)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await evening.group()
        await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
        with pytest.raises(Refusal, match="started already"):
            await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
        lines = [post for post in await evening.post_all() if post.what is What.LINE]
        assert [f"<t:{int(clock.wall.timestamp()) + 16}:T>" in said(evening.heard.cards[each.message_id])
                for each in lines] == [True]  # fmt: skip
        clock.go(seconds=7)
    async with open_database(url) as db:
        evening = Evening(db, clock, heard=evening.heard)
        clock.go(seconds=8, milliseconds=750)
        assert (await evening.stands(viewing)).film_time == timedelta(0)
        clock.go(seconds=2)
        assert (await evening.stands(viewing)).film_time == timedelta(seconds=2)
        await evening.work()
        assert [post.what for post in evening.heard.sent].count(What.LINE) == 1


async def test_a_prompt_at_the_start_is_asked_at_the_second_of_the_start(evening: Evening) -> None:
    viewing = await evening.group(programme=opening_prompt())
    await evening.move(viewing, Move.START_FILM, ahead=timedelta(seconds=15))
    await evening.post_all()
    evening.clock.go(seconds=14)
    assert await waiting(evening) == []
    evening.clock.go(seconds=1)
    assert await waiting(evening) == [(What.PROMPT, CLAIM)]


async def test_ready_is_counted_on_its_line_and_only_before_the_film(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.viewings.join(GUILD, viewing.id, BEN.id, evening.now)
    asks = (await evening.move(viewing, Move.ASK_READY)).viewing
    await evening.post_all()
    await evening.redraw()
    for member in (BEN, CLEO, BEN):
        await evening.viewings.ready(GUILD, viewing.id, asks.step, member.id, evening.now)
    line = next(post for post in await evening.redraw() if post.what is What.LINE)
    assert said(evening.heard.cards[line.message_id]).startswith("### Ready? 2 of 2\n")
    again = (await evening.move(viewing, Move.ASK_READY)).viewing
    with pytest.raises(Refusal, match="question is over"):
        await evening.viewings.ready(GUILD, viewing.id, asks.step, BEN.id, evening.now)
    await evening.viewings.ready(GUILD, viewing.id, again.step, BEN.id, evening.now)
    await evening.move(viewing, Move.START_FILM)
    with pytest.raises(Refusal, match="question is over"):
        await evening.viewings.ready(GUILD, viewing.id, again.step, CLEO.id, evening.now)


async def test_what_is_revealed_after_the_end_is_posted_and_stands_in_the_summary(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    await evening.move(viewing, Move.END)
    summary = next(post for post in await evening.post_all() if post.what is What.SUMMARY)
    await evening.redraw()
    assert "honey" not in said(evening.heard.cards[summary.message_id])
    evening.clock.go(days=6)
    await evening.move(viewing, Move.REVEAL)
    assert await waiting(evening) == [(What.ANSWERS, WORDS)]
    await evening.redraw()
    assert "honey" in said(evening.heard.cards[summary.message_id])


async def test_an_end_that_reveals_all_posts_all_answers_before_the_summary(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT)
    await evening.answer(viewing, WORDS, BEN, "honey")
    await evening.post_all()
    with pytest.raises(Undecided, match="1 answer to 1 prompt is not revealed"):
        await evening.move(viewing, Move.END, decided=None)
    await evening.move(viewing, Move.END, decided=Decision.REVEAL)
    assert await waiting(evening) == [(What.ANSWERS, WORDS), (What.ANSWERS, FEELING), (What.SUMMARY, NO_PLACE)]


async def test_a_prompt_that_came_by_direct_message_is_left_as_it_is(evening: Evening) -> None:
    viewing = await evening.solo(direct=True)
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(minutes=6)
    assert [(post.what, post.member_id) for post in await evening.post_all()] == [(What.PROMPT, BEN.id)]
    await evening.moves(viewing, Move.SKIP, Move.END)
    evening.clock.go(hours=1)
    assert await waiting(evening) == []


async def test_who_takes_no_direct_messages_is_sent_none_again(evening: Evening) -> None:
    viewing = await evening.solo(direct=True)
    await evening.move(viewing, Move.START_FILM)
    evening.heard.fails[BEN.id] = LostError("no direct messages.")
    evening.clock.go(minutes=6)
    assert await waiting(evening) == []
    assert not (await evening.stands(viewing)).viewing.direct
    evening.heard.fails.clear()
    evening.clock.go(minutes=20)
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
        gone = asyncio.Event()
        evening.heard.meanwhile = lambda: _never(gone)
        await evening.worker.begin()
        await gone.wait()
        await evening.worker.stop()  # the process ends before Discord's answer comes
        [first] = evening.heard.sent
    clock.go(seconds=49)
    async with open_database(url) as db:
        evening = Evening(db, clock, heard=evening.heard)
        await evening.work()
        assert (await evening.stands(viewing)).viewing.card_id is None
        clock.go(seconds=1)
        await evening.work()
        assert (await evening.stands(viewing)).viewing.card_id == first.message_id
        assert evening.heard.taken == 1, "the same nonce"
        clock.go(hours=1)
        await evening.work()
        assert evening.heard.taken == 1


async def test_c03_a_message_whose_nonce_is_too_old_is_found_where_it_stands(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        viewing = await evening.group()
        await evening.post_all()
        await evening.move(viewing, Move.NEXT)
        evening.heard.after = LaterError("no answer")
        await evening.work()
        assert (What.PROMPT, WORDS) not in await evening.messages(viewing.id)
    clock.go(hours=1)
    evening.heard.sent[:] = [replace(each, nonce="forgotten") for each in evening.heard.sent]
    async with open_database(url) as db:
        evening = Evening(db, clock, heard=evening.heard)
        await evening.work()
        assert (What.PROMPT, WORDS) in await evening.messages(viewing.id)
        assert evening.heard.taken == 2, "the card and the prompt"


async def _never(begun: asyncio.Event) -> None:
    begun.set()
    await asyncio.Event().wait()


async def test_nonces_differ_and_fit(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.REVEAL, Move.END)
    nonces = [post.nonce for post in await evening.post_all() if not post.anew]
    assert len(set(nonces)) == len(nonces) == 5
    longest = nonce_of(2**62 - 1, (What.PROMPT, 999), again=999)
    assert max(len(nonce) for nonce in (*nonces, longest)) <= 25


async def test_c08_a_message_that_cannot_be_posted_is_given_up_with_its_reason_shown(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    evening.heard.fails[THREAD] = LaterError("Discord has hiccups.")
    for tries in range(1, delivery.TRIES + 1):
        await evening.work()
        assert bool((await evening.stands(viewing)).troubles) == (tries == delivery.TRIES)
        evening.clock.go(hours=1)
    evening.heard.fails.clear()
    assert await evening.post_all() == []
    assert (await evening.stands(viewing)).troubles == ("Prompt 1 could not be posted: Discord has hiccups.",)
    await evening.move(viewing, Move.NEXT)
    assert len(await evening.post_all()) == 1


async def test_p05_a_thread_that_is_gone_loses_nothing_and_the_viewing_goes_on_in_another(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.move(viewing, Move.NEXT)
    await evening.answer(viewing, CLAIM, BEN, "kept")
    await evening.lost(viewing.id, "The thread was deleted. `/watch resume` opens another.")
    evening.clock.go(minutes=5)
    await evening.work()
    assert await waiting(evening) == []
    stands = await evening.stands(viewing)
    assert stands.troubles == ("The thread was deleted. `/watch resume` opens another.",)
    assert stands.counts.answered == {CLAIM: 1}
    await evening.delivery.go_on(GUILD, viewing.id, CHANNEL, 99)
    settled = await evening.stands(viewing)
    assert (settled.viewing.thread_id, settled.troubles, settled.viewing.card_id) == (99, (), None)
    await evening.work()
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
    await evening.lost(viewing.id, "The thread is archived.")
    await evening.move(viewing, Move.NEXT)
    assert await waiting(evening) == []
    await evening.delivery.go_on(GUILD, viewing.id, CHANNEL, THREAD)
    assert await waiting(evening) == [(What.PROMPT, WORDS), (What.PROMPT, WORDS + 1)]


async def test_p05_a_lost_viewing_does_not_move_into_a_thread_where_another_group_watches(evening: Evening) -> None:
    viewing, other = await evening.group(thread=50), await evening.group(thread=51)
    await evening.lost(viewing.id, "Gone.")
    with pytest.raises(Refusal, match="A group is watching"):
        await evening.delivery.go_on(GUILD, viewing.id, CHANNEL, other.thread_id or 0)


async def test_p05_a_message_that_somebody_deleted_is_posted_once_more_with_a_nonce_of_its_own(
    evening: Evening,
) -> None:
    viewing = await evening.group()
    [card] = await evening.post_all()
    async with evening.db.transaction(GUILD) as tx:
        await QUEUE.post_anew(tx, viewing, [(What.CARD, NO_PLACE)], evening.now)
    assert (await evening.stands(viewing)).viewing.card_id is None
    [again] = await evening.post_all()
    assert (again.what, again.nonce) == (What.CARD, f"{card.nonce}-1")
    assert (await evening.stands(viewing)).viewing.card_id == again.message_id
    assert await waiting(evening) == []


async def test_a_card_is_out_of_date_after_every_change_that_it_shows_until_it_is_drawn(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()

    async def draw() -> None:
        version = (await evening.stands(viewing)).viewing.version
        await evening.delivery.draw(Card("viewing", GUILD, THREAD, viewing.id), late=False)
        async with evening.db.read() as tx:
            assert await tx.fetch("SELECT 1 FROM viewings WHERE drawn = ?1", version)
        assert await evening.undrawn() == []

    await draw()
    await evening.move(viewing, Move.NEXT)
    assert await evening.undrawn() == [(GUILD, viewing.id)]
    await draw()
    before = (await evening.stands(viewing)).viewing.version
    await evening.answer(viewing, WORDS, CLEO, "x")
    assert (await evening.stands(viewing)).viewing.version == before + 1
    assert await evening.undrawn() == [(GUILD, viewing.id)]
    await draw()
    await evening.viewings.join(GUILD, viewing.id, CLEO.id, evening.now)
    assert await evening.undrawn() == [], "who joined already changes nothing"
    await evening.viewings.leave(GUILD, viewing.id, CLEO.id, evening.now)
    assert await evening.undrawn() == [(GUILD, viewing.id)]


async def test_r05_an_older_drawing_never_replaces_a_newer(evening: Evening) -> None:
    viewing = await evening.group()
    await evening.post_all()
    version = (await evening.move(viewing, Move.NEXT)).viewing.version
    for shown in (version, version - 1):
        async with evening.db.transaction(GUILD) as tx:
            await MESSAGES.note_drawn(tx, viewing, MESSAGES.card, shown)
    assert await evening.undrawn() == []


@on_sqlite
async def test_what_is_due_is_found_by_an_index(evening: Evening) -> None:
    await watching(evening)
    plans = {
        "jobs_due": "SELECT * FROM jobs WHERE due_at IS NOT NULL AND parked IS NULL AND due_at <= 1 "
        "AND kind || '' IN ('viewings.push', 'viewings.open') ORDER BY due_at, turn LIMIT 5",
        "jobs_of_line": "SELECT kind, key, parked FROM jobs WHERE guild_id = 1 AND line = 'viewing 1' "
        "AND parked IS NOT NULL ORDER BY turn",
        "viewings_to_draw": "SELECT id FROM viewings WHERE drawn < version AND card_id IS NOT NULL "
        "AND orphaned IS NULL ORDER BY id LIMIT 5",
    }
    for index, query in plans.items():
        async with evening.db.read() as tx:
            plan = [row["detail"] for row in await tx.fetch(f"EXPLAIN QUERY PLAN {query}")]
        assert any(index in step for step in plan), plan


async def test_a_revealed_prompt_is_still_revealed_after_a_push(evening: Evening) -> None:
    viewing = await watching(evening)
    await evening.moves(viewing, Move.NEXT, Move.REVEAL)
    evening.clock.go(minutes=5)
    await evening.work()
    stands = await evening.stands(viewing)
    assert stands.viewing.cues[CLAIM].state is State.REVEALED
    assert stands.viewing.place == VOICES


@pytest.mark.parametrize("asked", [False, True])
async def test_n14_waiting_for_a_server_uses_up_no_try_of_what_is_to_be_posted(evening: Evening, asked: bool) -> None:
    viewing = await evening.group()
    await evening.post_all()
    await evening.move(viewing, Move.NEXT)
    evening.heard.fails[THREAD] = AwayError(asked=asked)
    for _ in range(3 * delivery.TRIES):
        await evening.work()
        evening.clock.go(seconds=5)
    async with evening.db.read() as tx:
        [job] = await tx.fetch(
            "SELECT * FROM jobs WHERE line = ?1 AND kind = 'viewings.prompt'", QUEUE.line_of(viewing.id)
        )
    assert (job["first_tried_at"] is not None) is asked
    assert (job["tries"], job["parked"]) == (0, None)
    evening.heard.fails[THREAD] = LaterError("HTTP 503")
    await evening.work()
    assert (await evening.stands(viewing)).troubles == ()
    evening.heard.fails.clear()
    evening.clock.go(hours=1)
    assert await waiting(evening) == [(What.PROMPT, WORDS)]

"""The course of a round: handing in, looking through, release, vote, close, and what happens when nobody acts."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.messenger import BlockedError, LaterError, LostError
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.statements import course, jobs, store
from bot.statements.cards import round_card, sift_card
from bot.statements.course import TooFewError
from bot.statements.rules import CLOSED, COLLECTED, NONE_WRITTEN, UNRELEASED, State, Vote
from bot.statements.views import ASIDE, IN, MERGED
from tests.polls.room import MIRA, SAM
from tests.statements.room import FARID, GUILD, Room

THREE = "Films should name their sources", "Music misleads", "Length does not matter"
pytestmark = pytest.mark.usefixtures("_counted_here")


async def test_a_round_goes_from_collecting_to_its_result(room: Room) -> None:
    round_ = await room.released(*THREE)
    places = await room.places(round_)
    for member in range(12):
        for place in places.values():
            await room.vote(round_, member, place, Vote.AGREE if place else Vote.PASS)
    room.clock.go(days=3, seconds=3)
    await room.worker.once()
    view = await room.statements.show(GUILD, round_.id)
    assert view.round.state is State.CLOSED
    assert view.round.taking_part == 12
    assert view.result
    assert view.result.statements == tuple(sorted(places, key=places.__getitem__))
    assert view.result.findings.common == (1, 2)
    assert view.result.findings.unsure == (0,)
    assert [purpose for _, purpose in room.board.posted] == ["car", "loo", "vot", "res"]


async def test_until_collecting_ends_nothing_but_a_count_is_told_to_anybody(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "A thought")
    view = await room.statements.show(GUILD, round_.id)
    assert (view.round.taking_part, view.count, view.result) == (1, 0, None)
    for by in (FARID, MIRA):
        with pytest.raises(Refusal, match="before collecting has ended"):
            await room.statements.sift(GUILD, round_.id, by)


async def test_statements_can_be_changed_and_taken_back_until_collecting_ends(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "First", "", "Second")
    assert await room.statements.written_by(GUILD, round_.id, 7, room.clock.now()) == ["First", "Second"]
    await room.write(round_, 7, "Third")
    assert await room.statements.written_by(GUILD, round_.id, 7, room.clock.now()) == ["Third"]
    await room.write(round_, 7, "")
    assert (await room.get(round_)).taking_part == 0
    with pytest.raises(Refusal, match="The form was empty"):
        await room.write(round_, 7, "  ")
    await room.write(round_, 8, "Theirs")
    await room.collected(round_)
    with pytest.raises(Refusal, match=COLLECTED):
        await room.write(round_, 8, "Too late")


async def test_a_form_that_was_sent_before_the_end_counts_within_three_seconds(room: Room) -> None:
    round_ = await room.round()
    sent = room.clock.now() + timedelta(days=1, milliseconds=-1)
    room.clock.go(days=1, seconds=2)
    await room.worker.once()
    await room.statements.hand_in(GUILD, round_.id, 7, ["In time"], sent)
    with pytest.raises(Refusal, match=COLLECTED):
        await room.statements.hand_in(GUILD, round_.id, 7, ["Too late"], room.clock.now())


async def test_a_round_without_a_statement_ends_and_says_so(room: Room) -> None:
    round_ = await room.collected(await room.round())
    assert (round_.state, round_.ended) == (State.CLOSED, NONE_WRITTEN)


async def test_seeds_of_a_pack_are_looked_through_like_all_others(room: Room) -> None:
    round_ = await room.round(seeds=("Seeded one", "Seeded two"))
    await room.write(round_, 7, "Mine")
    await room.collected(round_)
    sifting = await room.statements.sift(GUILD, round_.id, FARID)
    assert sorted(each.text for each in sifting.statements) == ["Mine", "Seeded one", "Seeded two"]


async def test_a_full_round_takes_no_more(room: Room) -> None:
    round_ = await room.round(seeds=[f"Statement {number}" for number in range(99)])
    await room.write(round_, 7, "The hundredth")
    with pytest.raises(Refusal, match="it takes 100 statements"):
        await room.write(round_, 8, "One too many")
    await room.write(round_, 7, "The hundredth, in other words")


async def test_each_step_of_a_round_is_taken_once_whoever_else_tries(room: Room) -> None:
    round_, now = await room.round(), room.clock.now()
    async with room.db.transaction(GUILD) as tx:
        assert [await store.end_collecting(tx, round_.id, now) for _ in range(2)] == [True, False]
        assert [await store.release(tx, round_.id, now, now) for _ in range(2)] == [True, False]
        assert [await store.close(tx, round_.id, now) for _ in range(2)] == [True, False]


async def test_only_who_leads_it_and_moderators_look_through_and_release(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "A thought")
    await room.collected(round_)
    for act in (
        room.statements.sift(GUILD, round_.id, SAM),
        room.statements.settle(GUILD, round_.id, 0, SAM, ASIDE),
        room.statements.settle(GUILD, round_.id, 0, SAM, MERGED),
        room.statements.release(GUILD, round_.id, SAM, sure=True),
        room.statements.end_collecting(GUILD, round_.id, SAM),
    ):
        with pytest.raises(Refusal, match="Only who started round #1 and moderators"):
            await act
    assert (await room.statements.sift(GUILD, round_.id, MIRA)).statements


async def test_what_is_set_aside_or_merged_is_not_voted_on_and_only_counted(room: Room) -> None:
    round_ = await room.round()
    for member, text in enumerate((*THREE, "films should name their sources!", "Rude words")):
        await room.write(round_, member, text)
    await room.collected(round_)
    places = await room.places(round_)
    await room.statements.settle(GUILD, round_.id, places["Rude words"], FARID, ASIDE)
    sifting = await room.statements.settle(GUILD, round_.id, places["films should name their sources!"], FARID, MERGED)
    assert (sifting.count(ASIDE), sifting.count(MERGED)) == (1, 1)
    round_ = await room.statements.release(GUILD, round_.id, FARID, sure=False)
    view = await room.statements.show(GUILD, round_.id)
    assert (view.count, view.aside, view.merged) == (3, 1, 1)
    paper = await room.statements.paper(GUILD, round_.id, 7, room.clock.now())
    assert {each.text for each in paper.statements} == set(THREE)


async def test_of_fewer_than_three_a_release_is_asked_about_and_of_none_refused(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "Only this")
    await room.collected(round_)
    with pytest.raises(TooFewError, match="Only 1 left"):
        await room.statements.release(GUILD, round_.id, FARID, sure=False)
    await room.statements.settle(GUILD, round_.id, 0, FARID, ASIDE)
    with pytest.raises(Refusal, match="Every statement is set aside"):
        await room.statements.release(GUILD, round_.id, FARID, sure=True)
    await room.statements.settle(GUILD, round_.id, 0, FARID, IN)
    released = await room.statements.release(GUILD, round_.id, FARID, sure=True)
    assert released.state is State.VOTING


async def test_two_who_release_at_once_release_once(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *THREE)
    await room.collected(round_)
    told = await asyncio.gather(
        *(room.statements.release(GUILD, round_.id, by, sure=True) for by in (FARID, MIRA)), return_exceptions=True
    )
    assert sum(isinstance(each, Refusal) for each in told) == 1
    await room.worker.once()
    assert [purpose for _, purpose in room.board.posted].count("vot") == 1


async def test_what_nobody_releases_is_reminded_of_after_two_days_and_destroyed_after_seven(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "Forgotten words")
    await room.collected(round_)
    room.clock.go(hours=48)
    await room.worker.once()
    assert [purpose for _, purpose in room.board.posted] == ["car", "loo", "rem"]
    room.clock.go(days=5, seconds=3)
    await room.worker.once()
    round_ = await room.get(round_)
    assert (round_.state, round_.ended) == (State.CLOSED, UNRELEASED)
    assert await room.rows("statements") == 0
    with pytest.raises(Refusal, match=CLOSED):
        await room.statements.release(GUILD, round_.id, FARID, sure=True)


async def test_a_release_leaves_no_reminder_and_nothing_to_destroy(room: Room) -> None:
    await room.released(*THREE)
    kinds = {kind for (kind,) in await room.fetch("SELECT kind FROM jobs")}
    assert kinds == {"statements.close"}


async def test_collecting_and_the_vote_can_be_ended_early_by_who_leads(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *THREE)
    await room.statements.end_collecting(GUILD, round_.id, FARID)
    await room.statements.release(GUILD, round_.id, FARID, sure=True)
    with pytest.raises(Refusal, match="Only who started"):
        await room.statements.close(GUILD, round_.id, SAM)
    assert (await room.statements.close(GUILD, round_.id, FARID)).state is State.CLOSED
    with pytest.raises(Refusal, match=CLOSED):
        await room.statements.close(GUILD, round_.id, FARID)
    await room.worker.once()
    view = await room.statements.show(GUILD, round_.id)
    assert view.result
    assert view.result.findings.voters == 0


async def test_votes_go_thirty_days_after_the_close_and_the_result_stays(room: Room) -> None:
    round_ = await room.released(*THREE)
    await room.vote(round_, 7, 0)
    room.clock.go(days=3, seconds=3)
    await room.worker.once()
    assert await room.rows("statement_votes") == 1
    room.clock.go(days=30)
    await room.worker.once()
    assert await room.rows("statement_votes") == 0
    assert (await room.statements.show(GUILD, round_.id)).result


@pytest.mark.parametrize("code", [10003, 50083, 160005, 50013])
async def test_p05_p11_a_round_whose_channel_or_post_is_gone_locked_or_archived_goes_on_without_messages(
    room: Room, code: int
) -> None:
    room.board.troubles.append(LostError("the channel is gone.", code))
    round_ = await room.round()
    assert round_.orphaned == "the channel is gone."
    await room.write(round_, 7, *THREE)
    round_ = await room.collected(round_)
    assert round_.is_looked_through
    assert room.board.posted == []


async def test_who_leads_a_round_whose_channel_is_gone_is_told_directly_that_its_statements_wait(room: Room) -> None:
    room.board.troubles.append(LostError("the channel is gone.", 10003))
    round_ = await room.round()
    await room.write(round_, 7, *THREE)
    await room.collected(round_)
    [(member, told)] = room.board.told
    assert member == FARID.id
    assert "I post nothing more about it in its channel: the channel is gone." in told
    assert "`/statements end round: 1` shows them to you. What is not released is destroyed <t:" in told
    room.clock.go(days=2)
    await room.worker.once()
    assert [member for member, _ in room.board.told] == [FARID.id, FARID.id]


async def test_a_channel_that_goes_just_as_statements_wait_has_its_leader_told_directly(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *THREE)
    room.board.troubles.append(LostError("the channel is gone.", 10003))
    round_ = await room.collected(round_)
    assert round_.orphaned
    assert [member for member, _ in room.board.told] == [FARID.id]


async def test_a_result_that_has_no_channel_any_more_is_told_to_who_leads(room: Room) -> None:
    round_ = await room.released(*THREE)
    await room.statements.close(GUILD, round_.id, FARID)
    room.board.troubles.append(LostError("the channel is gone.", 10003))
    await room.worker.once()
    [(member, told)] = room.board.told
    assert member == FARID.id
    assert "`/statements show round: 1` tells what it came to." in told


async def test_a_message_that_cannot_be_posted_is_told_to_who_leads(room: Room) -> None:
    room.board.troubles.append(BlockedError("its rules say no."))
    await room.round()
    [(member, told)] = room.board.told
    assert member == FARID.id
    assert "The card of round #1 could not be posted: its rules say no." in told


def test_every_message_of_a_round_has_a_nonce_of_its_own_that_discord_takes() -> None:
    nonces = {jobs.nonce(2**62, kind) for kind in (*jobs.POSTS, jobs.MODERATORS)}
    assert len(nonces) == len(jobs.POSTS) + 1
    assert all(len(f"{each}-x") <= 25 for each in nonces)


async def test_a_card_is_drawn_anew_when_its_numbers_change_and_not_when_somebody_changes_a_statement(
    room: Room,
) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *THREE)
    version = (await room.get(round_)).version
    await room.write(round_, 7, "Another thought")
    assert (await room.get(round_)).version == version
    await room.write(round_, 7)
    assert (await room.get(round_)).version == version + 1


async def test_a_statement_that_is_set_aside_during_the_vote_is_counted_out_on_the_card(room: Room) -> None:
    round_ = await room.released(*THREE)
    sifting = await room.statements.settle(GUILD, round_.id, 0, FARID, ASIDE)
    assert sifting.round.version > round_.version
    assert "2 statements to vote on" in str(round_card(await room.statements.show(GUILD, round_.id)).to_components())


async def test_nothing_is_offered_to_be_merged_with_what_is_set_aside(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, "Music misleads people")
    await room.write(round_, 8, "Music misleads people!")
    round_ = await room.collected(round_)
    sifting = await room.statements.sift(GUILD, round_.id, FARID)
    assert "Merge with 1" in str(sift_card(sifting).to_components())
    sifting = await room.statements.settle(GUILD, round_.id, 0, FARID, ASIDE)
    assert "Merge with" not in str(sift_card(sifting).to_components())


async def test_a_long_question_is_offered_by_a_name_that_discord_takes_and_that_is_understood(room: Room) -> None:
    round_ = await room.round("What did <@1> make of it? " * 11)
    [line] = await room.statements.suggest(GUILD, "", closed=None)
    assert len(line.offered) <= 100
    assert "<@" not in line.offered
    assert (await room.statements.resolve(GUILD, line.offered)).id == round_.id


async def test_a_message_that_discord_does_not_take_comes_later_and_once(room: Room) -> None:
    room.board.troubles += [LaterError("HTTP 503"), LaterError("HTTP 503")]
    await room.round()
    for _ in range(4):
        room.clock.go(minutes=1)
        await room.worker.once()
    assert [purpose for _, purpose in room.board.posted] == ["car"]


@pytest.mark.parametrize("kill_at", range(6))
async def test_a_kill_at_any_message_leaves_a_round_that_the_next_run_finishes(
    room: Room, kill_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies right after Discord took its nth request; the next one goes on, and nothing comes twice."""
    sent, send = 0, room.board.send

    async def dying(*args: Any, **more: Any) -> int:
        nonlocal sent
        message_id = await send(*args, **more)
        sent += 1
        if sent == kill_at:
            raise asyncio.CancelledError
        return message_id

    monkeypatch.setattr(room.board, "send", dying)

    async def go_on() -> None:
        nonlocal room
        for _ in range(3):
            with suppress(asyncio.CancelledError):
                await room.worker.once()
            room = room.another()
            room.clock.go(minutes=2)

    round_ = await room.statements.start(
        "Why?", guild_id=GUILD, channel_id=10, by=FARID, collects_until=room.clock.now() + timedelta(days=1),
        runs=timedelta(days=3),
    )  # fmt: skip
    await go_on()
    await room.write(round_, 7, *THREE)
    room.clock.go(days=1)
    await go_on()
    await room.statements.release(GUILD, round_.id, FARID, sure=True)
    await go_on()
    await room.vote(round_, 7, 0)
    room.clock.go(days=3)
    await go_on()
    assert [purpose for _, purpose in room.board.posted] == ["car", "loo", "vot", "res"]
    assert (await room.statements.show(GUILD, round_.id)).result


async def test_a_crash_while_collecting_ends_changes_nothing_and_is_made_good(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *THREE)

    async def dying(*_: object) -> None:
        raise RuntimeError("killed between two statements of the transaction")

    with monkeypatch.context() as broken:
        broken.setattr(course.store, "forget_authors", dying)
        await room.collected(round_)
    assert await room.rows("secret_statements") == 3
    assert await room.rows("statements") == 0
    room.clock.go(minutes=5)
    await room.worker.once()
    assert await room.rows("secret_statements") == 0
    assert await room.rows("statements") == 3


async def test_an_id_of_another_server_is_no_round_here(room: Room) -> None:
    round_ = await room.released(*THREE)
    with pytest.raises(Refusal, match="No such round here"):
        await room.statements.show(999, round_.id)
    with pytest.raises(Refusal, match="No such round here"):
        await room.statements.release(999, round_.id, Person(2, moderator=True), sure=True)

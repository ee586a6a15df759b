"""What anonymous means: nothing in files, backups and logs leads from a member to a choice."""

import hashlib
import hmac
import logging
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.database import copying, open_database
from bot.errors import Refusal
from bot.polls import cards, phrases
from bot.polls.drafting.forms import edit_form
from bot.polls.exports import Format
from bot.polls.personal_data import service
from bot.polls.results import Withheld
from bot.polls.rules import ANONYMITY, ANONYMITY_OF_A_PAIR, CLOSED, COPIES, Phase, Poll, State
from bot.polls.terms import Secrecy
from tests.engines import POSTGRESQL, on_disk, on_sqlite
from tests.polls.room import CHANNEL, FARID, GUILD, Clock, Room

MEMBERS = [801_000_000_000_000_000 + 7919 * each for each in range(40)]


async def anonymous(room: Room, **terms: Any) -> Poll:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS, **terms)
    await room.vote_at_once(poll, {member: place % 3 for place, member in enumerate(MEMBERS)})
    return poll


async def key_of(room: Room, poll: Poll) -> bytes:
    [(key,)] = await room.fetch("SELECT key FROM secret_keys WHERE poll_id = ?1", poll.id)
    return bytes.fromhex(key)


async def files(url: str) -> bytes:
    """Everything that an attacker finds in the files of the database."""
    return await on_disk(url, "secret_ballots", "secret_keys")


def traces(data: bytes, key: bytes) -> int:
    """How many members' tags an attacker who guessed the key would find."""
    tags = (hmac.new(key, member.to_bytes(8, "big"), hashlib.sha256).hexdigest().encode() for member in MEMBERS)
    return sum(tag in data for tag in tags)


async def test_an_open_anonymous_poll_keeps_tags_and_neither_members_nor_times(room: Room) -> None:
    poll = await anonymous(room)
    assert await room.rows("ballots") == 0
    assert await room.rows("secret_ballots") == len(MEMBERS)
    async with room.db.read() as tx:
        kept = await tx.one("SELECT * FROM secret_ballots")
    assert kept
    assert set(kept.keys()) == {"poll_id", "tag", "choices", "marks"}
    assert (await room.polls.get(GUILD, poll.id)).votes == (0, 0, 0)
    view = await room.polls.show(GUILD, poll.id, MEMBERS[0])
    assert (view.voted, view.ballot, view.result) == (True, None, None)


@pytest.mark.parametrize("by_hand", [True, False])
async def test_v05_after_the_close_nothing_links_a_member_to_a_choice(room: Room, url: str, by_hand: bool) -> None:
    poll = await anonymous(room, closes=timedelta(hours=1))
    key = await key_of(room, poll)
    assert traces(await files(url), key) == len(MEMBERS)
    if by_hand:
        await room.polls.close(GUILD, poll.id, FARID)
    else:
        room.clock.go(hours=1, seconds=3)
        assert await room.work() == 1
    assert await room.rows("secret_ballots") == await room.rows("secret_keys") == 0
    left = await files(url)
    assert traces(left, key) == 0
    assert key not in left
    assert key.hex().encode() not in left
    assert (await room.polls.show(GUILD, poll.id)).poll.ballots == len(MEMBERS)


@on_sqlite
async def test_v05_a_backup_made_after_the_close_holds_no_trace_either(room: Room, path: Path) -> None:
    poll = await anonymous(room)
    key = await key_of(room, poll)
    await room.polls.close(GUILD, poll.id, FARID)
    copy = path.with_name("backup.db")
    copying.copy(path, copy)
    assert traces(copy.read_bytes(), key) == 0


@on_sqlite
async def test_v05_a_backup_of_an_open_poll_holds_neither_its_key_nor_its_ballots(room: Room, path: Path) -> None:
    poll = await anonymous(room)
    key = await key_of(room, poll)
    copy = path.with_name("backup.db")
    copying.copy(path, copy)
    data = copy.read_bytes()
    assert traces(data, key) == 0
    assert key.hex().encode() not in data
    with closing(sqlite3.connect(copy)) as plain:
        assert plain.execute("SELECT ballots, unsure FROM polls").fetchall() == [(len(MEMBERS), 0)]
        assert plain.execute("SELECT sum(votes) FROM poll_options").fetchall() == [(0,)]


@on_sqlite
async def test_an_open_anonymous_poll_in_a_restored_backup_is_closed_as_of_the_backup_and_says_so(
    room: Room, path: Path, tmp_path: Path, clock: Clock
) -> None:
    poll = await anonymous(room)
    copying.copy(path, tmp_path / "restored.db")
    async with open_database(f"sqlite:///{tmp_path / 'restored.db'}") as db:
        restored = Room(db, clock)
        with pytest.raises(Refusal, match=CLOSED):
            await restored.vote(poll, MEMBERS[0], 1)
        await restored.worker.set_right()
        view = await restored.polls.show(GUILD, poll.id)
    assert view.poll.state is State.CLOSED
    assert view.result
    assert (view.result.withheld, view.result.votes) == (Withheld.RESTORED, ())


async def test_v04_no_log_at_debug_pairs_a_member_with_a_choice(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    poll = await anonymous(room)
    named = await room.poll("Canary choice", "Other")
    await room.vote_at_once(named, dict.fromkeys(MEMBERS, 0))
    await room.polls.close(GUILD, poll.id, FARID)
    with pytest.raises(Refusal):
        await room.vote(named, MEMBERS[0], 9)
    assert not [member for member in MEMBERS if str(member) in caplog.text]
    assert "Canary" not in caplog.text


@pytest.mark.parametrize("form", list(Format))
async def test_v04_exports_name_nobody_unless_the_poll_did(room: Room, form: Format) -> None:
    for secrecy in (Secrecy.ANONYMOUS, Secrecy.UNNAMED):
        poll = await room.poll(secrecy=secrecy)
        await room.vote_at_once(poll, dict.fromkeys(MEMBERS, 0))
        await room.polls.close(GUILD, poll.id, FARID)
        exported = await room.polls.export(GUILD, poll.id, form, FARID)
        assert list(exported) == [f"poll-{poll.number}.{form}"]
        assert not [member for member in MEMBERS if str(member).encode() in b"".join(exported.values())]


async def test_v06_a_vote_shows_on_no_public_card_of_an_anonymous_poll(room: Room) -> None:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS)
    before = await room.polls.show(GUILD, poll.id)
    recorded = await room.vote(poll, 7, 1)
    assert not recorded.poll.changes_with_votes
    assert before.poll.changes_with_votes is False
    assert await room.behind() == []
    assert (await room.polls.show(GUILD, poll.id)).result is None


async def test_v12_neither_a_vote_nor_its_withdrawal_nor_a_deletion_shows_while_an_anonymous_poll_is_open(
    room: Room,
) -> None:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS)

    async def seen() -> list[str]:
        views = [await room.polls.show(GUILD, poll.id, reader) for reader in (None, FARID.id)]
        told = [phrases.text_of(view, on_card=on_card, manager=True) for view in views for on_card in (True, False)]
        return [*told, str(cards.reminder_card(views[0].poll).to_components()), str(edit_form("x", poll).to_dict())]

    before = await seen()
    assert not any("ballot ·" in text or "ballots ·" in text or "voted so far" in text for text in before)
    version = (await room.polls.get(GUILD, poll.id)).version
    steps: tuple[dict[str, Any], ...] = ({"choices": (1,)}, {"choices": (0,)}, {"withdraws": True}, {"choices": (2,)})
    for step in steps:
        await room.vote(poll, 7, **step)
        assert await seen() == before
    async with room.db.transaction() as tx:
        await service.delete(tx, 7)
    assert await seen() == before
    assert (await room.polls.get(GUILD, poll.id)).version == version


async def test_v12_a_result_under_five_ballots_does_not_tell_how_many(room: Room) -> None:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS)
    await room.vote_at_once(poll, dict.fromkeys(MEMBERS[:4], 0))
    await room.polls.close(GUILD, poll.id, FARID)
    told = phrases.text_of(await room.polls.show(GUILD, poll.id))
    assert "Fewer than 5 members voted" in told
    assert "4" not in told.split("\n", 1)[1].replace(ANONYMITY, "").rpartition("\n")[0]
    assert told.rpartition("\n")[2].startswith("closed <t:")


async def test_v06_a_unnamed_poll_tells_no_voices(room: Room) -> None:
    unnamed, named = await room.poll(), await room.poll(secrecy=Secrecy.NAMED)
    for poll in (unnamed, named):
        await room.vote(poll, 7, 1)
        await room.polls.close(GUILD, poll.id, FARID)
    assert (await room.polls.show(GUILD, unnamed.id, 7)).voices == ()
    assert [voice.member_id for voice in (await room.polls.show(GUILD, named.id)).voices] == [7]


async def test_a_named_poll_hides_its_voters_as_long_as_its_numbers(room: Room) -> None:
    poll = await room.poll(secrecy=Secrecy.NAMED)
    await room.vote(poll, 7, 1)
    assert (await room.polls.show(GUILD, poll.id)).voices == ()
    assert len((await room.polls.show(GUILD, poll.id, 7)).voices) == 1


async def test_the_ballots_of_an_anonymous_pair_go_when_its_after_poll_closes(room: Room, url: str) -> None:
    before = await anonymous(room, phase=Phase.BEFORE)
    assert ANONYMITY_OF_A_PAIR in phrases.text_of(await room.polls.show(GUILD, before.id))
    key = await key_of(room, before)
    await room.polls.close(GUILD, before.id, FARID)
    assert traces(await files(url), key) == len(MEMBERS)
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    assert await room.rows("secret_keys") == 1
    await room.vote_at_once(asked.poll, {member: place // 5 % 3 for place, member in enumerate(MEMBERS)})
    await room.polls.close(GUILD, asked.poll.id, FARID)
    assert await room.rows("secret_ballots") == await room.rows("secret_keys") == 0
    assert traces(await files(url), key) == 0
    assert await room.fetch("SELECT key FROM jobs WHERE kind = 'polls.forget'") == []


async def test_the_ballots_of_an_anonymous_before_poll_go_after_fourteen_days(room: Room, url: str) -> None:
    before = await anonymous(room, phase=Phase.BEFORE)
    key = await key_of(room, before)
    await room.polls.close(GUILD, before.id, FARID)
    room.clock.go(days=14, seconds=-1)
    assert await room.work() == 0
    room.clock.go(seconds=1)
    assert await room.work() == 1
    assert traces(await files(url), key) == 0
    with pytest.raises(Refusal, match="closed more than 14 days ago, and its ballots are gone"):
        await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)


async def test_an_anonymous_after_poll_cannot_outlast_the_fourteen_days(room: Room) -> None:
    before = await anonymous(room, phase=Phase.BEFORE)
    await room.polls.close(GUILD, before.id, FARID)
    room.clock.go(days=10)
    for closes_at in (None, room.clock.now() + timedelta(days=4, seconds=1)):
        with pytest.raises(Refusal, match="`closes`: the ballots of an anonymous pair go 14 days after #1 has closed"):
            await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID, closes_at=closes_at)
    last = room.clock.now() + timedelta(days=4)
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID, closes_at=last)
    await room.vote_at_once(asked.poll, dict.fromkeys(MEMBERS, 0))
    room.clock.go(days=4)
    while await room.work():
        pass
    assert (await room.polls.get(GUILD, asked.poll.id)).closed_at
    assert await room.rows("secret_ballots") == await room.rows("secret_keys") == 0
    assert (await room.polls.shift(GUILD, before.id))[1].cells is not None


@pytest.mark.parametrize("kind", ["single", "scale", "ranked"])
async def test_an_anonymous_pair_links_its_ballots_and_tells_only_what_is_safe(room: Room, kind: str) -> None:
    before = await room.poll(secrecy=Secrecy.ANONYMOUS, kind=kind, phase=Phase.BEFORE)
    await room.vote_at_once(before, dict.fromkeys(range(12), 0))
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    assert asked.closed
    await room.vote_at_once(asked.poll, {member: 0 if member < 6 else 1 if member < 10 else 2 for member in range(12)})
    await room.polls.close(GUILD, asked.poll.id, FARID)
    _, shift = await room.polls.shift(GUILD, before.id)
    assert shift.cells
    assert shift.cells[0] == (6, 4, None, None)
    assert (shift.kept, shift.moved, shift.new, shift.gone) == (6, 4, None, None)
    assert shift.moves == ((0, 1, 4),)


async def test_the_sentence_is_on_anonymous_polls_only(room: Room) -> None:
    polls = (await room.poll(), await room.poll(secrecy=Secrecy.ANONYMOUS))
    named, secret = [phrases.text_of(await room.polls.show(GUILD, poll.id)) for poll in polls]
    assert "Anonymous here means" not in named
    assert ANONYMITY in secret
    assert ANONYMITY == (
        "Anonymous here means: no member, moderator or server owner can see your choice through this bot, and when the "
        "poll closes the individual ballots and the key are destroyed — only totals stay. While the poll is open, the "
        "person who runs the bot's computer could technically find out, and Discord itself sees your click. One vote "
        "per Discord account, not per person. Do not use this for elections that matter."
    )


async def test_the_card_says_what_the_engine_keeps_longer(room: Room, engine: str) -> None:
    secret, unnamed = await room.poll(secrecy=Secrecy.ANONYMOUS), await room.poll()
    said = phrases.text_of(await room.polls.show(GUILD, secret.id), on_card=True)
    assert ANONYMITY in said
    assert (COPIES in said) == (engine == POSTGRESQL)
    assert COPIES not in phrases.text_of(await room.polls.show(GUILD, unnamed.id), on_card=True)

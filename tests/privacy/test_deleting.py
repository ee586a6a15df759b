"""A member who asks for it is forgotten: in every table, file and log, and nobody else."""

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import keepers
from bot.database import Database, Tx, copying, open_database, restoring
from bot.database.retention import columns_naming
from bot.errors import Refusal
from bot.polls.kinds import KINDS
from bot.polls.terms import Secrecy
from bot.privacy.service import FIRST_RETRY, LONGEST_RETRY, UNDERWAY, Privacy, delete_again
from tests import engines
from tests.polls.room import GUILD, MIRA, Clock
from tests.privacy.canary import CANARY, OTHERS, TEXT, THEIRS, Life, traces


def in_files(path: Path) -> list[str]:
    """The files beside the database in which the canary's account (as number or text) or words stand."""
    needles = (CANARY.to_bytes(8, "big"), str(CANARY).encode(), TEXT.encode())
    return [file.name for file in sorted(path.parent.iterdir()) if any(each in file.read_bytes() for each in needles)]


@engines.on_sqlite
async def test_v01_a_member_who_is_deleted_leaves_no_trace_in_tables_files_and_logs(
    life: Life, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert {"ballots.member_id", "pack_events.member_id", "viewing_notes.text"} <= await traces(life.db, CANARY, TEXT)
    assert in_files(path)
    before = await life.results()
    report = await life.privacy.delete(CANARY)
    assert report.done
    assert [part.name for part in report.parts] == [
        "Polls", "Statements", "Viewings", "Quizzes", "Review", "Packs"
    ]  # fmt: skip
    assert await traces(life.db, CANARY, TEXT) == set()
    assert in_files(path) == []
    assert str(CANARY) not in caplog.text
    assert TEXT not in caplog.text
    assert await life.results() == before
    copying.copy(path, path.with_name("backup.db"))
    assert in_files(path) == []


@engines.on_postgresql
async def test_v01_a_member_who_is_deleted_leaves_no_row_on_a_server(life: Life) -> None:
    before = await life.results()
    assert (await life.privacy.delete(CANARY)).done
    assert await traces(life.db, CANARY, TEXT) == set()
    assert await life.results() == before


async def test_v01_open_polls_count_one_less_and_closed_ones_what_they_counted(life: Life) -> None:
    await life.privacy.delete(CANARY)
    for poll in life.open:
        counted = await life.room.polls.get(GUILD, poll.id)
        assert counted.ballots == len(OTHERS)
        await life.room.polls.close(GUILD, poll.id, MIRA)
        result = (await life.room.polls.show(GUILD, poll.id)).result
        assert result
        assert result.ballots == len(OTHERS)
    for poll in life.closed:
        assert (await life.room.polls.get(GUILD, poll.id)).ballots == len(OTHERS) + 1
    assert await life.room.rows("secret_ballots") == len(OTHERS)


async def test_v01_what_others_did_is_still_there(life: Life) -> None:
    theirs = {member: await life.privacy.export(member) for member in OTHERS}
    found = await traces(life.db, THEIRS)
    await life.privacy.delete(CANARY)
    assert {member: await life.privacy.export(member) for member in OTHERS} == theirs
    assert await traces(life.db, THEIRS) == found
    [shelved] = life.shelves.holding(GUILD).own
    assert shelved.id == "bees"


async def test_v01_cards_that_showed_the_member_wait_in_their_rows_to_be_drawn_again(life: Life) -> None:
    async with life.db.transaction() as tx:
        await tx.fetch("UPDATE polls SET drawn = version")
    await life.room.work()  # results stand in the channel
    assert len(life.room.board.posted) == len([poll for poll in life.closed if poll.phase is None])
    await life.privacy.delete(CANARY)
    named_closed = {poll.id for poll in life.closed if poll.secrecy is Secrecy.NAMED}
    anew = await life.room.fetch("SELECT key FROM jobs WHERE kind = 'polls.anew'")
    assert {int(key) for (key,) in anew} == named_closed
    assert {card.key for card in await life.room.behind()} == named_closed | {
        poll.id for poll in life.open if poll.secrecy is not Secrecy.ANONYMOUS
    }
    drawn = {post.what.value for post in await life.evening.redraw()}
    assert drawn >= {"answers", "opening", "summary", "prompt"}


async def test_v01_one_feature_that_fails_is_told_and_tried_again_and_the_others_are_done(
    life: Life, db: Database, clock: Clock
) -> None:
    fails = True

    async def fail(tx: Tx, member_id: int) -> None:
        await viewings.delete(tx, member_id)
        if fails:
            raise RuntimeError("a fault in one feature")

    viewings = next(each for each in keepers() if each.name == "Viewings")
    privacy = Privacy(
        db, lambda: [replace(each, delete=fail) if each is viewings else each for each in keepers()], clock.now
    )
    report = await privacy.delete(CANARY)
    assert {part.name: part.done for part in report.parts} == {
        "Polls": True,
        "Statements": True,
        "Viewings": False,
        "Quizzes": True,
        "Review": True,
        "Packs": True,
    }
    left = await traces(db, CANARY)
    assert {column.split(".")[0] for column in left} == {
        "scheduled_viewings", "source_checks", "unfinished_deletions", "viewing_answers", "viewing_members",
        "viewing_notes", "viewings",
    }  # fmt: skip
    clock.go(seconds=FIRST_RETRY.total_seconds())
    await privacy.retry()
    fails = False
    await privacy.retry()
    assert "viewing_answers.member_id" in await traces(db, CANARY)
    clock.go(seconds=2 * FIRST_RETRY.total_seconds())
    await privacy.retry()
    assert await traces(db, CANARY, TEXT) == set()


async def test_a_feature_that_leaves_the_account_somewhere_has_failed(life: Life, db: Database, clock: Clock) -> None:
    async def nothing(_tx: Tx, _member_id: int) -> None:
        """Delete nothing."""

    packs = next(each for each in keepers() if each.name == "Packs")
    report = await Privacy(db, lambda: [replace(packs, delete=nothing)], clock.now).delete(CANARY)
    assert [part.done for part in report.parts] == [False]
    async with db.read() as tx:
        assert len(await columns_naming(tx, packs, CANARY)) == 3


async def test_what_failed_very_often_is_still_tried_several_times_a_day(db: Database, clock: Clock) -> None:
    tries: list[Any] = []

    async def fail(_tx: Tx, _member_id: int) -> None:
        tries.append(clock.now())
        raise RuntimeError

    [polls, *_] = keepers()
    privacy = Privacy(db, lambda: [replace(polls, delete=fail)], clock.now)
    await privacy.delete(CANARY)
    for _ in range(11):
        clock.go(seconds=LONGEST_RETRY.total_seconds())
        await privacy.retry()
    assert tries[-1] - tries[-2] == LONGEST_RETRY


async def test_deleting_twice_finds_nothing_the_second_time(life: Life) -> None:
    assert (await life.privacy.delete(CANARY)).had
    again = await life.privacy.delete(CANARY)
    assert again.done
    assert not again.had
    assert await life.room.rows("tombstones") == 1


async def test_a_second_click_while_the_first_is_deleting_is_told_so(life: Life) -> None:
    first = asyncio.create_task(life.privacy.delete(CANARY))
    await asyncio.sleep(0)
    with pytest.raises(Refusal, match=UNDERWAY):
        await life.privacy.delete(CANARY)
    assert (await first).done


async def test_v02_a_member_takes_home_all_of_theirs_and_nothing_of_others(life: Life) -> None:
    told = await life.privacy.export(CANARY)
    text = json.dumps(told, ensure_ascii=False)
    assert set(told) == {"Polls", "Statements", "Viewings", "Quizzes", "Review", "Packs"}
    polls, viewings, packs = told["Polls"], told["Viewings"], told["Packs"]
    assert len(polls["votes"]) == 4 * len(KINDS)
    assert len(polls["anonymous votes"]) == len(KINDS) + 1
    assert all(vote["reason"] == TEXT for vote in polls["votes"])
    assert {vote["choice"] for vote in polls["votes"]} == {
        "Red",
        "Red > Green",
        "Red 0, Green 5",
        "if need be: Green; no: Red, Blue",
    }
    assert len(polls["polls you made"]) == 6 * len(KINDS)
    assert len(polls["polls you closed"]) == 3 * len(KINDS)
    assert TEXT in polls["drafts"][0]["body"]
    assert [len(chapter["answers"]) for chapter in viewings["journal"]] == [3, 3]
    assert viewings["journal"][0]["answers"][0]["reason"] == TEXT
    assert viewings["journal"][0]["notes"][0]["note"] == TEXT
    assert viewings["source checks"][0]["trace"] == TEXT
    assert {key for part in viewings["part in"] for key in part} >= {"joined", "leads", "scheduled"}
    assert len(packs["packs you brought"]) == 2
    assert "bees/bees-sleep/verdict" in {f"{item['pack']}/{item['item']}" for item in told["Review"]["items"]}
    assert packs["mistakes you reported"][0]["text"] == TEXT
    assert any("was refused" in line["action"] for line in packs["what you did to packs"])
    assert told["Statements"]["statements you wrote"] == [TEXT]
    assert [each["vote"] for each in told["Statements"]["votes on statements"]] == ["Agree"]
    assert len(told["Statements"]["rounds you started"]) == 2
    assert THEIRS not in text
    assert not [member for member in OTHERS if str(member) in text]


async def test_v02_of_a_stranger_there_is_nothing(life: Life) -> None:
    assert await life.privacy.export(7) == {}
    assert await life.privacy.count_kept(7) == []


async def test_v02_every_column_that_holds_words_of_the_member_is_in_the_file(life: Life) -> None:
    text = json.dumps(await life.privacy.export(CANARY))
    written = 0
    for column in await traces(life.db, TEXT):
        table, name = column.split(".")
        async with life.db.read() as tx:
            rows = await tx.fetch(f"SELECT count(*) FROM {table} WHERE {name} LIKE ?1", f"%{TEXT}%")
        written += rows[0][0]
    assert text.count(TEXT) >= written


async def test_v09_the_inventory_names_every_column_in_which_an_account_or_words_really_stand(life: Life) -> None:
    accounts = {account for keeper in keepers() for account in keeper.accounts}
    assert await traces(life.db, CANARY) == accounts
    personal = {
        f"{table}.{column}"
        for keeper in keepers()
        for kept in keeper.kept
        if kept.accounts or kept.count
        for table, columns in kept.where.items()
        for column in columns.split()
    }
    assert await traces(life.db, TEXT) <= personal
    assert {column for column in await traces(life.db, GUILD) if not column.endswith(".guild_id")} == set()


async def test_v03_a_deletion_is_done_again_in_a_backup_from_before_it(
    path: Path, clock: Clock, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    async with open_database(f"sqlite:///{path}") as db:
        life = Life(db, clock)
        await life.live()
        copying.copy(path, backup)
        await life.privacy.delete(CANARY)
    restoring.restore(backup, path, clock.now())
    for replaced in path.parent.glob("*.replaced-*"):
        replaced.unlink()
    async with open_database(f"sqlite:///{path}") as db:
        assert "ballots.member_id" in await traces(db, CANARY)
        theirs = await Privacy(db, keepers).export(OTHERS[0])
        assert await delete_again(db, keepers, clock.now) == 1
        assert await traces(db, CANARY, TEXT) == set()
        assert in_files(path) == []
        assert theirs["Polls"]["votes"] == (await Privacy(db, keepers).export(OTHERS[0]))["Polls"]["votes"]
        assert await delete_again(db, keepers, clock.now) == 0

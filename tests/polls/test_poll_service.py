"""Drafts, lists, look-ups, edits and files, on a real database."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.polls import ballots, results
from bot.polls.draft_store import DraftStore
from bot.polls.drafts import Draft, Edit
from bot.polls.exports import Format
from bot.polls.rules import CLOSED, Phase, Poll
from bot.polls.store import values
from bot.polls.terms import Ballot, Reason, Secrecy, Visibility
from bot.polls.views import Which
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, OTHER_GUILD, SAM, Room

DRAFT = Draft(
    question="Which film next?",
    options=("Red", "Green"),
    kind="multiple",
    min_choices=1,
    max_choices=2,
    reason=Reason.OPTIONAL,
    visibility=Visibility.LIVE,
    closes="fri 18:00",
)


async def test_a_draft_is_kept_changed_and_posted_once_by_its_maker_alone(room: Room) -> None:
    desk = DraftStore(room.db, room.clock.now)
    draft_id = await desk.keep(GUILD, FARID.id, DRAFT)
    assert await desk.get(GUILD, FARID.id, draft_id) == DRAFT
    await desk.keep(GUILD, FARID.id, Draft(question="Changed?", options=("A", "B")), draft_id)
    for guild, member in ((OTHER_GUILD, FARID.id), (GUILD, SAM.id)):
        with pytest.raises(Refusal, match="This draft is gone"):
            await desk.get(guild, member, draft_id)
    draft = await desk.get(GUILD, FARID.id, draft_id)
    poll = await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID, draft_id=draft_id)
    assert poll.question == "Changed?"
    with pytest.raises(Refusal, match="This draft is gone"):
        await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID, draft_id=draft_id)
    assert (await room.polls.page(GUILD)).total == 1


async def test_drafts_go_when_discarded_and_after_a_day(room: Room) -> None:
    desk = DraftStore(room.db, room.clock.now)
    first, second = [await desk.keep(GUILD, FARID.id, DRAFT) for _ in range(2)]
    await desk.discard(GUILD, FARID.id, first)
    room.clock.go(hours=23)
    await room.worker.set_right()
    assert await room.fetch("SELECT id FROM poll_drafts") == [(second,)]
    room.clock.go(hours=2)
    await room.worker.set_right()
    assert await room.rows("poll_drafts") == 0


async def test_a_poll_is_kept_with_all_its_terms(room: Room) -> None:
    created = await room.polls.create(DRAFT, guild_id=GUILD, channel_id=CHANNEL, by=FARID)
    assert await room.polls.get(GUILD, created.id) == created
    assert created.closes_at == room.clock.now() + timedelta(days=7)
    assert (created.kind, (created.min_choices, created.max_choices), created.reason) == (
        "multiple",
        (1, 2),
        Reason.OPTIONAL,
    )


async def test_p03_who_may_not_make_polls_is_told_so_and_takes_no_number(room: Room) -> None:
    with pytest.raises(Refusal, match="You may not make polls here"):
        await room.poll(by=Person(9, may_begin=False))
    assert (await room.poll()).number == 1


async def test_a_refused_poll_leaves_nothing(room: Room) -> None:
    for closes in (timedelta(seconds=44), timedelta(days=33), timedelta(days=-1)):
        with pytest.raises(Refusal, match="`closes`"):
            await room.poll(closes=closes)
    with pytest.raises(Refusal, match="`options`"):
        await room.poll("One")
    assert await room.rows("polls") == await room.rows("poll_numbers") == 0


async def test_numbers_count_up_in_each_server_and_are_never_given_twice(room: Room) -> None:
    first, second = await room.poll(), await room.poll()
    draft = Draft(question="Elsewhere?", options=("Yes", "No"))
    other = await room.polls.create(draft, guild_id=OTHER_GUILD, channel_id=1, by=FARID)
    lost = await room.polls.create(draft, guild_id=GUILD, channel_id=1, by=FARID)
    await room.polls.take_back(GUILD, lost.id)
    assert [first.number, second.number, other.number, lost.number, (await room.poll()).number] == [1, 2, 1, 3, 4]


async def test_a_poll_that_somebody_saw_is_not_taken_back(room: Room) -> None:
    posted = await room.poll()
    unposted = await room.polls.create(DRAFT, guild_id=GUILD, channel_id=CHANNEL, by=FARID)
    await room.vote(unposted, 7, 0)
    for poll in (posted, unposted):
        await room.polls.take_back(GUILD, poll.id)
        assert await room.polls.get(GUILD, poll.id)


async def test_polls_are_listed_ten_a_page_newest_first(room: Room) -> None:
    polls = [await room.poll(by=FARID if number % 2 else SAM) for number in range(1, 24)]
    for poll in polls[:12]:
        await room.polls.close(GUILD, poll.id, MIRA)
    page = await room.polls.page(GUILD)
    assert ([line.number for line in page.lines], page.pages, page.total) == (list(range(23, 13, -1)), 3, 23)
    page = await room.polls.page(GUILD, number=99)
    assert ([line.number for line in page.lines], page.number) == ([3, 2, 1], 3)
    assert (await room.polls.page(GUILD, Which.OPEN)).total == 11
    mine = await room.polls.page(GUILD, Which.CLOSED, creator_id=SAM.id)
    assert [line.number for line in mine.lines] == [12, 10, 8, 6, 4, 2]
    assert all(line.closed for line in mine.lines)
    assert (await room.polls.page(OTHER_GUILD)).pages == 1


async def test_a_poll_is_found_by_number_and_by_question(room: Room) -> None:
    first = await room.poll()
    second = await room.polls.create(
        Draft(question="Élan vital?", options=("Yes", "No")), guild_id=GUILD, channel_id=CHANNEL, by=FARID
    )
    for typed in ("1", "#1", " #1 ", "which film NEXT?"):
        assert (await room.polls.resolve(GUILD, typed)).id == first.id
    assert (await room.polls.resolve(GUILD, "élan vital?")).id == second.id
    for typed in ("3", "#", "", "１", "9" * 30, "-1", "Which film"):
        with pytest.raises(Refusal, match="No such poll here"):
            await room.polls.resolve(GUILD, typed)
    assert [line.number for line in await room.polls.suggest(GUILD, "film")] == [1]
    assert [line.number for line in await room.polls.suggest(GUILD, "")] == [2, 1]
    assert [line.number for line in await room.polls.suggest(GUILD, "#2")] == [2]
    await room.polls.close(GUILD, first.id, FARID)
    assert [line.number for line in await room.polls.suggest(GUILD, "", Which.CLOSED)] == [1]


async def test_an_edit_is_kept_and_a_click_on_the_old_wording_is_refused(room: Room) -> None:
    poll = await room.poll("Red", "Green")
    await room.vote(poll, 7, 0, edition=poll.edition)
    edit = Edit(options=("Red", "Greener", "Blue"), closes_at=room.clock.now() + timedelta(days=2))
    edited = await room.polls.edit(GUILD, poll.id, edit, FARID)
    assert (edited.options, edited.votes, edited.closes_at) == (edit.options, (1, 0, 0), edit.closes_at)
    assert [(change.place, change.was) for change in edited.changes] == [(1, "Green")]
    with pytest.raises(Refusal, match="just changed"):
        await room.vote(poll, 8, 1, edition=poll.edition)
    await room.vote(poll, 8, 2, edition=edited.edition)
    assert (await room.polls.get(GUILD, poll.id)).votes == (1, 0, 1)
    await room.check_counters()
    with pytest.raises(Refusal, match="Only the member who made"):
        await room.polls.edit(GUILD, poll.id, edit, SAM)
    await room.polls.close(GUILD, poll.id, FARID)
    with pytest.raises(Refusal, match=CLOSED):
        await room.polls.edit(GUILD, poll.id, edit, FARID)


async def test_v12_a_poll_becomes_anonymous_without_votes_and_never_back_though_they_are_withdrawn(room: Room) -> None:
    poll = await room.poll()
    secret = Edit(secrecy=Secrecy.ANONYMOUS, visibility=Visibility.AFTER_CLOSE)
    await room.polls.edit(GUILD, poll.id, secret, FARID)
    assert await room.rows("secret_keys") == 1
    await room.vote(poll, 7, 0)
    with pytest.raises(Refusal, match="at least as secret"):
        await room.polls.edit(GUILD, poll.id, Edit(secrecy=Secrecy.UNNAMED), FARID)
    await room.vote(poll, 7, withdraws=True)
    with pytest.raises(Refusal, match="at least as secret"):
        await room.polls.edit(GUILD, poll.id, Edit(secrecy=Secrecy.UNNAMED), FARID)
    assert await room.rows("secret_keys") == 1
    await room.check_counters()


async def exported(room: Room, poll: Poll, form: Format, by: Person = FARID) -> dict[str, Any]:
    files = await room.polls.export(GUILD, poll.id, form, by)
    if form is Format.JSON:
        return {name: [list(row.values()) for row in json.loads(data)] for name, data in files.items()}
    return {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) for name, data in files.items()}


async def test_a_closed_poll_is_exported_by_its_maker_and_moderators(room: Room) -> None:
    poll = await room.poll('Red, "deep"', "=SUM(1)", not_sure=True, secrecy=Secrecy.NAMED, reason=Reason.OPTIONAL)
    await room.vote(poll, 7, 0, reason="+1 for red")
    await room.vote(poll, 8)  # not sure
    with pytest.raises(Refusal, match="#1 is still open"):
        await room.polls.export(GUILD, poll.id, Format.CSV, FARID)
    await room.polls.close(GUILD, poll.id, FARID)
    with pytest.raises(Refusal, match="Only the member who made"):
        await room.polls.export(GUILD, poll.id, Format.CSV, SAM)
    assert await exported(room, poll, Format.CSV, MIRA) == {
        "poll-1.csv": [
            ["poll", "option", "votes"],
            ["1", 'Red, "deep"', "1"],
            ["1", "'=SUM(1)", "0"],
            ["1", "Not sure", "1"],
        ],
        "poll-1-ballots.csv": [
            ["member", "choice", "reason"],
            ["8", "Not sure", ""],
            ["7", 'Red, "deep"', "'+1 for red"],
        ],
    }
    assert await exported(room, poll, Format.JSON) == {
        "poll-1.json": [[1, 'Red, "deep"', 1], [1, "=SUM(1)", 0], [1, "Not sure", 1]],
        "poll-1-ballots.json": [["8", "Not sure", None], ["7", 'Red, "deep"', "+1 for red"]],
    }


async def test_an_anonymous_poll_without_totals_exports_none(room: Room) -> None:
    poll = await room.poll(secrecy=Secrecy.ANONYMOUS, not_sure=True)
    await room.vote(poll, 7, 0)
    await room.polls.close(GUILD, poll.id, FARID)
    assert await exported(room, poll, Format.CSV) == {"poll-1.csv": [["poll", "option", "votes"]]}


async def test_confidence_is_told_from_five_voters(room: Room) -> None:
    poll = await room.poll(confidence=True, visibility=Visibility.LIVE)
    for member, confidence in enumerate([1, 2, 3, 4]):
        await room.vote(poll, member, 0, confidence=confidence)
    for confident in (None, 3):
        view = await room.polls.show(GUILD, poll.id)
        assert view.result
        assert view.result.confidence == confident
        await room.vote(poll, 9, 0, confidence=5)


def test_a_result_reads_back_as_it_was_written() -> None:
    poll = Draft(question="?", options=("A", "B", "C"), kind="ranked", phase=Phase.BEFORE)
    result = ballots.counted(poll, [Ballot((0, 1)), Ballot((1,)), Ballot((2, 0)), Ballot()])
    assert results.read(results.written(result)) == result
    scored = Draft(question="?", options=("A", "B"), kind="score")
    result = ballots.counted(scored, [Ballot(scores=(5, None), confidence=3)] * 6)
    assert results.read(results.written(result)) == result
    assert result.confidence == 3


@pytest.mark.parametrize("width", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 64, 65, 128])
def test_statements_over_many_rows_have_few_forms(count: int, width: int) -> None:
    rows = [tuple(range(number, number + width)) for number in range(count)]
    sql, params = values(rows, *["BIGINT"] * width)
    assert sql.count("?") == len(params) < 2 * count * width + 1
    assert (len(params) // width).bit_count() == 1
    with closing(sqlite3.connect(":memory:")) as plain:
        assert set(plain.execute(sql + "SELECT * FROM k", params)) == set(rows)

"""A database that is held, slow or read only while members click: they are told in time, and told what is so."""

import asyncio
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import discord
import pytest
from discord import ui
from structlog.testing import capture_logs

from bot.chat import exchange, late_answers
from bot.chat.answer import answer_card, answer_text, change
from bot.chat.cards import Card
from bot.chat.controls import Control
from bot.chat.forms import show_form
from bot.chat.place import NO_SERVER
from bot.database import ROW_BY_ROW, open_database, sqlite
from bot.polls.rules import Poll
from bot.polls.terms import Visibility
from playground import seed
from playground.interactions import Interaction
from playground.model import Message
from tests.database.test_held import held, through
from tests.engines import on_postgresql, run
from tests.playground.conftest import Page
from tests.warm import WARM
from tests.wire.crowd import PATIENCE, Crowd, WatchedPlayground, gathered, newcomers, text
from tests.wire.faulty import Factory
from tests.wire.test_polls_killed import click
from tests.wire.test_storage import asked, serving, started

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

NOTHING = "Nothing was saved, since my storage does not answer in time; try again in a minute."
DISCORD_WAITS = 2.5


@asynccontextmanager
async def locked(url: str, table: str) -> AsyncIterator[None]:
    """Another program has a table for itself."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        await connection.close()


async def slow_at(club: Crowd, word: str) -> threading.Event:
    """Have the next statement that begins so wait for what is given back, in the connection's thread, as for a disk."""
    assert isinstance(club.database, sqlite.SqliteDatabase)
    writer, goes_on = club.database._writer, threading.Event()

    def trace(sql: str) -> None:
        if sql.startswith(word):
            writer._conn.set_trace_callback(None)
            goes_on.wait(PATIENCE)

    await writer.set_trace_callback(trace)
    return goes_on


async def in_time(club: Crowd, *clicks: Any) -> list[str]:
    """What each was answered first, all within the time that Discord waits."""

    async def told(click: Any) -> str:
        began = time.monotonic()
        clicked = await click
        assert time.monotonic() - began < DISCORD_WAITS + 0.4  # a busy machine is slow, not wrong
        return club.told(clicked)

    return await asyncio.gather(*map(told, clicks))


def said(club: Crowd, words: str) -> list[Message]:
    """The messages in the channel that say so, private ones too."""
    return [each for each in club.playground.world.messages(seed.GENERAL) if words in text(each)]


def loud(logged: list[Any]) -> list[str]:
    return [each["event"] for each in logged if each["log_level"] in ("error", "critical") or "exc_info" in each]


async def votes(club: Crowd, poll: Poll) -> tuple[int, ...]:
    return (await club.polls.get(poll.guild_id, poll.id)).votes


@pytest.fixture
def _given_up_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not saved soon is given up, long before whoever waits is told that it takes longer, or hears nothing."""
    assert exchange.STORING < exchange.PATIENCE < DISCORD_WAITS
    monkeypatch.setattr(exchange, "STORING", 0.2)


@pytest.mark.usefixtures("_given_up_early")
async def test_c16_voters_are_told_in_time_that_nothing_was_saved_while_another_program_holds_the_file(
    club: Crowd, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    poll, members = await club.post(visibility=Visibility.LIVE), club.members(20)
    with capture_logs() as logged:
        async with held(tmp_path / "bot.db"):
            first = await in_time(club, *(club.click(each, poll, "o1") for each in members[:10]))
            second = await in_time(club, *(club.click(each, poll, "o1") for each in members[10:]))
    assert set(first + second) == {NOTHING}
    assert loud(logged) == []
    assert "Traceback" not in caplog.text
    assert await votes(club, poll) == (0, 0, 0)
    assert "Recorded: *Green*" in club.told(await club.click(members[0], poll, "o1"))
    assert await votes(club, poll) == (0, 1, 0)


@pytest.mark.usefixtures("_given_up_early")
async def test_c16_a_command_and_a_form_meet_it_like_a_click(club: Crowd, tmp_path: Path) -> None:
    async with Page(club.playground) as sam:
        async with held(tmp_path / "bot.db"):
            began = time.monotonic()
            await sam.use("poll quick", question="Which film next?", options="Red|Green")
            await club.until(lambda: said(club, NOTHING))
            assert time.monotonic() - began < DISCORD_WAITS + 0.4
        assert not said(club, "Which film next?")
        async with club.database.read() as tx:
            assert await tx.fetch("SELECT id FROM polls") == []
        await sam.use("poll quick", question="Which film next?", options="Red|Green")
        await club.until(lambda: said(club, "Which film next?"))


async def test_c16_what_falls_due_meanwhile_waits_and_is_done_once_it_can_be_without_counting_as_a_failure(
    club: Crowd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await club.post()
    async with club.database.transaction() as tx:
        await tx.fetch("UPDATE polls SET closes_at = 1")
        await tx.fetch("UPDATE jobs SET due_at = 1 WHERE kind = 'polls.close'")
    assert isinstance(club.database, sqlite.SqliteDatabase)
    with capture_logs() as logged, club.database.patient(0.05):
        async with held(tmp_path / "bot.db"):
            rounds = asyncio.create_task(club.worker.keep_going(club.bot.vitals))
            await asyncio.sleep(3.5)  # more rounds than a job may fail
            assert not rounds.done()
    assert loud(logged) == []
    await club.until(lambda: club.results(poll))
    rounds.cancel()
    await club.worker.at_rest()  # it notes what it has posted
    async with club.database.read() as tx:
        [row] = await tx.fetch("SELECT closed_at FROM polls")
        # What is of no server is done again and again.
        left = await tx.fetch("SELECT kind FROM jobs WHERE guild_id <> ?1", NO_SERVER)
        assert [kind for (kind,) in left] == ["polls.forget"]
    assert row["closed_at"] is not None
    assert len(club.results(poll)) == 1


@pytest.fixture
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is told early that it takes longer."""
    monkeypatch.setattr(exchange, "PATIENCE", 0.4)


@pytest.fixture
def _never_given_up(_hurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is given up before its commit, however busy the machine is."""
    monkeypatch.setattr(exchange, "STORING", PATIENCE)


@pytest.mark.usefixtures("_never_given_up")
async def test_c18_a_voter_whose_commit_is_slow_is_told_not_saved_yet_and_then_recorded(club: Crowd) -> None:
    poll, [member] = await club.post(visibility=Visibility.LIVE), club.members(1)
    goes_on = await slow_at(club, "COMMIT")
    with capture_logs() as logged:
        clicked = await club.click(member, poll, "o1")
        assert club.told(clicked) == late_answers.NOT_YET
        assert not said(club, "Recorded")
        goes_on.set()
        await club.until(lambda: said(club, "Recorded: *Green*"))
    assert loud(logged) == []
    [recorded] = said(club, "Recorded: *Green*")
    assert recorded.reader == member
    assert await votes(club, poll) == (0, 1, 0)
    assert club.bot.vitals.unanswered == {}


async def test_c18_what_a_slow_disk_holds_up_before_the_commit_is_told_not_saved(club: Crowd) -> None:
    poll, [member] = await club.post(visibility=Visibility.LIVE), club.members(1)
    goes_on = await slow_at(club, "WITH")
    assert club.told(await club.click(member, poll, "o1")) == late_answers.NOT_YET
    goes_on.set()
    await club.until(lambda: said(club, NOTHING))
    assert await votes(club, poll) == (0, 0, 0)


@pytest.mark.usefixtures("_never_given_up")
async def test_c18_a_poll_that_comes_late_stands_in_the_channel_for_everybody_and_works(club: Crowd) -> None:
    goes_on = await slow_at(club, "COMMIT")
    async with Page(club.playground) as sam:
        await sam.use("poll quick", question="Which film next?", options="Red|Green", results="live")
        await club.until(lambda: said(club, late_answers.NOT_YET))
        goes_on.set()
        await club.until(lambda: said(club, "Which film next?"))
    [card], [notice] = said(club, "Which film next?"), said(club, late_answers.NOT_YET)
    assert (card.reader, notice.reader) == (None, seed.SAM)
    await club.until(lambda: not club.bot._answering)
    async with club.database.read() as tx:
        [row] = await tx.fetch("SELECT id, message_id FROM polls")
    assert row["message_id"] == card.id
    poll, [member] = await club.polls.get(seed.GUILD, row["id"]), club.members(1)
    assert "Recorded" in club.told(await club.click(member, poll, "o1"))
    await club.until(lambda: "Green" in club.card(poll) and "1" in club.card(poll))


async def test_c18_who_is_answered_in_time_hears_nothing_more(club: Crowd) -> None:
    poll, members = await club.post(), club.members(5)
    for member in members:
        assert "Recorded" in club.told(await club.click(member, poll, "o1"))
    await asyncio.sleep(exchange.PATIENCE + 0.2)
    assert not said(club, late_answers.NOT_YET)
    assert not said(club, late_answers.LONGER)


Answering = Callable[["discord.Interaction[StudyBot]"], Any]


async def _by_text(interaction: "discord.Interaction[StudyBot]") -> None:
    await answer_text(interaction, "Done.")


async def _in_public(interaction: "discord.Interaction[StudyBot]") -> None:
    await answer_card(interaction, Card(ui.TextDisplay("Done.")), public=True)


async def _by_change(interaction: "discord.Interaction[StudyBot]") -> None:
    assert await change(interaction, view=Card(ui.TextDisplay("Done.")), attachments=[])


async def _by_form(interaction: "discord.Interaction[StudyBot]") -> None:
    form = ui.Modal(title="Done?", custom_id="a-form")
    form.add_item(ui.Label(text="Why?", component=ui.TextInput(custom_id="why")))
    await show_form(interaction, form)


async def _deferred(interaction: "discord.Interaction[StudyBot]") -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(view=Card(ui.TextDisplay("Done.")), attachments=[])


async def _thinking(interaction: "discord.Interaction[StudyBot]") -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="Well …")
    file = discord.File(BytesIO(b"a,b"), filename="done.csv")
    await interaction.edit_original_response(content="Done.", attachments=[file])


async def _with_a_file(interaction: "discord.Interaction[StudyBot]") -> None:
    file = discord.File(BytesIO(b"a,b"), filename="done.csv")
    await interaction.response.send_message("Well …", file=file, ephemeral=True)
    await interaction.edit_original_response(content="Done.")


async def _by_a_bug(_interaction: "discord.Interaction[StudyBot]") -> None:
    raise LookupError


@pytest.mark.usefixtures("_hurried")
@pytest.mark.parametrize(
    ("answering", "then", "seen_by", "files"),
    [
        (_by_text, "Done.", "member", 0),
        (_in_public, "Done.", "everybody", 0),
        (_by_change, "Done.", "member", 0),
        (_by_form, late_answers.NO_FORM, "member", 0),
        (_deferred, "Done.", "member", 0),
        (_thinking, "Done.", "member", 1),
        (_with_a_file, "Done.", "member", 1),
        (_by_a_bug, "Something went wrong on my side", "member", 0),
    ],
)
async def test_c18_every_kind_of_answer_that_comes_late_follows_what_was_told(
    club: Crowd, answering: Answering, then: str, seen_by: str, files: int
) -> None:
    class Slow(Control, template="slow"):
        async def act(self, interaction: "discord.Interaction[StudyBot]") -> None:
            await asyncio.sleep(0.7)
            await answering(interaction)

    club.bot.add_controls(Slow)
    channel = club.bot.get_channel(seed.GENERAL)
    assert isinstance(channel, discord.TextChannel)
    button = ui.Button[Card](label="Slow", custom_id="slow")
    clicked_on = await channel.send(view=Card(ui.TextDisplay("Press"), ui.ActionRow(button)))
    [member] = club.members(1)
    with capture_logs() as logged:
        clicked: Interaction = await club.use(member, clicked_on.id, "slow")
        assert club.told(clicked) == late_answers.LONGER
        await club.until(lambda: said(club, then))
        await club.until(lambda: not club.bot._answering)
    [answer] = said(club, then)
    assert answer.reader == (member if seen_by == "member" else None)
    assert len(answer.attachments) == files
    assert not said(club, "Well …")
    assert said(club, "Press")
    assert club.told(clicked) == late_answers.LONGER
    assert loud(logged) == (["unexpected error"] if answering is _by_a_bug else [])


@pytest.mark.usefixtures("_never_given_up")
async def test_c18_an_answer_that_follows_nothing_is_counted_and_goes_no_further(club: Crowd) -> None:
    poll, [member] = await club.post(), club.members(1)
    club.trouble("POST", "/callback", 500, times=99)
    goes_on = await slow_at(club, "COMMIT")
    with capture_logs() as logged:
        clicked = await club.click(member, poll, "o1")
        goes_on.set()
        await club.until(lambda: not club.bot._answering)
    assert clicked.failed
    assert loud(logged) == []
    assert await votes(club, poll) == (0, 1, 0)


@pytest.fixture
async def shared(url: str, watched: WatchedPlayground) -> AsyncIterator[Crowd]:
    """Film Club with the bot on a server."""
    async with open_database(url) as database, gathered(watched, Factory(database)) as crowd:
        yield crowd


@on_postgresql
@pytest.mark.usefixtures("_given_up_early")
async def test_c18_voters_are_told_in_time_where_a_table_is_locked_and_what_is_told_is_so(
    shared: Crowd, url: str
) -> None:
    poll, members = await shared.post(), shared.members(8)
    with capture_logs() as logged:
        async with locked(url, "ballots"):
            told = await in_time(shared, *(shared.click(each, poll, "o1") for each in members))
    assert set(told) == {NOTHING}
    assert loud(logged) == []
    assert await run(url, "SELECT * FROM ballots") == []
    assert "Recorded" in shared.told(await shared.click(members[0], poll, "o1"))


@on_postgresql
async def test_c19_members_of_a_bot_on_a_server_that_takes_nothing_new_are_told_so(shared: Crowd, url: str) -> None:
    poll, [member] = await shared.post(), shared.members(1)
    name = url.partition("?")[0].rpartition("/")[2]
    await run(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        pool: Any = getattr(shared.database, "_pool")  # noqa: B009 - of this engine alone
        await pool.expire_connections()
        with capture_logs() as logged:
            told = shared.told(await shared.click(member, poll, "o1"))
        assert told == "Nothing was saved, since my storage takes nothing new at the moment; try again in a minute."
        assert loud(logged) == []
    finally:
        await run(f"{url}&default_transaction_read_only=off", f"ALTER DATABASE {name} RESET ALL")
    async with asyncio.timeout(PATIENCE):
        while "Recorded" not in shared.told(await shared.click(member, poll, "o1")):
            pass
    async with shared.database.transaction(ROW_BY_ROW) as tx:
        assert len(await tx.fetch("SELECT * FROM ballots")) == 1


@on_postgresql
async def test_c18_a_bot_whose_database_is_frozen_still_leaves_within_fifteen_seconds(
    url: str, watched: WatchedPlayground, tmp_path: Path
) -> None:
    async with through(url) as (way, address), serving(watched, tmp_path, DATABASE_URL=address) as program:
        card = await asked(watched)
        while not await run(url, "SELECT 1 FROM polls WHERE message_id IS NOT NULL"):  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.02)
        way.freeze()
        clicks = [click(watched, member, card, 0) for member in newcomers(watched, 3)]
        async with asyncio.timeout(DISCORD_WAITS + 1):
            while not all(each.original for each in clicks):  # noqa: ASYNC110 - another process answers
                await asyncio.sleep(0.02)
        began = time.monotonic()
        program.process.terminate()
        code, said = await program.left()
    assert time.monotonic() - began < 15
    assert code == 0
    assert "Traceback" not in said, said


def test_c18_a_program_that_nothing_lets_go_of_leaves_all_the_same() -> None:
    held_up = (
        "import time; from bot import launch; launch.LAST_MOMENT = 0.3; launch.leave_in_any_case(); time.sleep(60)"
    )
    left = subprocess.run([*WARM, "-c", held_up], capture_output=True, check=False, text=True, timeout=PATIENCE)
    assert (left.returncode, left.stderr) == (1, "closing takes too long, leaving as it is\n")


@on_postgresql
async def test_c19_a_second_process_without_shards_and_one_that_counts_otherwise_leave_with_75(
    url: str, watched: WatchedPlayground, tmp_path: Path
) -> None:
    async with serving(watched, tmp_path, DATABASE_URL=url):
        before = len(watched.sessions.sessions)
        ways = {}, {"SHARD_COUNT": "4", "CLUSTERS": "2", "CLUSTER": "0"}
        programs = [await started(watched, tmp_path, DATABASE_URL=url, **settings) for settings in ways]
        (code, said), (other_code, other_said) = [await program.left() for program in programs]
        assert (code, other_code) == (75, 75)
        assert "is in use by another process. It has all shards, as this one would." in said
        assert "SHARD_COUNT is 4 here" in other_said
        assert "that one has all shards" in other_said
        assert "Traceback" not in said + other_said
        assert len(watched.sessions.sessions) == before

"""Rooms that nobody has used yet sleep, and are awake for whoever comes first."""

import asyncio
import importlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot import clock
from bot.app import KEEPERS, features, make_bot
from bot.chat.client import StudyBot
from bot.chat.dormant import Dormant, Room
from bot.chat.inputs import OUT_OF_DATE
from bot.chat.place import NO_SERVER
from bot.outbox import store as outbox
from bot.outbox.worker import Worker
from bot.packs.shelf.shelves import Shelves
from bot.quizzes.commands import ROOM as QUIZZES
from bot.statements.commands import ROOM as STATEMENTS
from tests import registered
from tests.journeys.conftest import labels, words

ROOT = Path(__file__).parents[2]
ROOMS = {"quizzes": QUIZZES, "statements": STATEMENTS}
LOADS = """
import sys, bot.app as app
app.features()
print(*(name for name in sys.modules if name.startswith(("bot.quizzes.", "bot.statements."))))
"""
LEADS = "SELECT \"table\" FROM pragma_foreign_key_list('{}')"
BESIDE = {"statements": {"statement_numbers"}}
"""Tables with no row that anything has to be done for: how many rounds a server has had so far."""
THIN = {"commands", "usual", "review", "rounds"}


async def clicked(club: Any, custom_id: str) -> str:
    """What Sam is told who presses a button of an old card."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Old", custom_id=custom_id))
    view.stop()
    channel = club.env.bot.get_channel(club.general.id)
    await channel.send("Old", view=view)
    await club.env.settle()
    return words(await club.sam.click(club.general.last_message, label="Old"))


def asleep(bot: StudyBot) -> list[Room]:
    return list(bot.dormant._asleep)


def test_a_room_that_sleeps_has_only_its_commands_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], cwd=ROOT, capture_output=True, check=True, text=True)
    assert {name.rpartition(".")[2] for name in done.stdout.split()} == THIN


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
async def test_what_is_known_of_a_room_that_sleeps_is_what_it_has_when_it_is_awake(club: Any, room: Room) -> None:
    bot: StudyBot = club.env.bot
    worker: Any = bot.services.get(Worker)
    before, kinds = {*registered.patterns(bot)}, {*worker._handlers}
    assert {kind for kind, wake in worker._asleep.items() if wake.args == (room,)} == {*room.jobs}
    await bot.dormant.wake(room)
    patterns, feature = {*registered.patterns(bot)} - before, room.module.split(".")[1]
    assert patterns
    assert all(pattern.startswith(room.ids) for pattern in patterns)
    assert not any(pattern.startswith(room.ids) for pattern in before)
    assert {*worker._handlers} - kinds == {*room.jobs}
    assert not {*room.jobs} & {*worker._asleep}
    commands = {each.qualified_name.split()[0] for each in registered.commands(bot) if feature in str(each.module)}
    assert commands == {*room.commands}
    assert room not in asleep(bot)


@pytest.mark.parametrize(
    ("room", "custom_id", "told"),
    [
        (QUIZZES, "quiz-join:7", "No such quiz here"),
        (QUIZZES, "quiz-big:7-0", "No such quiz here"),
        (STATEMENTS, "statements-big:7-0:2", "No such round here"),
        (QUIZZES, "review-list:0", "You keep nothing for review yet"),
        (STATEMENTS, "statements-show:7", "No such round here"),
    ],
)
async def test_a_click_on_an_old_card_wakes_what_answers_it(club: Any, room: Room, custom_id: str, told: str) -> None:
    answered = await clicked(club, custom_id)
    assert told in answered
    assert room not in asleep(club.env.bot)


async def test_a_custom_id_that_nobody_knows_wakes_nobody(club: Any) -> None:
    assert await clicked(club, "other:1") == OUT_OF_DATE
    assert asleep(club.env.bot) == [STATEMENTS, QUIZZES]


async def test_a_letter_typed_into_an_option_wakes_what_offers_something(club: Any) -> None:
    offered = await club.sam.autocomplete(club.general, "quiz start", "pack", "be")
    assert [choice["value"] for choice in offered] == ["bees"]
    assert asleep(club.env.bot) == [STATEMENTS]


async def test_looking_something_up_wakes_nobody(club: Any) -> None:
    shown = await club.sam.slash(club.general, "claim", claim="bees/bees-sleep")
    assert "Keep this" in labels(shown)
    await club.sam.slash(club.general, "library")
    assert asleep(club.env.bot) == [STATEMENTS, QUIZZES]


async def test_who_come_at_once_wake_a_room_once(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    wiring = importlib.import_module(STATEMENTS.module)
    real = wiring.set_up

    async def counted(bot: StudyBot) -> None:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.05)
        await real(bot)

    monkeypatch.setattr(wiring, "set_up", counted)
    dormant: Dormant = club.env.bot.dormant
    await asyncio.gather(*(dormant.wake(STATEMENTS) for _ in range(5)), dormant.wake_all())
    assert calls == 1


async def test_where_waking_fails_whoever_came_is_told_and_the_next_tries_again(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    club.expected = (*club.expected, RuntimeError)
    wiring = importlib.import_module(QUIZZES.module)

    async def fail(_bot: StudyBot) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(wiring, "set_up", fail)
        refused = await club.sam.slash(club.general, "quiz start", pack="bees")
        assert "Something went wrong" in words(refused)
        assert "Something went wrong" in await clicked(club, "quiz-join:7")
        assert await club.sam.autocomplete(club.general, "quiz start", "pack", "be") == []
    assert "No such quiz here" in await clicked(club, "quiz-join:7")


async def test_a_job_that_another_process_wrote_wakes_who_does_it(club: Any) -> None:
    bot: StudyBot = club.env.bot
    now = clock.now()
    async with bot.database.transaction() as tx:
        await outbox.put(tx, "quizzes.remind", NO_SERVER, "", now + timedelta(hours=1))
    worker = bot.services.get(Worker)
    await worker.once()
    assert QUIZZES in asleep(bot)
    async with bot.database.transaction() as tx:
        await outbox.put(tx, "quizzes.remind", NO_SERVER, "", now)
    await worker.once()
    assert QUIZZES not in asleep(bot)


async def test_a_job_of_what_cannot_be_woken_keeps_no_other_job_from_being_done(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot: StudyBot = club.env.bot
    worker: Any = bot.services.get(Worker)
    tried = 0

    async def fail(_bot: StudyBot) -> None:
        nonlocal tried
        tried += 1
        raise RuntimeError("broken")

    async with bot.database.transaction() as tx:
        await outbox.put(tx, "quizzes.remind", NO_SERVER, "", clock.now() - timedelta(hours=1))
        await outbox.put(tx, "packs.sweep", NO_SERVER, "", clock.now() - timedelta(minutes=1))
    with monkeypatch.context() as patch:
        patch.setattr(importlib.import_module(QUIZZES.module), "set_up", fail)
        club.expected = (*club.expected, RuntimeError)
        await worker.once()
        assert tried == 1
        assert QUIZZES in asleep(bot)
        async with bot.database.read() as tx:
            left = await outbox.due(tx, clock.now(), 9, ["quizzes.remind", "packs.sweep"], None)
        assert [job.kind for job in left] == ["quizzes.remind"]
    worker._asleep_until = 0.0
    await worker.once()
    assert QUIZZES not in asleep(bot)


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
async def test_every_table_of_a_room_that_sleeps_is_empty_where_those_that_it_names_are(club: Any, room: Room) -> None:
    feature = room.module.split(".")[1]
    rooms = [f"bot.{name}.retention" for name in KEEPERS if name.split(".")[0] == feature]
    its = {table for name in rooms for table in importlib.import_module(name).KEEPER.columns}
    assert its >= {*room.tables}
    reached, more = set[str](), {*room.tables}
    async with club.env.bot.database.read() as tx:
        leads = {name: await tx.fetch(LEADS.format(name)) for name in its}
    while more:
        reached |= more
        more = {name for name, rows in leads.items() if {row[0] for row in rows} & reached} - reached
    assert its - reached == BESIDE.get(feature, set())


async def test_what_was_used_before_is_awake_from_the_start(club: Any) -> None:
    await club.sam.slash(club.general, "review add", what="bees")
    bot = make_bot(club.env.bot.database, club.env.bot.services.get(Shelves))
    for set_up in features():
        await set_up(bot)
    assert asleep(bot) == [STATEMENTS]

"""The bot is killed in the middle of five hundred clicks; whoever was told "Recorded" finds the vote again."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.outbox.redraws import PAUSE
from playground import requests, seed
from playground.interactions import Interaction
from playground.model import Message
from tests.playground.conftest import Page
from tests.warm import WARM
from tests.wire.crowd import PATIENCE, WatchedPlayground, WatchedRest, newcomers, text

pytestmark = pytest.mark.slow

VOTERS = 500
AT_ONCE = 60
"""Clicks that wait for their answers at most: with more than it can answer in time, a busy machine answers none."""


@asynccontextmanager
async def running(playground: WatchedPlayground, database: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own, ready; killed at the end."""
    where = (playground.api, playground.gateway, playground.cdn, playground.token, f"sqlite:///{database}")
    process = await asyncio.create_subprocess_exec(
        *WARM, "-m", "tests.wire.child", *where, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not playground.world.bot_online:  # noqa: ASYNC110 - another process comes up
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        playground.world.set_bot_online(False)


@pytest.mark.parametrize("told_at_least", [40, 250])
async def test_c01_killed_in_the_middle_of_five_hundred_clicks_no_vote_that_was_told_recorded_is_lost(
    tmp_path: Path, told_at_least: int
) -> None:
    database = tmp_path / "bot.db"
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        members = newcomers(playground, VOTERS)
        async with running(playground, database) as process:
            card = await asked(playground)
            clicks: list[Interaction] = []
            async with asyncio.timeout(PATIENCE):
                while len(recorded(playground, clicks)) < told_at_least:
                    if sum(not settled(each) for each in clicks) < AT_ONCE:
                        started = range(len(clicks), min(len(clicks) + 5, VOTERS))
                        clicks += [click(playground, members[n], card, n % 3) for n in started]
                    await asyncio.sleep(0.005)
            process.kill()
            await process.wait()
            told = recorded(playground, clicks)
        kept = ballots(database)
        assert told_at_least <= len(told) <= len(clicks)
        assert all(kept[member] == choice for member, choice in told.items())
        async with running(playground, database):
            late = [click(playground, each, card, n % 3) for n, each in enumerate(members)]
            await recorded_all(playground, late)
        assert ballots(database) == {each: 1 << n % 3 for n, each in enumerate(members)}


async def test_c01_after_a_kill_the_card_shows_the_newest_votes_and_no_other_card_is_touched(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        members = newcomers(playground, 4)
        async with running(playground, database) as process:
            current, behind = await asked(playground), await asked(playground)
            await recorded_all(playground, [click(playground, members[0], current, 1)])
            await until(lambda: "1 ballot " in shown(playground, current))
            playground.fail("/messages/{message_id}", times=1, hangs=PATIENCE)
            await recorded_all(playground, [click(playground, each, behind, 0) for each in members])
            process.kill()
        rest = playground.rest
        assert isinstance(rest, WatchedRest)
        rest.faults.clear()
        rest.seen.clear()
        async with running(playground, database):
            await until(lambda: "4 ballots" in shown(playground, behind))
            await asyncio.sleep(2 * PAUSE)
        async with running(playground, database):
            await asyncio.sleep(2 * PAUSE)
        changed = [path.rpartition("/")[2] for _, _, path, _ in rest.asked("PATCH", "/messages/")]
        assert changed == [str(behind.id)]


async def recorded_all(playground: WatchedPlayground, clicks: list[Interaction]) -> None:
    """Wait until each is told so; whoever is told otherwise, or nothing, as by a busy machine, clicks once more."""
    latest = {(each.member, each.source): each for each in clicks}

    def told() -> bool:
        missing = {place: each for place, each in latest.items() if not recorded(playground, [each])}
        for place, each in missing.items():
            if settled(each) and sum(not settled(other) for other in latest.values()) < AT_ONCE:
                again = requests.UseComponent(
                    op="component", n=0, message=each.source or 0, custom_id=each.data["custom_id"]
                )
                latest[place] = playground.desk.errands.use_component(each.member, again)
        return not missing

    await until(told)


def settled(each: Interaction) -> bool:
    """Whether a click is answered, or will not be any more."""
    return each.failed or bool(each.original)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)


def shown(playground: WatchedPlayground, card: Message) -> str:
    return text(playground.world.message(seed.GENERAL, card.id) or card)


async def asked(playground: WatchedPlayground) -> Message:
    """The card of a new poll."""
    async with Page(playground) as sam:
        await sam.use("poll quick", question="Which film next?", options="Red|Green|Blue", results="live")
        await sam.message(lambda each: "Which film next?" in str(each["components"]))
    return playground.world.messages(seed.GENERAL)[-1]


def click(playground: WatchedPlayground, member: int, card: Message, choice: int) -> Interaction:
    [custom_id] = [each for each in _ids(card.components) if each.startswith("vote:") and each.endswith(f":o{choice}")]
    request = requests.UseComponent(op="component", n=0, message=card.id, custom_id=custom_id)
    return playground.desk.errands.use_component(member, request)


def recorded(playground: WatchedPlayground, clicks: list[Interaction]) -> dict[int, int]:
    """Members who were told that their vote is recorded, with the bit of what they were told."""
    found: dict[int, int] = {}
    messages = playground.world.state.messages[seed.GENERAL]
    for each in clicks:
        if each.original and (told := text(messages[each.original])).strip().startswith("Recorded: *"):
            found[each.member] = 1 << ["Red", "Green", "Blue"].index(told.split("*")[1])
    return found


def ballots(database: Path) -> dict[int, int]:
    """What the file holds, after its own check of itself."""
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT member_id, choices FROM ballots").fetchall()
    connection.close()
    return dict(rows)


def _ids(components: list[dict[str, object]]) -> list[str]:
    found: list[str] = []
    for part in components:
        if isinstance(name := part.get("custom_id"), str):
            found.append(name)
        inner = part.get("components")
        found += _ids(inner) if isinstance(inner, list) else []
    return found

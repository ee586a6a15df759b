"""A database of a release before, whose viewings had rows of their own for what was due: all of it comes, once."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ms
from bot.database import Database, migrations, postgres, sqlite
from bot.outbox import store as jobs
from bot.privacy.service import SERVER
from bot.threads.posting.store import NO_PLACE
from bot.viewings.posting.posts import What
from tests import engines
from tests.viewings.evening import (
    ADA,
    BEN,
    CAMERA,
    CAMERA_AT,
    CHANNEL,
    CLAIM,
    GUILD,
    START,
    VOICES,
    Clock,
    Evening,
    hive_programme,
)

BEFORE = 9
"""The schema of the release before."""
GROUP, ALONE, LOST, PARKED = 1001, 1002, 1003, 1004
THREAD, GONE_SERVER, MEMBER, LEFT = 11, 777, 4711, 12
PLANNED, DRAFT, OFF, OPENED = 2001, 2002, 2003, 2004
"""Viewings, and scheduled ones, by what is due of them."""


@pytest.fixture
async def before(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database as the release before has left it."""
    folder = tmp_path / "before"
    folder.mkdir()
    for each in migrations.shipped_migrations()[:BEFORE]:
        (folder / each.path.name).write_text(each.path.read_text("utf-8"), "utf-8")
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{tmp_path}/data/study.db"
        if engine != engines.SQLITE:
            url = await stack.enter_async_context(engines.another("before"))
        async with opened(engine, url, folder) as db:
            await fill(db)
        yield url


def opened(engine: str, url: str, folder: Path) -> AbstractAsyncContextManager[Database]:
    if engine == engines.SQLITE:
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite.open_sqlite(path, folder)
    return postgres.open_postgres(url, folder=folder)


async def fill(db: Database) -> None:
    """An evening in full swing: a running group, somebody alone, one lost, one given up; plans; deletions."""
    programme, film_began = hive_programme().kept(), ms(START)
    async with db.transaction() as tx:

        async def viewing(number: int, **columns: Any) -> None:
            values = {
                "id": number, "guild_id": GUILD, "mode": "group", "secrecy": "unnamed", "facilitator_id": ADA.id,
                "phase": "during", "step": 3, "film_ms": 0, "running_from": film_began,
                "due_at": film_began + 300_000, "direct": 0, "channel_id": CHANNEL, "thread_id": THREAD + number,
                "card_id": number + 1, "created_at": film_began, "version": 5, "drawn": 5, "programme": programme,
            } | columns  # fmt: skip
            places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
            await tx.fetch(f"INSERT INTO viewings ({', '.join(values)}) VALUES ({places})", *values.values())

        async def post(number: int, what: What, place: int, state: str, **columns: Any) -> None:
            values = {"viewing_id": number, "what": what, "place": place, "state": state, "due_at": 0} | columns
            places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
            await tx.fetch(f"INSERT INTO viewing_posts ({', '.join(values)}) VALUES ({places})", *values.values())

        async def plan(number: int, state: str, due_at: int | None, **columns: Any) -> None:
            values = {
                "id": number, "guild_id": GUILD, "channel_id": CHANNEL, "event_id": number + 1,
                "scheduler_id": BEN.id, "secrecy": "named", "at": film_began + 600_000, "state": state,
                "due_at": due_at, "programme": programme,
            } | columns  # fmt: skip
            places = ", ".join(f"?{n}" for n in range(1, len(values) + 1))
            await tx.fetch(f"INSERT INTO scheduled_viewings ({', '.join(values)}) VALUES ({places})", *values.values())

        await viewing(GROUP)
        await tx.fetch("INSERT INTO viewing_prompts VALUES (?1, ?2, 'open', 1, ?3, 0)", GROUP, CLAIM, film_began)
        await post(GROUP, What.OPENING, NO_PLACE, "sent", message_id=THREAD + GROUP)
        await post(GROUP, What.CARD, NO_PLACE, "sent", message_id=GROUP + 1)
        await post(GROUP, What.PROMPT, CLAIM, "waiting", due_at=film_began)
        await post(GROUP, What.ANSWERS, 0, "stale", message_id=77)
        await tx.fetch("INSERT INTO viewing_prompts VALUES (?1, 0, 'revealed', 2, ?2, NULL)", GROUP, film_began)
        await tx.fetch("INSERT INTO viewing_prompts VALUES (?1, 1, 'open', 3, ?2, NULL)", GROUP, film_began)
        await post(GROUP, What.PROMPT, 1, "dropped", problem="AutoMod of this server blocked it.", tries=10)
        await viewing(
            ALONE, mode="solo", facilitator_id=BEN.id, direct=1, channel_id=None, thread_id=None, card_id=None
        )
        await viewing(LOST, orphaned="The thread was deleted.", thread_id=LEFT)
        await tx.fetch("INSERT INTO viewing_prompts VALUES (?1, ?2, 'open', 1, ?3, 0)", LOST, CLAIM, film_began)
        await post(LOST, What.CARD, NO_PLACE, "sent", message_id=LOST + 1)
        await post(LOST, What.PROMPT, CLAIM, "waiting", due_at=film_began)
        await viewing(
            PARKED, parked="Timed prompts no longer come by themselves (KeyError). `Next` asks them.", failures=3
        )
        await plan(PLANNED, "waiting", film_began + 600_000)
        await plan(DRAFT, "draft", film_began + 50_000, event_id=None)
        await plan(OFF, "off", film_began, problem="Its event was cancelled.", told=0)
        await plan(OPENED, "opened", None, viewing_id=GROUP)
        await tx.fetch("INSERT INTO unfinished_deletions VALUES (?1, 'Polls', ?2, 1)", MEMBER, film_began + 60_000)
        await tx.fetch("INSERT INTO departures VALUES (?1, ?2, ?3)", GONE_SERVER, film_began, film_began + 86_400_000)


async def test_everything_due_of_the_release_before_comes_exactly_once(engine: str, before: str, clock: Clock) -> None:
    async with opened(engine, before, migrations.FOLDER) as db:
        evening = Evening(db, clock)
        first = [(post.viewing_id, post.what, post.place, post.anew) for post in await evening.post_all()]
        assert first == [(GROUP, What.PROMPT, CLAIM, False)]
        assert [told.id for told in evening.told] == [OFF]
        drawn = {(post.viewing_id, post.what) for post in await evening.redraw()}
        assert drawn >= {(GROUP, What.ANSWERS), (GROUP, What.OPENING), (GROUP, What.CARD)}
        assert [post for post in await evening.post_all() if not post.anew] == []

        clock.go(seconds=50)
        await evening.work()
        assert [each.id for each in evening.looked] == [DRAFT]

        clock.go(minutes=4, seconds=10)
        pushed = [(post.viewing_id, post.what, post.place) for post in await evening.post_all() if not post.anew]
        assert sorted(pushed) == [(GROUP, What.PROMPT, VOICES), (ALONE, What.PROMPT, VOICES)]
        troubles = {each: (await evening.viewings.get(GUILD, each, ADA.id, clock.wall)).troubles for each in GROUPS}
        assert troubles[GROUP] == ("Prompt 3 could not be posted: AutoMod of this server blocked it.",)
        assert troubles[LOST] == ("The thread was deleted.",)
        assert troubles[PARKED] == ("Timed prompts no longer come by themselves (KeyError). `Ask it` asks them.",)

        clock.go(minutes=5)
        opened_now = [post for post in await evening.post_all() if post.what is What.OPENING]
        assert [each.id for each in evening.looked] == [DRAFT, PLANNED]
        assert len(opened_now) == 1

        await evening.delivery.go_on(GUILD, LOST, CHANNEL, LEFT)
        clock.go(seconds=CAMERA_AT.total_seconds() - 600)
        found = [(post.viewing_id, post.what, post.place) for post in await evening.post_all()]
        assert sorted(found) == sorted(
            [
                (LOST, What.PROMPT, CLAIM),
                *((each, What.PROMPT, place) for each in (LOST,) for place in (VOICES, CAMERA)),
                *((each, What.PROMPT, CAMERA) for each in (GROUP, ALONE)),
            ]
        )
        clock.go(hours=5)
        assert [post.what for post in await evening.post_all()] == []
        assert len({post.nonce for post in evening.heard.sent if not post.anew}) == evening.heard.taken - 1, "the link"


async def test_deletions_of_the_release_before_are_still_due(engine: str, before: str) -> None:
    async with opened(engine, before, migrations.FOLDER) as db, db.read() as tx:
        assert await jobs.due(tx, START + timedelta(seconds=59), 9, ["privacy.retry", SERVER], None) == []
        found = await jobs.due(tx, START + timedelta(days=1), 9, ["privacy.retry", SERVER], None)
        assert [(job.kind, job.guild_id) for job in found] == [("privacy.retry", 0), (SERVER, GONE_SERVER)]


GROUPS = (GROUP, LOST, PARKED)


@pytest.fixture
def clock() -> Clock:
    return Clock()

"""What is kept of a server goes 30 days after it has removed the bot, and not before."""

from datetime import timedelta

from bot.database import Database
from bot.outbox import store as jobs
from bot.privacy.service import KEPT_OF_SERVER, SERVER
from tests import engines
from tests.polls.room import GUILD, MIRA, OTHER_GUILD, Clock
from tests.privacy.canary import Life, traces
from tests.viewings.evening import BEN


async def test_p06_a_removal_starts_the_clock_once_and_a_return_stops_it(life: Life, clock: Clock) -> None:
    await life.privacy.note_left([GUILD])
    clock.go(days=29)
    await life.privacy.note_left([GUILD])
    assert await life.privacy.departed_guilds() == {GUILD: clock.now() + timedelta(days=1)}
    assert await due(life) == []
    await life.privacy.back([GUILD, OTHER_GUILD])
    clock.go(days=300)
    assert await due(life) == []


async def test_p06_after_thirty_days_everything_of_the_server_goes_and_nothing_of_others(
    life: Life, clock: Clock
) -> None:
    elsewhere = await life.evening.viewings.start_solo(
        (await life.evening.solo()).programme, guild_id=OTHER_GUILD, by=BEN, now=clock.now()
    )
    await life.privacy.note_left([GUILD])
    clock.go(seconds=KEPT_OF_SERVER.total_seconds())
    assert await due(life) == [GUILD]
    assert await life.privacy.known_guilds() == {GUILD, OTHER_GUILD}
    report = await life.privacy.forget_guild(GUILD)
    assert report.done
    assert await traces(life.db, GUILD) == set()
    assert await life.privacy.known_guilds() == {OTHER_GUILD}
    assert await filled(life.db) == {"schema_version", "viewings", "viewing_members"}
    assert await life.evening.viewings.get(OTHER_GUILD, elsewhere.viewing.id, BEN.id, clock.now())
    life.holdings.forget(GUILD)
    assert life.shelves.holding(GUILD).own == ()


async def test_v09_the_votes_of_a_closed_poll_go_thirty_days_after_it_and_its_result_stays(
    life: Life, clock: Clock
) -> None:
    before = await life.results()
    for poll in life.open:
        await life.room.polls.close(GUILD, poll.id, MIRA)
    clock.go(days=29, hours=23)
    while await life.room.work():
        pass
    assert await life.room.rows("ballots") > 0
    clock.go(hours=1)
    while await life.room.work():
        pass
    assert await life.room.rows("ballots") == 0
    assert await life.room.rows("secret_ballots") == await life.room.rows("secret_keys") == 0
    assert await life.results() == before


async def test_everything_about_everybody_can_be_deleted(life: Life) -> None:
    assert (await life.privacy.empty()).done
    assert await filled(life.db) == {"schema_version"}


async def due(life: Life) -> list[int]:
    """The servers of which everything is to be deleted now."""
    async with life.db.read() as tx:
        return [job.guild_id for job in await jobs.due(tx, life.clock.now(), 9, [SERVER], None)]


async def filled(db: Database) -> set[str]:
    """The tables that hold anything; how often something was changed tells nothing of anybody."""
    async with db.read() as tx:
        tables = {*await engines.tables_of(tx)} - {"revisions"}
        return {table for table in tables if await tx.one(f"SELECT 1 FROM {table}")}

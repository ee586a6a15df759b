"""Uploads, versions and switches of servers on a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.database import Database, cluster, open_database
from bot.errors import Refusal
from bot.packs.holdings import store
from bot.packs.holdings.rules import File, NotNewer, Quota, Version
from bot.packs.holdings.service import Holdings
from bot.packs.mistakes.rules import OPEN_OF_MEMBER
from bot.packs.mistakes.service import Mistakes
from bot.packs.reading.reader import read_bytes
from bot.packs.reading.sandbox import Read, to_json
from bot.packs.shelf.shelves import Shelves
from tests.budgets import PATIENCE
from tests.engines import HANG_UP, on_postgresql, run
from tests.packs.sample import GOOD
from tests.samples import ants

HERE, ELSEWHERE = 7, 8
MIRA, NOOR = 1, 2
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def read_here(name: str, content: bytes) -> Read:
    """Read as the process for strangers' files does, in this one: what it gives is tested where it is."""
    reading = read_bytes(name, content)
    pack = reading.pack and to_json(reading.pack)
    return Read(pack, reading.lines, reading.problem_count, size=len(content))


@dataclass
class Room:
    """The packs of servers, with a clock that tests move."""

    database: Database
    now: datetime = START

    def __post_init__(self) -> None:
        self.shelves = Shelves([ants()])
        self.holdings = self.started(self.shelves)
        self.mistakes = Mistakes(self.database, lambda: self.now)

    def started(self, shelves: Shelves, quota: Quota | None = None) -> Holdings:
        return Holdings(self.database, shelves, quota or Quota(), read=read_here, now=lambda: self.now)

    async def offer(self, number: str = "1.0.0", guild: int = HERE, by: int = MIRA, pack_id: str = "bees") -> Version:
        text = GOOD.replace("1.0.0", number, 1).replace("id: bees\n", f"id: {pack_id}\n")
        file = File(f"{pack_id}.yaml", text.encode())
        return (await self.holdings.offer(guild, by, file, await self.holdings.read(guild, file))).version

    async def put(self, number: str = "1.0.0", guild: int = HERE, by: int = MIRA, pack_id: str = "bees") -> Version:
        offered = await self.offer(number, guild, by, pack_id)
        return await self.holdings.put(guild, offered.id, by)

    def shown(self, guild: int = HERE) -> dict[str, str]:
        """The packs that members see, and their versions."""
        return {pack.id: pack.version for pack in self.shelves.of(guild).packs.values()}


@pytest.fixture
async def room(url: str) -> AsyncIterator[Room]:
    async with open_database(url) as database:
        yield Room(database)


async def test_nothing_is_on_the_shelf_before_the_yes(room: Room) -> None:
    await room.offer()
    assert room.shown() == {"ants": "2.1.0"}
    fresh = Shelves([ants()])
    await room.started(fresh).load()
    assert list(fresh.of(HERE).packs) == ["ants"]


async def test_p02_an_upload_of_another_server_or_another_moderator_cannot_be_said_yes_to(room: Room) -> None:
    offered = await room.offer()
    for guild, by in ((ELSEWHERE, MIRA), (HERE, NOOR)):
        with pytest.raises(Refusal, match="no longer waiting"):
            await room.holdings.put(guild, offered.id, by)
        with pytest.raises(Refusal, match="no longer waiting"):
            await room.holdings.discard(guild, offered.id, by)
    assert room.shown(ELSEWHERE) == room.shown(HERE) == {"ants": "2.1.0"}
    await room.holdings.put(HERE, offered.id, MIRA)
    assert room.shown() == {"ants": "2.1.0", "bees": "1.0.0"}


async def test_p02_what_another_server_has_cannot_be_read_removed_or_gone_back_to(room: Room) -> None:
    await room.put("1.0.0")
    await room.put("1.1.0")
    holdings = room.holdings
    for work in (
        lambda: holdings.roll_back(ELSEWHERE, "bees", "1.0.0", MIRA),
        lambda: holdings.remove(ELSEWHERE, "bees", MIRA),
        lambda: holdings.switch(ELSEWHERE, "bees", MIRA, on=False),
        lambda: holdings.records.file(ELSEWHERE, "bees"),
    ):
        with pytest.raises(Refusal, match="there is no pack “bees” here"):
            await work()
    assert await holdings.records.events(ELSEWHERE, "bees", 0, 10) == []
    assert room.shown()["bees"] == "1.1.0"


async def test_p02_a_report_of_another_server_cannot_be_seen_or_dismissed(room: Room) -> None:
    item = room.shelves.of(HERE).items[0]
    mistake = await room.mistakes.report(HERE, item, "It is wrong.", NOOR)
    assert await room.mistakes.of_pack(ELSEWHERE, "ants") == []
    with pytest.raises(Refusal, match="no such report here"):
        await room.mistakes.dismiss(ELSEWHERE, mistake.id, MIRA)
    assert await room.mistakes.of_pack(HERE, "ants") == [mistake]


async def test_a_yes_counts_once(room: Room) -> None:
    offered = await room.offer()
    both = await asyncio.gather(*(room.holdings.put(HERE, offered.id, MIRA) for _ in range(2)), return_exceptions=True)
    assert [type(each) for each in both] == [Version, Refusal]
    async with room.database.read() as tx:
        assert len(await store.history(tx, HERE, "bees")) == 1


@pytest.mark.parametrize(
    ("number", "word"), [("1.1.0", "the same as"), ("1.0.9", "older than"), ("1.1.0-rc.1", "older")]
)
async def test_a_version_that_is_not_newer_needs_a_second_yes(room: Room, number: str, word: str) -> None:
    await room.put("1.1.0")
    offered = await room.offer(number)
    with pytest.raises(NotNewer, match=word):
        await room.holdings.put(HERE, offered.id, MIRA)
    assert room.shown()["bees"] == "1.1.0"
    await room.holdings.put(HERE, offered.id, MIRA, surely=True)
    assert room.shown()["bees"] == number


async def test_of_versions_called_alike_the_one_put_there_last_can_be_gone_back_to(room: Room) -> None:
    first = await room.put("1.0.0")
    room.now += timedelta(minutes=1)
    again = await room.holdings.put(HERE, (await room.offer("1.0.0")).id, MIRA, surely=True)
    assert again.id != first.id
    for number in ("1.1.0", "1.2.0"):
        room.now += timedelta(minutes=1)
        await room.put(number)
    earlier = [(version.version, version.id) for version in await room.holdings.records.earlier(HERE, "bees")]
    assert [number for number, _ in earlier] == ["1.1.0", "1.0.0"]
    assert earlier[-1] == ("1.0.0", again.id)


async def test_of_versions_that_come_to_the_same_the_one_put_there_last_is_offered_first(room: Room) -> None:
    for number in ("1.0.0-1", "1.0.0-01", "1.0.0-001", "1.1.0"):
        room.now += timedelta(minutes=1)
        await room.holdings.put(HERE, (await room.offer(number)).id, MIRA, surely=True)
    earlier = await room.holdings.records.earlier(HERE, "bees")
    assert [version.version for version in earlier] == ["1.0.0-001", "1.0.0-01", "1.0.0-1"]


async def test_r06_many_yeses_at_once_leave_one_winner_and_one_whole_shelf(room: Room) -> None:
    moderators = range(10, 18)
    offers = {by: await room.offer(f"1.{by}.0", by=by) for by in moderators}
    done = await asyncio.gather(
        *(room.holdings.put(HERE, offers[by].id, by) for by in moderators), return_exceptions=True
    )
    winners = [each for each in done if isinstance(each, Version)]
    told = [str(each) for each in done if isinstance(each, Refusal)]
    assert len(winners) == 1
    assert len(told) == len(moderators) - 1
    assert all(f"Meanwhile version {winners[0].version} is on the shelf" in each for each in told)
    assert room.shown()["bees"] == winners[0].version


async def test_changes_of_different_packs_at_once_all_stay(room: Room) -> None:
    offers = [await room.offer(by=by, pack_id=f"bees-{by}") for by in range(10, 16)]
    await asyncio.gather(*(room.holdings.put(HERE, each.id, each.member_id or 0) for each in offers))
    assert set(room.shown()) == {"ants", *(each.pack_id for each in offers)}
    fresh = Shelves([ants()])
    await room.started(fresh).load()
    assert set(fresh.of(HERE).packs) == set(room.shown())


async def test_an_upload_waits_for_an_hour_and_gives_way_to_the_next_of_its_moderator(room: Room) -> None:
    first, second = await room.offer("1.0.0"), await room.offer("1.1.0")
    with pytest.raises(Refusal, match="no longer waiting"):
        await room.holdings.put(HERE, first.id, MIRA)
    room.now += timedelta(minutes=61)
    await room.holdings.sweep()
    with pytest.raises(Refusal, match="no longer waiting"):
        await room.holdings.put(HERE, second.id, MIRA)


async def test_who_looks_while_versions_change_sees_one_whole_version_each_time(room: Room) -> None:
    await room.put("1.0.0")
    seen: set[str] = set()

    async def look() -> None:
        while True:
            shelf = room.shelves.of(HERE)
            found = shelf.find("bees/what-a-hive-is")
            assert found
            assert found.pack is shelf.packs["bees"]
            assert {item.pack.version for item in shelf.items if item.pack.id == "bees"} == {found.pack.version}
            seen.add(found.pack.version)
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    for number in range(1, 8):
        await room.put(f"1.0.{number}")
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert seen >= {"1.0.0", "1.0.6"}


async def test_a_shipped_pack_that_is_switched_off_stays_off_when_the_servers_own_takes_its_place(room: Room) -> None:
    await room.holdings.switch(HERE, "ants", MIRA, on=False)
    await room.put("9.0.0", pack_id="ants")
    assert room.shown() == {}
    await room.holdings.switch(HERE, "ants", MIRA, on=True)
    assert room.shown() == {"ants": "9.0.0"}
    await room.holdings.remove(HERE, "ants", MIRA)
    assert room.shown() == {"ants": "2.1.0"}
    assert room.shown(ELSEWHERE) == {"ants": "2.1.0"}


async def test_a_pack_that_cannot_be_read_any_more_is_left_out_and_named(room: Room) -> None:
    await room.put("1.0.0")
    async with room.database.transaction() as tx:
        await tx.fetch("UPDATE pack_versions SET pack = '{}', content = ?1", GOOD.replace("lead:", "leed:").encode())
    fresh = Shelves([ants()])
    holdings = room.started(fresh)
    await holdings.load()
    assert list(fresh.of(HERE).packs) == ["ants"]
    [status] = [each for each in await holdings.records.standings(HERE) if each.id == "bees"]
    assert status.left_out
    assert "unknown key `leed`" in status.left_out


async def test_a_pack_that_was_kept_in_a_form_of_before_is_read_anew_from_its_file(room: Room) -> None:
    await room.put("1.0.0")
    async with room.database.transaction() as tx:
        await tx.fetch("UPDATE pack_versions SET pack = '{\"format\": 0}'")
    fresh = Shelves([ants()])
    await room.started(fresh).load()
    assert fresh.of(HERE).packs["bees"] == room.shelves.of(HERE).packs["bees"]


async def test_the_history_of_refusals_is_short_so_that_nobody_can_push_the_changes_out(room: Room) -> None:
    await room.put()
    for _ in range(60):
        await room.holdings.note_refusal(HERE, 99, "put packs on the shelf")
    events = await room.holdings.records.events(HERE, "bees", 0, 100)
    assert len(events) == 51
    assert "put on the shelf" in [event.action for event in events]


async def test_one_member_cannot_fill_the_list_of_mistakes(room: Room) -> None:
    item = room.shelves.of(HERE).items[0]
    for _ in range(OPEN_OF_MEMBER):
        await room.mistakes.report(HERE, item, "It is wrong.", NOOR)
    with pytest.raises(Refusal, match="10 of your reports wait"):
        await room.mistakes.report(HERE, item, "It is wrong.", NOOR)
    await room.mistakes.report(HERE, item, "It is.", MIRA)
    room.now += timedelta(days=91)
    await room.mistakes.sweep()
    assert await room.mistakes.of_pack(HERE, "ants") == []


async def test_an_empty_report_is_refused_with_an_example(room: Room) -> None:
    with pytest.raises(Refusal, match="such as: The film came out in 2019"):
        await room.mistakes.report(HERE, room.shelves.of(HERE).items[0], "  \n", NOOR)


@on_postgresql
async def test_what_one_process_puts_on_a_shelf_the_others_show_too(room: Room, url: str) -> None:
    async with open_database(url) as database:
        other = Room(database)
        await other.holdings.load()
        await room.put("1.0.0")
        await _until(lambda: other.shown() == {"ants": "2.1.0", "bees": "1.0.0"})
        await other.put("1.1.0")
        await _until(lambda: room.shown()["bees"] == "1.1.0")
        await room.holdings.switch(HERE, "ants", MIRA, on=False)
        await _until(lambda: other.shown() == {"bees": "1.1.0"})
        await other.holdings.remove(HERE, "bees", MIRA)
        await _until(lambda: room.shown() == {})
        assert room.shelves.shipped["ants"] == room.shelves.pack(HERE, "ants")


@on_postgresql
async def test_a_notice_that_was_missed_is_noticed_by_its_number(
    room: Room, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "FIRST_PAUSE", 0.01)
    begin, listens_again = cluster.Cluster.begin, asyncio.Event()

    async def begin_later(self: cluster.Cluster) -> None:
        await listens_again.wait()
        await begin(self)

    async with open_database(url) as database:
        other = Room(database)
        await other.holdings.load()
        await room.put("1.0.0")
        await _until(lambda: other.shown().get("bees") == "1.0.0")
        monkeypatch.setattr(cluster.Cluster, "begin", begin_later)
        await run(url, HANG_UP)
        await asyncio.sleep(0.05)
        await room.put("1.1.0")
        await room.put("1.0.0", pack_id="wasps")
        assert other.shown()["bees"] == "1.0.0"
        listens_again.set()
        await _until(lambda: other.shown() == {"ants": "2.1.0", "bees": "1.1.0", "wasps": "1.0.0"})


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process tells, when it does
            await asyncio.sleep(0.01)

"""Events of the gateway that are not as documented: each is dropped alone, and everybody else notices nothing."""

from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.chat.transport import events as transport
from bot.operations.metrics import Metrics
from bot.operations.vitals import Vitals
from tests import gateway
from tests.budgets import budget, some
from tests.gateway import GONE, Feed, bend, bent
from tests.journeys.conftest import words

THERE = 77_000_000_000_000_001
"""A server of which the gateway tells nonsense."""
NAMES = tuple(gateway.events(THERE, 1))
NOTED = "an event that cannot be read was dropped"


@pytest.fixture
async def feed(club: Any) -> Feed:
    """The connection of a bot that is in Film Club and in another server."""
    feed = Feed(club.env.bot)
    await feed.event("GUILD_CREATE", gateway.server(THERE, club.env.bot.user.id))
    return feed


async def answers(club: Any) -> bool:
    """Whether the bot answers a member of Film Club."""
    return "What a hive is" in words(await club.sam.slash(club.general, "search", query="drones"))


def there(club: Any) -> discord.Guild:
    guild = club.env.bot.get_guild(THERE)
    assert guild is not None
    return guild


def channels_here(club: Any) -> list[str]:
    return [channel.name for channel in club.env.bot.get_guild(club.guild.id).channels]


def dropped(club: Any) -> dict[str, int]:
    return dict(club.env.bot.vitals.dropped)


@pytest.mark.parametrize("name", NAMES)
async def test_n12_any_event_with_any_field_missing_empty_or_of_another_type_ends_nothing(
    club: Any, feed: Feed, name: str
) -> None:
    bot: Any = club.env.bot
    tried, here = 0, channels_here(club)
    for payload in gateway.events(THERE, bot.user.id)[name]:
        for _what, wrong in [("as it is", payload), *some(bent(payload), 5)]:
            await feed.event(name, wrong)
            tried += 1
        for wrong in gateway.WRONG[1:]:
            await feed.event(name, wrong)
    assert tried > budget(2, len(gateway.WRONG))
    assert channels_here(club) == here
    assert bot.get_guild(THERE) or name == "GUILD_DELETE", "the server itself is kept, unless it is told to be gone"
    assert await answers(club)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("THREAD_CREATE", ("owner_id",)),
        ("GUILD_ROLE_CREATE", ("role", "name")),
        ("CHANNEL_UPDATE", ("name",)),
    ],
)
async def test_n12_an_event_that_cannot_be_read_is_dropped_counted_by_its_name_and_told_once_a_minute(
    club: Any, feed: Feed, tmp_path: Any, name: str, path: tuple[str, ...]
) -> None:
    vitals: Vitals = club.env.bot.vitals
    [first, *_] = gateway.events(THERE, 9)[name]
    with capture_logs() as logged:
        for _ in range(3):
            await feed.event(name, bend(first, path, GONE))
    assert dropped(club) == {name: 3}
    [line] = [each for each in logged if each["event"] == NOTED]
    assert (line["name"], line["error"], line["log_level"]) == (name, "KeyError", "warning")
    vitals.pulse = Vitals().pulse  # no heart beats in a simulated Discord
    told = Metrics(vitals, tmp_path).exposition(None)[0].decode()
    assert f'second_look_gateway_events_dropped_total{{event="{name}"}} 3.0' in told
    assert await answers(club)


async def test_n12_a_name_that_is_logged_again_a_minute_later(club: Any, feed: Feed) -> None:
    vitals: Vitals = club.env.bot.vitals
    began = vitals.monotonic()
    with capture_logs() as logged:
        for after in (0, 59, 61, 100):
            vitals.monotonic = lambda after=after: began + after
            await feed.event("THREAD_CREATE", {})
            await feed.event("CHANNEL_CREATE", {})
    names = [each["name"] for each in logged if each["event"] == NOTED]
    assert names == ["THREAD_CREATE", "CHANNEL_CREATE", "THREAD_CREATE", "CHANNEL_CREATE"]


async def test_n12_a_stage_without_a_bitrate_is_dropped_and_its_server_stays(club: Any, feed: Feed) -> None:
    stage = {"guild_id": str(THERE)} | gateway.channel(899, 13, **gateway.VOCAL)
    await feed.event("CHANNEL_CREATE", bend(stage, ("bitrate",), GONE))
    assert dropped(club) == {"CHANNEL_CREATE": 1}
    assert there(club).get_channel(899) is None
    await feed.event("CHANNEL_CREATE", stage)
    assert there(club).get_channel(899)


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        (("channels", 4, "bitrate"), 813),
        (("channels", 0, "name"), 801),
        (("threads", 0, "owner_id"), 851),
        (("roles", 1, "name"), 821),
        (("guild_scheduled_events", 0, "name"), 861),
    ],
)
async def test_n12_a_server_that_comes_with_one_part_that_cannot_be_read_comes_without_that_part_alone(
    club: Any, path: tuple[Any, ...], left_out: int
) -> None:
    whole = gateway.server(THERE, club.env.bot.user.id)
    feed = Feed(club.env.bot)
    await feed.event("GUILD_CREATE", bend(whole, path, GONE))
    guild = there(club)
    known = {part.id for part in (*guild.channels, *guild.threads, *guild.roles, *guild.scheduled_events)}
    listed = (*whole["channels"], *whole["threads"], *whole["roles"], *whole["guild_scheduled_events"])
    assert {int(each["id"]) for each in listed} - known == {left_out}
    assert (guild.name, guild.me.id) == ("Another club", club.env.bot.user.id)
    assert dropped(club) == {"GUILD_CREATE": 1}


async def test_n12_a_server_that_cannot_be_read_at_all_is_left_out_alone(club: Any) -> None:
    feed = Feed(club.env.bot)
    for wrong in (GONE, None, "x", []):
        await feed.event("GUILD_CREATE", bend(gateway.server(THERE, 9), ("id",), wrong))
    assert [guild.id for guild in club.env.bot.guilds] == [club.guild.id]
    assert await answers(club)


async def test_n12_what_was_known_stays_where_its_change_cannot_be_read(club: Any, feed: Feed) -> None:
    guild = there(club)
    where = {"guild_id": str(THERE)}
    before = guild.get_channel(801)
    assert before
    hidden = dict(before.overwrites)
    torn = gateway.channel(801, 0) | where | {"topic": "new", "permission_overwrites": [{"id": "1"}]}
    await feed.event("CHANNEL_UPDATE", torn)
    await feed.event("GUILD_ROLE_UPDATE", where | {"role": gateway.role(821) | {"name": "new", "permissions": "x"}})
    await feed.event("THREAD_UPDATE", gateway.thread(THERE) | {"name": "new", "thread_metadata": None})
    await feed.event("GUILD_SCHEDULED_EVENT_UPDATE", gateway.planned(THERE) | {"name": "new", "status": []})
    await feed.event("THREAD_LIST_SYNC", where | {"threads": [None], "members": None})
    channel, role, thread = guild.get_channel(801), guild.get_role(821), guild.get_thread(851)
    assert isinstance(channel, discord.TextChannel)
    assert role
    assert thread
    assert (channel.topic, dict(channel.overwrites)) == (None, hidden)
    assert (role.name, thread.name) == ("a role", "a thread")


async def test_n12_roles_stay_where_what_came_of_them_with_their_server_cannot_be_read(club: Any, feed: Feed) -> None:
    update = gateway.events(THERE, 9)["GUILD_UPDATE"][0] | {"name": "Renamed"}
    await feed.event("GUILD_UPDATE", bend(update, ("roles", 1, "permissions"), "x"))
    assert {role.id for role in there(club).roles} == {THERE, 821}
    assert there(club).name == "Renamed"


async def test_n12_threads_of_a_list_that_can_be_read_are_taken_from_it(club: Any, feed: Feed) -> None:
    good, bad = gateway.thread(THERE, 853), bend(gateway.thread(THERE, 854), ("thread_metadata",), GONE)
    await feed.event("THREAD_LIST_SYNC", {"guild_id": str(THERE), "threads": [bad, good], "members": [None]})
    assert [each.id for each in there(club).threads] == [853]


@pytest.mark.parametrize(
    "frame", ["", "{", "[]", "null", "7", '{"op": 0, "t": [], "s": 5}', '{"op": "x"}', '{"op": 7.5}']
)
async def test_n12_a_frame_that_is_none_is_dropped(club: Any, feed: Feed, frame: str) -> None:
    await feed.frame(frame)
    await feed.event("CHANNEL_PINS_UPDATE", {})
    assert await answers(club)


@pytest.mark.parametrize("number", ['"x"', "1.5", "true", "[]", "{}"])
async def test_n12_a_session_is_never_resumed_at_what_is_no_number(club: Any, feed: Feed, number: str) -> None:
    before = feed.socket.sequence
    await feed.frame(f'{{"op": 0, "t": "GUILD_CREATE", "s": {number}, "d": null}}')
    assert feed.socket.sequence == before
    assert await answers(club)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


async def test_n12_whatever_several_fields_of_any_event_hold_the_bot_goes_on(club: Any, feed: Feed) -> None:
    bot = club.env.bot
    known = [(name, payload) for name, each in gateway.events(THERE, bot.user.id).items() for payload in each]
    drawn: list[tuple[str, Any]] = []

    @given(st.data())
    @settings(database=None)
    def draw(data: Any) -> None:
        name, payload = data.draw(st.sampled_from(known))
        for _ in range(data.draw(st.integers(1, 4))):
            ways = list(gateway.paths(payload))
            if ways:
                payload = bend(payload, data.draw(st.sampled_from(ways)), data.draw(JSON | st.just(GONE)))
        drawn.append((name, payload))

    draw()
    for name, payload in drawn:
        await feed.event(name, payload)
    assert drawn
    assert await answers(club)


def test_n12_another_discord_py_than_the_one_that_was_read_is_refused_at_the_start(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord, "__version__", "2.99.0")
    with pytest.raises(RuntimeError, match=r"written for discord\.py 2\.7\.1, and this is 2\.99\.0"):
        transport.Guard(club.env.bot._connection, Vitals(), lambda _: None)

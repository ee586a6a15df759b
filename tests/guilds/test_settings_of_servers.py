"""What servers have set: changed, taken back, followed by every process, and what it points to."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from typing import get_args

import pytest

from bot.database import Database, open_database
from bot.errors import Refusal
from bot.guilds.rules import CHANNELS, ROLES, GuildSettings, Member, Setting, gone_words, role_to_keep
from bot.guilds.service import Guilds

HERE, ELSEWHERE = 100, 200
MIRA = Member(1, (), manages_guild=True)
SAM = Member(2, (5,), manages_guild=False)
ALL = GuildSettings(11, 12, 13, 14, "UTC+05:30", "after_close", 17)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


async def test_what_was_set_is_kept_and_read_by_every_process(database: Database) -> None:
    changed = await Guilds(database).change(HERE, MIRA, **asdict(ALL))
    assert changed == ALL
    assert await Guilds(database).settings(HERE) == ALL
    assert await Guilds(database).settings(ELSEWHERE) == GuildSettings()


@pytest.mark.parametrize("what", get_args(Setting))
async def test_a_setting_that_is_taken_back_is_as_before_anybody_set_it_and_the_others_stay(
    database: Database, what: Setting
) -> None:
    guilds = Guilds(database)
    await guilds.change(HERE, MIRA, **asdict(ALL))
    before = {what: asdict(GuildSettings())[what]}
    assert await guilds.reset(HERE, MIRA, what) == replace(ALL, **before)
    assert await Guilds(database).settings(HERE) == replace(ALL, **before)
    assert await guilds.reset(ELSEWHERE, MIRA, what) == GuildSettings()


async def test_only_moderators_change_settings_or_take_them_back(database: Database) -> None:
    guilds = Guilds(database)
    await guilds.change(HERE, MIRA, moderator_role=6)
    for tried in (guilds.reset(HERE, SAM, "moderator_role"), guilds.change(HERE, SAM, time_zone="UTC")):
        with pytest.raises(Refusal, match="Only members with Manage Server or the moderator role"):
            await tried
    assert (await guilds.settings(HERE)).moderator_role == 6
    await guilds.change(HERE, MIRA, moderator_role=5)
    assert (await guilds.reset(HERE, SAM, "moderator_role")).moderator_role is None


async def test_i23_a_zone_is_kept_as_it_is_meant_and_nothing_of_one_that_is_none(database: Database) -> None:
    guilds = Guilds(database)
    assert (await guilds.change(HERE, MIRA, time_zone="bombay")).time_zone == "Asia/Kolkata"
    assert (await guilds.change(HERE, MIRA, time_zone="GMT+2")).time_zone == "UTC+02:00"
    for none in ("localtime", "USA"):
        with pytest.raises(Refusal, match="`time_zone`"):
            await guilds.change(HERE, MIRA, time_zone=none, default_results="live")
    assert await Guilds(database).settings(HERE) == GuildSettings(time_zone="UTC+02:00")


def test_every_setting_can_be_taken_back() -> None:
    assert list(get_args(Setting)) == list(asdict(GuildSettings()))


def test_p08_what_points_to_nothing_is_found_by_its_name() -> None:
    assert ALL.gone({12, 13, 14}.__contains__, {11, 17}.__contains__) == []
    assert ALL.gone({13}.__contains__, {17}.__contains__) == ["facilitator_role", "poll_creators", "discussion_channel"]
    assert sorted(ALL.gone(set().__contains__, set().__contains__)) == sorted([*ROLES, *CHANNELS])
    assert GuildSettings().gone(set().__contains__, set().__contains__) == []


def test_p08_who_is_refused_for_a_role_that_is_gone_is_told_who_mends_it() -> None:
    told = gone_words(["facilitator_role", "discussion_channel"])
    assert told.startswith("The role whose members may lead a group was deleted. A member with Manage Server ")
    assert "`/settings set facilitator_role:`" in told
    assert "`/settings reset what: facilitator_role`" in told
    assert gone_words(["discussion_channel"]) == ""


@pytest.mark.parametrize("setting", ROLES)
def test_p08_a_role_that_only_a_bot_can_hold_is_refused_for_every_setting(setting: str) -> None:
    with pytest.raises(Refusal, match=f"`{setting}`: this role belongs to a bot"):
        role_to_keep(setting, 9, everyone=False, of_bot=True)
    assert role_to_keep(setting, 9, everyone=False, of_bot=False) == 9


def test_p08_everyone_is_as_if_no_role_were_set_and_never_the_moderators() -> None:
    assert role_to_keep("facilitator_role", HERE, everyone=True, of_bot=False) is None
    assert role_to_keep("poll_creators", HERE, everyone=True, of_bot=False) is None
    with pytest.raises(Refusal, match="`moderator_role`: with `@everyone` every member could"):
        role_to_keep("moderator_role", HERE, everyone=True, of_bot=False)

"""Moderators set what holds for their server, and hear of what points to nothing any more."""

from typing import Any

import discord
import pytest
from simcord.backend import serializers

from bot.database import Database
from bot.guilds.people import gone_of, troubles
from bot.guilds.rules import GuildSettings
from bot.guilds.service import Guilds
from tests.journeys.conftest import words
from tests.journeys.watching import turn


async def test_a_server_begins_with_what_holds_everywhere(club: Any) -> None:
    shown = await club.sam.slash(club.general, "settings show")
    assert shown.ephemeral
    for line in (
        "**Who may create polls:** everyone",
        "**Time zone:** UTC",
        "**Moderators:** members with Manage Server",
    ):
        assert line in words(shown)


async def test_a_moderator_changes_what_is_given_and_the_rest_stays(club: Any) -> None:
    await club.mira.slash(club.general, "settings set", time_zone="europe/berlin")
    changed = await club.mira.slash(club.general, "settings set", default_results="after_close")
    assert "**Time zone:** Europe/Berlin" in words(changed)
    assert "**Results of new polls are seen:** after close" in words(changed)


async def test_nothing_given_or_a_zone_that_does_not_exist_is_refused_in_words(club: Any) -> None:
    assert "Give at least one option" in (await club.mira.slash(club.general, "settings set")).response.content
    refused = await club.mira.slash(club.general, "settings set", time_zone="Middle Earth")
    assert "Middle Earth" in refused.response.content


async def test_a_member_may_look_but_not_change_until_the_moderator_role_is_theirs(club: Any) -> None:
    refused = await club.sam.slash(club.general, "settings set", time_zone="UTC")
    assert "Only members with Manage Server or the moderator role" in refused.response.content
    tutors = club.guild.create_role("Tutors")
    tutor = club.guild.add_member(club.env.create_user("tutor"), roles=[tutors])
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    assert "Europe/Paris" in words(await tutor.slash(club.general, "settings set", time_zone="Europe/Paris"))


async def test_zones_are_offered_by_city(club: Any) -> None:
    choices = await club.mira.autocomplete(club.general, "settings set", "time_zone", "new y")
    assert choices[0]["value"] == "America/New_York"


async def test_a_moderator_takes_a_setting_back_and_sees_all_of_them(club: Any) -> None:
    await club.mira.slash(club.general, "settings set", time_zone="Mumbai", poll_creators=club.guild.create_role("A"))
    shown = await club.mira.slash(club.general, "settings reset", what="time_zone")
    assert shown.ephemeral
    assert "**Time zone:** UTC" in words(shown)
    assert "**Who may create polls:** <@&" in words(shown)
    assert "**Who may create polls:** everyone" in words(
        await club.mira.slash(club.general, "settings reset", what="poll_creators")
    )
    refused = await club.sam.slash(club.general, "settings reset", what="time_zone")
    assert "Only members with Manage Server or the moderator role" in refused.response.content


async def test_i23_a_city_is_taken_and_a_country_with_several_times_is_asked_back(club: Any) -> None:
    taken = await club.mira.slash(club.general, "settings set", time_zone="Bombay")
    assert "**Time zone:** Asia/Kolkata · " in words(taken)
    asked = await club.mira.slash(club.general, "settings set", time_zone="USA")
    assert "“USA” has several time zones. Enter one of them: `America/New_York`" in asked.response.content
    assert "UTC+02:00" in words(await club.mira.slash(club.general, "settings set", time_zone="GMT+2"))


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "localtime"])
async def test_i23_a_zone_that_is_lost_is_a_sentence_and_stops_nothing_that_needs_none(club: Any, zone: str) -> None:
    await club.mira.slash(club.general, "settings set", default_results="live")
    database: Database = club.env.bot.database
    async with database.transaction() as tx:
        await tx.fetch("UPDATE guild_settings SET time_zone = ?1", zone)
        await tx.tell("settings", club.guild.id)
    await club.env.bot.services.get(Guilds).reload(None)
    quick = {"question": "When?", "options": "a | b"}
    for closes in ({}, {"closes": "2 days"}, {"closes": "<t:32503680000:R>"}):
        answered = await club.sam.slash(club.general, "poll quick", **quick, **closes)
        assert "Europe/Nowhere" not in (answered.response.content or "")
    assert len([message for message in club.general.history() if message.author.bot]) == 2
    for command, options in (
        ("poll quick", {**quick, "closes": "18:00"}),
        ("watch schedule", {"film": "The Hive", "when": "tomorrow 18:00"}),
    ):
        refused = await club.sam.slash(club.general, command, **options)
        assert f"“{zone}”, is not known where I run" in refused.response.content
        assert "`/settings set time_zone:`" in refused.response.content
    shown = words(await club.sam.slash(club.general, "settings show"))
    assert f"**Time zone:** {zone}\n-# ⚠ This zone is not known where I run" in shown
    assert "**Time zone:** This zone is not known" in words(await club.mira.slash(club.general, "help"))
    assert "· " in words(await club.mira.slash(club.general, "settings set", time_zone="Berlin"))


GONE = "A member with Manage Server sets another with `/settings set {0}:`, or none with `/settings reset what: {0}`."


async def test_p08_who_is_refused_for_a_role_that_was_deleted_is_told_who_mends_it(club: Any) -> None:
    roles = {name: club.guild.create_role(name) for name in ("facilitator_role", "moderator_role", "poll_creators")}
    await club.mira.slash(club.general, "settings set", **roles)
    tried = {
        "poll_creators": ("poll quick", {"question": "When?", "options": "a | b"}),
        "facilitator_role": ("watch start", {"film": "The Hive"}),
        "moderator_role": ("settings set", {"time_zone": "UTC"}),
    }
    for command, options in tried.values():
        refused = await club.sam.slash(club.general, command, **options)
        assert "deleted" not in refused.response.content
    for role in roles.values():
        club.env.backend.delete_role(club.guild.id, role.id)
    await turn(club)
    for name, (command, options) in tried.items():
        refused = (await club.sam.slash(club.general, command, **options)).response.content
        assert "was deleted" in refused
        assert GONE.replace("{0}", name) in refused
    for command, options in (("pack history", {"pack": "bees"}), ("settings reset", {"what": "moderator_role"})):
        refused = (await club.sam.slash(club.general, command, **options)).response.content
        assert GONE.replace("{0}", "moderator_role") in refused
    schedule = await club.sam.slash(club.general, "watch schedule", film="The Hive", when="2h")
    assert GONE.replace("{0}", "facilitator_role") in schedule.response.content


async def test_p08_who_may_not_close_a_poll_is_told_that_the_moderators_role_is_gone(club: Any) -> None:
    tutors = club.guild.create_role("Tutors")
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    await club.mira.slash(club.general, "poll quick", question="When?", options="a | b")
    club.env.backend.delete_role(club.guild.id, tutors.id)
    await turn(club)
    refused = await club.sam.slash(club.general, "poll close", poll="1")
    assert (
        "Only the member who made poll #1 and moderators may do that. The role whose members are"
        in refused.response.content
    )


async def test_p08_moderators_see_in_the_settings_and_in_help_what_points_to_nothing(club: Any) -> None:
    tutors, talk = club.guild.create_role("Tutors"), club.guild.create_text_channel("talk")
    await club.mira.slash(
        club.general,
        "settings set",
        moderator_role=tutors,
        discussion_channel=talk,
        moderators_channel=talk,
    )
    assert "deleted" not in words(await club.mira.slash(club.general, "settings show"))
    assert "to mend" not in words(await club.mira.slash(club.general, "help"))
    club.env.backend.delete_role(club.guild.id, tutors.id)
    club.env.backend.delete_channel(talk.id)
    await turn(club)
    shown = words(await club.sam.slash(club.general, "settings show"))
    assert "\n-# ⚠ This role was deleted. `/settings set moderator_role:` sets another" in shown
    for name in ("discussion_channel", "moderators_channel"):
        assert f"\n-# ⚠ This channel was deleted. `/settings set {name}:` sets another" in shown
    assert shown.count("⚠") == 3
    helped = words(await club.mira.slash(club.general, "help"))
    assert "**Settings of this server to correct**\n- **Moderators:** This role was deleted." in helped
    assert "to mend" not in words(await club.sam.slash(club.general, "help"))
    await club.mira.slash(club.general, "settings reset", what="moderator_role")
    mended = await club.mira.slash(club.general, "settings set", discussion_channel=club.general)
    assert words(mended).count("⚠") == 1


async def test_p08_a_group_watches_where_it_is_started_and_hears_that_the_channel_is_gone(club: Any) -> None:
    talk = club.guild.create_text_channel("talk")
    await club.mira.slash(club.general, "settings set", discussion_channel=talk)
    club.env.backend.delete_channel(talk.id)
    await turn(club)
    told = (await club.sam.slash(club.general, "watch start", film="The Hive")).response.content
    assert f"The group watches in <#{club.general.threads[0].id}>" in told
    assert "The discussion channel of the settings was deleted" in told
    planned = (await club.sam.slash(club.general, "watch schedule", film="The Hive", when="2h")).response.content
    assert "The discussion channel of the settings was deleted" in planned


async def test_p08_everyone_and_a_bots_own_role_are_no_moderators(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = club.guild.default_role
    refused = await club.mira.slash(club.general, "settings set", moderator_role=everyone)
    assert "with `@everyone` every member could change packs, polls and these settings" in refused.response.content
    shown = await club.mira.slash(club.general, "settings set", facilitator_role=everyone, poll_creators=everyone)
    assert "**Who may lead a group viewing:** everyone" in words(shown)
    assert "**Who may create polls:** everyone" in words(shown)
    bots, payload = club.guild.create_role("Helper"), serializers.role_payload

    def tagged(role: Any) -> Any:
        return {**payload(role), "tags": {"bot_id": "1"}} if role.id == bots.id else payload(role)

    monkeypatch.setattr(serializers, "role_payload", tagged)
    refused = await club.mira.slash(club.general, "settings set", moderator_role=bots)
    assert "`moderator_role`: this role belongs to a bot" in refused.response.content


async def report(club: Any, member: Any) -> None:
    shown = await member.slash(club.general, "explain", topic="bees/winter")
    form = await member.click(shown.response.message, label="Report a mistake")
    assert "Thank you." in (await member.submit_modal(form, {"text": "It is warm."})).response.content
    await turn(club)


async def test_a_report_is_told_in_the_channel_of_the_moderators_without_who(club: Any) -> None:
    await report(club, club.sam)
    desk = club.guild.create_text_channel("desk")
    await club.mira.slash(club.general, "settings set", moderators_channel=desk)
    assert list(desk.history()) == []
    await report(club, club.sam)
    await report(club, club.mira)
    [told] = desk.history()
    content = str(told.components)
    assert "2 reported mistakes wait for a moderator, in `bees`. `/pack info` shows them." in content
    assert str(club.sam.id) not in content


async def test_a_channel_in_which_the_bot_may_not_post_is_no_channel_for_moderators(club: Any) -> None:
    shut = {club.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    desk = club.guild.create_text_channel("desk", overwrites=shut)
    refused = await club.mira.slash(club.general, "settings set", moderators_channel=desk)
    assert "`moderators_channel`: I may not post in #desk. Give me **Send Messages**" in refused.response.content
    await club.mira.slash(club.general, "settings set", moderators_channel=club.general)
    await club.env.bot.http.edit_channel_permissions(club.general.id, club.guild.id, "0", str(1 << 11), 0)
    await turn(club)
    shown = words(await club.mira.slash(club.rules, "settings show"))
    assert "⚠ I may not post there; I lack **Send Messages**" in shown


async def test_p08_while_a_server_is_out_of_sight_nothing_of_it_is_called_deleted(club: Any) -> None:
    settings = GuildSettings(discussion_channel=1, facilitator_role=2, moderator_role=3, moderators_channel=4)
    unseen = discord.Guild(data={"id": 7, "unavailable": True}, state=club.env.bot._connection)  # pyright: ignore[reportArgumentType] - what an outage sends
    for guild in (None, unseen):
        assert gone_of(guild, settings) == []
        assert troubles(guild, settings) == {}
    there = club.env.bot.get_guild(club.guild.id)
    assert sorted(gone_of(there, settings)) == sorted(
        ["discussion_channel", "facilitator_role", "moderator_role", "moderators_channel"]
    )

"""Where a group watches: in a thread of a text channel, in a post of a forum, and nowhere else."""

import re
from typing import Any

import discord
import pytest

from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from bot.viewings.service import Viewings
from tests.journeys.conftest import words
from tests.journeys.watching import card, ids, in_thread, press, start, text, turn
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


async def in_forum(club: Any) -> Any:
    """Groups watch in a forum from now on."""
    forum = club.guild.create_forum_channel("films")
    await club.mira.slash(club.general, "settings set", discussion_channel=forum)
    return forum


def viewing_of(message: Any) -> int:
    """The viewing whose card it is."""
    return int(re.findall(r"watch-join:(\d+)", ids(message))[0])


def posts(forum: Any) -> list[Any]:
    """The posts that stand in a forum."""
    return list(forum.threads)


async def test_in_a_forum_the_viewing_is_a_post_whose_first_message_is_its_card(club: Any) -> None:
    forum = await in_forum(club)
    told = await club.sam.slash(club.general, "watch start", film="The Hive")
    await turn(club)
    [post] = posts(forum)
    assert f"The group watches in <#{post.id}>" in told.response.content
    assert card(post).id == post.history()[0].id
    assert sum("## The Hive" in shown for shown in in_thread(post)) == 1
    [line] = [text(message) for message in club.general.history() if f"<#{post.id}>" in text(message)]
    assert "“The Hive” is watched in" in line
    await press(club, club.mira, post, "Join")
    assert "1 take" in text(card(post))


@pytest.mark.parametrize("where", ["voice", "stage", "thread"])
async def test_where_no_thread_can_be_a_group_is_told_where_it_can_and_opens_in_the_discussion_channel(
    club: Any, where: str
) -> None:
    rooms = {"voice": club.guild.create_voice_channel, "stage": club.guild.create_stage_channel}
    place = rooms[where]("room") if where in rooms else await start(club)
    refused = await club.sam.slash(place, "watch start", film="The Hive")
    assert "A group cannot open here" in refused.response.content
    nearest = f"<#{club.general.id}>" if where == "thread" else "a text channel"
    assert f"Type it in {nearest}, or ask a moderator" in refused.response.content
    assert "settings set discussion_channel" in refused.response.content
    talk = club.guild.create_text_channel("talk")
    await club.mira.slash(club.general, "settings set", discussion_channel=talk)
    told = await club.sam.slash(place, "watch start", film="The Hive")
    await turn(club)
    [thread] = talk.threads
    assert f"The group watches in <#{thread.id}>" in told.response.content


async def test_p05_p11_a_post_that_was_deleted_goes_on_in_another_with_everything(club: Any) -> None:
    forum = await in_forum(club)
    services = club.env.bot.services
    await club.sam.slash(club.general, "watch start", film="The Hive")
    await turn(club)
    post = posts(forum)[0]
    opened = card(post)
    await press(club, club.mira, post, "Join")
    await club.env.bot.http.delete_channel(post.id)
    await services.get(Viewings).join(club.guild.id, viewing_of(opened), club.sam.id, club.env.now())
    await turn(club)
    again = await club.sam.slash(club.general, "watch resume")
    await turn(club)
    [other] = posts(forum)
    assert f"The group goes on in <#{other.id}>" in again.response.content
    assert any("2 take part" in shown for shown in in_thread(other))
    assert {club.sam.id, club.mira.id} <= set(club.env.backend.get_channel(other.id).thread_members)
    await services.get(Viewings).leave(club.guild.id, viewing_of(opened), club.sam.id, club.env.now())
    await turn(club)
    assert any("1 takes part" in shown for shown in in_thread(other))
    in_the_forum_itself = f"/channels/{forum.id}/messages"
    assert not any(asked.path.startswith(in_the_forum_itself) for asked in club.env.http_requests)


async def test_p11_a_forum_that_demands_a_tag_has_it_asked_for_where_there_are_several(club: Any) -> None:
    forum = await in_forum(club)
    known = club.env.bot.get_channel(forum.id)
    tags = [discord.ForumTag(name="film"), discord.ForumTag(name="book")]
    edited = await known.edit(available_tags=tags)
    club.env.bot.get_channel(forum.id)._flags = discord.ChannelFlags.require_tag.flag
    asked = await club.sam.slash(club.general, "watch start", film="The Hive")
    assert "Which tag?" in words(asked)
    assert posts(forum) == []
    book = edited.available_tags[1].id
    value = next(option for option in select_of(asked) if option.startswith(str(book)))
    await club.sam.select(asked.response, [value])
    await turn(club)
    [post] = posts(forum)
    assert club.env.backend.get_channel(post.id).applied_tags == [book]


def select_of(result: Any) -> list[str]:
    """The values that a card offers."""
    found = str(result.response.components)
    return re.findall(r"'value': '([^']+)'", found)


async def test_p04_p11_a_forum_whose_tags_are_not_for_the_bot_or_that_it_may_not_write_in_opens_nothing(
    club: Any,
) -> None:
    forum = await in_forum(club)
    known = club.env.bot.get_channel(forum.id)
    known._flags = discord.ChannelFlags.require_tag.flag
    refused = await club.sam.slash(club.general, "watch start", film="The Hive")
    assert "demands a tag on each post, and there is none that I may use" in refused.response.content
    known._flags = 0
    silent = discord.PermissionOverwrite(send_messages=False)
    await known.set_permissions(known.guild.default_role, overwrite=silent)
    lacking = await club.sam.slash(club.general, "watch start", film="The Hive")
    assert "I may not do this in #films: **Send Messages**" in lacking.response.content
    assert posts(forum) == []


async def test_p11_a_media_channel_is_no_place_for_a_group_and_that_is_said(club: Any) -> None:
    forum = await in_forum(club)
    club.env.bot.get_channel(forum.id)._type = discord.ChannelType.media.value
    for name, given in (("watch start", {"film": "The Hive"}), ("quiz start", {"about": "bees/bees-sleep"})):
        refused = await club.sam.slash(club.general, name, **given)
        assert "#films is a media channel. Groups meet in text channels and forums." in refused.response.content
    assert posts(forum) == []


async def test_p11_a_round_of_statements_stands_in_the_post_where_it_was_started(club: Any) -> None:
    forum = await in_forum(club)
    await club.sam.slash(club.general, "watch start", film="The Hive")
    await turn(club)
    [post] = posts(forum)
    await club.sam.slash(post, "statements start", question="What did you make of it?")
    await turn(club)
    assert any("#1 · collecting" in shown for shown in in_thread(post))

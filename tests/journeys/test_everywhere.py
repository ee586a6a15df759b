"""Each command in each place: a server with the bot, direct messages, and where its own install takes it along."""

import json
from typing import Any

import pytest
from discord import AppInfo, Locale, app_commands

from bot.chat.place import NOT_HERE
from bot.chat.sync import offer_where_allowed, sync_commands
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import labels, words
from tests.journeys.elsewhere import LOUNGE, OWN_APPS, PLACES, asked_of, in_direct_messages, taken_along
from tests.registered import commands

FOR_SERVERS = {"poll", "pack", "settings", "quiz", "statements", "Make this a poll"}
IN_SERVERS = {"watch schedule", "watch planned", "watch handout"}
"""Subcommands for servers of a command that is offered everywhere."""
GIVEN: dict[str, Any] = {
    "topic": "bees/winter", "title": "bees/the-hive", "first": "bees/the-hive", "second": "bees/lost-reel",
    "film": "bees/the-hive", "term": "bees/royal-jelly", "claim": "bees/bees-sleep", "query": "drones",
    "when": "2h", "what": "bees", "format": "csv",
}  # fmt: skip
"""What is typed where an option is asked for."""
BROKEN = "Something went wrong"


def all_with_options(bot: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every command, with what it asks for."""
    return [
        (each.qualified_name, {option.display_name: given(option) for option in each.parameters if option.required})
        for each in commands(bot)
    ]


def given(option: app_commands.Parameter) -> Any:
    """Something to type for an option."""
    return option.choices[0].value if option.choices else GIVEN.get(option.display_name, "1")


async def test_p07_o06_commands_are_offered_where_they_work(club: Any) -> None:
    tree = club.env.bot.tree
    for allowed, outside, installs in (([0, 1], [0, 1, 2], [0, 1]), ([0], [0, 1], [0]), ([], [0, 1], [0])):
        offer_where_allowed(tree, application(club, allowed))
        for command in tree.get_commands():
            inside = command.name in FOR_SERVERS
            payload = command.to_dict(tree)
            assert payload["contexts"] == ([0] if inside else outside), command.name
            assert payload["integration_types"] == ([0] if inside else installs), command.name
    assert {each.name for each in tree.get_commands()} >= FOR_SERVERS


async def test_o06_where_the_portal_allows_no_servers_what_is_for_servers_is_not_sent(club: Any) -> None:
    tree = club.env.bot.tree
    offer_where_allowed(tree, application(club, [1]))
    left = tree.get_commands()
    assert not {each.name for each in left} & FOR_SERVERS
    assert all(each.to_dict(tree)["integration_types"] == [1] for each in left)


async def test_p07_every_command_answers_in_direct_messages(club: Any) -> None:
    ann = club.env.create_user("ann")
    assert set(ann.available_commands()).isdisjoint(FOR_SERVERS)
    for name, options in all_with_options(club.env.bot):
        if name.split()[0] in FOR_SERVERS:
            continue
        told = await ann.slash(name, **options)
        check(name, told)
        assert told.ephemeral == (name not in {"watch start", "watch resume", "watch end"}), name


@pytest.mark.parametrize("place", PLACES)
async def test_p12_where_the_bot_is_not_it_answers_privately_and_asks_and_keeps_nothing_of_the_place(
    club: Any, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    asked = asked_of(monkeypatch, club.env.bot)
    with taken_along(monkeypatch, place):
        for name, options in all_with_options(club.env.bot):
            told = await club.sam.slash(club.general, name, **options)
            check(name, told)
            assert told.ephemeral, name
    await club.env.bot.services.get(Recent).wait_written()
    assert asked == []
    assert str(LOUNGE)[:-1] not in await everything_kept(club.env.bot.database)


def check(name: str, told: Any) -> None:
    """What a command is told outside of servers: an answer, or, of what is for servers, where it works.

    A server may have the bot's commands without having the bot, and so be offered those as well.
    """
    text = words(told)
    assert BROKEN not in text, f"{name}: {text}"
    needs_a_server = name in IN_SERVERS or name.split()[0] in FOR_SERVERS
    assert (NOT_HERE in text) == needs_a_server, f"{name}: {text}"


async def everything_kept(database: Any) -> str:
    """Every value of every table."""
    async with database.read() as tx:
        tables = {table for table, _, _ in await tx.columns()}
        rows = [list(row) for table in tables for row in await tx.fetch(f"SELECT * FROM {table}")]
    return json.dumps(rows, default=str)


def application(club: Any, allowed: list[int]) -> AppInfo:
    """What Discord tells of an application that may be installed to servers (0) and members (1); nothing for none."""
    told: Any = {"id": "1", "name": "A", "description": "", "summary": "", "icon": None, "verify_key": ""}
    told |= {"bot_public": True, "bot_require_code_grant": False, "hook": True}
    told["owner"] = {"id": "2", "username": "a", "discriminator": "0", "avatar": None}
    return AppInfo(club.env.bot._connection, told | {"integration_types_config": {str(each): {} for each in allowed}})


@pytest.mark.parametrize("place", PLACES)
async def test_p12_what_is_shared_where_the_bot_is_not_is_seen_by_all(
    club: Any, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with taken_along(monkeypatch, place):
        shown = await club.sam.slash(club.general, "film", title="bees/the-hive", share=True)
        assert not shown.ephemeral
        turned = await club.sam.click(shown.response, label="Next")
        assert turned.ephemeral


async def test_p12_where_discord_does_not_say_who_reads_along_it_answers_privately(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def between_two(payload: dict[str, Any]) -> None:
        in_direct_messages(payload)
        del payload["context"], payload["authorizing_integration_owners"]

    monkeypatch.setitem(PLACES, "friends", between_two)
    with taken_along(monkeypatch, "friends"):
        begun = await club.sam.slash(club.general, "watch start", film="bees/the-hive")
    assert begun.ephemeral
    assert "Guided viewing · alone" in words(begun)


@pytest.mark.parametrize("kind", [2, 13, 15])
async def test_p12_n13_a_channel_that_cannot_be_read_where_the_bot_is_not_is_no_hindrance(
    club: Any, monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    def on_a_stage(payload: dict[str, Any]) -> None:
        in_lounge(payload)
        payload["channel"] = {"id": payload["channel_id"], "type": kind, "name": "lounge", "position": None}

    in_lounge = PLACES["lounge"]
    monkeypatch.setitem(PLACES, "lounge", on_a_stage)
    written = await club.mira.send(club.general, "Bees sleep all winter.")
    with taken_along(monkeypatch, "lounge"):
        shown = await club.sam.slash(club.general, "film", title="bees/the-hive", share=True)
        assert not shown.ephemeral
        found = await club.sam.context_menu(club.general, "Check this claim", written)
        form = await club.sam.click(found.response, label="Fill in the sheet")
        sheet = await club.sam.submit_modal(form, {"stop": "Somebody says so."})
    assert "Somebody says so." in words(sheet)


async def test_p12_who_may_not_use_apps_of_their_own_shares_nothing_where_the_bot_is_not(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hushed(payload: dict[str, Any]) -> None:
        in_lounge(payload)
        payload["member"]["permissions"] = str(int(payload["member"]["permissions"]) & ~OWN_APPS)

    in_lounge = PLACES["lounge"]
    monkeypatch.setitem(PLACES, "lounge", hushed)
    with taken_along(monkeypatch, "lounge"):
        shown = await club.sam.slash(club.general, "film", title="bees/the-hive", share=True)
    assert shown.ephemeral
    assert "This stays private: you may not use apps of your own in #lounge." in words(shown)


async def test_films_are_watched_alone_outside_of_servers(club: Any) -> None:
    ann = club.env.create_user("ann")
    film = await ann.slash("film", title="bees/the-hive")
    assert "Watch as a group" not in labels(film)
    refused = await ann.slash("watch start", film="bees/the-hive", mode="group")
    assert "Here you watch alone" in words(refused)
    assert refused.ephemeral
    alone = await ann.click(film.response, label="Watch alone")
    assert not alone.ephemeral
    again = await ann.slash("watch start", film="bees/the-hive")
    assert "You are watching “The Hive” already" in words(again)


async def test_a_mistake_is_reported_where_somebody_reads_of_it(club: Any) -> None:
    club.env.bot.services.get(Shelves).authors_at = "https://authors.example/bees"
    ann = club.env.create_user("ann")
    card = await ann.slash("explain", topic="bees/winter")
    told = words(await ann.click(card.response, label="Report a mistake"))
    assert "Reports go to the moderators of a server" in told
    assert "https://authors.example/bees" in told


async def test_help_tells_what_works_there_and_how_to_take_the_bot_along(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = club.env.create_user("ann")
    direct = await ann.slash("help")
    assert "Here, between you and me" in words(direct)
    assert "/poll" not in words(direct)
    assert "/watch schedule" not in words(direct)
    assert "Make this a poll" not in words(direct)
    assert "Add me to a server" in labels(direct)
    with taken_along(monkeypatch, "lounge"):
        told = await club.sam.slash(club.general, "help")
        assert "where I am not a member" in words(told)
        assert "What I lack" not in words(told)
    offer_where_allowed(club.env.bot.tree, application(club, [0, 1]))
    assert "Have me with you" in labels(await club.sam.slash(club.general, "help"))


async def test_a_film_is_watched_in_direct_messages_with_cards_that_stay(club: Any) -> None:
    ann = club.env.create_user("ann")
    card = await ann.slash("watch start", film="bees/the-hive")
    asked = await ann.click(card.response, label="Next")
    assert asked.response.id == card.response.id
    form = await ann.click(asked.response, label="Answer")
    recorded = await ann.submit_modal(form, {"text": "Bees never sleep."})
    assert words(recorded).startswith("Recorded")
    assert not recorded.ephemeral
    assert "Next" in labels(recorded)
    on = await ann.click(asked.response, label="Start the film")
    assert on.response.id == card.response.id
    assert "Bees never sleep." in words(await ann.slash("watch journal"))
    assert not (await ann.slash("watch resume")).ephemeral
    ended = await ann.slash("watch end")
    assert "has ended" in words(ended)
    taken = await ann.click((await ann.click(ended.response, label="Summary")).response, label="Take the report")
    [file] = taken.response.attachments
    assert file.filename.endswith("-the-hive.html")
    assert b"Bees never sleep." in await file.read()


async def test_what_is_watched_alone_where_the_bot_is_not_goes_on_in_direct_messages(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = club.env.create_user("ann")
    ann = club.guild.add_member(user)
    with taken_along(monkeypatch, "lounge"):
        card = await ann.slash(club.general, "watch start", film="bees/the-hive")
        assert card.ephemeral
        assert "Prompts by direct message" in labels(card)
    assert "The Hive" in words(await user.slash("watch status"))
    refused = await ann.slash(club.general, "watch status")
    assert "Nothing is being watched here" in words(refused)


async def test_the_journal_holds_all_places_outside_of_servers_and_one_within(club: Any) -> None:
    user = club.env.create_user("ann")
    ann = club.guild.add_member(user)
    for text, act in (("Said in the club.", ann), ("Said to the bot.", user)):
        where = (club.general,) if act is ann else ()
        card = await act.slash(*where, "watch start", film="bees/the-hive", mode="solo")
        asked = await act.click(card.response, label="Next")
        await act.submit_modal(await act.click(asked.response, label="Answer"), {"text": text})
    assert "Said to the bot." not in words(await ann.slash(club.general, "watch journal"))
    everything = words(await user.slash("watch journal"))
    assert "Said in the club." in everything
    assert "Said to the bot." in everything


async def test_v01_v02_who_has_left_finds_by_name_and_deletes_what_is_kept_from_direct_messages(club: Any) -> None:
    user, other = club.env.create_user("ann"), club.env.create_guild("Bee Club")
    yard = other.create_text_channel("yard")
    for guild, channel in ((club.guild, club.general), (other, yard)):
        member = guild.add_member(user)
        await member.slash(channel, "watch start", film="bees/the-hive", mode="solo")
        await member.slash(channel, "review add", what="bees/royal-jelly")
    await user.slash("watch start", film="bees/the-hive")
    told = words(await user.slash("privacy show"))
    assert "It comes from " in told
    for name in ("**Test Guild**", "**Bee Club**", "outside of servers"):
        assert name in told
    asked = await user.slash("privacy delete")
    assert "**Bee Club**" in words(asked)
    done = await user.click(asked.response, label="Delete everything")
    assert "Everything about you is deleted" in words(done)
    kept = json.loads(await everything_kept(club.env.bot.database))
    assert [row for row in kept if user.id in row] == []
    assert "Nothing is kept about you." in words(await user.slash("privacy show"))


async def test_p12_a_sheet_about_a_message_where_the_bot_is_not_does_not_say_where(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = await club.mira.send(club.general, "Bees sleep all winter.")
    with taken_along(monkeypatch, "lounge"):
        found = await club.sam.context_menu(club.general, "Check this claim", written)
        assert "discord.com/channels" not in words(found)
        form = await club.sam.click(found.response, label="Fill in the sheet")
        sheet = await club.sam.submit_modal(form, {"stop": "Somebody says so."})
        assert "Somebody says so." in words(sheet)
        shared = await club.sam.click(sheet.response, label="Share to channel")
        assert not shared.ephemeral
    async with club.env.bot.database.read() as tx:
        [row] = await tx.fetch("SELECT guild_id, channel_id, message_id FROM source_checks")
    assert list(row) == [0, 0, 0]


async def test_o06_commands_are_sent_again_when_only_a_translation_changes(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot, sent = club.env.bot, list[str]()
    send = bot.http.bulk_upsert_global_commands

    async def noted(application_id: int, payload: Any) -> Any:
        sent.append(json.dumps(payload))
        return await send(application_id, payload)

    monkeypatch.setattr(bot.http, "bulk_upsert_global_commands", noted)
    for words_for, times in (("Bibliothek", 1), ("Bibliothek", 1), ("Regal", 2)):
        await bot.tree.set_translator(German(words_for))
        await sync_commands(bot.tree, bot.application_id, bot.database)
        assert len(sent) == times
    assert "bibliothek" in sent[0]


class German(app_commands.Translator):
    """Knows one word."""

    def __init__(self, word: str) -> None:
        self.word = word

    async def translate(self, string: Any, locale: Locale, context: Any) -> str | None:
        del context
        return self.word.lower() if locale is Locale.german and string.message == "library" else None

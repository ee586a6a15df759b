"""Every way of going wrong has one answer."""

from typing import Any

import pytest

from bot.chat.client import OUT_OF_DATE
from bot.library.commands import LibraryCommands


async def test_a_control_that_nothing_knows_is_answered_as_out_of_date(club: Any) -> None:
    import discord

    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Old", custom_id="from-long-ago:7"))
    view.stop()
    message = await club.env.bot.get_channel(club.general.id).send("An old card", view=view)
    pressed = await club.sam.click(message, label="Old")
    assert pressed.ephemeral
    assert pressed.response.content == OUT_OF_DATE


async def test_a_forged_control_is_refused_and_nothing_breaks(club: Any) -> None:
    import discord

    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Forged", custom_id="turn:other-pack/other-entry:3"))
    view.stop()
    message = await club.env.bot.get_channel(club.general.id).send("Forged", view=view)
    pressed = await club.sam.click(message, label="Forged")
    assert "no longer on the shelf" in pressed.response.content


async def test_v08_a_bug_is_told_with_a_reference_that_stands_in_the_log(
    club: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(LibraryCommands, "_show", broken)
    club.expected = (ZeroDivisionError,)
    result = await club.sam.slash(club.general, "explain", topic="bees/winter")
    assert result.ephemeral
    assert "Something went wrong on my side" in result.response.content
    assert "secret detail" not in result.response.content
    reference = result.response.content.split("`")[1]
    assert reference in caplog.text + capsys.readouterr().out
    assert any(isinstance(error.__cause__, ZeroDivisionError) for error in club.env.errors)


async def test_commands_are_sent_to_discord_once_and_again_only_when_they_change(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.chat.sync import sync_commands

    bot, sent = club.env.bot, []
    known, send = bot.command_ids, bot.tree.sync

    async def counted() -> Any:
        sent.append(None)
        return await send()

    monkeypatch.setattr(bot.tree, "sync", counted)
    assert await sync_commands(bot.tree, bot.application_id, bot.database) == known
    assert (len(sent), "help" in known) == (0, True)
    bot.tree.remove_command("help")
    assert "help" not in await sync_commands(bot.tree, bot.application_id, bot.database)
    assert await sync_commands(bot.tree, 42, bot.database)
    assert len(sent) == 2


async def test_p07_the_bot_asks_for_no_privileged_intent_and_pings_nobody(club: Any) -> None:
    import discord

    bot = club.env.bot
    assert bot.intents == discord.Intents(guilds=True, guild_scheduled_events=True)
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()

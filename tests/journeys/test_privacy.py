"""Members look at what is kept about them, take it home, and have it deleted."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from bot.database import Tx
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.privacy.departures import Departures
from bot.privacy.service import SERVER, Privacy
from bot.threads.posting import delivery
from tests.budgets import PATIENCE
from tests.journeys.conftest import labels, words
from tests.journeys.polling import around, in_channel, later, quick
from tests.journeys.watching import answer, end, in_thread, lead, prompt, start, turn
from tests.journeys.watching import text as text_of


@pytest.fixture
def evening(club: Any) -> Any:
    """The club, with one clock for Discord and the bot."""
    return club


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards are drawn again without the pauses that Discord asks for."""
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


async def drawn(club: Any) -> None:
    """Every card that is to be drawn again is drawn."""
    redraws = club.env.bot.services.get(Redraws)
    async with asyncio.timeout(PATIENCE):
        await redraws.settle()
    await club.env.settle()


async def shown(club: Any, member: Any = None) -> str:
    answer = await (member or club.sam).slash(club.general, "privacy show")
    assert answer.ephemeral
    return words(answer)


async def deleted(club: Any, member: Any = None) -> Any:
    """The answer to `Delete everything`."""
    member = member or club.sam
    asked = await member.slash(club.general, "privacy delete")
    assert asked.ephemeral
    await member.click(asked.response.message, label="Delete everything")
    return asked


async def test_who_did_nothing_reads_that_nothing_is_kept(club: Any) -> None:
    assert "Nothing is kept about you." in await shown(club)
    asked = await club.sam.slash(club.general, "privacy delete")
    assert words(asked) == "Nothing is kept about you. There is nothing to delete."
    file = await exported(club, club.sam)
    assert file == {"account": str(club.sam.id), "made_at": file["made_at"], "kept": {}}


async def exported(club: Any, member: Any) -> Any:
    answer = await member.slash(club.general, "privacy export")
    assert answer.ephemeral
    [file] = answer.response.attachments
    assert file.filename == "second-look-my-data.json"
    return json.loads(club.env.backend.cdn.get(file.url))


async def test_a_member_looks_takes_home_keeps_and_then_deletes(club: Any) -> None:
    posted = await quick(club, results="live", ballots="named")
    await club.sam.click(posted.response, label="Green")
    await club.mira.click(posted.response, label="Red")
    await club.env.settle()
    told = await shown(club)
    assert "Your vote, your reason and how sure you are: **1**\n  -# Until 30 days after the poll has closed." in told
    assert "Which polls you made and closed: **1**" in told
    file = await exported(club, club.sam)
    [vote] = file["kept"]["Polls"]["votes"]
    assert (vote["question"], vote["choice"], vote["server"]) == ("Which film next?", "Green", str(club.guild.id))
    assert str(club.mira.id) not in json.dumps(file)

    asked = await club.sam.slash(club.general, "privacy delete")
    assert labels(asked) == ["Delete everything", "Keep"]
    assert "this cannot be undone" in words(asked)
    await club.sam.click(asked.response.message, label="Keep")
    assert words(asked) == "Nothing was deleted."
    assert f"<@{club.sam.id}>" in (await in_channel(club))[0]

    asked = await deleted(club)
    assert words(asked).startswith("## Everything about you is deleted")
    rooms = ("Polls", "Statements", "Viewings", "Quizzes", "Review", "Packs")
    assert "\n".join(f"- {room}: deleted" for room in rooms) in words(asked)
    assert labels(asked) == []
    await around(club)
    await drawn(club)
    card = (await in_channel(club))[0]
    assert f"<@{club.sam.id}>" not in card
    assert f"<@{club.mira.id}>" in card
    assert "1 ballot" in card
    assert "Nothing is kept about you." in await shown(club)
    assert "Your vote" in await shown(club, club.mira)


async def test_the_result_of_a_closed_named_poll_is_shown_again_without_the_name(evening: Any) -> None:
    posted = await quick(evening, ballots="named", closes="1h")
    await evening.sam.click(posted.response, label="Green")
    await evening.mira.click(posted.response, label="Red")
    await later(evening, hours=2)
    await drawn(evening)
    named = [message for message in await in_channel(evening) if f"<@{evening.sam.id}>" in message]
    assert len(named) == 2
    await deleted(evening)
    await later(evening, seconds=5)
    await drawn(evening)
    messages = await in_channel(evening)
    assert len([message for message in messages if "#1 · closed" in message]) == 2
    for message in messages:
        assert f"<@{evening.sam.id}>" not in message
        assert "Green — 1" in message or "closes" in message


async def test_a_second_click_and_an_old_question_are_answered_in_words(evening: Any) -> None:
    posted = await quick(evening, results="live")
    await evening.sam.click(posted.response, label="Green")
    first, second = [await evening.sam.slash(evening.general, "privacy delete") for _ in range(2)]
    await evening.sam.click(first.response.message, label="Delete everything")
    assert "Everything about you is deleted" in words(first)
    await evening.sam.click(second.response.message, label="Delete everything")
    assert words(second) == "Nothing was kept about you any more, so there was nothing to delete."

    await evening.sam.click(posted.response, label="Green")
    old = await evening.sam.slash(evening.general, "privacy delete")
    await evening.env.advance_time(16 * 60)
    refused = await evening.sam.click(old.response.message, label="Delete everything")
    assert refused.response.content == (
        "This question is more than 15 minutes old, and nothing was deleted. Ask again with `/privacy delete`."
    )
    assert "Your vote" in await shown(evening)


async def test_what_fails_is_said_and_tried_again(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_tx: Tx, _member_id: int) -> None:
        raise RuntimeError("a fault in one feature")

    await club.sam.click((await quick(club, results="live")).response, label="Green")
    privacy = club.env.bot.services.get(Privacy)
    polls, *others = privacy.keepers
    monkeypatch.setattr(privacy, "_personal", (replace(polls, delete=fail), *others))
    asked = await deleted(club)
    assert words(asked).startswith("## Not everything could be deleted yet")
    assert "- Polls: not yet\n- Statements: deleted\n- Viewings: deleted" in words(asked)
    assert "Something went wrong with Polls. It is tried again by itself" in words(asked)


async def test_revealed_answers_are_shown_again_without_those_of_who_left(evening: Any) -> None:
    thread = await start(evening, answers="named")
    await lead(evening, thread, "Ask it")
    await answer(evening.sam, prompt(thread, 1), text="Wax")
    await answer(evening.mira, prompt(thread, 1), text="Honey")
    await lead(evening, thread, "Reveal")
    await end(evening, thread)
    assert sum("Honey" in message for message in in_thread(thread)) == 2
    await deleted(evening, evening.mira)
    await turn(evening)
    messages = in_thread(thread)
    assert not [message for message in messages if "Honey" in message or f"<@{evening.mira.id}>" in message]
    assert sum("Wax" in message for message in messages) == 2
    await deleted(evening, evening.sam)
    await turn(evening)
    assert not [message for message in in_thread(thread) if "Wax" in message or f"<@{evening.sam.id}>" in message]
    opening = await evening.env.bot.get_channel(evening.general.id).fetch_message(thread.id)
    assert "nobody leads it" in text_of(opening)


async def test_p06_an_outage_deletes_nothing_and_a_removal_starts_the_clock(evening: Any) -> None:
    await evening.sam.click((await quick(evening, results="live")).response, label="Green")
    privacy, departures = (evening.env.bot.services.get(kind) for kind in (Privacy, Departures))
    backend, guild_id = evening.env.backend, evening.guild.id
    backend.emit("GUILD_DELETE", {"id": str(guild_id), "unavailable": True})
    await evening.env.settle()
    assert await privacy.departed_guilds() == {}
    await departures.reconcile()
    assert await privacy.departed_guilds() == {}
    backend.remove_guild(guild_id)
    await evening.env.settle()
    assert list(await privacy.departed_guilds()) == [guild_id]
    await days(evening, 29)
    assert await privacy.known_guilds() == {guild_id}
    await days(evening, 1)
    assert await privacy.known_guilds() == set()


async def test_p06_who_comes_back_within_thirty_days_finds_everything(evening: Any) -> None:
    await evening.sam.click((await quick(evening, results="live")).response, label="Green")
    privacy, departures = (evening.env.bot.services.get(kind) for kind in (Privacy, Departures))
    await privacy.note_left([evening.guild.id])
    await days(evening, 29)
    await departures.reconcile()
    assert await privacy.departed_guilds() == {}
    await privacy.note_left([evening.guild.id])
    await days(evening, 31)
    assert await privacy.departed_guilds() == {}
    assert "Your vote" in await shown(evening)


async def test_p06_a_removal_while_the_bot_was_away_is_found_out_at_ready(club: Any) -> None:
    bot, gone, silent = club.env.bot, 4_242_424_242_424_242, 4_242_424_242_424_243
    privacy, departures = (bot.services.get(kind) for kind in (Privacy, Departures))
    async with bot.database.transaction() as tx:
        for guild_id in (gone, silent, club.guild.id):
            await tx.fetch("INSERT INTO poll_numbers (guild_id, last) VALUES (?1, 1)", guild_id)
    asked = bot.fetch_guild

    async def fetch_guild(guild_id: int, **more: Any) -> Any:
        if guild_id == silent:
            raise OSError("no answer")
        return await asked(guild_id, **more)

    bot.fetch_guild = fetch_guild
    await departures.reconcile()
    assert list(await privacy.departed_guilds()) == [gone]


async def days(club: Any, count: int) -> None:
    """Days pass, and the bot looks at what is due."""
    for _ in range(count):
        await club.env.advance_time(24 * 3600)
        await club.env.bot.services.get(Worker).do_now(club.guild.id, SERVER)

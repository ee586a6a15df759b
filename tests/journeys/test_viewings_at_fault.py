"""Viewings when something is gone: the bot restarts, threads and cards go, rights go, forms come late."""

from typing import Any

import discord
import pytest

from bot.app import make_bot
from bot.chat.client import OUT_OF_DATE
from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.journeys.conftest import labels, one_clock, words
from tests.journeys.watching import (
    answer,
    card,
    in_thread,
    later,
    lead,
    prompt,
    start,
    start_film,
    text,
    turn,
)
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


async def restart(club: Any, *packs: Any) -> None:
    """The bot ends and comes back, perhaps with other packs."""
    bot = club.env.bot
    await bot.close()
    await club.env.restart_bot(make_bot(bot.database, Shelves(packs or [hive(), ants()]), shard_count=1))


async def test_c04_cards_and_prompts_of_before_a_restart_still_answer(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    await answer(club.mira, prompt(thread, 1), text="Honey")
    await restart(club)
    assert "Recorded, in place of your earlier answer: Wax" in await answer(club.mira, prompt(thread, 1), text="Wax")
    await lead(club, thread, "Reveal")
    assert any("- Wax" in shown for shown in in_thread(thread))
    await club.env.bot.close()


async def test_c05_a_form_sent_after_a_restart_is_kept(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    form = await club.mira.click(prompt(thread, 1), label="Answer")
    await restart(club)
    assert "Recorded: Honey" in words(await club.mira.submit_modal(form, {"text": "Honey"}))
    await club.env.bot.close()


async def test_c05_a_control_of_another_version_is_told_out_of_date_and_a_form_gives_its_text_back(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    form = await club.mira.click(prompt(thread, 1), label="Answer")
    club.env.bot.forms.kinds.clear()
    told = await club.mira.submit_modal(form, {"text": "Honey and *smoke*, " + "long " * 60})
    assert told.ephemeral
    assert told.response.content.startswith(OUT_OF_DATE)
    assert "Honey and \\*smoke\\*, long" in told.response.content
    club.env.bot.controls._by_verb.clear()
    pressed = await club.mira.click(prompt(thread, 1), label="Answer")
    assert pressed.ephemeral
    assert pressed.response.content == OUT_OF_DATE


async def test_t04_a_form_sent_after_twenty_minutes_is_kept_and_one_too_late_gives_its_text_back(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    form = await club.mira.click(prompt(thread, 1), label="Answer")
    late = await club.sam.click(prompt(thread, 1), label="Answer")
    await later(club, minutes=20)
    assert "Recorded: Honey" in words(await club.mira.submit_modal(form, {"text": "Honey"}))
    await lead(club, thread, "Reveal")
    refused = await club.sam.submit_modal(late, {"text": "All my *words*"})
    assert "The answers to this prompt are shown already" in refused.response.content
    assert "All my \\*words\\*" in refused.response.content


async def test_t02_prompts_that_fell_due_while_the_bot_was_down_come_once_in_order_and_say_that_they_are_late(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = await start(club)
    await start_film(club, thread)
    bot = club.env.bot
    await bot.close()
    await club.env.advance_time(15 * 60)
    await club.env.restart_bot(make_bot(bot.database, Shelves([hive(), ants()]), shard_count=1))
    one_clock(club, monkeypatch)
    await turn(club)
    await turn(club)
    asked = [shown for shown in in_thread(thread) if shown.startswith("### Prompt")]
    assert [("Whose voice" in shown, "What did the camera" in shown) for shown in asked] == [
        (True, False),
        (False, True),
    ]
    assert "-# Meant for 5:00 of the film; it comes late: the film is at 15:0" in asked[0]
    assert "-# Meant for 12:30 of the film; it comes late: the film is at 15:0" in asked[1]
    await club.env.bot.close()


async def test_r07_two_members_with_the_same_form_open_are_both_heard(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    first = await club.sam.click(prompt(thread, 1), label="Answer")
    second = await club.mira.click(prompt(thread, 1), label="Answer")
    assert "Recorded: Smoke" in words(await club.mira.submit_modal(second, {"text": "Smoke"}))
    assert "Recorded: Honey" in words(await club.sam.submit_modal(first, {"text": "Honey"}))


async def test_r06_a_viewing_keeps_its_guide_when_the_pack_is_gone(club: Any) -> None:
    thread = await start(club)
    await restart(club, ants())
    await lead(club, thread, "Ask it")
    assert "Which three words come to mind?" in text(prompt(thread, 1))
    await club.env.bot.close()


async def test_p04_nothing_is_opened_where_the_bot_lacks_a_permission_and_it_says_which(club: Any) -> None:
    refused = await club.sam.slash(club.rules, "watch start", film="The Hive")
    assert "I may not do this in #rules: **Send Messages**" in refused.response.content
    assert club.rules.threads == []
    nothing = await club.sam.slash(club.rules, "watch status")
    assert "Nothing is being watched here." in nothing.response.content


async def test_p03_p10_a_moderator_who_is_none_any_more_cannot_move_a_viewing(club: Any) -> None:
    thread = await start(club)
    own = await club.mira.slash(thread, "watch resume")
    assert "Ask it" in labels(own)
    [role] = [role for role in club.env.bot.get_guild(club.guild.id).roles if role.name == "Moderators"]
    await club.env.bot.http.remove_role(club.guild.id, club.mira.id, role.id)
    refused = await club.mira.click(own.response, label="Ask it")
    assert "Only the facilitator and moderators may do that." in refused.response.content


async def test_p05_a_deleted_card_is_posted_anew(club: Any) -> None:
    thread = await start(club)
    old = card(thread).id
    await club.env.bot.http.delete_message(thread.id, old)
    await club.sam.slash(thread, "watch status")
    own = await club.sam.slash(thread, "watch resume")
    await club.sam.click(own.response, label="Ask it")
    await turn(club)
    await turn(club)
    assert card(thread).id != old
    assert "prompt 1 takes answers" in text(card(thread))


async def test_p05_a_deleted_thread_loses_no_answer_and_goes_on_in_a_new_one(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    await answer(club.mira, prompt(thread, 1), text="Honey")
    await club.env.bot.http.delete_channel(thread.id)
    await turn(club)
    stands = await club.sam.slash(club.general, "watch status")
    assert "The thread was deleted. All that was answered is kept" in words(stands)
    again = await club.sam.slash(club.general, "watch resume")
    assert "The group goes on in" in again.response.content
    [fresh] = club.general.threads
    await lead(club, fresh, "Reveal")
    assert any("- Honey" in shown for shown in in_thread(fresh))


async def test_r12_p05_a_start_whose_thread_is_deleted_meanwhile_is_announced_once_in_the_new_one(club: Any) -> None:
    thread = await start(club)
    own = (await club.sam.slash(club.general, "watch resume")).response
    for label in ("Start the film", "Start anyway", "Go"):
        await club.sam.click(own, label=label)
    await club.env.bot.http.delete_channel(thread.id)
    await turn(club)
    assert "The thread was deleted. All that was answered is kept" in words(
        await club.sam.slash(club.general, "watch status")
    )
    assert "The group goes on in" in (await club.sam.slash(club.general, "watch resume")).response.content
    await turn(club)
    [fresh] = club.general.threads
    assert len([shown for shown in in_thread(fresh) if shown.startswith("### Press play at ")]) == 1
    await later(club, seconds=20)
    assert "**0:0" in words(await club.mira.click(card(fresh), label="Where are we?"))


async def test_p05_where_the_bot_may_not_write_any_more_the_viewing_waits_and_says_so(club: Any) -> None:
    thread = await start(club)
    channel = club.env.bot.get_channel(club.general.id)
    silent = discord.PermissionOverwrite(send_messages_in_threads=False, send_messages=False)
    await channel.set_permissions(channel.guild.default_role, overwrite=silent)
    own = await club.sam.slash(club.general, "watch resume")
    await club.sam.click(own.response, label="Ask it")
    await turn(club)
    stands = words(await club.sam.slash(club.general, "watch status"))
    assert "I may no longer write in the thread." in stands
    assert "I may no longer write in the thread." in words(await club.sam.slash(club.general, "watch resume"))
    await channel.set_permissions(channel.guild.default_role, overwrite=None)
    assert "The group goes on in" in (await club.sam.slash(club.general, "watch resume")).response.content
    await turn(club)
    assert "Which three words come to mind?" in text(prompt(thread, 1))


async def test_what_is_written_is_shown_as_it_was_written(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    odd = "# Big @everyone <@1> ||x|| \u202eturned " + "long " * 700
    told = await answer(club.mira, prompt(thread, 1), text=odd)
    assert "\\# Big @everyone @member \\|\\|x\\|\\| turned" in told
    await lead(club, thread, "Reveal")
    shown = in_thread(thread)[-1]
    assert "\u202e" not in shown
    assert "1 of 2" in shown


async def test_prompts_come_by_direct_message_to_who_watches_alone_and_chose_it(club: Any) -> None:
    from simcord.builders import UserHandle

    alone = await club.sam.slash(club.general, "watch start", film="The Hive", mode="solo")
    chosen = "Prompts with a minute come by direct message too."
    assert chosen in words(await club.sam.click(alone.response, label="Prompts by direct message"))
    await club.sam.click(alone.response, label="Start the film")
    await club.sam.click(alone.response, label="Start anyway")
    await later(club, minutes=5)
    [message] = UserHandle(club.env, club.env.backend.users[club.sam.id]).dm_channel.history()
    assert "Whose voice was longest?" in text(message)
    await later(club, minutes=1)
    assert len(UserHandle(club.env, club.env.backend.users[club.sam.id]).dm_channel.history()) == 1
    assert chosen not in words(await club.sam.slash(club.general, "watch end"))


async def test_a_film_card_starts_a_viewing(club: Any) -> None:
    film = await club.sam.slash(club.general, "film", title="The Hive")
    told = await club.sam.click(film.response, label="Watch as a group")
    assert "The group watches in" in "".join([told.response.content, *(each.content for each in told.followups)])
    assert len(club.general.threads) == 1
    other = await club.mira.slash(club.general, "film", title="The Hive")
    alone = await club.mira.click(other.response, label="Watch alone")
    assert "Only you see your answers and notes." in words(alone)

"""Polls over time: restarts, deadlines, before and after the film."""

import re
from typing import Any

import pytest

from tests.journeys.conftest import labels, words
from tests.journeys.polling import around, close, forged, in_channel, later, quick, show


@pytest.fixture
def evening(club: Any) -> Any:
    """The club, with one clock for Discord and the bot."""
    return club


async def test_polls_are_offered_by_number_and_question_and_listed_ten_a_page(club: Any) -> None:
    for number in range(12):
        await quick(club, question=f"Question {number}?")
    offered = await club.mira.autocomplete(club.general, "poll show", "poll", "question 1")
    assert offered[0] == {"name": "#12 · Question 11?", "value": "12"}
    listed = await club.mira.slash(club.general, "poll list")
    assert "#12 · open · Question 11?" in words(listed)
    assert "#2 ·" not in words(listed)
    await club.mira.click(listed.response, label="Next")
    assert "#2 · open · Question 1?" in words(listed)
    assert "There are no polls" in words(await club.mira.slash(club.general, "poll list", mine=True))
    assert "There are no polls" in words(await club.mira.slash(club.general, "poll list", state="closed"))
    assert (await club.mira.slash(club.general, "poll show", poll="99")).response.content == "No such poll here."
    assert "Question 3?" in words(await club.mira.slash(club.general, "poll show", poll="Question 3?"))


async def test_a_poll_is_shared_only_where_the_member_may_speak(club: Any) -> None:
    await quick(club)
    shown = await club.sam.slash(club.rules, "poll show", poll="1")
    pressed = await club.sam.click(shown.response, label="Share to channel")
    assert pressed.ephemeral
    assert "you may not send messages in #rules" in pressed.response.content


async def test_who_may_create_is_a_setting_and_is_asked_again_at_every_step(club: Any) -> None:
    form = await club.sam.slash(club.general, "poll create")
    makers = club.guild.create_role("Makers")
    await club.mira.slash(club.general, "settings set", poll_creators=makers)
    filled = {"question": "Which?", "options": "Yes\nNo", "kind": ["single"], "results": ["live"]}
    assert "may not make polls here" in (await club.sam.submit_modal(form, filled)).response.content
    refused = await club.sam.slash(club.general, "poll quick", question="Which?", options="Yes|No")
    assert "may not make polls here" in refused.response.content


async def test_a_pack_poll_is_asked_before_and_after_the_film(club: Any) -> None:
    refused = await club.sam.slash(club.general, "poll pack", poll="bees/like-bees", phase="after")
    assert "has not been asked before the film here" in refused.response.content
    before = await club.sam.slash(club.general, "poll pack", poll="bees/like-bees", phase="before")
    assert "This poll is asked again after the film." in words(before)
    members = [club.guild.add_member(club.env.create_user(f"m{number}")) for number in range(6)]
    for member in members[:5]:
        await member.click(before.response, label="Yes")
    after = await club.sam.slash(club.general, "poll pack", poll="bees/like-bees", phase="after")
    assert words(before).startswith("#1 · closed")
    for member in members[1:5]:
        await member.click(after.response, label="No" if member is members[1] else "Yes")
    await members[0].click(after.response, label="Yes")
    await members[5].click(after.response, label="No")
    refused = await club.mira.slash(club.general, "poll shift", pair="1")
    assert "still open" in refused.response.content
    await close(club, 2)
    offered = await club.mira.autocomplete(club.general, "poll shift", "pair", "")
    assert [choice["value"] for choice in offered] == ["1"]
    shift = words(await club.mira.slash(club.general, "poll shift", pair="1"))
    assert shift.splitlines()[:2] == ["kept 4 · moved 1 · new 1 · gone 0", "Yes → No: 1"]
    assert "kept 4 · moved 1 · new 1 · gone 0" in (await in_channel(club))[-1]


async def test_asking_an_open_poll_again_asks_first_and_marks_it_or_closes_it(club: Any) -> None:
    posted = await quick(club, results="live")
    asked = await club.sam.click(posted.response, label="Ask again after the film")
    assert asked.ephemeral
    assert labels(asked) == ["Mark as the before poll", "Close it and ask again now"]
    assert words(posted).startswith("#1 · open · single · results live")
    noted = await club.sam.click(asked.response, label="Mark as the before poll")
    assert "will be asked again after the film" in noted.response.content
    assert "This poll is asked again after the film." in words(posted)
    assert words(posted).startswith("#1 · open · single · results after close")
    await club.mira.click(posted.response, label="Red")
    assert "#1 · open · Which film next? · *before the film*" in words(await club.mira.slash(club.general, "poll list"))
    asked = await club.sam.click(posted.response, label="Ask again after the film")
    assert labels(asked) == ["Close it and ask again now", "Keep open"]
    kept = await club.sam.click(asked.response, label="Keep open")
    assert kept.response.content == "#1 stays open."
    asked = await club.sam.click(posted.response, label="Ask again after the film")
    again = await club.sam.click(asked.response, label="Close it and ask again now")
    assert again.response.content == "#1 is closed, and asked again as #2."
    assert words(posted).startswith("#1 · closed")
    before, after = await in_channel(club)
    assert after.startswith("#2 · open · single · results after close")
    assert "this is the poll after it" in after
    assert "Results are hidden until the poll after the film has closed" in before
    assert "%" not in before
    [poll_id] = set(re.findall(r"poll-show:(\d+)", str(posted.response.components)))
    await forged(club, club.sam, club.general, f"again:{poll_id}:now")
    assert not [text for text in await in_channel(club) if text.startswith("#3")]


async def test_what_a_before_poll_came_to_is_seen_when_its_maker_says_so(club: Any) -> None:
    posted = await quick(club)
    asked = await club.sam.click(posted.response, label="Ask again after the film")
    await club.sam.click(asked.response, label="Mark as the before poll")
    await club.mira.click(posted.response, label="Red")
    asked = await club.sam.slash(club.general, "poll close", poll="1")
    assert "held back until the poll after the film has closed" in asked.response.content
    await club.sam.click(asked.response, label="Close")
    await around(club)
    assert labels(posted) == ["Show details", "Ask again after the film", "Show it now"]
    for member in (club.sam, club.mira):
        assert "%" not in await show(club, member=member)
        exported = await member.slash(club.general, "poll export", poll="1")
        assert "held back" in exported.response.content
    refused = await club.mira.click(posted.response, label="Show it now")
    assert "Only the member who made poll #1" in refused.response.content
    shown = await club.sam.click(posted.response, label="Show it now")
    assert shown.response.content == "The result of #1 is shown now, and posted where its card stands."
    await around(club)
    assert "Red — 1 (100 %)" in await show(club)
    assert "Red — 1 (100 %)" in (await in_channel(club))[-1]
    assert labels(posted) == ["Show details"]


async def test_t02_what_fell_due_is_closed_and_told_once_and_late_clicks_are_judged_by_their_time(evening: Any) -> None:
    posted = await quick(evening, closes="10h")
    await evening.mira.click(posted.response, label="Red")
    await later(evening, hours=9)
    await later(evening, minutes=1)
    assert "1 member has voted so far." in (await in_channel(evening))[1]
    await later(evening, hours=1)
    await later(evening, minutes=1)
    channel = await in_channel(evening)
    assert [text.split("\n")[0] for text in channel].count("#1 · closed · single · results after vote · unnamed") == 2
    late = await evening.sam.click(posted.response, label="Show details")
    assert "Red — 1 (100 %)" in words(late)


async def test_a_poll_may_be_open_for_a_minute_which_is_the_least_that_its_refusal_names(club: Any) -> None:
    assert words(await quick(club, closes="1m")).startswith("#1 · open")


async def test_c04_a_card_of_before_a_restart_still_counts(club: Any) -> None:
    from bot.app import make_bot

    first, second = await quick(club), await quick(club, question="Which snack?", options="Nuts|Cake")
    form = await club.sam.slash(club.general, "poll create")
    bot = club.env.bot
    await bot.close()
    from bot.packs.shelf.shelves import Shelves

    await club.env.restart_bot(make_bot(bot.database, bot.services.get(Shelves), shard_count=1))
    assert "Recorded: *Green*" in (await club.mira.click(first.response, label="Green")).response.content
    assert "Recorded: *Cake*" in (await club.mira.click(second.response, label="Cake")).response.content
    draft = await club.sam.submit_modal(
        form, {"question": "Still here?", "options": "Yes\nNo", "kind": ["single"], "results": ["live"]}
    )
    assert "Still here?" in words(draft)
    await club.env.bot.close()

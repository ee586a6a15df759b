"""Polls over time: restarts, deadlines, before and after the film."""

from typing import Any

import pytest

from tests.journeys.conftest import words
from tests.journeys.polling import close, in_channel, later, one_clock, quick


@pytest.fixture
def evening(club: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The club, with one clock for Discord and the bot."""
    one_clock(club, monkeypatch)
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
    assert "There are none" in words(await club.mira.slash(club.general, "poll list", mine=True))
    assert "There are none" in words(await club.mira.slash(club.general, "poll list", state="closed"))
    assert (await club.mira.slash(club.general, "poll show", poll="99")).response.content == "No such poll here."
    assert "Question 3?" in words(await club.mira.slash(club.general, "poll show", poll="Question 3?"))


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


async def test_any_poll_is_asked_again_when_its_maker_says_so(club: Any) -> None:
    posted = await quick(club)
    noted = await club.sam.click(posted.response, label="Ask again after the film")
    assert "will be asked again after the film" in noted.response.content
    assert "This poll is asked again after the film." in words(posted)
    await club.mira.click(posted.response, label="Red")
    again = await club.sam.click(posted.response, label="Ask again after the film")
    assert words(again).startswith("#2 · open")
    assert words(posted).startswith("#1 · closed")
    assert "this is the poll after it" in words(again)


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
    from bot.packs.shelf import Shelves

    await club.env.restart_bot(make_bot(bot.database, bot.services.get(Shelves), shard_count=1))
    assert "Recorded: *Green*" in (await club.mira.click(first.response, label="Green")).response.content
    assert "Recorded: *Cake*" in (await club.mira.click(second.response, label="Cake")).response.content
    draft = await club.sam.submit_modal(
        form, {"question": "Still here?", "options": "Yes\nNo", "kind": ["single"], "results": ["live"]}
    )
    assert "Still here?" in words(draft)
    await club.env.bot.close()

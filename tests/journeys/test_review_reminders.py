"""Who wants to be reminded of a review is written to once a day, only while something is due, and not for ever."""

from typing import Any

import pytest
from simcord.builders import UserHandle

from tests.journeys.conftest import words
from tests.journeys.polling import later
from tests.journeys.test_review import keep
from tests.journeys.test_viewings_at_fault import text


@pytest.fixture
async def reminded(club: Any) -> Any:
    """Sam keeps a claim and wants to be reminded."""
    await keep(club)
    listed = await club.sam.slash(club.general, "review list")
    await club.sam.click(listed.response.message, label="Remind me")
    return club


def received(club: Any) -> list[str]:
    """The direct messages that Sam got."""
    return [text(each) for each in UserHandle(club.env, club.env.backend.users[club.sam.id]).dm_channel.history()]


async def test_a_reminder_comes_once_a_day_while_something_is_due_and_two_that_bring_nobody_are_the_last(
    reminded: Any,
) -> None:
    for day in range(1, 6):
        await later(reminded, days=1)
        await later(reminded, seconds=1)
        assert len(received(reminded)) == min(day, 2)
    assert received(reminded)[0] == "1 item is due in your review."
    listed = words(await reminded.sam.slash(reminded.general, "review list"))
    assert "Reminders: paused, because you did not follow the last two." in listed


async def test_a_review_lets_them_go_on_and_none_comes_while_nothing_is_due(reminded: Any) -> None:
    await later(reminded, days=3)
    asked = await reminded.sam.slash(reminded.general, "review start")
    told = await reminded.sam.click(asked.response.message, label="Show the answer")
    await reminded.sam.click(told.response.message, label="Knew it")
    before = len(received(reminded))
    assert "Reminders: on" in words(await reminded.sam.slash(reminded.general, "review list"))
    await later(reminded, days=1)
    assert len(received(reminded)) == before
    await later(reminded, days=1)
    assert len(received(reminded)) == before + 1


async def test_closed_direct_messages_switch_reminders_off_and_are_told_at_the_next_review(reminded: Any) -> None:
    sam = reminded.env.backend.users[reminded.sam.id]
    sam.bot = True  # to whom Discord lets no bot write: it answers as it does where direct messages are closed
    await later(reminded, days=1)
    sam.bot = False
    listed = words(await reminded.sam.slash(reminded.general, "review list"))
    assert "Reminders: off, since Discord did not let me write to you." in listed
    asked = words(await reminded.sam.slash(reminded.general, "review start"))
    assert "Discord did not let me send you a reminder, so reminders are off." in asked
    again = words(await reminded.sam.slash(reminded.general, "review start"))
    assert "Discord did not let me" not in again
    await later(reminded, days=2)
    assert received(reminded) == []


async def test_nobody_is_reminded_who_had_their_data_deleted_or_does_not_want_it_any_more(reminded: Any) -> None:
    listed = await reminded.sam.slash(reminded.general, "review list")
    await reminded.sam.click(listed.response.message, label="Stop reminding me")
    await later(reminded, days=1)
    assert received(reminded) == []
    listed = await reminded.sam.slash(reminded.general, "review list")
    await reminded.sam.click(listed.response.message, label="Remind me")
    sure = await reminded.sam.slash(reminded.general, "privacy delete")
    await reminded.sam.click(sure.response.message, label="Delete everything")
    await later(reminded, days=1)
    assert received(reminded) == []


async def test_whoever_keeps_nothing_is_told_that_there_is_nothing_to_remind_of(club: Any) -> None:
    from tests.journeys.raw import Raw

    raw = Raw(club)
    await keep(club)
    click = dict(raw.seen[-1])
    click["data"] = {"component_type": 2, "custom_id": "review-remind:on"}
    listed = await club.sam.slash(club.general, "privacy delete")
    await club.sam.click(listed.response.message, label="Delete everything")
    assert (await raw.send(click)).startswith("There is nothing to remind you of yet")

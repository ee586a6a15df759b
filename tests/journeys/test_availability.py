"""When do we watch: a poll about times, from the form to the evening that is planned by its result."""

import re
from typing import Any

import pytest

from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import labels, words
from tests.journeys.polling import close, in_channel, quick, score
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture
def club(club: Any) -> Any:
    """The club with one clock for Discord and the bot."""
    return club


async def asked(club: Any, options: str = "2d | 3d | At Sam's", **more: Any) -> Any:
    return await quick(club, "When do we watch?", options, kind="availability", results="live", **more)


async def answer(club: Any, posted: Any, *marks: str) -> Any:
    paper = await club.sam.click(posted.response, label="Vote")
    for place, mark in enumerate(marks):
        if place and place % 4 == 0:
            await club.sam.click(paper.response, label="Next")
        await score(club, paper, place, mark)
    return paper


async def test_times_stand_as_times_and_every_option_is_answered_before_anything_is_kept(club: Any) -> None:
    posted = await asked(club, "2d | 3d | 4d | 5d | At Sam's")
    assert re.search(r"\n<t:\d+:F> — 0 yes · 0 if need be · 0 no", words(posted))
    assert "Say `yes`, `if need be` or `no` to each." in words(posted)
    paper = await answer(club, posted, "2", "1", "0", "2")
    assert "(4 of 5)" in words(paper)
    [submit] = [each for each in _buttons(paper) if each["label"] == "Submit"]
    assert submit["disabled"]
    assert "0 ballots" in words(posted)
    await club.sam.click(paper.response, label="Next")
    await score(club, paper, 4, "0")
    submitted = await club.sam.click(paper.response, label="Submit")
    assert re.search(
        r"Recorded: \*yes: <t:\d+:F>, <t:\d+:F>; if need be: <t:\d+:F>; no: <t:\d+:F>, At Sam's\*", words(submitted)
    )
    assert re.search(r"<t:\d+:F> — 1 yes · 0 if need be · 0 no", words(posted))
    assert "1 ballot" in words(posted)


async def test_labels_and_files_tell_times_in_words(club: Any) -> None:
    posted = await asked(club)
    paper = await club.sam.click(posted.response, label="Vote")
    assert re.search(r"'placeholder': '20\d\d-\d\d-\d\d \d\d:\d\d UTC: can you\?'", str(paper.response.components))
    await close(club)
    exported = await club.sam.slash(club.general, "poll export", poll="1")
    [file] = exported.response.attachments
    assert re.search(
        r'"20\d\d-\d\d-\d\d \d\d:\d\d UTC","0"', club.env.backend.cdn.get(file.url.split("?")[0]).decode("utf-8-sig")
    )


async def test_the_result_plans_the_evening_at_the_time_that_suits_most(club: Any) -> None:
    posted = await asked(club)
    paper = await answer(club, posted, "0", "2", "1")
    await club.sam.click(paper.response, label="Submit")
    await close(club)
    assert "Most can: **<t:" in (await in_channel(club))[-1]
    shown = await club.sam.slash(club.general, "poll show", poll="1")
    assert "Plan it" in labels(shown)
    form = await club.sam.click(shown.response, label="Plan it")
    when = re.search(r"'value': '(20\d\d-\d\d-\d\d \d\d:\d\d)'", str(form.modal))
    assert when, form.modal
    planned = await club.sam.submit_modal(form, {"film": "The Hive", "when": when[1]})
    assert "https://discord.com/events/" in planned.response.content
    [event] = await club.env.bot.get_guild(club.guild.id).fetch_scheduled_events()
    assert (event.name, f"{event.start_time:%Y-%m-%d %H:%M}") == ("The Hive", when[1])


async def test_the_result_in_the_channel_offers_the_same_and_a_wrong_time_is_given_back(club: Any) -> None:
    await asked(club)
    await close(club)
    channel = club.env.bot.get_channel(club.general.id)
    [message] = [each async for each in channel.history(limit=1)]
    form = await club.sam.click(message, label="Plan it")
    refused = await club.sam.submit_modal(form, {"film": "The Hive", "when": "yesterday"})
    assert "`when`" in refused.response.content
    assert "What you wrote:\n>>> The Hive\n\nyesterday" in refused.response.content
    assert await club.env.bot.get_guild(club.guild.id).fetch_scheduled_events() == []


async def test_who_may_not_plan_a_viewing_is_told_so_and_is_not_offered_it_in_private(club: Any) -> None:
    role = club.guild.create_role("Leaders")
    await club.mira.slash(club.general, "settings set", facilitator_role=role)
    await asked(club)
    await close(club)
    shown = await club.sam.slash(club.general, "poll show", poll="1")
    assert "Plan it" not in labels(shown)
    channel = club.env.bot.get_channel(club.general.id)
    [message] = [each async for each in channel.history(limit=1)]
    refused = await club.sam.click(message, label="Plan it")
    assert "Only members with the facilitator role" in refused.response.content


async def test_other_results_offer_no_plan(club: Any) -> None:
    await quick(club)
    await close(club)
    assert "Plan it" not in labels(await club.sam.slash(club.general, "poll show", poll="1"))


async def test_times_of_the_form_come_back_as_typed_and_an_unreadable_one_keeps_the_draft(
    club: Any,
) -> None:
    await club.mira.slash(club.general, "settings set", time_zone="Asia/Tokyo")
    form = await club.sam.slash(club.general, "poll create")
    filled = {"question": "When?", "options": "tomorrow 18:00\n18h", "kind": ["availability"], "results": ["live"]}
    draft = await club.sam.submit_modal(form, filled | {"closes": ""})
    assert "**Not ready yet:** `options`: “18h” may be a time of day or a span." in words(draft)
    assert re.search(r"- <t:\d+:F>\n- 18h", words(draft))
    assert "draft-set" in str(draft.response.components)
    assert not re.search(r"draft-set:\d+:(sure|phase|least)", str(draft.response.components))
    form = await club.sam.click(draft.response, label="Edit")
    assert re.search(r"20\d\d-\d\d-\d\d 18:00\\n18h", str(form.modal))
    again = re.search(r"(20\d\d-\d\d-\d\d 18:00)", str(form.modal))
    assert again
    await club.sam.submit_modal(form, filled | {"options": f"{again[1]}\nLater", "closes": ""})
    assert "Not ready" not in words(draft)
    await club.sam.click(draft.response, label="Post")
    [card] = await in_channel(club)
    assert re.search(r"\n<t:\d+:F> — 0 yes · 0 if need be · 0 no", card)
    edit = await club.sam.slash(club.general, "poll edit", poll="1")
    assert f"{again[1]}\\nLater" in str(edit.modal)
    changed = {"question": "When?", "options": f"{again[1]}\nMuch later", "results": ["live"], "ballots": ["unnamed"]}
    assert "Changed #1." in words(await club.sam.submit_modal(edit, changed | {"closes": ""}))
    [card] = await in_channel(club)
    assert re.search(r"\n<t:\d+:F> — 0 yes", card)
    assert "\nMuch later — 0 yes" in card


async def test_a_server_without_a_zone_is_told_that_times_were_read_in_utc(club: Any) -> None:
    posted = await club.sam.slash(
        club.general, "poll quick", question="When?", options="18:00 | Later", kind="availability"
    )
    [note] = posted.followups
    assert "`options`: times here are read in UTC" in note.content


def _buttons(result: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = list(result.response.components)
    while waiting:
        part = waiting.pop()
        waiting += part.get("components", [])
        found += [part] if part.get("type") == 2 else []
    return found

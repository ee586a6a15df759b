"""A group finds out what it agrees on: from `/statements start` to the result."""

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.charts import studio
from bot.outbox import redraws
from tests.journeys.conftest import labels, words
from tests.journeys.polling import around, forged, in_channel

THOUGHTS = ["Films should name their sources", "Music misleads", "A film may take sides"]


@pytest.fixture(autouse=True)
def _counted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count in this process: to begin the other takes seconds."""

    async def here(function: Any, *args: Any) -> Any:
        return function(*args)

    monkeypatch.setattr(studio, "draw", here)
    monkeypatch.setattr(redraws, "OLD_PAUSE", 0.01)


async def started(club: Any, **more: Any) -> Any:
    """A round of Sam's; the message with its card."""
    said = await club.sam.slash(club.general, "statements start", question="What did you make of it?", **more)
    assert said.ephemeral
    assert said.response.content == "Started round #1. Its card appears in this channel in a moment."
    await later(club, seconds=1)
    return await card(club)


async def later(club: Any, **span: float) -> None:
    """Time passes, the bot goes on its round, and cards show what is so."""
    await club.env.advance_time(timedelta(**span).total_seconds())
    for _ in range(2):
        await around(club)
        await club.env.bot.services.get(redraws.Redraws).settle()


async def card(club: Any) -> Any:
    channel = club.env.bot.get_channel(club.general.id)
    return await anext(message async for message in channel.history(limit=50, oldest_first=True))


async def write(club: Any, member: Any, message: Any, *texts: str) -> Any:
    form = await member.click(message, label="Write statements")
    fields = {f"statement-{number}": text for number, text in enumerate(texts, 1)}
    return await member.submit_modal(form, fields)


async def sifted(club: Any) -> Any:
    """A round in which Mira wrote three statements and collecting has ended; Sam's private card."""
    message = await started(club)
    await write(club, club.mira, message, *THOUGHTS)
    await later(club, days=1, seconds=4)
    return await club.sam.click(await card(club), label="Look through")


async def test_a_group_writes_votes_and_reads_where_it_agrees(club: Any) -> None:
    message = await started(club)
    told = await write(club, club.mira, message, *THOUGHTS)
    assert told.ephemeral
    assert told.response.content.startswith("Recorded, without your name.")
    await later(club, seconds=5)
    [shown] = await in_channel(club)
    assert shown.startswith("#1 · collecting · 1 takes part\n## What did you make of it?")
    assert not any(thought in shown for thought in THOUGHTS)

    await later(club, days=1, seconds=4)
    shown, notice = await in_channel(club)
    assert f"<@{club.sam.id}> can look the statements through" in notice
    look = await club.sam.click(await card(club), label="Look through")
    assert look.ephemeral
    assert labels(look).count("Set aside") == 3
    released = await club.sam.click(look.response, label="Release")
    assert words(released).startswith("Released. Everybody can vote")
    await later(club, seconds=5)

    *_, vote = await in_channel(club)
    assert vote.startswith("Round #1\n## What did you make of it?")
    paper = await club.mira.click(await card(club), label="Vote")
    assert labels(paper) == ["Agree", "Disagree", "Pass", "Back", "Next", "Big picture"]
    for _ in range(3):
        paper = await club.mira.click(paper.response, label="Agree")
        assert words(paper).startswith("Recorded: *Agree*. You can change it until <t:")
    assert "You have voted on all 3." in words(paper)
    await later(club, seconds=5)
    assert (await in_channel(club))[0].startswith("#1 · voting · 1 takes part")

    await later(club, days=3, seconds=4)
    *_, result = await in_channel(club)
    assert result.startswith("#1 · closed · 1 takes part")
    headings = re.findall(r"### (.*)", result)
    assert headings == ["Common ground", "What divides us", "What bridges", "Where we are unsure"]
    assert "Fewer than 3 people voted, so how is not shown." in result
    assert (await in_channel(club))[0].startswith("#1 · closed")


async def test_what_cannot_be_voted_on_comes_back_with_what_is_wrong(club: Any) -> None:
    message = await started(club)
    for texts, why in (
        (["Read https://example.org/this first"], "Statement 1 holds a link."),
        (["…!?"], "Statement 1 holds no words."),
        (["Music misleads", "music  MISLEADS"], "Statements 1 and 2 say the same."),
        (["hidden\u202ewords"], "Statement 1"),
        (["", " "], "The form was empty"),
    ):
        said = await write(club, club.mira, message, *texts)
        assert said.ephemeral
        assert why in said.response.content, said.response.content
        if any(text.strip() for text in texts):
            assert "What you wrote:" in said.response.content
    said = await write(club, club.mira, message, "电影应该说明来源")
    assert "- 电影应该说明来源" in said.response.content


async def test_i21_marks_in_statements_are_shown_as_people_read_them(club: Any) -> None:
    message = await started(club)
    said = await write(club, club.mira, message, f"Ask <@{club.sam.id}> about *this*", "A <:bee:123456789012345678>")
    assert f"<@{club.sam.id}>" not in said.response.content
    assert "\\*this\\*" in said.response.content
    assert "A :bee:" in said.response.content
    await later(club, days=1, seconds=4)
    look = words(await club.sam.click(await card(club), label="Look through"))
    assert f"Ask <@{club.sam.id}>" not in look
    assert "A :bee:" in look


async def test_only_who_leads_looks_through(club: Any) -> None:
    await sifted(club)
    rose = club.guild.add_member(club.env.create_user("rose"))
    refused = await rose.click(await card(club), label="Look through")
    assert refused.response.content == "Only who started round #1 and moderators may do this."
    assert labels(await club.mira.click(await card(club), label="Look through")).count("Set aside") == 3


async def test_setting_aside_until_few_are_left_is_asked_about(club: Any) -> None:
    look = await sifted(club)
    first = re.findall(r"statements-aside:\d+:0:1:0", str(look.response.components))[0]
    look = await club.sam.click(look.response, custom_id=first)
    assert "2 to vote on · 1 set aside" in words(look)
    asked = await club.sam.click(look.response, label="Release")
    assert "Only 2 left" in words(asked)
    back = await club.sam.click(asked.response, label="Back")
    assert "Take in again" in labels(back)
    asked = await club.sam.click(back.response, label="Release")
    released = await club.sam.click(asked.response, label="Release all the same")
    assert words(released).startswith("Released.")
    await later(club, seconds=5)
    assert "1 set aside." in (await in_channel(club))[-1]


async def test_a_round_is_shown_and_ended_by_number(club: Any) -> None:
    message = await started(club)
    shown = await club.mira.slash(club.general, "statements show", round="1")
    assert shown.ephemeral
    assert words(shown).startswith("#1 · collecting · 0 take part")
    await write(club, club.mira, message, *THOUGHTS)
    rose = club.guild.add_member(club.env.create_user("rose"))
    refused = await rose.slash(club.general, "statements end", round="1")
    assert "Only who started round #1 and moderators" in refused.response.content
    asked = await club.sam.slash(club.general, "statements end", round="#1")
    ended = await club.sam.click(asked.response, label="End collecting")
    assert "Collecting for #1 has ended." in words(ended)
    look = await club.sam.slash(club.general, "statements end", round="1")
    await club.sam.click(look.response, label="Release")
    asked = await club.sam.slash(club.general, "statements end", round="1")
    assert "Close #1 now?" in words(asked)
    kept = await club.sam.click(asked.response, label="Not now")
    assert words(kept) == "#1 goes on."
    asked = await club.sam.slash(club.general, "statements end", round="1")
    assert "Closed #1." in words(await club.sam.click(asked.response, label="Close"))
    await later(club, seconds=5)
    result = await club.mira.slash(club.general, "statements show", round="1")
    assert labels(result) == ["As a table", "As JSON", "Big picture"]
    file = await club.mira.click(result.response, label="As a table")
    assert [each.filename for each in file.response.attachments] == ["statements-1.csv"]
    unknown = await club.mira.slash(club.general, "statements show", round="77")
    assert "No such round here." in unknown.response.content


@pytest.mark.parametrize(
    ("option", "written", "why"),
    [
        ("closes", "fri 18:00", "`closes` says how long the vote runs"),
        ("closes", "1s", "`closes`"),
        ("collect", "yesterday", "`collect`"),
        ("question", " ", "`question`: ask something"),
        ("question", "x" * 301, "`question`: 301 characters, at most 300."),
    ],
)
async def test_a_start_that_cannot_be_understood_says_what_is_wrong(
    club: Any, option: str, written: str, why: str
) -> None:
    given = {"question": "What?"} | {option: written}
    said = await club.sam.slash(club.general, "statements start", **given)
    assert why in said.response.content


async def test_a_round_needs_a_channel_in_which_its_starter_may_speak(club: Any) -> None:
    said = await club.sam.slash(club.rules, "statements start", question="What?")
    assert "A round is for everybody in its channel." in said.response.content


@pytest.mark.parametrize(
    "custom_id",
    [
        "statements-write:77", "statements-sift:77:0", "statements-aside:77:0:1:0", "statements-merge:77:0:0",
        "statements-release:77", "statements-release:77:sure", "statements-open:77", "statements-vote:77:0:a",
        "statements-turn:77:0", "statements-show:77", "statements-file:77:csv", "statements-end:77:collect",
        "statements-end:77:close", "statements-end:77:keep",
    ],
)  # fmt: skip
async def test_a_forged_round_is_no_round_here(club: Any, custom_id: str) -> None:
    assert await forged(club, club.mira, club.general, custom_id) == "No such round here."


async def test_a_forged_vote_on_a_statement_that_is_not_there_is_refused(club: Any) -> None:
    look = await sifted(club)
    await club.sam.click(look.response, label="Release")
    await later(club, seconds=5)
    round_id = re.findall(r"statements-open:(\d+)", str((await card(club)).components))[0]
    told = await forged(club, club.mira, club.general, f"statements-vote:{round_id}:99:a")
    assert told.startswith("This statement is no longer voted on.")

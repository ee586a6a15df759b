"""Paper in Discord: a handout before the evening, the report after it, each as a file that only its reader gets."""

from typing import Any

import pytest

from bot.app import make_bot
from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.handouts.sheets import Page, squeezed
from tests.journeys.conftest import one_clock, words
from tests.journeys.watching import answer, end, lead, offered, press, prompt, start, text
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


async def files(result: Any) -> dict[str, str]:
    """What was given, by the names of the files."""
    return {file.filename: Page(await file.read()).text for file in result.response.attachments}


async def test_who_may_lead_gets_a_handout_in_two_copies_and_others_one_without_the_notes(club: Any) -> None:
    told = await club.sam.slash(club.general, "watch handout", film="bees/the-hive")
    assert told.ephemeral
    assert "The handout for “The Hive” with the guide “Through the hive”." in told.response.content
    given = await files(told)
    assert list(given) == ["handout-the-hive.html", "handout-the-hive-facilitator.html"]
    assert "Hush-hush" in given["handout-the-hive-facilitator.html"]
    assert "Hush-hush" not in given["handout-the-hive.html"]
    role = club.guild.create_role("Leaders")
    await club.mira.slash(club.general, "settings set", facilitator_role=role)
    told = await club.sam.slash(club.general, "watch handout", film="The Hive", guide="bees/any-film")
    assert list(await files(told)) == ["handout-the-hive.html"]
    assert "second file" not in told.response.content


async def test_a_typed_film_has_a_handout_with_a_guide_that_fits_any(club: Any) -> None:
    told = await club.sam.slash(club.general, "watch handout", film="<b>My film</b>", guide="bees/any-film")
    given = await files(told)
    assert list(given) == ["handout-film.html", "handout-film-facilitator.html"]
    assert squeezed("<b>My film</b>") in given["handout-film.html"]
    refused = await club.sam.slash(club.general, "watch handout", film="My film", guide="bees/through-the-hive")
    assert "is made for another film" in refused.response.content


async def test_the_report_is_taken_from_the_summary_by_who_took_part_also_after_a_restart(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
    thread = await start(club, answers="named")
    await press(club, club.mira, thread, "Join")
    await lead(club, thread, "Ask it")
    await answer(club.mira, prompt(thread, 1), text="Honey <script>")
    await lead(club, thread, "Reveal")
    await lead(club, thread, "Ask it")
    await club.mira.select((await club.mira.click(prompt(thread, 2), label="Answer")).response, ["2"])
    await end(club, thread)
    bot = club.env.bot
    await bot.close()
    await club.env.restart_bot(make_bot(bot.database, Shelves([hive(), ants()]), shard_count=1))
    one_clock(club, monkeypatch)

    summary = next(message for message in thread.history() if text(message).startswith("## Summary: The Hive"))
    assert {"Take the report", "Start a round"} <= offered(summary)
    for member in (club.mira, club.sam):
        taken = await member.click(summary, label="Take the report")
        assert taken.ephemeral
        [(name, told)] = (await files(taken)).items()
        assert name.startswith("report-")
        assert name.endswith("-the-hive.html")
        assert squeezed("mira: Honey <script>") in told
        assert squeezed("The answers were not revealed.") in told
    form = await club.mira.click(summary, label="Start a round")
    await club.mira.submit_modal(form, {"question": "What stays with you?", "collect": "1d", "closes": "3d"})
    [told] = (await files(await club.mira.click(summary, label="Take the report"))).values()
    assert squeezed("What stays with you?") not in told, "a round tells nothing before it has closed"
    cal = club.guild.add_member(club.env.create_user("cal"))
    refused = await cal.click(summary, label="Take the report")
    assert refused.ephemeral
    assert "The report is for who took part in this viewing." in words(refused)
    await club.env.bot.close()

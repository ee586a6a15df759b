"""A member keeps things, is asked about them on the days on which they are due, and takes them home."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import clock
from bot.packs.format.model import Claim, Pack, Verdict
from bot.packs.shelf.shelves import ServerPack, Shelves
from tests.journeys.conftest import inner, labels, options, words
from tests.samples import bees

CLAIM = "bees/bees-sleep"


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the bot's clock by so many days."""
    real = clock.now

    def move(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))

    return move


def corrected(verdict: Verdict) -> Pack:
    """The bees with another verdict."""
    pack = bees()
    (claim,) = [claim for claim in pack.claims if claim.id == "bees-sleep"]
    others = [each for each in pack.claims if each is not claim]
    assert isinstance(claim, Claim)
    return replace(pack, version="1.0.1", claims=(*others, replace(claim, verdict=verdict, note="They were watched.")))


def bring(club: Any, *packs: Pack, off: frozenset[str] = frozenset()) -> None:
    shelves = club.env.bot.services.get(Shelves)
    holding = ServerPack(packs, off)
    shelves.swap(club.guild.id, holding, shelves.built(holding))


async def keep(club: Any) -> Any:
    shown = await club.sam.slash(club.general, "claim", claim=CLAIM)
    return await club.sam.click(shown.response.message, label="Keep this")


async def test_what_is_kept_from_a_card_is_asked_and_told_with_its_sources(club: Any) -> None:
    kept = await keep(club)
    assert kept.ephemeral
    assert kept.response.content.startswith("Kept for your review, 1 item: **Bees never sleep**")
    asked = await club.sam.slash(club.general, "review start")
    assert asked.ephemeral
    assert words(asked).startswith("Review · 1 of 1 due\n**Which verdict?**")
    assert "They rest at night" not in words(asked)
    assert labels(asked) == ["Holds", "Partly", "Does not hold", "Not known or contested", "Show the answer"]
    told = await club.sam.click(asked.response.message, label="Partly")
    assert told.response.id == asked.response.id
    assert "You chose Partly: not right." in words(told)
    assert "**Answer:** Does not hold" in words(told)
    assert "A study of bees" in words(told)
    done = await club.sam.click(told.response.message, label="Knew it")
    assert "Done for today: 1 item. The next comes <t:" in words(done)


async def test_keeping_twice_keeps_once_and_the_library_shows_it_below_the_paths(club: Any) -> None:
    await keep(club)
    again = await keep(club)
    assert again.response.content.startswith("You keep this already: **Bees never sleep**")
    library = await club.sam.slash(club.general, "library")
    assert "**What you keep for review**\n- Bees never sleep · Fact-check" in words(library)
    assert options(library, "open:kept") == ["Bees never sleep"]
    assert "What you keep" not in words(await club.mira.slash(club.general, "library"))


async def test_a_card_of_which_nothing_can_be_kept_does_not_offer_it(club: Any) -> None:
    assert "Keep this" not in labels(await club.sam.slash(club.general, "explain", topic="bees/winter"))
    assert "Keep this" in labels(await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is"))


async def test_a_week_of_reviews(club: Any, moved: Any) -> None:
    added = await club.sam.slash(club.general, "review add", what="bees")
    assert added.response.content.startswith("Kept for your review, ")
    asked_on: list[int] = []
    for day in range(8):
        moved(day)
        shown = await club.sam.slash(club.general, "review start")
        while "Show the answer" in labels(shown):
            asked_on.append(day)
            told = await club.sam.click(shown.response.message, label="Show the answer")
            shown = await club.sam.click(told.response.message, label="Knew it" if day else "Not yet")
        assert words(shown).startswith("Review\n")
    assert asked_on.count(0) == asked_on.count(1) > 0
    assert max(asked_on) > 1


async def test_a_correction_reaches_who_learned_it(club: Any) -> None:
    await keep(club)
    asked = await club.sam.slash(club.general, "review start")
    told = await club.sam.click(asked.response.message, label="Does not hold")
    await club.sam.click(told.response.message, label="Knew it")
    bring(club, corrected(Verdict.PARTLY))
    news = await club.sam.slash(club.general, "review start")
    assert words(news).startswith("Review · 2 of 2 due\n**Corrected since you learned it.** was: false; now: partly")
    assert "They were watched." in words(news)
    done = await club.sam.click(news.response.message, label="Knew it")
    assert "Done for today: 1 item." in words(done)


async def test_what_left_its_pack_goes_with_a_line(club: Any) -> None:
    await keep(club)
    bring(club, replace(corrected(Verdict.FALSE), claims=()))
    gone = await club.sam.slash(club.general, "review start")
    assert "No longer in its pack, so no longer asked: “Bees never sleep”." in words(gone)
    assert "You keep nothing for review yet." in words(await club.sam.slash(club.general, "review start"))


async def test_a_pack_that_is_switched_off_during_a_review_waits(club: Any) -> None:
    await keep(club)
    asked = await club.sam.slash(club.general, "review start")
    bring(club, off=frozenset({"bees"}))
    told = await club.sam.click(asked.response.message, label="Holds")
    assert "Its pack is not on the shelf at the moment" in told.response.content
    waiting = await club.sam.slash(club.general, "review start")
    assert "1 more waits: its pack is not on the shelf at the moment." in words(waiting)
    assert "waits, its pack is not on the shelf" in words(await club.sam.slash(club.general, "review list"))


async def test_whoever_has_their_data_deleted_meanwhile_keeps_nothing_and_is_told(club: Any) -> None:
    await keep(club)
    asked = await club.sam.slash(club.general, "review start")
    sure = await club.sam.slash(club.general, "privacy delete")
    await club.sam.click(sure.response.message, label="Delete everything")
    told = await club.sam.click(asked.response.message, label="Holds")
    assert told.response.content.startswith("You no longer keep this.")


async def test_the_list_takes_things_out_and_switches_reminders(club: Any) -> None:
    await club.sam.slash(club.general, "review add", what="bees")
    listed = await club.sam.slash(club.general, "review list")
    assert "- Bees never sleep · due now" in words(listed)
    on = await club.sam.click(listed.response.message, label="Remind me")
    assert "Reminders: on, at most one a day, next <t:" in words(on)
    off = await club.sam.click(on.response.message, label="Stop reminding me")
    assert "Reminders: off." in words(off)
    select = next(each for each in inner(off) if each.get("custom_id", "").startswith("review-out"))
    values = [option["value"] for option in select["options"]]
    out = await club.sam.select(off.response.message, values, custom_id=select["custom_id"])
    assert "You keep nothing for review yet." in words(out)


@pytest.mark.parametrize("what", ["bees", "Bees on film", "bees/what-a-hive-is", "What a hive is", "Bees never sleep"])
async def test_a_pack_or_an_entry_is_added_by_its_value_or_its_name(club: Any, what: str) -> None:
    added = await club.sam.slash(club.general, "review add", what=what)
    assert added.response.content.startswith("Kept for your review, ")


async def test_what_is_offered_to_add_has_something_to_ask(club: Any) -> None:
    offered = [each["value"] for each in await club.sam.autocomplete(club.general, "review add", "what", "")]
    assert offered[0] == "bees"
    assert "ants" not in offered
    assert "bees/bees-sleep" in offered
    assert "bees/winter" not in offered
    typed = [each["value"] for each in await club.sam.autocomplete(club.general, "review add", "what", "sleep")]
    assert typed[0] == "bees/bees-sleep"


async def test_an_unknown_name_is_refused_with_the_nearest(club: Any) -> None:
    refused = await club.sam.slash(club.general, "review add", what="Bees newer sleep")
    assert "There is no pack and no entry called “Bees newer sleep” here. The nearest: **Bees never sleep**" in (
        refused.response.content
    )
    nothing = await club.sam.slash(club.general, "review add", what="bees/winter")
    assert nothing.response.content.startswith("`what`: nothing in **Bees in winter** can be asked yet.")


@pytest.mark.parametrize(("kind", "name"), [("anki", "review.txt"), ("csv", "review.csv")])
async def test_what_is_kept_is_taken_home(club: Any, kind: str, name: str) -> None:
    none = await club.sam.slash(club.general, "review export", format=kind)
    assert none.response.content.startswith("You keep nothing for review yet.")
    await keep(club)
    file = await club.sam.slash(club.general, "review export", format=kind)
    assert file.ephemeral
    (attached,) = file.response.attachments
    assert attached.filename == name


async def test_the_answer_offers_the_card_beside_it(club: Any) -> None:
    await keep(club)
    asked = await club.sam.slash(club.general, "review start")
    told = await club.sam.click(asked.response.message, label="Show the answer")
    card = await club.sam.click(told.response.message, label="Open the card")
    assert card.ephemeral
    assert card.response.id != told.response.id
    assert "## Bees never sleep" in words(card)


COUNTED = ("point", "score", "rank", "streak", "total", "level", "badge", "xp")
"""What no table may count of anybody."""


async def rows_about(club: Any, member_id: int) -> set[str]:
    """The tables in which a member's account stands."""
    found: set[str] = set()
    async with club.env.bot.database.read() as tx:
        for (name,) in await tx.fetch("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if any(member_id in tuple(row) for row in await tx.fetch(f"SELECT * FROM {name}")):
                found.add(name)
    return found


async def test_v11_nothing_is_kept_of_who_looks_things_up_and_of_a_review_only_what_they_put_in(club: Any) -> None:
    for command, option in (("explain", "topic"), ("film", "title"), ("claim", "claim"), ("glossary", "term")):
        value = {"topic": "what-a-hive-is", "title": "the-hive", "claim": "bees-sleep", "term": "royal-jelly"}[option]
        await club.sam.slash(club.general, command, **{option: f"bees/{value}"})
    await club.sam.slash(club.general, "search", query="bees")
    await club.sam.slash(club.general, "library")
    await club.sam.slash(club.general, "review start")
    await club.sam.slash(club.general, "review list")
    assert await rows_about(club, club.sam.id) == set()
    await keep(club)
    assert await rows_about(club, club.sam.id) == {"review_items"}
    shown = words(await club.sam.slash(club.general, "privacy show"))
    assert "What you keep for review" in shown


async def test_v11_no_table_counts_points_ranks_streaks_or_totals_of_a_member(club: Any) -> None:
    async with club.env.bot.database.read() as tx:
        for (table,) in await tx.fetch("SELECT name FROM sqlite_master WHERE type = 'table'"):
            columns = [row["name"] for row in await tx.fetch(f"PRAGMA table_info({table})")]
            if "member_id" in columns:
                assert [name for name in columns if any(word in name.split("_") for word in COUNTED)] == [], table

"""Versions of a pack: newer, equal, older, gone back to, removed, brought back; and who did what."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot import clock
from bot.packs.holdings.service import Holdings
from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import words
from tests.journeys.packing import BETTER, attachments, lead, shelve, upload
from tests.packs.sample import GOOD, spoiled
from tests.samples import ants


@pytest.fixture
def shelves() -> Shelves:
    """The ants ship."""
    return Shelves([ants()])


@pytest.fixture(autouse=True)
async def _files(club: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with attachments(club, monkeypatch):
        yield


async def test_a_version_that_is_not_newer_is_asked_about_once_more(club: Any) -> None:
    await shelve(club, BETTER)
    shown = await upload(club, GOOD)
    asked = await club.mira.click(shown.response.message, label="Put on the shelf")
    assert "Version 1.0.0 is older than 1.1.0, which is on the shelf." in words(asked)
    assert "A hive is a bee home." in await lead(club)
    await club.mira.click(asked.response.message, label="Put on the shelf")
    assert "A hive is a home for bees." in await lead(club)


async def test_going_back_to_an_earlier_version_shows_it_again(club: Any) -> None:
    await shelve(club, GOOD)
    await shelve(club, BETTER)
    choices = await club.mira.autocomplete(club.general, "pack rollback", "version", "", pack="bees")
    assert [choice["value"] for choice in choices] == ["1.0.0"]
    back = await club.mira.slash(club.general, "pack rollback", pack="bees", version="1.0.0")
    assert "Bees on film is at version 1.0.0" in words(back)
    assert "A hive is a home for bees." in await lead(club)


async def test_a_version_that_is_not_there_is_refused_with_one_that_is(club: Any) -> None:
    await shelve(club, GOOD)
    await shelve(club, BETTER)
    refused = await club.mira.slash(club.general, "pack rollback", pack="bees", version="3.0")
    assert "`version`: no version “3.0” of `bees` is kept. Try `1.0.0`." in refused.response.content
    current = await club.mira.slash(club.general, "pack rollback", pack="bees", version="1.1.0")
    assert "is on the shelf already" in current.response.content


async def test_a_removed_pack_is_gone_and_can_be_brought_back_for_thirty_days(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelve(club)
    removed = await club.mira.slash(club.general, "pack remove", pack="bees")
    assert "`/pack rollback pack: bees version: 1.0.0` brings it back." in words(removed)
    assert "There is no topic" in await lead(club)
    assert "can be brought back until" in words(await club.mira.slash(club.general, "pack list"))
    await club.mira.slash(club.general, "pack rollback", pack="bees", version="1.0.0")
    assert "A hive is a home for bees." in await lead(club)
    await club.mira.slash(club.general, "pack remove", pack="bees")
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    await club.env.bot.services.get(Holdings).sweep()
    refused = await club.mira.slash(club.general, "pack rollback", pack="bees", version="1.0.0")
    assert "there is no pack “bees” here" in refused.response.content


async def test_a_pack_with_a_shipped_id_stands_in_its_place_in_that_server_only_until_removed(club: Any) -> None:
    elsewhere = club.env.create_guild()
    hall = elsewhere.create_text_channel("hall")
    other = elsewhere.add_member(club.env.create_user("other"))
    own = spoiled(("id: bees", "id: ants"), ("title: What a hive is", "title: Our own hive"))
    shown = await upload(club, own)
    assert "In this server it takes the place of the pack with the same id that ships with me." in words(shown)
    await shelve(club, own)
    assert "## Our own hive" in await lead(club, topic="ants/what-a-hive-is")
    assert "There is no film" in (await club.sam.slash(club.general, "film", title="The Hill")).response.content
    assert "## The Hill" in words(await other.slash(hall, "film", title="The Hill"))
    listed = words(await club.sam.slash(club.general, "pack list"))
    assert "brought by this server, in place of the one that ships" in listed
    removed = words(await club.mira.slash(club.general, "pack remove", pack="ants"))
    assert "The pack with this id that ships is on the shelf again." in removed
    assert "## The Hill" in words(await club.sam.slash(club.general, "film", title="The Hill"))


async def test_two_servers_with_packs_of_one_id_do_not_meet(club: Any) -> None:
    elsewhere = club.env.create_guild()
    hall = elsewhere.create_text_channel("hall")
    role = elsewhere.create_role("Moderators", permissions=club.manage_server)
    chief = elsewhere.add_member(club.env.create_user("chief"), roles=[role])
    await shelve(club, GOOD)
    shown = await chief.slash(hall, "pack upload", file=("bees.yaml", BETTER.encode()))
    assert "**New on this shelf**" in words(shown)
    await chief.click(shown.response.message, label="Put on the shelf")
    assert "A hive is a home for bees." in await lead(club)
    assert "A hive is a bee home." in words(await chief.slash(hall, "explain", topic="bees/what-a-hive-is"))
    await club.mira.slash(club.general, "pack remove", pack="bees")
    assert "A hive is a bee home." in words(await chief.slash(hall, "explain", topic="bees/what-a-hive-is"))


async def test_a_pack_is_switched_off_and_on_again(club: Any) -> None:
    off = await club.mira.slash(club.general, "pack disable", pack="ants")
    assert "Ants on film is switched off" in words(off)
    assert "There is no film" in (await club.sam.slash(club.general, "film", title="The Hill")).response.content
    assert [c["value"] for c in await club.mira.autocomplete(club.general, "pack enable", "pack", "")] == ["ants"]
    assert await club.mira.autocomplete(club.general, "pack disable", "pack", "") == []
    refused = await club.mira.slash(club.general, "pack disable", pack="ants")
    assert refused.response.content == "`ants` is switched off already."
    await club.mira.slash(club.general, "pack enable", pack="Ants on film")
    assert "## The Hill" in words(await club.sam.slash(club.general, "film", title="The Hill"))


async def test_export_gives_back_the_authors_exact_bytes(club: Any) -> None:
    odd = GOOD.replace("\n", "\r\n").replace("format: 1\r\n", "# mine\r\nformat: 1\r\n")
    await shelve(club, odd, "my bees.yaml")
    shown = await club.mira.slash(club.general, "pack export", pack="bees")
    [file] = shown.response.message.attachments
    assert club.env.backend.cdn.get(file.url) == odd.encode()
    shipped = await club.mira.slash(club.general, "pack export", pack="ants")
    assert "`ants` ships with me" in shipped.response.content


async def test_the_template_is_a_pack_that_can_be_put_on_the_shelf(club: Any) -> None:
    shown = await club.sam.slash(club.general, "pack template")
    [file] = shown.response.message.attachments
    await shelve(club, club.env.backend.cdn.get(file.url).decode(), "my-subject.yaml")


async def test_every_change_is_in_the_history_with_who_and_the_fingerprint(club: Any) -> None:
    await shelve(club, GOOD)
    await shelve(club, BETTER)
    await club.mira.slash(club.general, "pack rollback", pack="bees", version="1.0.0")
    await club.mira.slash(club.general, "pack disable", pack="bees")
    await club.mira.slash(club.general, "pack enable", pack="bees")
    await club.mira.slash(club.general, "pack remove", pack="bees")
    history = words(await club.mira.slash(club.general, "pack history", pack="bees")).splitlines()[2:]
    said = ("removed 1.0.0", "switched on 1.0.0", "switched off 1.0.0", "went back to 1.0.0", "put on the shelf 1.1.0")
    for line, what in zip(history, (*said, "put on the shelf 1.0.0"), strict=True):
        assert f"<@{club.mira.id}> {what}" in line
    assert history[0].split("sha256")[1] == history[-1].split("sha256")[1] != history[4].split("sha256")[1]


async def test_a_pack_of_the_server_is_there_again_after_a_restart(club: Any) -> None:
    await shelve(club)
    await club.mira.slash(club.general, "pack disable", pack="ants")
    services = club.env.bot.services
    fresh = Shelves([ants()])
    await Holdings(club.env.bot.database, fresh, services.get(Holdings)._quota).load()
    assert list(fresh.of(club.guild.id).packs) == ["bees"]
    assert fresh.of(club.guild.id).packs["bees"] == services.get(Shelves).of(club.guild.id).packs["bees"]
    assert list(fresh.of(club.guild.id + 1).packs) == ["ants"]


async def test_a_poll_that_runs_stays_with_the_version_it_began_with(club: Any) -> None:
    await shelve(club, GOOD)
    posted = await club.mira.slash(club.general, "poll pack", poll="bees/like-bees")
    assert "Do you like bees?" in words(posted)
    await shelve(club, spoiled(("version: 1.0.0", "version: 2.0.0"), ("Do you like bees?", "Do you fear bees?")))
    assert "Do you like bees?" in words(await club.sam.slash(club.general, "poll show", poll="1"))


async def test_r06_of_two_uploads_of_one_id_one_wins_and_the_other_is_told(club: Any) -> None:
    role = club.guild.create_role("Others", permissions=club.manage_server)
    noor = club.guild.add_member(club.env.create_user("noor"), roles=[role])
    first, second = await upload(club, GOOD), await upload(club, BETTER, by=noor)
    await club.mira.click(first.response.message, label="Put on the shelf")
    told = await noor.click(second.response.message, label="Put on the shelf")
    assert "Meanwhile version 1.0.0 is on the shelf. Upload the file again" in _said(told)
    assert "A hive is a home for bees." in await lead(club)


async def test_shelves_are_as_full_as_the_quota_allows(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.packs.holdings.rules import Quota

    holdings = club.env.bot.services.get(Holdings)
    monkeypatch.setattr(holdings, "_quota", Quota(packs=1, size=len(GOOD) + 10))
    await shelve(club, GOOD)
    refused = await upload(club, spoiled(("id: bees", "id: more-bees")))
    assert "This server has 1 pack of its own, as many as fit. Remove one first: `/pack remove pack: bees`." in _said(
        refused
    )
    heavier = await upload(club, BETTER + "# " + "x" * 200 + "\n")
    assert "Remove a pack first" in _said(heavier)


def _said(result: Any) -> str:
    """What was answered last, as a text or as a card."""
    last = result.followups[-1] if result.followups else result.response
    return last.content or words(result)

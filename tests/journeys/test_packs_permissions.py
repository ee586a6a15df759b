"""Who may change the shelf is asked at every step, and mistakes find their way to those who can mend them."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import labels, words
from tests.journeys.packing import BETTER, attachments, lead, shelve, upload
from tests.packs.sample import spoiled
from tests.samples import ants, bees

ONLY_MODERATORS = "Only members with Manage Server or the moderator role may"


@pytest.fixture
def shelves() -> Shelves:
    """The ants and the bees ship."""
    return Shelves([ants(), bees()])


@pytest.fixture(autouse=True)
async def _files(club: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with attachments(club, monkeypatch):
        yield


async def test_p01_a_member_is_refused_on_the_server_side_and_the_attempt_is_noted(club: Any) -> None:
    tried = (
        await upload(club, by=club.sam),
        await club.sam.slash(club.general, "pack upload"),
        await club.sam.slash(club.general, "pack disable", pack="bees"),
        await club.sam.slash(club.general, "pack enable", pack="bees"),
        await club.sam.slash(club.general, "pack remove", pack="bees"),
        await club.sam.slash(club.general, "pack rollback", pack="bees", version="1.0.0"),
        await club.sam.slash(club.general, "pack export", pack="bees"),
        await club.sam.slash(club.general, "pack history", pack="bees"),
    )
    for refused in tried:
        assert ONLY_MODERATORS in refused.response.content
        assert refused.ephemeral
    history = words(await club.mira.slash(club.general, "pack history", pack="bees"))
    assert history.count(f"<@{club.sam.id}> was refused: ") == len(tried)
    assert f"<@{club.sam.id}> was refused: put packs on the shelf" in history


async def test_members_may_look_at_packs_and_take_the_template(club: Any) -> None:
    assert "**Bees on film** `bees` 1.0.0\n-# ships with me" in words(await club.sam.slash(club.general, "pack list"))
    info = words(await club.sam.slash(club.general, "pack info", pack="bees"))
    assert "Holds 2 explainers, 2 films" in info
    assert "Reported mistakes" not in info
    assert (await club.sam.slash(club.general, "pack template")).response.message.attachments


async def test_the_moderator_role_of_the_settings_is_enough(club: Any) -> None:
    tutors = club.guild.create_role("Tutors")
    tutor = club.guild.add_member(club.env.create_user("tutor"), roles=[tutors])
    assert ONLY_MODERATORS in (await upload(club, by=tutor)).response.content
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    await shelve(club, by=tutor)
    assert "A hive is a home for bees." in await lead(club)


async def test_p03_rights_that_are_lost_meanwhile_are_gone_at_the_button_and_at_the_form(club: Any) -> None:
    tutor = await new_tutor(club)
    shown = await upload(club, BETTER, by=tutor)
    form = await tutor.slash(club.general, "pack upload")
    await demote(club)
    pressed = await tutor.click(shown.response.message, label="Put on the shelf")
    assert ONLY_MODERATORS in pressed.response.content
    submitted = await tutor.submit_modal(form, {"file": ("bees.yaml", BETTER.encode())})
    assert ONLY_MODERATORS in submitted.response.content
    assert "A hive is a bee home." not in await lead(club)


async def test_an_upload_without_a_file_asks_for_it_in_a_form(club: Any) -> None:
    form = await club.mira.slash(club.general, "pack upload")
    shown = await club.mira.submit_modal(form, {"file": ("bees.yaml", BETTER.encode())})
    assert labels(shown) == ["Put on the shelf", "Not now"]
    await club.mira.click(shown.response.message, label="Put on the shelf")
    assert "A hive is a bee home." in await lead(club)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.pdf", b"%PDF", "“notes.pdf” is no pack. Give a `.yaml`, `.yml` or `.zip` file"),
        ("big.yaml", b"x" * (1024 * 1024 + 1), "“big.yaml” has 1.0 MiB, and 1 MiB fits."),
        ("@everyone *x*.txt", b"x", "“@everyone \\*x\\*.txt” is no pack"),
    ],
)
async def test_what_cannot_be_a_pack_is_refused_before_it_is_fetched(
    club: Any, name: str, content: bytes, told: str
) -> None:
    shown = await club.mira.slash(club.general, "pack upload", file=(name, content))
    assert told in shown.response.content
    assert shown.ephemeral


async def test_i05_what_a_pack_says_is_shown_and_never_acted_on_in_problems_differences_and_names(club: Any) -> None:
    nasty = "@everyone <@&1> ``` # H ||x|| {0.__class__} %s [a](https://evil.example)"
    broken = await upload(club, spoiled(("year: 2019", f"year: '{nasty}'")), "```@here.yaml")
    assert "found" in words(broken)
    assert "```\n" in words(broken)
    assert words(broken).count("```") == 2
    whole = await upload(club, spoiled(("title: The Hive", "title: '@everyone <@&1> [a](https://evil.example)'")))
    assert r"@everyone @role \[a\](https://evil.example)" in words(whole)
    assert "`evil.example`" in words(whole)


async def test_i06_every_host_that_links_lead_to_is_listed_for_consent(club: Any) -> None:
    hosts = ("xn--bes-cma.example", "other.example")
    text = spoiled(
        ("https://bees.example/study?page=2#top", f"https://{hosts[1]}/x"),
        ("A queen, workers and drones.", "See https://beés.example/a and a queen."),
    )
    shown = words(await upload(club, text))
    for host in hosts:
        assert f"`{host}`" in shown


async def test_a_mistake_is_reported_privately_read_by_moderators_and_dismissed(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    form = await club.sam.click(shown.response.message, label="Report a mistake")
    told = await club.sam.submit_modal(form, {"text": "It has @everyone in it.\nWhy?"})
    assert told.ephemeral
    assert "The moderators of this server now see your report on **What a hive is**" in told.response.content
    info = await club.mira.slash(club.general, "pack info", pack="bees")
    assert "**Reported mistakes (1 open)**" in words(info)
    assert "**What a hive is** · version 1.0.0 · " in _sections(info)
    assert "It has @everyone in it. Why?" in _sections(info)
    assert str(club.sam.id) not in _sections(info)
    assert "This pack ships with me, so only its authors can correct it." in words(info)
    for place in ("pack list", "help"):
        line = "1 reported mistake waits for a moderator, in `bees`. `/pack info` shows them."
        assert line in words(await club.mira.slash(club.general, place))
        assert line not in words(await club.sam.slash(club.general, place))
    done = await club.mira.click(info.response.message, label="Dismiss")
    assert "None are open." in words(done)
    history = words(await club.mira.slash(club.general, "pack history", pack="bees"))
    assert f"<@{club.mira.id}> dismissed a report on what-a-hive-is" in history


@pytest.mark.parametrize(
    ("command", "options", "name"),
    [
        ("explain", {"topic": "bees/winter"}, "Bees in winter"),
        ("film", {"title": "bees/the-hive"}, "The Hive"),
        ("claim", {"claim": "bees/bees-sleep"}, "Bees never sleep"),
        ("glossary", {"term": "bees/royal-jelly"}, "royal jelly"),
    ],
)
async def test_a_mistake_can_be_reported_on_a_card_of_every_kind(
    club: Any, command: str, options: dict[str, Any], name: str
) -> None:
    for share in (False, True):
        shown = await club.sam.slash(club.general, command, share=share, **options)
        form = await club.sam.click(shown.response.message, label="Report a mistake")
        told = await club.sam.submit_modal(form, {"text": "It is not so."})
        assert f"your report on **{name}** (version 1.0.0)" in told.response.content


async def test_a_mistake_can_be_reported_where_a_guide_or_a_poll_of_a_pack_is_used(club: Any) -> None:
    started = await club.sam.slash(club.general, "watch start", film="bees/the-hive", mode="solo")
    alone = await club.sam.click(started.response.message, label="Next")
    posted = await club.mira.slash(club.general, "poll pack", poll="bees/like-bees")
    assert posted.response.message
    poll = await club.sam.slash(club.general, "poll show", poll="1")
    for shown, name in ((alone, "Look closely"), (poll, "Do you like bees?")):
        form = await club.sam.click(shown.response.message, label="Report a mistake")
        told = await club.sam.submit_modal(form, {"text": "It is not so."})
        assert f"your report on **{name}** (version 1.0.0)" in told.response.content


async def test_of_two_compared_films_the_form_asks_which_is_meant(club: Any) -> None:
    shown = await club.sam.slash(club.general, "compare", first="The Hive", second="The Lost Reel")
    form = await club.sam.click(shown.response.message, label="Report a mistake")
    await club.sam.submit_modal(form, {"entry": ["bees/lost-reel"], "text": "I have it at home."})
    info = await club.mira.slash(club.general, "pack info", pack="bees")
    assert "**The Lost Reel**" in _sections(info)


async def test_a_report_on_what_left_the_shelf_meanwhile_is_given_back(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/winter")
    form = await club.sam.click(shown.response.message, label="Report a mistake")
    await club.mira.slash(club.general, "pack disable", pack="bees")
    told = await club.sam.submit_modal(form, {"text": "It is warm."})
    assert "You wrote: It is warm." in told.response.content


async def test_p03_a_former_moderator_cannot_dismiss_a_report(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/winter")
    await club.sam.submit_modal(
        await club.sam.click(shown.response.message, label="Report a mistake"), {"text": "It is warm."}
    )
    tutor = await new_tutor(club)
    info = await tutor.slash(club.general, "pack info", pack="bees")
    await demote(club)
    refused = await tutor.click(info.response.message, label="Dismiss")
    assert ONLY_MODERATORS in refused.response.content


async def new_tutor(club: Any) -> Any:
    """A member whose role is the moderator role of the settings."""
    tutors = club.guild.create_role("Tutors")
    await club.mira.slash(club.general, "settings set", moderator_role=tutors)
    return club.guild.add_member(club.env.create_user("tutor"), roles=[tutors])


async def demote(club: Any) -> None:
    """Another role is the moderator role from now on."""
    await club.mira.slash(club.general, "settings set", moderator_role=club.guild.create_role("Elders"))


def _sections(result: Any) -> str:
    """The texts beside buttons."""
    found: list[str] = []
    for container in result.response.components:
        for part in container.get("components", []):
            if part["type"] == discord.ComponentType.section.value:
                found += [text["content"] for text in part["components"]]
    return "\n".join(found)

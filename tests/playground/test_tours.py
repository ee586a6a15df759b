"""Tours of the playground: a leader who acts, a visitor who is waited for, a clock that runs faster meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playground import clock, seed
from playground.server import Playground
from tests.playground.conftest import Frame, Page, running

FIRST = {
    "words": "{leader} counts. Press `Pressed 1×`.",
    "does": [{"command": "count"}, {"press": "Pressed 0×"}],
    "waits": "Pressed 1×",
}
TALK = {
    "words": "A thread begins.",
    "thread": True,
    "does": [{"command": "discuss", "options": {"question": "Why?"}}],
    "until": "What do you think?",
}
AN_HOUR = {"words": "An hour passes.", "lasts": 3600, "times": 7200, "goes_on": True}
FORM = {"words": "Fill in a form.", "does": [{"command": "card"}], "waits": "Open a form"}
LOST = {"words": "Nobody has this.", "does": [{"press": "Not there"}]}


def offer(*steps: dict[str, Any], channel: str = "general") -> dict[str, Any]:
    return {"label": "A tour", "hint": "", "tour": {"channel": channel, "steps": list(steps)}}


WELCOME = [
    {"label": "Look", "hint": "", "command": "explain", "options": {}},
    offer(FIRST, TALK, AN_HOUR, FORM),
    offer(LOST),
    offer(FIRST, channel="moderators"),
]


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    async with Playground(tmp_path / "tours", port=0, company=True, welcome=WELCOME) as opened:
        opened.desk.company.haste = 50
        async with running(opened):
            yield opened


async def step(page: Page, at: int, *, ready: bool = True) -> Frame:
    """What the page was told of a step, once it is the visitor's turn."""
    told = await page.event(
        "tour", lambda each: each["tour"] and (each["tour"]["at"], each["tour"]["ready"]) == (at, ready)
    )
    return told["tour"]


async def over(page: Page) -> Frame:
    return await page.event("tour", lambda each: each["tour"] is None)


async def begin(page: Page, number: int = 1) -> Frame:
    return await page.ask("tour", do="start", offer=number)


async def test_a_visitor_is_led_from_step_to_step_by_what_they_do(playground: Playground) -> None:
    async with Page(playground) as page:
        offered = (await page.event("state"))["welcome"]
        assert [each.get("tour") for each in offered] == [None, 1, 2, 3]
        assert (await begin(page))["ok"]
        first = await step(page, 1)
        assert first["words"] == "Farid counts. Press `Pressed 1×`."
        assert (first["of"], first["waits"], first["place"]) == (4, "Pressed 1×", str(seed.GENERAL))

        await page.press(await page.message(lambda each: each["text"] == "Counted to 1."), "count:1")
        talk = await step(page, 2)
        thread = playground.world.state.channels[int(talk["place"])]
        assert (thread.name, thread.parent, talk["waits"]) == ("Why?", seed.GENERAL, None)

        before = clock.now()
        await page.ask("tour", do="go_on")
        await page.event("clock", lambda each: each["clock"]["times"] == 7200)
        await step(page, 4)
        assert clock.now() - before >= timedelta(hours=1)
        assert clock.PACE.times == 1

        card = await page.message(lambda each: "Open a form" in str(each["components"]))
        opens = next(each for each in flat(card["components"]) if each.get("label") == "Open a form")
        await page.press(card, opens["custom_id"])
        modal = await page.event("modal")
        assert not [each for each in page.frames if each["op"] == "tour" and each["tour"] is None]
        await page.ask(
            "modal", interaction=modal["interaction"], custom_id=modal["modal"]["custom_id"], components=FILLED(modal)
        )
        await over(page)


def flat(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for each in part for found in flat(each)]
    if isinstance(part, dict):
        return [part, *(found for each in part.values() for found in flat(each))]
    return []


def FILLED(modal: Frame) -> list[dict[str, Any]]:  # noqa: N802 - fills in whatever the form asks
    values = {4: {"value": "Jo"}, 3: {"values": ["Bees at Work"]}}
    fields = [each for each in flat(modal["modal"]["components"]) if each.get("type") in values]
    return [{"type": each["type"], "custom_id": each["custom_id"]} | values[each["type"]] for each in fields]


async def test_every_step_can_be_skipped(playground: Playground) -> None:
    async with Page(playground) as page:
        await begin(page)
        for at in (1, 2, 4):
            await step(page, at)
            await page.ask("tour", do="go_on")
        assert (await over(page))["words"] is None


async def test_who_ends_a_tour_has_the_usual_clock_again_and_the_leader_is_free(playground: Playground) -> None:
    async with Page(playground) as page:
        await begin(page)
        await step(page, 1)
        assert seed.FARID not in playground.desk.company.free
        for at in (1, 2):
            await step(page, at)
            await page.ask("tour", do="go_on")
        await page.event("clock", lambda each: each["clock"]["times"] == 7200)
        await page.ask("tour", do="stop")
        await over(page)
        assert clock.PACE.times == 1
        assert seed.FARID in playground.desk.company.free


async def test_a_tour_that_cannot_go_on_says_so_and_ends(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.touring.PATIENCE", 0.1)
    async with Page(playground) as page:
        await begin(page, 2)
        assert (await over(page))["words"] == "The tour ends here. “Not there” is not there."


async def test_a_tour_ends_with_its_page(playground: Playground) -> None:
    async with Page(playground) as page:
        await begin(page)
        await step(page, 1)
    async with Page(playground) as again:
        assert (await begin(again))["ok"]
        await step(again, 1)


@pytest.mark.parametrize("number", [0, 9])
async def test_what_is_no_tour_cannot_be_taken(playground: Playground, number: int) -> None:
    async with Page(playground) as page:
        assert (await begin(page, number))["message"] == "There is no such tour here."


async def test_one_tour_at_a_time(playground: Playground) -> None:
    async with Page(playground) as page, Page(playground, seed.ADA) as other:
        await begin(page)
        await step(page, 1)
        assert "another window" in (await begin(other))["message"]
        assert "already" in (await begin(page))["message"]
        await other.ask("tour", do="stop")
        await other.ask("tour", do="go_on")
        assert not [each for each in page.frames if each["op"] == "tour" and each["tour"] is None]


async def test_a_tour_needs_the_others(playground: Playground) -> None:
    async with Page(playground) as page:
        await page.ask("company", on=False)
        assert "Let the others take part" in (await begin(page))["message"]


async def test_a_tour_needs_somebody_to_lead(playground: Playground) -> None:
    async with (
        Page(playground, seed.SAM) as page,
        Page(playground, seed.MIRA),
        Page(playground, seed.FARID),
        Page(playground, seed.ADA),
        Page(playground, seed.JUN),
    ):
        assert "window of their own" in (await begin(page))["message"]


async def test_a_tour_needs_a_channel_that_its_visitor_sees(playground: Playground) -> None:
    async with Page(playground) as page:
        assert "#moderators" in (await begin(page, 3))["message"]


async def test_a_moderator_leads_where_the_facilitator_is_played(playground: Playground) -> None:
    async with Page(playground, seed.FARID) as page:
        await begin(page)
        assert (await step(page, 1))["words"].startswith("Mira counts.")


async def test_a_tour_whose_leader_is_played_now_ends(playground: Playground) -> None:
    async with Page(playground) as page:
        await begin(page)
        await step(page, 1)
        async with Page(playground, seed.FARID):
            await page.ask("tour", do="go_on")
            assert "played" in (await over(page))["words"]

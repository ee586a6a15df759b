"""Moderators bring packs and authors write them, in a real browser. SCREENSHOTS=folder draws the README's anew."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.packs.sample import GOOD, split, spoiled
from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Serving, Windows, serve
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

ROOT = Path(__file__).parents[2]
BROKEN = spoiled(("lead:", "leed:"), ("verdict: false", "verdict: no"))
BETTER = spoiled(("version: 1.0.0", "version: 1.1.0"), ("A hive is a home for bees.", "A hive is a bee home."))


async def started(*more: str) -> Serving:
    return await serve([*WARM, *PLAYGROUND, *more])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    serving = await started("--data", str(tmp_path_factory.mktemp("packs")))
    yield serving.url
    await serving.kill()


async def picture(page: Page, name: str) -> None:
    """Keep what the page shows, where the README's pictures are to be drawn anew."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def upload(page: Page, text: str) -> Locator:
    """The answer to `/pack upload` with a file."""
    before = await gestures.newest_id(gestures.messages(page))
    await gestures.pick_command(page, "pack upload")
    if not await gestures.option_field(page, "file").count():
        await page.get_by_role("button", name="Add file", exact=True).click()
    field = gestures.option_field(page, "file")
    await field.set_input_files({"name": "bees.yaml", "mimeType": "application/yaml", "buffer": text.encode()})
    await field.press("Enter")
    return await gestures.next_of(page, gestures.messages(page), before)


def save(file: Path, text: str) -> None:
    """Writes a file anew as editors do: whoever reads it meanwhile finds it whole, as it was or as it is."""
    beside = file.with_name(f"{file.name}~")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


async def test_a_pack_goes_from_broken_to_the_shelf_and_back_and_a_student_meets_each_step(
    windows: Windows, url: str
) -> None:
    mira = await gestures.open_page(windows, url, "Mira")
    shown = await upload(mira, BROKEN)
    await expect(shown).to_contain_text("2 problems in bees.yaml")
    await expect(shown).to_contain_text("bees.yaml:23:5: unknown key `leed`; did you mean `lead`?")
    await expect(shown.get_by_role("link", name="problems.txt")).to_be_visible()
    await picture(mira, "pack-problems")

    first = await upload(mira, GOOD)
    await expect(first).to_contain_text("New on this shelf")
    await gestures.press(first, "Put on the shelf")
    await expect(first).to_contain_text("Bees on film 1.0.0 is on the shelf")

    second = await upload(mira, BETTER)
    await expect(second).to_contain_text("was “A hive is a home for bees.”, now “A hive is a bee home.”")
    await expect(second).to_contain_text("bees.example, buzz.example")
    await picture(mira, "pack-difference")
    await gestures.press(second, "Put on the shelf")
    await expect(second).to_contain_text("Bees on film 1.1.0 is on the shelf")

    sam = await gestures.open_page(windows, url, "Sam")
    card = await gestures.run(sam, "explain", topic="What a hive is")
    await expect(card).to_contain_text("A hive is a bee home.")

    back = await gestures.run(mira, "pack rollback", pack="bees", version="1.0.0")
    await expect(back).to_contain_text("Bees on film is at version 1.0.0")
    history = await gestures.run(mira, "pack history", pack="bees")
    await expect(history).to_contain_text("went back to 1.0.0")
    await picture(mira, "pack-history")

    card = await gestures.run(sam, "explain", topic="What a hive is")
    await expect(card).to_contain_text("A hive is a home for bees.")
    refused = await upload(sam, GOOD)
    await expect(refused).to_contain_text("Only members with Manage Server or the moderator role may")
    await expect(gestures.is_private(refused)).to_be_visible()


async def test_a_pack_is_brought_by_the_form_too(windows: Windows, url: str) -> None:
    mira = await gestures.open_page(windows, url, "Mira")
    await gestures.pick_command(mira, "pack upload")
    await gestures.send(mira)
    form = gestures.form(mira, "Upload a content pack")
    own = spoiled(("id: bees", "id: own-bees"), ("title: Bees on film", "title: Our own bees"))
    await form.locator("input[type=file]").set_input_files(
        {"name": "own.yaml", "mimeType": "application/yaml", "buffer": own.encode()}
    )
    await expect(form.get_by_role("listitem")).to_contain_text("own.yaml")
    await form.get_by_role("button", name="Submit").click()
    shown = gestures.newest(mira)
    await expect(shown).to_contain_text("Our own bees 1.0.0")
    await gestures.press(shown, "Not now")
    await expect(shown).to_contain_text("Not put on the shelf")


async def test_a_mistake_is_reported_by_a_student_and_dismissed_by_a_moderator(windows: Windows, url: str) -> None:
    ada = await gestures.open_page(windows, url, "Ada")
    card = await gestures.run(ada, "glossary", term="xinyong")
    await gestures.press(card, "Report a mistake")
    form = gestures.form(ada, "Report a mistake")
    await form.get_by_role("textbox").fill("The reading lacks its tone marks.")
    await picture(ada, "report-a-mistake")
    await form.get_by_role("button", name="Submit").click()
    await expect(gestures.newest(ada)).to_contain_text("The moderators of this server now see your report")

    mira = await gestures.open_page(windows, url, "Mira")
    info = await gestures.run(mira, "pack info", pack="social-credit-on-film")
    await expect(info).to_contain_text("The reading lacks its tone marks.")
    await expect(info).not_to_contain_text("Ada")
    await picture(mira, "pack-info")
    await gestures.press(info, "Dismiss")
    await expect(info).to_contain_text("None are open.")


async def test_a_pack_that_is_being_written_is_served_and_its_mistakes_stand_on_the_page(
    windows: Windows, tmp_path: Path
) -> None:
    folder = split(tmp_path / "bees")
    command = [*WARM, *PLAYGROUND, "--pack", "bees", "--data", "data"]
    serving = await serve(command, tmp_path, CONTENT_DIR=str(ROOT / "content"), PYTHONPATH=str(ROOT))
    try:
        page = await gestures.open_page(windows, serving.url, "Sam")
        card = await gestures.run(page, "explain", topic="What a hive is")
        await expect(card).to_contain_text("A hive is a home for bees.")

        explainers = folder / "explainers.yaml"
        good = explainers.read_text(encoding="utf-8")
        save(explainers, good.replace("lead:", "leed:"))
        await page.get_by_text("1 problem was found in what the bot reads").click()
        await expect(page.get_by_text("bees/explainers.yaml:5:5: unknown key `leed`")).to_be_visible()
        await picture(page, "pack-being-written")
        save(explainers, good.replace("lead:", "leed:").replace("title:", "titel:", 1))
        await expect(page.get_by_text("problems were found in what the bot reads")).to_be_visible()
        await expect(page.get_by_text("unknown key `titel`")).to_be_visible()  # unfolded as before

        save(explainers, good.replace("A hive is a home for bees.", "A hive is a bee home."))
        await expect(page.get_by_text("found in what the bot reads")).to_have_count(0)
        card = await gestures.run(page, "explain", topic="What a hive is")
        await expect(card).to_contain_text("A hive is a bee home.")
    finally:
        await serving.kill()

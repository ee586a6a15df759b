"""A whole evening: two members and a facilitator, every kind of prompt, polls before and after, a restart between."""

from typing import Any

import pytest

from bot.app import make_bot
from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.journeys.conftest import one_clock, words
from tests.journeys.watching import (
    answer,
    card,
    end,
    in_thread,
    later,
    lead,
    press,
    prompt,
    start,
    start_film,
    text,
    turn,
)
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


async def pick(member: Any, thread: Any, number: int, option: int) -> str:
    """An option of a prompt; what its author is told."""
    offered = await member.click(prompt(thread, number), label="Answer")
    return words(await member.select(offered.response, [str(option)]))


async def test_a_whole_evening(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
    ada, ben = (club.guild.add_member(club.env.create_user(name)) for name in ("ada", "ben"))

    thread = await start(club)
    for member in (ada, ben):
        assert "You take part." in words(await press(club, member, thread, "Join"))
    offered = await lead(club, thread, "More", "Polls")
    before = await club.sam.select(offered.response, ["bees/like-bees"])
    for member in (ada, ben):
        await member.click(before.response, label="Yes")

    await lead(club, thread, "Ask it")
    await answer(ada, prompt(thread, 1), text="Honey, smoke")
    await answer(ben, prompt(thread, 1), text="Wax")
    await lead(club, thread, "Reveal")
    await lead(club, thread, "Ask it")
    assert "Recorded: at ease" in await pick(ada, thread, 2, 2)
    await turn(club)
    assert "answered 1 of 2" in text(prompt(thread, 2))

    await start_film(club, thread)
    await lead(club, thread, "Ask it")
    offered = await ben.click(prompt(thread, 3), label="Answer")
    form = await ben.select(offered.response, ["0"])
    found = {"text": "Bees never sleep", "evidence": "A night shot", "source": ["no"], "confidence": ["4"]}
    assert "Source named: no" in words(await ben.submit_modal(form, found))
    await later(club, minutes=5)
    assert "Recorded: a scholar" in await pick(ada, thread, 4, 1)
    await lead(club, thread, "Pause")

    bot = club.env.bot
    await bot.close()
    await club.env.restart_bot(make_bot(bot.database, Shelves([hive(), ants()]), shard_count=1))
    one_clock(club, monkeypatch)

    await later(club, minutes=15)
    assert "The film is paused at 5:00" in text(card(thread))
    jump = await lead(club, thread, "Jump")
    await club.sam.submit_modal(jump, {"minute": "12:25"})
    await lead(club, thread, "Resume")
    note = await press(club, ada, thread, "Note this moment")
    await later(club, seconds=6)
    assert "What did the camera do?" in text(prompt(thread, 5))
    await ada.submit_modal(note, {"text": "The music swells"})
    shown = await club.sam.click(card(thread), label="Lead")
    for place in (2, 3):
        await club.sam.select(shown.response, [f"reveal-{place}"])
        await turn(club)
    await lead(club, thread, "Film is over")

    await lead(club, thread, "Ask it")
    await answer(ben, prompt(thread, 6), text="I listen to the music now")
    await lead(club, thread, "Reveal")
    await lead(club, thread, "Skip")
    await end(club, thread)

    summary = next(message for message in thread.history() if text(message).startswith("## Summary: The Hive"))
    shown = text(summary)
    assert "### Bias" in shown
    assert "- Honey, smoke" in shown
    assert "a scholar — 1 (100 %)" in shown
    assert "“Bees never sleep” The pack says: false. They rest at night. Checked here by 1" in shown
    assert "- 12:25 The music swells" in shown
    assert "at ease" not in shown
    assert not any(str(member.id) in shown for member in (ada, ben))

    after = await club.sam.select(summary, ["bees/like-bees"], custom_id="offered-poll:after")
    assert words(after).startswith("#2 · open")
    form = await ben.click(summary, label="Start a round")
    told = await ben.submit_modal(form, {"question": "What stays with you?", "collect": "1d", "closes": "3d"})
    assert told.response.content.startswith("Started round #1.")
    await turn(club)
    assert any(each.startswith("#1 · collecting · 0 take part\n## What stays with you?") for each in in_thread(thread))
    await ada.click(after.response, label="No")
    taken = await club.sam.click(summary, label="Transcript")
    assert {file.filename for file in taken.response.attachments} == {"transcript.csv", "transcript.md"}
    journal = words(await ada.slash(club.general, "watch journal"))
    assert "at ease" in journal
    assert "The music swells" in journal
    assert "Wax" not in journal
    assert len([each for each in in_thread(thread) if each.startswith("## Prompt 1:")]) == 1
    await club.env.bot.close()

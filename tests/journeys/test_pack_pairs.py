"""A pair that a pack brings, whose question reads differently after the film."""

from dataclasses import replace
from typing import Any

import pytest

from bot.packs.format.activities import PackPoll
from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import words
from tests.journeys.polling import in_channel
from tests.samples import bees

PAIR = PackPoll(
    id="bees", question="Do you like bees?", question_after="And now?", options=("Yes", "No"), pair=True
)  # fmt: skip


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([replace(bees(), polls=(PAIR,))])


async def test_whoever_asks_it_again_by_button_asks_as_the_pack_words_it(club: Any) -> None:
    before = await club.sam.slash(club.general, "poll pack", poll="bees/bees", phase="before")
    assert words(before).startswith("#1 · open · single · results after close · unnamed\n## Do you like bees?")
    asked = await club.sam.click(before.response, label="Ask again after the film")
    await club.sam.click(asked.response, label="Close it and ask again now")
    assert (await in_channel(club))[-1].startswith("#2 · open · single · results after close · unnamed\n## And now?")

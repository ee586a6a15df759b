"""Buttons, selects and open forms that the last release drew still answer: they stand in channels for years."""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.inputs import fitting
from tests import registered

DRAWN = [
    tuple(line.split(" ", 1))
    for line in (Path(__file__).parent / "custom_ids_of_before.txt").read_text(encoding="utf-8").splitlines()
]
"""For each pattern of that release: `control` or `form`, and a custom id of every alternative that it had."""


@pytest.mark.parametrize("drawn", ["control", "form"])
async def test_every_custom_id_of_the_last_release_still_has_somebody_who_answers(club: Any, drawn: str) -> None:
    bot = club.env.bot
    await bot.dormant.wake_all()
    kinds = registered.controls(bot) if drawn == "control" else bot.forms.kinds
    ids = [custom_id for kind, custom_id in DRAWN if kind == drawn]
    assert len(ids) > 10
    assert [each for each in ids if not any(fitting(kind.template, each) for kind in kinds)] == []

"""What docs/commands.md says is what can be typed."""

import os
from typing import Any

from tests.command_list import PLACE, commands_text


async def test_the_list_of_commands_is_made_from_them(club: Any) -> None:
    made = commands_text(club.env.bot.tree)
    if os.environ.get("WRITE_COMMANDS"):
        PLACE.write_text(made, encoding="utf-8")
    assert PLACE.read_text(encoding="utf-8") == made, "docs/commands.md is not current: run `make commands`"
    assert "**`/watch start`**" in made

"""Forms that outlive a restart, routed by custom id.

discord.py keeps open forms by custom id alone, so that two members with the same form would share one and a restart
would lose what was typed. Here a form is only built by `discord.ui.Modal`; its submission is found by pattern and read
from the interaction's own data.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.chat.cards import label
from bot.chat.door import answer_error
from bot.chat.taking import taken

WORTH_KEEPING = 40
"""Characters from which what was written is given back where it is refused."""

Fields = dict[str, str | list[str] | bool]
Submitted = Callable[[discord.Interaction, re.Match[str], Fields], Awaitable[None]]


class Forms:
    """The patterns of every form and what each submission does."""

    def __init__(self) -> None:
        self._routes: list[tuple[re.Pattern[str], Submitted]] = []

    def add(self, pattern: str, submitted: Submitted) -> None:
        """Send submissions whose custom id matches all of `pattern` to `submitted`."""
        self._routes.append((re.compile(pattern), submitted))

    async def route(self, interaction: discord.Interaction) -> bool:
        """Handle a submission; False where no pattern knows it."""
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        for pattern, submitted in self._routes:
            if match := pattern.fullmatch(custom_id):
                try:
                    await submitted(interaction, match, fields(interaction))
                except Exception as error:  # noqa: BLE001 - the door answers every error
                    await answer_error(interaction, error, keep=written(interaction))
                return True
        return False


async def show_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Open a form; stopped first, so that discord.py does not keep it in its own store of open forms."""
    for item in form.children:
        label(item)
    form.stop()
    await interaction.response.send_modal(form)


def fields(interaction: discord.Interaction) -> Fields:
    """What was typed, as it is kept (`taking.py`), and picked, by the custom id of each field."""
    values: Fields = {}

    def collect(component: Any) -> None:
        if "custom_id" in component and "components" not in component:
            values[component["custom_id"]] = component.get("values", component.get("value", ""))
        for inner in (
            *component.get("components", ()),
            *([component["component"]] if "component" in component else ()),
        ):
            collect(inner)

    for row in (interaction.data or {}).get("components", ()):
        collect(row)
    return {name: taken(interaction, value) if isinstance(value, str) else value for name, value in values.items()}


def written(interaction: discord.Interaction) -> str:
    """What somebody took the time to write into a form, to be given back where it cannot be kept; empty for little."""
    texts = [value for value in fields(interaction).values() if isinstance(value, str) and value.strip()]
    return "\n\n".join(texts) if sum(map(len, texts)) >= WORTH_KEEPING else ""

"""Forms that outlive a restart, routed by custom id.

discord.py keeps open forms by custom id alone, so that two members with the same form would share one and a restart
would lose what was typed. Here a form is only built by `discord.ui.Modal`; its submission is found by pattern and read
from the interaction's own data.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from discord import ui

from bot.chat import inputs
from bot.chat.cards import label
from bot.chat.inputs import Field, Fields, Files, Pick, Text, custom_id_of, fitting, pattern_of, texts
from bot.chat.mark_names import with_names

__all__ = [
    "Fields", "Files", "Form", "Forms", "Pick", "Submitted", "Text",
    "asks", "fields", "form_of", "select_of", "show_form", "text_of", "written",
]  # fmt: skip

Submitted = Callable[[discord.Interaction, re.Match[str], Fields], Awaitable[None]]
Handler = TypeVar("Handler", bound=Submitted)


def asks(**asked: Field) -> Callable[[Handler], Handler]:
    """Say which fields a form has, by custom id, on what handles it: it is then given those, as they were drawn."""

    def mark(submitted: Handler) -> Handler:
        setattr(submitted, _ASKED, asked)
        return submitted

    return mark


_ASKED = "asked"


@dataclass(frozen=True)
class Form:
    """One kind of form: whose custom ids fit its pattern, what it asks (None: not said), and what handles it."""

    template: re.Pattern[str]
    submitted: Submitted
    asked: dict[str, Field] | None


class Forms:
    """The patterns of every form and what each submission does."""

    def __init__(self) -> None:
        self.kinds: list[Form] = []

    def add(self, pattern: str, submitted: Submitted) -> None:
        """Send submissions whose custom id matches all of `pattern` to `submitted`."""
        self.kinds.append(Form(pattern_of(pattern), submitted, getattr(submitted, _ASKED, None)))

    async def route(self, interaction: discord.Interaction) -> bool:
        """Handle a submission; False where no pattern knows it. Raises what goes wrong."""
        custom_id = custom_id_of(interaction)
        for form in self.kinds:
            if match := fitting(form.template, custom_id):
                await form.submitted(interaction, match, fields(interaction, form.asked))
                return True
        return False


def form_of(title: str, custom_id: str, *parts: "ui.Item[Any]") -> ui.Modal:
    """A form with these parts, one under the other."""
    form = ui.Modal(title=title, custom_id=custom_id)
    for part in parts:
        form.add_item(part)
    return form


def select_of(custom_id: str, labels: Mapping[Any, str], chosen: str | None = None) -> "ui.Select[ui.Modal]":
    """A field of a form in which one value is picked, or none, by what it is called."""
    options = [discord.SelectOption(label=text, value=value, default=value == chosen) for value, text in labels.items()]
    return ui.Select(custom_id=custom_id, options=options, required=False)


async def show_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Open a form; stopped first, so that discord.py does not keep it in its own store of open forms."""
    for item in form.children:
        label(item)
    form.stop()
    await interaction.response.send_modal(form)


def fields(interaction: discord.Interaction, asked: dict[str, Field] | None = None) -> Fields:
    """What was written, as it is kept (`mark_names.py`), and picked; raises Refusal as `inputs.fields` does."""
    values = inputs.fields(interaction, asked)
    return {name: with_names(interaction, value) if isinstance(value, str) else value for name, value in values.items()}


def text_of(fields: Fields, name: str) -> str:
    """What was written in a field, or the value that was picked in it; empty where nothing was."""
    value = fields.get(name, "")
    return str(value[0] if value else "") if isinstance(value, list) else str(value)


def written(interaction: discord.Interaction) -> str:
    """What somebody wrote into a form, to be given back where it cannot be kept; nobody else needs to see to that."""
    return "\n\n".join(filter(None, texts(interaction)))

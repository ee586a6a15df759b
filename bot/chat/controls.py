"""Controls that outlive a restart: what they do is in their custom id, and their errors go through the one door."""

import re
from typing import Any, ClassVar

import discord

from bot.chat.inputs import chosen, custom_id_of, fitting, pattern_of

__all__ = ["Control", "Controls", "chosen", "verb"]

_VERB = re.compile(r"[a-z-]*")
"""What a custom id begins with; templates begin with it literally."""


class Control:
    """A button or select of any message of this bot, known by the pattern of its custom id.

    Cards draw plain buttons and selects; a subclass says in `template` which custom ids are its own, and does the work
    in `act`. A `discord.ui.DynamicItem` would do the same, but builds the whole clicked message anew for every click
    and only logs what is raised, so that the person is told nothing.
    """

    template: ClassVar[re.Pattern[str]]

    def __init_subclass__(cls, *, template: str, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.template = pattern_of(template)

    def __init__(self, state: re.Match[str]) -> None:
        self.state = state
        """What the custom id carries."""

    async def act(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the control says."""
        raise NotImplementedError


class Controls:
    """Every kind of control, found by the first word of its custom ids and then by its pattern."""

    def __init__(self) -> None:
        self._by_verb: dict[str, list[type[Control]]] = {}

    def add(self, *controls: type[Control]) -> None:
        """Make controls answer on every message, old ones and those sent before a restart included."""
        for control in controls:
            self._by_verb.setdefault(verb(control.template.pattern), []).append(control)

    async def route(self, interaction: discord.Interaction[Any]) -> bool:
        """Handle a click; False where no pattern knows it. Raises what goes wrong."""
        custom_id = custom_id_of(interaction)
        for control in self._by_verb.get(verb(custom_id), ()):
            if state := fitting(control.template, custom_id):
                await control(state).act(interaction)
                return True
        return False


def verb(custom_id: str) -> str:
    """The word that a custom id begins with, which says what it is for but not what was chosen."""
    found = _VERB.match(custom_id)
    return found[0] if found else ""

"""What a bot has registered: its controls, forms and commands, with a custom id that fits each."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from discord import app_commands
from hypothesis import Phase, given, settings, strategies

from bot.chat import limits
from bot.chat.client import StudyBot
from bot.chat.controls import Control
from bot.chat.inputs import fitting as fits


def patterns(bot: StudyBot) -> list[str]:
    """Every pattern of custom ids that something answers now."""
    kinds = (each for kinds in bot.controls._by_verb.values() for each in kinds)
    return [each.template.pattern for each in (*kinds, *bot.forms.kinds)]


def controls(bot: StudyBot) -> list[type[Control]]:
    """Every kind of control; all rooms have to be awake (`bot.dormant.wake_all`)."""
    assert not bot.dormant._asleep
    return [each for kinds in bot.controls._by_verb.values() for each in kinds]


def commands(bot: StudyBot) -> Iterator[app_commands.Command[Any, ..., Any]]:
    """Every slash command that can be called."""
    for each in bot.tree.walk_commands():
        if isinstance(each, app_commands.Command):
            yield each


def fitting(templates: list[re.Pattern[str]]) -> tuple[str, ...]:
    """A custom id for each pattern, which the bot takes for one: drawn once in a run, since that takes long."""
    return _drawn(tuple(templates))


@cache
def _drawn(templates: tuple[re.Pattern[str], ...]) -> tuple[str, ...]:
    found: list[tuple[str, ...]] = []

    @given(strategies.tuples(*map(ids, templates)))
    @settings(max_examples=2, database=None, phases=[Phase.generate])  # the first is the simplest, the second by lot
    def draw(drawn: tuple[str, ...]) -> None:
        found.append(drawn)

    draw()
    return found[-1]


def ids(template: re.Pattern[str]) -> strategies.SearchStrategy[str]:
    """Custom ids of a pattern, as long as Discord takes them and with numbers that may be ids."""
    drawn = strategies.from_regex(template, fullmatch=True, alphabet=strategies.characters(max_codepoint=126))
    return drawn.filter(lambda each: len(each) <= limits.CUSTOM_ID and fits(template, each) is not None)

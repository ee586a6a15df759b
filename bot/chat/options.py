"""What came with a command, held against what the command asks for before anything reads it."""

import math
from typing import Any

import discord
from discord import app_commands
from discord.enums import AppCommandOptionType as Kind

from bot.chat import limits
from bot.chat.inputs import is_id, is_text
from bot.chat.place import AnyCommand
from bot.chat.transport.interactions import reads

UNREADABLE = (
    "I could not read what Discord sent for this, and nothing was changed. Try again; if it happens again, tell "
    "the people who run the bot."
)
UNREADABLE_MESSAGE = (
    "I cannot read this message: it holds something that is new to me. Nothing was changed. Copy the words "
    "that you need into a message of your own and use that."
)
CHANGED = "This command has just changed. Type it again in a minute, or reload Discord."

SLASH, OF_USER, OF_MESSAGE = 1, 2, 3
SUBCOMMANDS = (1, 2)
LARGEST = 2**53
"""Discord's own bound of whole numbers in options."""
RESOLVED = {
    Kind.user: ("users",),
    Kind.channel: ("channels",),
    Kind.role: ("roles",),
    Kind.mentionable: ("users", "roles"),
    Kind.attachment: ("attachments",),
}

Tree = app_commands.CommandTree[Any]
Command = app_commands.Command[Any, ..., Any]
Choices = list[app_commands.Choice[str | int | float]]
"""What is offered while an option is typed, at most 25."""


def objection(tree: Tree, interaction: discord.Interaction[Any]) -> str:
    """Why a command cannot be carried out with what came, as a sentence for the member; empty where it can.

    While somebody types, options may be anything that can be read: what is missing or wrong is typed next.
    """
    data: Any = interaction.data
    named = data.get("resolved", {}) if isinstance(data, dict) else None
    if not isinstance(named, dict) or not isinstance(data.get("name"), str):
        return UNREADABLE
    kind = data.get("type", SLASH)
    if kind in (OF_USER, OF_MESSAGE):
        return _of_menu(interaction, named, str(data.get("target_id")), "users" if kind == OF_USER else "messages")
    command, options = _called(tree, data)
    if kind != SLASH or not _are_options(options) or not reads(interaction, named, options):
        return UNREADABLE
    if command is None:
        return ""  # the tree tells that it does not know the command
    if interaction.type is discord.InteractionType.autocomplete:
        asked = [(option["name"], option["type"]) for option in options if option.get("focused") is True]
        completing = {(each.display_name, each.type.value) for each in command.parameters if each.autocomplete}
        return "" if len(asked) == 1 and completing.issuperset(asked) else UNREADABLE
    return of_options(command, options, named)


def command_of(tree: Tree, data: Any) -> AnyCommand | None:
    """The command or the menu that is called; None where the tree has none."""
    kind = data.get("type", SLASH)
    if kind == SLASH:
        return _called(tree, data)[0]
    return tree.get_command(data["name"], type=discord.AppCommandType(kind))


def _of_menu(interaction: discord.Interaction[Any], named: dict[str, Any], target: str, kind: str) -> str:
    targets = named.get(kind)
    if not isinstance(targets, dict) or target not in targets:
        return UNREADABLE
    if reads(interaction, named, []):
        return ""
    return UNREADABLE_MESSAGE if kind == "messages" and not reads(interaction, {kind: targets}, []) else UNREADABLE


def _called(tree: Tree, data: Any) -> tuple[Command | None, Any]:
    """The command that is called, None where the tree has none, and its options, whatever they are."""
    found, options = tree.get_command(data["name"]), data.get("options", [])
    while _are_options(options) and options and options[0]["type"] in SUBCOMMANDS:
        found = found.get_command(options[0]["name"]) if isinstance(found, app_commands.Group) else None
        options = options[0].get("options", [])
    return (found if isinstance(found, app_commands.Command) else None), options


def _are_options(options: Any) -> bool:
    return isinstance(options, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("name"), str)
        and isinstance(each.get("type"), int)
        and isinstance(each.get("value", ""), str | int | float)
        for each in options
    )


def of_options(command: Command, options: list[Any], named: dict[str, Any]) -> str:
    """Why the options do not fit a command, empty where they do; names of choices become their values."""
    asked = {each.display_name: each for each in command.parameters}
    if len({option["name"] for option in options}) < len(options):
        return UNREADABLE
    for option in options:
        if (each := asked.pop(option["name"], None)) is None or option["type"] != each.type.value:
            return CHANGED
        _take_name_for_value(each, option)
        if not _fits(each, option["value"], named):
            offered = f", such as `{each.choices[0].name}`" if each.choices else " while you type"
            return f"`{option['name']}`: the command does not take this. Give what Discord offers{offered}."
    return CHANGED if any(each.required for each in asked.values()) else ""


def _take_name_for_value(asked: app_commands.Parameter, option: dict[str, Any]) -> None:
    """A client may send what it shows of a choice in place of the value that belongs to it."""
    values = [choice.value for choice in asked.choices]
    if option["value"] not in values and isinstance(typed := option["value"], str):
        folded = typed.strip().casefold()
        known = (each.value for each in asked.choices if folded in (each.name.casefold(), str(each.value).casefold()))
        option["value"] = next(known, typed)


def _fits(asked: app_commands.Parameter, value: Any, named: dict[str, Any]) -> bool:
    if asked.choices:
        return any(type(value) is type(each.value) and value == each.value for each in asked.choices)
    match asked.type:
        case Kind.string:
            return is_text(value, limits.OPTION) and _between(asked, len(value))
        case Kind.integer:
            return type(value) is int and abs(value) <= LARGEST and _between(asked, value)
        case Kind.number:
            return type(value) in (int, float) and math.isfinite(value) and _between(asked, value)
        case Kind.boolean:
            return type(value) is bool
        case _:
            kinds = (named.get(kind) for kind in RESOLVED.get(asked.type, ()))
            return is_text(value) and is_id(value) and any(isinstance(each, dict) and value in each for each in kinds)


def _between(asked: app_commands.Parameter, value: float) -> bool:
    return (asked.min_value is None or value >= asked.min_value) and (
        asked.max_value is None or value <= asked.max_value
    )

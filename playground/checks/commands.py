"""Application commands: names, descriptions, options, choices, and how many of each."""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from playground import limits
from playground.checks.body import Body, Length, Path, Problem, Several, parse
from playground.model import Json

SLASH = 1
SUBCOMMAND, GROUP = 1, 2
OPTIONS = 25
TEXT_OF_A_COMMAND = 8_000
PER_KIND = {1: 100, 2: 15, 3: 15}


class Choice(Body):
    name: Annotated[str, Length(1, limits.CHOICE_NAME)]
    value: Annotated[str, Length(0, limits.CHOICE_VALUE)] | int | float
    name_localizations: dict[str, str] | None = None


class Option(Body):
    type: Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    name: Annotated[str, Length(1, 32)]
    description: Annotated[str, Length(1, 100)]
    required: bool = False
    autocomplete: bool = False
    choices: Annotated[list[Choice], Length(0, limits.CHOICES)] | None = None
    options: Annotated[list["Option"], Length(0, OPTIONS)] | None = None
    channel_types: list[int] | None = None
    min_value: int | float | None = None
    max_value: int | float | None = None
    min_length: Annotated[int, Field(ge=0, le=6000)] | None = None
    max_length: Annotated[int, Field(ge=1, le=6000)] | None = None
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


class Command(Body):
    type: Literal[1, 2, 3] = 1
    name: Annotated[str, Length(1, 32)]
    description: Annotated[str, Length(0, 100)] = ""
    options: Annotated[list[Option], Length(0, OPTIONS)] = Field(default_factory=list)
    default_member_permissions: int | None = None
    dm_permission: bool | None = None
    nsfw: bool = False
    contexts: Annotated[list[Literal[0, 1, 2]], Several()] | None = None
    integration_types: Annotated[list[Literal[0, 1]], Several()] | None = None
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


class Choices(Body):
    """What autocomplete answers."""

    choices: Annotated[list[Choice], Length(0, limits.CHOICES)] = Field(default_factory=list)


_COMMANDS = TypeAdapter(list[Command])
_COMMAND = TypeAdapter(Command)
_CHOICES = TypeAdapter(Choices)


def read_choices(sent: Any, at: Path) -> tuple[list[Json], list[Problem]]:
    parsed, problems = parse(_CHOICES, sent, at)
    return ([each.model_dump(exclude_none=True) for each in parsed.choices] if parsed else []), problems


def read_command(sent: Any) -> tuple[Json, list[Problem]]:
    parsed, problems = parse(_COMMAND, sent)
    if parsed is None:
        return {}, problems
    return _normal(parsed), list(_command_problems(_normal(parsed), ()))


def read_commands(sent: Any) -> tuple[list[Json], list[Problem]]:
    """A whole list of commands as PUT sends it."""
    parsed, problems = parse(_COMMANDS, sent)
    commands = [_normal(each) for each in parsed or []]
    names = set()
    for number, command in enumerate(commands):
        problems += _command_problems(command, (number,))
        if (key := (command["type"], command["name"])) in names:
            problems.append(
                Problem(
                    (number, "name"),
                    "APPLICATION_COMMANDS_DUPLICATE_NAME",
                    "Application command names must be unique",
                )
            )
        names.add(key)
    return commands, problems


def too_many(commands: list[Json]) -> bool:
    return any(sum(each["type"] == kind for each in commands) > limit for kind, limit in PER_KIND.items())


def _normal(command: Command) -> Json:
    normal = command.model_dump(exclude_none=True)
    permissions = command.default_member_permissions
    normal["default_member_permissions"] = None if permissions is None else str(permissions)
    return normal


def _command_problems(command: Json, path: Path) -> Iterator[Problem]:
    if command["type"] != SLASH:
        if command["description"] or command["options"]:
            yield Problem(path, "APPLICATION_COMMAND_CONTEXT_MENU", "Context menus have no description and no options")
        return
    yield from _name_problems(command["name"], path)
    if not command["description"]:
        yield Problem((*path, "description"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    yield from _options_problems(command["options"], (*path, "options"), depth=0)
    if (size := _text(command)) > TEXT_OF_A_COMMAND:
        yield Problem(
            path,
            "APPLICATION_COMMAND_TOO_LARGE",
            f"Command exceeds maximum size ({size} / {TEXT_OF_A_COMMAND})",
        )


def _name_problems(name: str, path: Path) -> Iterator[Problem]:
    r"""Discord's pattern for names: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lower case."""
    if name != name.lower() or not all(each in "-_'" or unicodedata.category(each)[0] in "LNM" for each in name):
        yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _options_problems(options: list[Json], path: Path, depth: int) -> Iterator[Problem]:
    names: set[str] = set()
    optional_before = False
    nested = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        yield Problem(
            path,
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )
    for number, option in enumerate(options):
        here = (*path, number)
        yield from _option_problems(option, here)
        if option["name"] in names:
            yield Problem(
                (*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
            )
        names.add(option["name"])
        if option["type"] in (SUBCOMMAND, GROUP):
            yield from _nested_problems(option, here, depth)
            continue
        if option["required"] and optional_before:
            yield Problem(
                here,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_before |= not option["required"]


def _option_problems(option: Json, here: Path) -> Iterator[Problem]:
    yield from _name_problems(option["name"], here)
    if option.get("choices") and option["autocomplete"]:
        yield Problem(
            (*here, "choices"),
            "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
            "Choices cannot be used with autocomplete",
        )


def _nested_problems(option: Json, here: Path, depth: int) -> Iterator[Problem]:
    if depth >= (1 if option["type"] == GROUP else 2):
        yield Problem(here, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands cannot be nested this deep")
    inner = 1 if option["type"] == GROUP else 2
    yield from _options_problems(option.get("options", []), (*here, "options"), inner)


def _text(part: Json) -> int:
    """Characters of names, descriptions and choice values, nested ones included."""
    own = limits.length(part["name"]) + limits.length(part.get("description", ""))
    own += sum(limits.length(each["name"]) + len(str(each["value"])) for each in part.get("choices", []))
    return own + sum(_text(each) for each in part.get("options", []))

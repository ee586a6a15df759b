"""The list of commands in docs/commands.md, made from the commands themselves."""

from collections.abc import Iterator
from pathlib import Path

from discord import AppCommandType, app_commands

from bot.chat.place import works_outside

PLACE = Path(__file__).parents[1] / "docs" / "commands.md"
_HEAD = (
    "# Every command\n\nMade from the commands themselves: `make commands` writes it anew, and a test holds that it is "
    "current. Answers are private\nunless the command posts something, or `share: True` is given. What is not "
    "marked works in direct messages with the bot too,\nand, for who has installed it for themselves, in any server or "
    "channel.\n"
)

Tree = app_commands.CommandTree


def commands_text(tree: Tree) -> str:
    """The whole document: a section for each first word, a line for each command, its options below it."""
    commands = sorted(tree.get_commands(type=AppCommandType.chat_input), key=lambda each: each.name)
    parts = [_HEAD.rstrip(), *(_section(each) for each in commands), _menus(tree)]
    return "\n\n".join(parts) + "\n"


def _section(command: app_commands.Group | app_commands.Command) -> str:
    if isinstance(command, app_commands.Command):
        return f"## /{command.name}\n\n" + "\n".join(_lines(command))
    where = "" if works_outside(command) else " *In servers alone.*"
    inner = (each for each in command.walk_commands() if isinstance(each, app_commands.Command))
    lines = (line for each in inner for line in _lines(each))
    return f"## /{command.name}\n\n{command.description}{where}\n\n" + "\n".join(lines)


def _lines(command: app_commands.Command) -> Iterator[str]:
    who = " *For moderators.*" if command.extras.get("moderators") else ""
    where = (
        "" if works_outside(command) or not works_outside(command.root_parent or command) else " *In servers alone.*"
    )
    yield f"- **`/{command.qualified_name}`** {command.description}{who}{where}"
    for option in command.parameters:
        choices = f": {', '.join(f'`{choice.name}`' for choice in option.choices)}" if option.choices else ""
        needed = "" if option.required else " (may be left out)"
        yield f"  - `{option.display_name}`{needed} {option.description}{choices}"


def _menus(tree: Tree) -> str:
    menus = sorted(tree.get_commands(type=AppCommandType.message), key=lambda each: each.name)
    listed = "\n".join(f"- **{each.name}**{'' if works_outside(each) else ' *In servers alone.*'}" for each in menus)
    return f"## In the menu of a message\n\nUnder Apps, of any message:\n\n{listed}"

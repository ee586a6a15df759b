"""What members look up between everything else, with what is suggested while they type."""

import random

from bot.packs.format.model import Kind
from tests.soak.child import shelves
from tests.soak.members import Members

COMMANDS: dict[str, tuple[Kind, str]] = {
    "explain": (Kind.EXPLAINER, "topic"),
    "film": (Kind.FILM, "title"),
    "claim": (Kind.CLAIM, "claim"),
    "glossary": (Kind.TERM, "term"),
}
"""Commands with the kind of entry they take and their option."""
PLAIN = ("library", "help", "poll list", "watch journal", "pack list", "settings show")


Values = dict[Kind, list[str]]


async def values() -> Values:
    """What can be looked up, by kind."""
    shelf = (await shelves()).of(None)
    return {kind: [item.value for item in shelf.of_kind(kind)] for kind, _ in COMMANDS.values()}


async def look_up(
    members: Members, lot: random.Random, everybody: list[int], channel: int, polls: int, known: Values
) -> None:
    """One look into the library, a list, or a poll."""
    member, dice = lot.choice(everybody), lot.random()
    if dice < 0.35:
        path = lot.choice([*COMMANDS, "poll show"])
        option = COMMANDS[path][1] if path in COMMANDS else "poll"
        await members.complete(member, channel, path, option, lot.choice(["", "so", "cre", "wi", "film", "which", "1"]))
    elif dice < 0.7:
        path = lot.choice([*COMMANDS])
        await members.command(member, channel, path, **{COMMANDS[path][1]: lot.choice(known[COMMANDS[path][0]])})
    elif dice < 0.8:
        await members.command(member, channel, "search", query=lot.choice(["credit score", "bees", "surveilance", "x"]))
    elif dice < 0.9 and polls:
        await members.command(member, channel, "poll show", poll=str(lot.randint(1, polls)))
    else:
        await members.command(member, channel, lot.choice(PLAIN))

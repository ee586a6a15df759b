"""`handout` on the command line: what it says, and how it leaves."""

from pathlib import Path
from typing import Annotated

import typer

from bot.interchange.command_line import write_out
from bot.launch import BAD_USAGE, PROBLEMS, leave

SHORTEST, LONGEST = 15, 480
"""Minutes for which an evening can be planned."""


def handout(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack: its folder, its file or a zip of it.")],
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The id of a film, a guide or an explainer in it.")],
    facilitator: Annotated[
        bool, typer.Option("--facilitator", help="The copy of who leads: notes, answers, and a plan in minutes.")
    ] = False,
    minutes: Annotated[
        int | None,
        typer.Option("--minutes", min=SHORTEST, max=LONGEST, help="The time there is: only what fits it is asked."),
    ] = None,
) -> None:
    """Write a sheet to print, as one page of HTML, to standard output."""
    from bot.app import handouts
    from bot.chat.paper import Wanted
    from bot.handouts.printing import NotPrintedError, printed

    try:
        made = printed(pack, entry, Wanted(facilitator, minutes), handouts())
    except NotPrintedError as error:
        leave(str(error), BAD_USAGE if error.misused else PROBLEMS)
    write_out(made, None)

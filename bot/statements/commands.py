"""`/statements`: what members think themselves, and where they agree."""

from functools import partial
from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.chat.answer import answer_card
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.dormant import LaterParam, Room
from bot.chat.evenings import Evening, Evenings, Told
from bot.chat.place import for_servers
from bot.chat.seams import RoundStarter
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.params import EntryParam
from bot.packs.shelf.shelves import Item
from bot.statements.usual import CLOSES, COLLECT

ROOM = Room(
    module="bot.statements.wiring",
    commands=("statements",),
    ids=("statements-",),
    jobs=tuple(
        f"statements.{job}"
        for job in (
            *("collected", "destroy", "close", "count", "forget", "scrub", "remind", "card", "look", "reminder"),
            *("moderators", "vote", "result"),
        )
    ),
    tables=("statement_rounds",),
)


def _rounds(closed: bool | None = None) -> app_commands.Transformer:
    from bot.statements.params import RoundParam

    return RoundParam(closed=closed)


if TYPE_CHECKING:
    from bot.statements.rules import Round as AnyRound
    from bot.statements.rules import Round as OpenRound
else:
    AnyRound = app_commands.Transform[object, LaterParam(_rounds)]
    OpenRound = app_commands.Transform[object, LaterParam(partial(_rounds, closed=False))]
Seed = app_commands.Transform[Item, EntryParam(Kind.STATEMENTS)]


async def set_up(bot: StudyBot) -> None:
    """Add the commands to the bot, and what else there is as soon as somebody uses it."""
    bot.services.provide(RoundStarter(_ask_to_start))
    bot.services.get(Worker).later(ROOM.jobs, partial(bot.dormant.wake, ROOM))
    bot.services.get(Evenings).add(partial(_tell, bot))
    await bot.dormant.add(ROOM)
    await bot.add_cog(StatementCommands())


async def _tell(bot: StudyBot, evening: Evening) -> Told:
    if not await bot.dormant.is_used(ROOM):
        return Told()
    await bot.dormant.wake(ROOM)
    from bot.statements.report import tell

    return await tell(bot.database, evening)


async def _ask_to_start(interaction: StudyInteraction) -> None:
    await interaction.client.dormant.wake(ROOM)
    from bot.statements import controls

    await controls.ask_to_start(interaction)


@for_servers
class StatementCommands(
    commands.GroupCog, group_name="statements", group_description="What each of you thinks, and where you agree."
):
    """Starting, showing and ending rounds."""

    @app_commands.command(description="Collect members' own statements, unsigned, and vote on them together.")
    @app_commands.describe(
        question="What the statements answer",
        collect="How long statements are collected: 90m, 2d, fri 18:00; a day if left out",
        closes="How long the vote runs once they are released: 90m, 2d; three days if left out",
        seed="Statements of a pack to begin with",
    )
    async def start(
        self,
        interaction: StudyInteraction,
        question: str,
        collect: str = COLLECT,
        closes: str = CLOSES,
        seed: Seed | None = None,
    ) -> None:
        """Start it; the card follows in the channel."""
        from bot.statements import starting

        await starting.start(interaction, question, collect, closes, seed)

    @app_commands.command(description="Show how a round stands, or what it came to.")
    @app_commands.describe(round="The round: its number")
    async def show(self, interaction: StudyInteraction, round: AnyRound) -> None:  # noqa: A002 - the option's name
        """Privately."""
        from bot.statements import controls

        await controls.show(interaction, round.id)

    @app_commands.command(description="End collecting, release the statements, or close the vote early.")
    @app_commands.describe(round="The round: its number")
    async def end(self, interaction: StudyInteraction, round: OpenRound) -> None:  # noqa: A002 - the option's name
        """Ask first; where the statements wait for their release, show them."""
        from bot.statements import cards
        from bot.statements.controls import asker
        from bot.statements.rules import CLOSED
        from bot.statements.service import Statements

        by = await asker(interaction)
        round.check_leader(by)
        if round.closed_at:
            raise Refusal(CLOSED)
        if round.is_looked_through:
            statements = interaction.client.services.get(Statements)
            await answer_card(interaction, cards.sift_card(await statements.sift(guild_of(interaction), round.id, by)))
        else:
            await answer_card(interaction, cards.end_card(round))

"""Remembering: quizzes for the group, review for oneself."""

from functools import partial

from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.dormant import Room
from bot.chat.evenings import Evening, Evenings, Told
from bot.outbox.worker import Worker
from bot.packs.params import shelf_of
from bot.packs.remembering import KEEP, Remembering
from bot.packs.shelf.shelves import Item, Shelf
from bot.quizzes.review.commands import ReviewCommands
from bot.quizzes.rounds.commands import QuizCommands

ROOM = Room(
    module="bot.quizzes.wiring",
    commands=("quiz", "review"),
    ids=("quiz-", "review-", KEEP),
    jobs=tuple(
        f"quizzes.{job}"
        for job in ("opening", "card", "item", "answers", "line", "summary", "point", "add", "reveal", "remind")
    ),
    tables=("quizzes", "review_items", "review_members"),
)
LISTED = 25
"""Entries of which something is kept that the library offers to open."""


async def set_up(bot: StudyBot) -> None:
    """Add the commands to the bot, and what else there is as soon as somebody uses it."""
    bot.services.provide(Remembering(_can_keep, _kept))
    bot.services.get(Worker).later(ROOM.jobs, partial(bot.dormant.wake, ROOM))
    bot.services.get(Evenings).add(partial(_tell, bot))
    await bot.dormant.add(ROOM)
    await bot.add_cog(ReviewCommands())
    await bot.add_cog(QuizCommands())


async def _tell(bot: StudyBot, evening: Evening) -> Told:
    if not await bot.dormant.is_used(ROOM):
        return Told()
    await bot.dormant.wake(ROOM)
    from bot.quizzes.rounds.report import tell

    return await tell(bot.database, evening)


def _can_keep(shelf: Shelf, item: Item) -> bool:
    from bot.quizzes.items.finding import has_items

    return has_items(shelf, item)


async def _kept(interaction: StudyInteraction) -> tuple[list[Item], int]:
    rooms = interaction.client.dormant
    if not await rooms.is_used(ROOM):
        return [], 0
    await rooms.wake(ROOM)
    from bot.quizzes.review.controls import place_of
    from bot.quizzes.review.service import Review

    review, shelf = interaction.client.services.get(Review), shelf_of(interaction)
    values, count = await review.entries(interaction.user.id, await place_of(interaction), LISTED)
    return [item for value in values if (item := shelf.find(value))], count

"""What quizzes and reviews keep about members."""

from bot.database import Tx
from bot.database.retention import Keeper, Retained
from bot.quizzes.review import store as review
from bot.quizzes.review.jobs import time_reminders


async def _delete(tx: Tx, member_id: int) -> None:
    await review.forget_member(tx, member_id)
    await time_reminders(tx)


async def _forget_guild(tx: Tx, guild_id: int) -> None:
    await review.forget_guild(tx, guild_id)
    await time_reminders(tx)


KEEPER = Keeper(
    name="Review",
    kept=(
        Retained(
            what="What you keep for review, in which server you kept it, when it is due and how well you know it",
            why="To ask you on the day on which it is worth it, and to tell you when it was corrected",
            where={
                "review_items": "id @member_id guild_id pack_id item title digest learned pack_digest state stability "
                "difficulty reviewed_on due_on"
            },
            how_long="Until you take it out or have it deleted, or until 30 days after the server has removed the bot",
            who="You",
        ),
        Retained(
            what="Whether you want to be reminded of your review, and the time zone of where you last reviewed",
            why="To remind you by direct message, at most once a day, and so that your days turn when you expect it",
            where={"review_members": "@member_id time_zone reminds remind_at unanswered refused"},
            how_long="Until you have it deleted",
            who="You",
        ),
    ),
    export=review.about,
    delete=_delete,
    forget_guild=_forget_guild,
)

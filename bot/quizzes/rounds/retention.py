"""What quizzes of groups keep about members and servers."""

from bot.database.retention import Keeper, Retained
from bot.quizzes.rounds import loading, store

_UNTIL_DELETED = "Until you have it deleted, or until 30 days after the server has removed the bot"

KEEPER = Keeper(
    name="Quizzes",
    kept=(
        Retained(
            what="Your answers in quizzes of a group",
            why="To count them when the answer is shown, and to show you what you missed",
            where={"quiz_answers": "quiz_id place @member_id chosen click_id"},
            how_long=_UNTIL_DELETED,
            who="You; everyone in the quiz sees counts, never names",
        ),
        Retained(
            what="In which quizzes you took part, when you joined and left, if you asked to be pinged",
            why="To add you to the thread, to mention you there if you want it, and so that you may take over",
            where={"quiz_members": "quiz_id @member_id joined_at left_at added_to refused pinged"},
            how_long=_UNTIL_DELETED,
            who="Who may read the thread sees that you are in it, and whom a question mentions; else only how many",
        ),
        Retained(
            what="Which quizzes you led",
            why="So that you may lead them",
            where={"quizzes": "@facilitator_id"},
            how_long=_UNTIL_DELETED,
            who="Everyone in the quiz",
        ),
        Retained(
            what="A quiz: its questions as they were when it began, its thread, and where it stands",
            why="To ask it, and to ask again what was missed",
            where={
                "quizzes": "id guild_id number title programme step seconds channel_id started_in thread_id tag_id "
                "created_at ended_at",
                "quiz_items": "quiz_id place state asked_at closes_at",
                "quiz_posts": "quiz_id what place message_id",
            },
            who="Everyone in the quiz",
        ),
    ),
    other={"quizzes": "orphaned", "quiz_posts": "again version drawn"},
    export=store.about,
    delete=loading.forget_member,
)

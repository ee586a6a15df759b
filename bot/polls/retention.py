"""What polls keep about members and servers."""

from bot.database.retention import Keeper, Retained
from bot.polls.personal_data import service

KEEPER = Keeper(
    name="Polls",
    kept=(
        Retained(
            what="Your vote, your reason and how sure you are",
            why="To count it, and so that you can change it",
            where={"ballots": "poll_id @member_id choices marks reason confidence click_id"},
            how_long="Until 30 days after the poll has closed",
            who="You. Everyone in the server, where the poll is *named* and its results may be seen; reasons without "
            "your name",
        ),
        Retained(
            what="Your vote in an anonymous poll, under a code made with a key of that poll",
            why="To count it once",
            where={"secret_ballots": "poll_id tag choices marks", "secret_keys": "poll_id key"},
            how_long="Until the poll closes; of a pair until its after poll closes, at most 14 days",
            who="Nobody",
            count=service.count_secret,
        ),
        Retained(
            what="A poll you are writing",
            why="So that you can change it before you post it",
            where={"poll_drafts": "id guild_id @member_id body created_at"},
            how_long="A day",
            who="You",
        ),
        Retained(
            what="Which polls you made and closed",
            why="So that you may edit and close them, and hear when one cannot be posted",
            where={"polls": "@creator_id @closed_by"},
            how_long="As long as the poll",
            who="Nobody; `/poll list` with `mine` shows you yours",
        ),
        Retained(
            what="A poll: its question, its options, its rules, where its card is, and its totals",
            why="To show it, and what it came to",
            where={
                "polls": "id guild_id number channel_id message_id kind question not_sure reason confidence "
                "min_choices max_choices secrecy visibility voters pack phase before_id created_at closes_at closed_at "
                "ballots unsure",
                "poll_options": "poll_id place label votes",
                "poll_changes": "poll_id at place was",
                "poll_results": "poll_id body",
                "poll_messages": "poll_id kind message_id",
                "poll_numbers": "guild_id last",
            },
            who="Everyone in the server; totals when the poll's rules say so",
        ),
    ),
    other={"polls": "orphaned version edition drawn held"},
    export=service.export,
    delete=service.delete,
)

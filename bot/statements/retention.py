"""What rounds of statements keep about members and servers."""

from bot.database.retention import Keeper, Retained
from bot.statements import personal_data

KEEPER = Keeper(
    name="Statements",
    kept=(
        Retained(
            what="Your statements in a round, under a code made with a key of that round",
            why="So that you can change them while they are collected",
            where={"secret_statements": "round_id tag place text", "secret_statement_keys": "round_id key"},
            how_long="Until collecting ends; then the code and the key are destroyed, and nobody knows any more who "
            "wrote what",
            who="You",
            count=personal_data.count_written,
        ),
        Retained(
            what="How you voted on statements",
            why="To count it, and so that you can change it",
            where={"statement_votes": "round_id @member_id place vote click_id"},
            how_long="Until 30 days after the vote has closed",
            who="You",
        ),
        Retained(
            what="Which rounds of statements you started",
            why="So that you may release and close them, and hear when something cannot be posted",
            where={"statement_rounds": "@creator_id"},
            how_long="As long as the round",
            who="Everyone in the server, while the statements wait for their release",
        ),
        Retained(
            what="A round of statements: its question, its statements without who wrote them, where its card is, and "
            "what it came to",
            why="To show it, and what it came to",
            where={
                "statement_rounds": "id guild_id number channel_id message_id question created_at collects_until runs "
                "collected_at released_at closes_at closed_at ended taking_part",
                "statements": "round_id place text state",
                "statement_results": "round_id body",
                "statement_posts": "round_id kind message_id",
                "statement_numbers": "guild_id last",
            },
            how_long="Until 30 days after the server has removed the bot; of a round that nobody released within 7 "
            "days the statements go at once",
            who="Everyone in the server; the statements before their release who leads the round, and moderators",
        ),
    ),
    other={"statement_rounds": "orphaned version drawn"},
    export=personal_data.export,
    delete=personal_data.delete,
)

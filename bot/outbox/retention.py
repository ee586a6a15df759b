"""What the outbox keeps: what is to be done in a server, nothing about members."""

from bot.database.retention import Keeper, Retained

KEEPER = Keeper(
    name="Things to do",
    kept=(
        Retained(
            what="What I am to do by myself: close a poll, post a prompt, open a planned viewing",
            why="So that it is done at its time, once, also after a restart",
            where={"jobs": "kind guild_id key line turn due_at first_tried_at tries parked"},
            how_long="Until it is done",
            who="Nobody; moderators see why something could not be done",
        ),
    ),
)

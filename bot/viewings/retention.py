"""What viewings keep about members and servers."""

from bot.database.retention import Keeper, Retained
from bot.viewings.records import service, store

_ANSWERS_SEEN = (
    "You, until the facilitator reveals the prompt; then everyone in the viewing, without your name unless it is "
    "*named*. Of a viewing that you watch alone, only you"
)
_UNTIL_DELETED = (
    "Until you have it deleted, or until 30 days after the server has removed the bot; what you watch alone outside of "
    "servers, until you have it deleted"
)

KEEPER = Keeper(
    name="Viewings",
    kept=(
        Retained(
            what="Your answers to prompts, with the minute of the film",
            why="To show them together, and for your journal",
            where={
                "viewing_answers": "viewing_id place @member_id text option about evidence source elsewhere confidence "
                "reason film_ms later answered_at shuffle"
            },
            how_long=_UNTIL_DELETED,
            who=_ANSWERS_SEEN,
        ),
        Retained(
            what="Your notes, with the minute of the film",
            why="To show them together when the film is over, and for your journal",
            where={"viewing_notes": "id viewing_id @member_id film_ms text noted_at"},
            how_long=_UNTIL_DELETED,
            who=_ANSWERS_SEEN.replace("the facilitator reveals the prompt", "the film is over"),
        ),
        Retained(
            what="In which viewings you took part, when you joined and left, if you asked to be pinged or were ready",
            why="To add you to the thread, to mention you there if you want it, and so that you may take over",
            where={"viewing_members": "viewing_id @member_id joined_at left_at added_to refused pinged ready"},
            how_long=_UNTIL_DELETED,
            who="Who may read the thread sees that you are in it, and whom a prompt mentions; else only how many",
        ),
        Retained(
            what="Source checks that you wrote, and where the message is, if I am in that server; never the message",
            why="So that you can share them",
            where={
                "source_checks": "id guild_id @member_id channel_id message_id stop investigate find trace created_at"
            },
            how_long="A day",
            who="You, until you share it",
        ),
        Retained(
            what="Which viewings you led, planned, or watched alone",
            why="So that you may lead them, and hear when one cannot be opened",
            where={"viewings": "@facilitator_id direct", "scheduled_viewings": "@scheduler_id"},
            how_long=_UNTIL_DELETED,
            who="Everyone in the viewing; of one that you watch alone, only you",
        ),
        Retained(
            what="A viewing: its film and guide as they were at its start, the prompts that were added, its thread, "
            "and where it stands",
            why="To lead through the film, and to sum it up",
            where={
                "scheduled_viewings": "id guild_id channel_id tag_id event_id secrecy at viewing_id programme",
                "viewings": "id guild_id mode secrecy phase step place film_ms running_from channel_id thread_id "
                "tag_id started_in card_id scheduled_for created_at ended_at programme short",
                "viewing_lines": "viewing_id number said at film_ms",
                "viewing_prompts": "viewing_id place state turn asked_at asked_ms",
                "viewing_posts": "viewing_id what place message_id",
            },
            who="Everyone in the viewing",
        ),
    ),
    other={
        "scheduled_viewings": "state problem",
        "viewings": "version drawn orphaned",
        "viewing_posts": "again version drawn",
    },
    export=service.about,
    delete=store.forget_member,
)

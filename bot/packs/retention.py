"""What packs keep about members and servers."""

from typing import Any

from bot.database import Tx
from bot.database.retention import Keeper, Retained, told
from bot.packs.holdings import store as holdings
from bot.packs.mistakes import store as mistakes


async def export(tx: Tx, member_id: int) -> dict[str, Any]:
    """The packs that a member brought, what the lists of what was done say of them, and what they reported."""
    return {
        "packs you brought": told(await holdings.brought_by(tx, member_id)),
        "what you did to packs": told(await holdings.audit_lines_of(tx, member_id)),
        "mistakes you reported": told(await mistakes.reports_of(tx, member_id)),
    }


async def delete(tx: Tx, member_id: int) -> None:
    """Delete a member's reports and waiting uploads; packs and lists stay, without the name."""
    await holdings.forget_member(tx, member_id)
    await mistakes.forget_member(tx, member_id)


KEEPER = Keeper(
    name="Packs",
    kept=(
        Retained(
            what="A pack that a server brings: its files, its versions, whether it is switched off",
            why="To show it, and to go back to earlier versions",
            where={
                "pack_shelves": "guild_id pack_id version_id removed_at",
                "pack_versions": "id guild_id pack_id version title file_name size sha256 uploaded_at accepted_at "
                "base_id content pack",
                "packs_off": "guild_id pack_id",
            },
            how_long="Until 30 days after it was removed, or after the server has removed the bot",
            who="Everyone in the server; its file only moderators",
        ),
        Retained(
            what="Which packs you uploaded",
            why="So that moderators know where a pack comes from",
            where={"pack_versions": "@member_id"},
            how_long="As long as the pack; an upload that was never put on the shelf, for an hour",
            who="Moderators of the server",
        ),
        Retained(
            what="What you did to packs, refused attempts included",
            why="So that moderators can tell who changed what",
            where={"pack_events": "id guild_id pack_id at @member_id action version sha256"},
            how_long="As long as the pack; of refused attempts the last 50 of each server",
            who="Moderators of the server",
        ),
        Retained(
            what="Mistakes that you reported: what you wrote, on which entry and when",
            why="So that moderators can correct the pack; your account, so that nobody can fill the list",
            where={"pack_mistakes": "id guild_id pack_id entry_id version text @member_id reported_at"},
            how_long="Until a moderator dismisses it, at most 90 days",
            who="Moderators of the server, without your name",
        ),
        Retained(
            what="When moderators were last told that reported mistakes wait, and whether they are to be told again",
            why="So that the channel which they chose for it hears of them once an hour at most",
            where={"mistake_notices": "guild_id told_at owed"},
            who="Nobody",
        ),
        Retained(
            what="Which entries a server looked up last, without who: at most 25",
            why="So that the list you pick from starts with them",
            where={"looked_up": "guild_id entry at"},
            how_long="Until newer ones take their place, or until 30 days after the server has removed the bot",
            who="Everyone in the server",
        ),
    ),
    export=export,
    delete=delete,
)

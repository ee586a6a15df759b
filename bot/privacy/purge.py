"""Deleting on the operator's word, while the bot does not run: one member, one server, everything."""

from bot.database import open_database
from bot.database.retention import Keeper
from bot.privacy.service import Privacy
from bot.privacy.views import Report


async def purge(
    database_url: str, keepers: tuple[Keeper, ...], *, user: int | None = None, guild: int | None = None
) -> Report:
    """Delete everything about a member, else of a server, else everything; with their traces in the database's files.

    Raises DatabaseInUseError while a bot holds the database, SettingError where there is none.
    """
    async with open_database(database_url, make=False) as database:
        privacy = Privacy(database, lambda: keepers)
        if user is not None:
            return await privacy.delete(user)
        if guild is not None:
            return await privacy.forget_guild(guild)
        return await privacy.empty()

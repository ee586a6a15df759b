"""Servers that are out of reach just now: Discord has them down, or has not yet sent them since we connected."""

import discord


def is_away(bot: discord.Client, guild_id: int) -> bool:
    """Whether a server of ours is out of reach, so that what Discord's requests say of it is not to be believed.

    A server that this bot gets no events of is never away for it, whatever else it is.
    """
    guild = bot.get_guild(guild_id)
    if guild is not None:
        return guild.unavailable
    return not bot.is_ready() and is_own(bot, guild_id)


def is_own(bot: discord.Client, guild_id: int) -> bool:
    """Whether a server's events come on one of the shards of this process."""
    own, count = getattr(bot, "shard_ids", None), bot.shard_count
    return not own or not count or (guild_id >> 22) % count in own

"""Where a group may have its thread: the channel, what the bot lacks there, the tag that a forum demands."""

from dataclasses import dataclass

import discord

from bot.chat.answer import why_may_not_speak
from bot.chat.client import StudyInteraction
from bot.chat.text import plain
from bot.errors import Refusal
from bot.guilds.people import gone_of, settings_of

NEEDED = ("view_channel", "send_messages", "send_messages_in_threads", "create_public_threads", "read_message_history")
"""What the bot must be allowed in a channel before a group's thread is made there."""
IN_FORUM = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
"""The same of a forum, where who may send messages may open posts."""
_KINDS = {
    discord.Thread: "a thread",
    discord.VoiceChannel: "a voice channel",
    discord.StageChannel: "a stage channel",
    discord.ForumChannel: "a media channel",
}
"""What a channel is where no group can meet; forums of other kinds can have one."""
CHANNEL_GONE = (
    "The discussion channel of the settings was deleted, so groups meet where they are started. A moderator sets "
    "another with `/settings set discussion_channel:`, or none with `/settings reset what: discussion_channel`."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a group meets: in a thread to be made under a text channel, or in a post of a forum."""

    channel_id: int
    note: str = ""
    """What who starts it should know of the choice."""
    tags: tuple[discord.ForumTag, ...] = ()
    """Of a forum that demands a tag: those to choose from."""
    tag_id: int | None = None
    """The one that was chosen."""


async def place_for_group(interaction: StudyInteraction) -> Place:
    """The discussion channel of the settings, else this channel.

    Raises Refusal where a thread cannot be, or where the bot or the person lacks something there.
    """
    channel = interaction.channel
    settings = await settings_of(interaction)
    wanted = settings.discussion_channel
    if wanted and interaction.guild and (named := interaction.guild.get_channel(wanted)):
        return usable(interaction, named)
    note = CHANNEL_GONE if "discussion_channel" in gone_of(interaction.guild, settings) else ""
    if channel is None:
        raise Refusal("I cannot see this channel. Start in one that I can see.")
    if not isinstance(channel, discord.TextChannel):
        raise Refusal(f"{_elsewhere(channel)} {note}".rstrip())
    _check(channel, interaction.app_permissions, NEEDED)
    if reason := why_may_not_speak(interaction):
        raise Refusal(f"{reason} A group meets in a channel where you may write.")
    return Place(channel.id, note)


async def place_named(interaction: StudyInteraction, channel_id: int | None) -> Place:
    """A channel that was named for a group; where groups meet here, if none was."""
    if channel_id is None:
        return await place_for_group(interaction)
    named = interaction.guild.get_channel(channel_id) if interaction.guild else None
    if named is None:
        raise Refusal("`channel`: I cannot see this channel. Choose one that I can see.")
    return usable(interaction, named)


def usable(interaction: StudyInteraction, channel: discord.abc.GuildChannel) -> Place:
    """A channel of this server as the place of a group; raises Refusal where it cannot be."""
    assert interaction.guild is not None
    forum = channel if isinstance(channel, discord.ForumChannel) and not channel.is_media() else None
    if forum is None and not isinstance(channel, discord.TextChannel):
        raise Refusal(f"#{plain(channel.name)} is {_kind(channel)}. Groups meet in text channels and forums.")
    _check(channel, channel.permissions_for(interaction.guild.me), IN_FORUM if forum else NEEDED)
    member = interaction.user
    if isinstance(member, discord.Member) and not channel.permissions_for(member).send_messages:
        raise Refusal(f"You may not send messages in #{plain(channel.name)}, where the group's thread would be.")
    return Place(channel.id, tags=_tags(forum) if forum else ())


def usable_tags(forum: discord.ForumChannel) -> tuple[discord.ForumTag, ...]:
    """The tags that the bot may give a post there: those kept for moderators only where it may manage threads."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    return tuple(tag for tag in forum.available_tags if manages or not tag.moderated)


def tag_for(forum: discord.ForumChannel, chosen: int | None) -> int | None:
    """The tag that was chosen, while it is there; else, where the forum demands one, its first that may be given."""
    tags = [tag.id for tag in usable_tags(forum)]
    if chosen in tags:
        return chosen
    return tags[0] if forum.flags.require_tag and tags else None


def _tags(forum: discord.ForumChannel) -> tuple[discord.ForumTag, ...]:
    if not forum.flags.require_tag:
        return ()
    if tags := usable_tags(forum):
        return tags
    raise Refusal(
        f"Nothing was started, because #{plain(forum.name)} demands a tag on each post, and there is none that I may "
        "use. A moderator can add a tag that everybody may use, or let me **Manage Threads** there."
    )


def _elsewhere(channel: object) -> str:
    above = channel.parent if isinstance(channel, discord.Thread) else None
    where = f"<#{above.id}>" if isinstance(above, discord.TextChannel) else "a text channel"
    return (
        f"A group cannot open here: its thread needs a text channel, and this is {_kind(channel)}. Type it in {where}, "
        "or ask a moderator to set where groups meet with `/settings set discussion_channel:`."
    )


def _kind(channel: object) -> str:
    return next((kind for of, kind in _KINDS.items() if isinstance(channel, of)), "a channel of another kind")


def _check(channel: object, granted: discord.Permissions, needed: tuple[str, ...]) -> None:
    lacking = [name.replace("_", " ").title() for name in needed if not getattr(granted, name)]
    if lacking:
        name = plain(getattr(channel, "name", None) or "this channel")
        names = ", ".join(f"**{each}**" for each in lacking)
        raise Refusal(
            f"Nothing was started, because I may not do this in #{name}: {names}. "
            "A moderator can grant it in the channel's settings."
        )

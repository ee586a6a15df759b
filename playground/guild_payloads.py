"""The guild, its people and channels, and the application in Discord's JSON."""

from datetime import UTC, datetime

from playground import permissions, snowflakes
from playground.model import Channel, Guild, Json, Member, MessageKind, Place, Role, ScheduledEvent
from playground.world import World

_GUILD_EXTRAS: Json = {
    "icon": None,
    "description": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "features": [],
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_members": 500_000,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "rules_channel_id": None,
    "public_updates_channel_id": None,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
}


EXTERNAL = 3
"""The entity type of an event at a place outside of Discord."""


MOST_COUNTED = 50
"""Up to so many members of a thread are counted."""


def iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


class GuildPayloads:
    """What stands still: who is there, where, and with what rights."""

    def __init__(self, world: World) -> None:
        self.world = world

    # People and roles

    def user(self, member: Member) -> Json:
        return {
            "id": str(member.id),
            "username": member.name,
            "global_name": None if member.bot else member.name,
            "discriminator": "0000" if member.bot else "0",
            "avatar": None,
            "bot": member.bot,
            "system": False,
            "public_flags": 0,
            "flags": 0,
        }

    def member(self, member: Member, *, with_user: bool = True) -> Json:
        return {
            "roles": [str(role) for role in member.roles],
            "nick": None,
            "avatar": None,
            "joined_at": iso(member.joined),
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        } | ({"user": self.user(member)} if with_user else {})

    def role(self, role: Role) -> Json:
        return {
            "id": str(role.id),
            "name": role.name,
            "permissions": str(int(role.permissions)),
            "position": role.position,
            "color": role.color,
            "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
            "hoist": bool(role.color),
            "managed": role.bot is not None,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        } | ({"tags": {"bot_id": str(role.bot)}} if role.bot else {})

    # The guild and its channels

    def guild(self, guild: Guild) -> Json:
        roles = [self.role(role) for role in self.world.state.roles.values()]
        return {"id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner), "roles": roles} | _GUILD_EXTRAS

    def guild_create(self, guild: Guild, *, with_events: bool) -> Json:
        """The whole guild as the gateway sends it; of the members only the bot, as without the members intent."""
        channels = [each for each in self.world.state.channels.values() if each.place is Place.SERVER]
        return self.guild(guild) | {
            "joined_at": iso(self.world.bot.joined),
            "large": False,
            "unavailable": False,
            "member_count": len(self.world.state.members),
            "members": [self.member(self.world.bot)],
            "channels": [self.channel(each) for each in channels if not each.is_thread],
            "threads": [self.channel(each) for each in self.active_threads()],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [self.scheduled_event(each) for each in self.open_events()]
            if with_events
            else [],
        }

    def active_threads(self) -> list[Channel]:
        """Threads that the bot sees and that are not archived."""
        threads = [each for each in self.world.state.channels.values() if each.is_thread and not each.archived]
        return [each for each in threads if self.world.may_see(self.world.state.bot, each)]

    def channel(self, channel: Channel) -> Json:
        last = max(self.world.state.messages.get(channel.id, {}), default=None)
        common = {"id": str(channel.id), "type": int(channel.kind), "flags": 0, "last_message_id": last and str(last)}
        if channel.recipient is not None:
            return common | {"recipients": [self.user(self.world.state.members[channel.recipient])]}
        guild = self.world.guild_of(channel)
        if guild is None:
            people = [self.user(self.world.state.members[each]) for each in channel.people]
            return common | {"name": channel.name, "icon": None, "owner_id": str(channel.owner), "recipients": people}
        common |= {
            "guild_id": str(guild.id),
            "name": channel.name,
            "parent_id": channel.parent and str(channel.parent),
            "rate_limit_per_user": 0,
        }
        if channel.is_thread:
            return common | self._thread(channel)
        return common | {
            "topic": channel.topic or None,
            "position": channel.position,
            "nsfw": False,
            "permission_overwrites": [
                {"id": str(each.id), "type": each.kind, "allow": str(int(each.allow)), "deny": str(int(each.deny))}
                for each in channel.overwrites
            ],
        }

    def _thread(self, thread: Channel) -> Json:
        """What only threads have; with `member` where the bot takes part."""
        messages = self.world.messages(thread.id)
        started = snowflakes.moment(thread.id)
        own = self.thread_member(thread, self.world.state.bot) if self.world.state.bot in thread.joined else None
        return {
            "owner_id": str(thread.owner),
            "message_count": sum(not each.reader and each.kind is not MessageKind.THREAD_STARTER for each in messages),
            "total_message_sent": thread.sent,
            "member_count": min(len(thread.joined), MOST_COUNTED),
            "thread_metadata": {
                "archived": thread.archived,
                "locked": thread.locked,
                "auto_archive_duration": thread.archive_after,
                "archive_timestamp": iso(thread.archive_changed or started),
                "create_timestamp": iso(started),
            },
        } | ({"member": own} if own else {})

    def thread_member(self, thread: Channel, member: int) -> Json:
        joined = iso(thread.joined[member])
        return {"id": str(thread.id), "user_id": str(member), "join_timestamp": joined, "flags": 0}

    # Scheduled events

    def open_events(self) -> list[ScheduledEvent]:
        return [each for each in self.world.state.scheduled.values() if each.is_open]

    def scheduled_event(self, event: ScheduledEvent) -> Json:
        return {
            "id": str(event.id),
            "guild_id": str(self.world.state.guild.id),
            "channel_id": None,
            "creator_id": str(event.creator),
            "creator": self.user(self.world.state.members[event.creator]),
            "name": event.name,
            "description": event.description or None,
            "scheduled_start_time": iso(event.start),
            "scheduled_end_time": iso(event.end),
            "privacy_level": 2,
            "status": int(event.status),
            "entity_type": EXTERNAL,
            "entity_id": None,
            "entity_metadata": {"location": event.place},
            "image": None,
            "recurrence_rule": None,
        }

    # The application itself

    def application(self) -> Json:
        bot = self.world.bot
        granted = str(int(permissions.in_guild(self.world.state, bot)))
        return {
            "id": str(bot.id),
            "name": bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self.user(self.world.state.members[bot.id]) | {"id": str(self.world.state.guild.owner)},
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "install_params": {"scopes": ["bot"], "permissions": granted},
            "integration_types_config": {
                "0": {"oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": granted}},
                "1": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}},
            },
            "approximate_guild_count": 1,
        }

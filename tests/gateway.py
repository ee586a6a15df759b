"""Events as Discord documents them, each field of them bent in turn, and a connection to feed them in by."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from discord.gateway import DiscordWebSocket

from bot.chat.client import StudyBot

GONE: Any = object()
"""Stands for a field that is missing."""
WRONG: tuple[Any, ...] = (GONE, None, "x", 7, -1, 2**70, 1.5, True, [], [None], ["x"], {}, {"id": None})
"""What a field may hold in place of what it should."""
MOMENT = "2026-01-31T18:00:00.000000+00:00"
AUTHOR = {"id": "310", "username": "ann", "discriminator": "0", "global_name": "Ann", "avatar": None, "bot": False}
MEMBER = {"user": AUTHOR, "nick": None, "roles": [], "joined_at": MOMENT, "deaf": False, "mute": False, "flags": 0}


class Feed:
    """A connection that is up, on which frames arrive one by one as discord.py reads them."""

    def __init__(self, bot: StudyBot) -> None:
        state = bot._connection
        self.socket: Any = DiscordWebSocket(None, loop=bot.loop)  # pyright: ignore[reportArgumentType]
        self.socket._connection, self.socket._dispatch = state, bot.dispatch
        self.socket._discord_parsers, self.socket.session_id = state.parsers, "a session"
        self.socket._keep_alive, self.socket.shard_id, self.sent = _Heart(), 0, 0
        state._update_references(self.socket)

    async def event(self, name: Any, data: Any) -> None:
        """One event; holds that the connection outlives it and that a session would be resumed after it."""
        self.sent += 1
        await self.frame(json.dumps({"op": 0, "t": name, "s": self.sent, "d": data}))
        assert self.socket.sequence == self.sent, name

    async def frame(self, text: str) -> None:
        await self.socket.received_message(text)


class _Heart:
    def tick(self) -> None:
        """The connection lives."""


def bent(payload: Any) -> Iterator[tuple[str, Any]]:
    """The payload with each of its fields missing, empty or of another type in turn, and where that is."""
    for path in paths(payload):
        for wrong in WRONG:
            yield (
                f"{'.'.join(map(str, path))} = {'missing' if wrong is GONE else repr(wrong)}",
                bend(payload, path, wrong),
            )


def paths(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every field, however deep."""
    fields = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, inner in fields:
        yield (*at, name)
        yield from paths(inner, (*at, name))


def bend(payload: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    """The same with one field changed, or taken out; what lies beside the way there is shared with the payload."""
    step, *further = path
    part = copy.copy(payload)
    if further:
        part[step] = bend(part[step], tuple(further), wrong)
    elif wrong is GONE:
        del part[step]
    else:
        part[step] = wrong
    return part


def channel(number: int, kind: int, **more: Any) -> dict[str, Any]:
    """A channel of any type."""
    overwrite = {"id": "1", "type": 0, "allow": "0", "deny": "1024"}
    return {
        "id": str(number), "type": kind, "name": f"channel-{kind}", "position": 1, "parent_id": None, "flags": 0,
        "permission_overwrites": [overwrite], "nsfw": False, "topic": None, "last_message_id": None,
        "rate_limit_per_user": 0, **more,
    }  # fmt: skip


VOCAL = {"bitrate": 64_000, "user_limit": 0, "rtc_region": None, "video_quality_mode": 1}
TAG = {"id": "871", "name": "film", "moderated": False, "emoji_id": None, "emoji_name": "🎬"}
POSTS = {"available_tags": [TAG], "default_reaction_emoji": {"emoji_id": None, "emoji_name": "🎬"},
         "default_sort_order": None, "default_forum_layout": 0, "default_auto_archive_duration": 1440}  # fmt: skip
CHANNELS = (
    channel(801, 0), channel(802, 2, **VOCAL), channel(804, 4), channel(805, 5), channel(813, 13, **VOCAL),
    channel(815, 15, **POSTS), channel(816, 16, **POSTS),
)  # fmt: skip


def thread(guild_id: int, number: int = 851) -> dict[str, Any]:
    """A thread of the first channel."""
    return {
        "id": str(number), "type": 11, "guild_id": str(guild_id), "parent_id": "801", "owner_id": "310",
        "name": "a thread", "last_message_id": None, "message_count": 1, "member_count": 1, "rate_limit_per_user": 0,
        "thread_metadata": {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": MOMENT,
                            "locked": False, "create_timestamp": MOMENT},
        "member": {"id": str(number), "user_id": "310", "join_timestamp": MOMENT, "flags": 0},
        "flags": 0, "total_message_sent": 1, "applied_tags": ["871"],
    }  # fmt: skip


def role(number: int) -> dict[str, Any]:
    """A role."""
    return {
        "id": str(number), "name": "a role", "color": 7, "hoist": False, "icon": None, "unicode_emoji": None,
        "colors": {"primary_color": 7, "secondary_color": None, "tertiary_color": None}, "position": 1,
        "permissions": "1024", "managed": False, "mentionable": False, "tags": {"bot_id": "9"}, "flags": 0,
    }  # fmt: skip


def planned(guild_id: int) -> dict[str, Any]:
    """A scheduled event."""
    return {
        "id": "861", "guild_id": str(guild_id), "channel_id": None, "creator_id": "310", "creator": AUTHOR,
        "name": "Film night", "description": None, "scheduled_start_time": MOMENT, "scheduled_end_time": MOMENT,
        "privacy_level": 2, "status": 1, "entity_type": 3, "entity_id": None, "entity_metadata": {"location": "here"},
        "user_count": 3, "image": None, "recurrence_rule": None,
    }  # fmt: skip


def stage(guild_id: int) -> dict[str, Any]:
    """A stage that is open."""
    return {"id": "881", "guild_id": str(guild_id), "channel_id": "813", "topic": "Film", "privacy_level": 2,
            "discoverable_disabled": False, "guild_scheduled_event_id": None}  # fmt: skip


def server(guild_id: int, bot_id: int) -> dict[str, Any]:
    """A server with one of everything."""
    return {
        "id": str(guild_id), "name": "Another club", "owner_id": "310", "icon": None, "description": None,
        "splash": None, "discovery_splash": None, "banner": None, "features": ["COMMUNITY"], "afk_channel_id": "802",
        "afk_timeout": 300, "system_channel_id": "801", "system_channel_flags": 0, "verification_level": 0,
        "default_message_notifications": 1, "mfa_level": 0, "explicit_content_filter": 0, "max_members": 500_000,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US", "rules_channel_id": None,
        "public_updates_channel_id": None, "nsfw_level": 0, "emojis": [{"id": "891", "name": "bee"}], "stickers": [],
        "joined_at": MOMENT, "large": False, "unavailable": False, "member_count": 3, "widget_enabled": False,
        "roles": [role(guild_id) | {"name": "@everyone"}, role(821)],
        "channels": list(CHANNELS), "threads": [thread(guild_id)], "voice_states": [], "presences": [],
        "members": [MEMBER | {"user": AUTHOR | {"id": str(bot_id), "bot": True}}],
        "stage_instances": [stage(guild_id)], "guild_scheduled_events": [planned(guild_id)], "soundboard_sounds": [],
        "incidents_data": None, "premium_progress_bar_enabled": False, "vanity_url_code": None,
    }  # fmt: skip


def events(guild_id: int, bot_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every event that comes with the intents for servers and for scheduled events, interactions aside."""
    there, where = {"guild_id": str(guild_id)}, server(guild_id, bot_id)
    permissions = {"id": "9", "application_id": "9", "permissions": [{"id": "1", "type": 1, "permission": True}]}
    lists = ("channels", "threads", "members", "stage_instances", "guild_scheduled_events")
    interest = there | {"guild_scheduled_event_id": "861", "user_id": "310"}
    synced = {"channel_ids": ["801"], "threads": [thread(guild_id)]}
    thread_member = thread(guild_id)["member"] | there
    entitlement = {"id": "895", "sku_id": "896", "application_id": "9", "user_id": "310", "type": 8, "deleted": False,
                   "starts_at": None, "ends_at": None, "guild_id": str(guild_id), "consumed": False}  # fmt: skip
    return {
        "GUILD_CREATE": [where],
        "GUILD_UPDATE": [{name: value for name, value in where.items() if name not in lists}],
        "GUILD_DELETE": [{"id": str(guild_id), "unavailable": True}],
        "GUILD_ROLE_CREATE": [there | {"role": role(822)}],
        "GUILD_ROLE_UPDATE": [there | {"role": role(821)}],
        "GUILD_ROLE_DELETE": [there | {"role_id": "822"}],
        "CHANNEL_CREATE": [there | each for each in CHANNELS],
        "CHANNEL_UPDATE": [there | each for each in CHANNELS],
        "CHANNEL_DELETE": [there | channel(803, 0)],
        "CHANNEL_PINS_UPDATE": [there | {"channel_id": "801", "last_pin_timestamp": MOMENT}],
        "THREAD_CREATE": [thread(guild_id, 852) | {"newly_created": True}],
        "THREAD_UPDATE": [thread(guild_id)],
        "THREAD_DELETE": [there | {"id": "852", "parent_id": "801", "type": 11}],
        "THREAD_LIST_SYNC": [there | synced | {"members": [thread_member]}],
        "THREAD_MEMBER_UPDATE": [thread_member],
        "THREAD_MEMBERS_UPDATE": [there | {"id": "851", "member_count": 2, "added_members": [thread_member],
                                           "removed_member_ids": ["311"]}],
        "STAGE_INSTANCE_CREATE": [stage(guild_id)],
        "STAGE_INSTANCE_UPDATE": [stage(guild_id)],
        "STAGE_INSTANCE_DELETE": [stage(guild_id)],
        "GUILD_SCHEDULED_EVENT_CREATE": [planned(guild_id)],
        "GUILD_SCHEDULED_EVENT_UPDATE": [planned(guild_id)],
        "GUILD_SCHEDULED_EVENT_USER_ADD": [interest],
        "GUILD_SCHEDULED_EVENT_USER_REMOVE": [interest],
        "GUILD_SCHEDULED_EVENT_DELETE": [planned(guild_id)],
        "GUILD_INTEGRATIONS_UPDATE": [there],
        "GUILD_MEMBER_UPDATE": [there | MEMBER],
        "USER_UPDATE": [AUTHOR | {"id": str(bot_id), "bot": True}],
        "APPLICATION_COMMAND_PERMISSIONS_UPDATE": [there | permissions],
        "ENTITLEMENT_CREATE": [entitlement],
        "ENTITLEMENT_UPDATE": [entitlement],
        "ENTITLEMENT_DELETE": [entitlement],
    }  # fmt: skip

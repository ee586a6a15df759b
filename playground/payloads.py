"""Messages and interactions in Discord's JSON: what REST answers and the gateway sends."""

from typing import Any

from playground import places, snowflakes
from playground.guild_payloads import GuildPayloads, iso
from playground.interactions import Interaction, Kind
from playground.model import Attachment, Channel, Flag, Json, Member, Message, MessageKind, Origin, Place
from playground.world import World

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one attachment in a server without boosts."""


class Payloads(GuildPayloads):
    """The whole world as the bot sees it.

    `cdn` is the address that attachments are fetched from, such as `http://127.0.0.1:8765`.
    """

    def __init__(self, world: World, cdn: str) -> None:
        super().__init__(world)
        self.cdn = cdn

    # Messages

    def message(self, message: Message, *, for_gateway: bool = False) -> Json:
        state = self.world.state
        author, channel = state.members[message.author], state.channels[message.channel]
        private = bool(message.flags & Flag.EPHEMERAL)
        payload = {
            "id": str(message.id),
            "channel_id": str(message.channel),
            "type": int(message.kind),
            "author": self.user(author),
            "content": message.content,
            "timestamp": iso(snowflakes.moment(message.id)),
            "edited_timestamp": iso(message.edited) if message.edited else None,
            "tts": False,
            "mention_everyone": message.mention_everyone,
            "mentions": [self.user(state.members[each]) for each in message.mentions],
            "mention_roles": [str(each) for each in message.mention_roles],
            "attachments": [self.attachment(each, ephemeral=private) for each in message.attachments],
            "embeds": self.with_addresses(message.embeds, message),
            "components": self.with_addresses(message.components, message),
            "pinned": message.pinned,
            "flags": message.flags,
        }
        if thread := self.world.thread_on(message):
            payload |= {"flags": message.flags | Flag.HAS_THREAD, "thread": self.channel(thread)}
        if for_gateway and channel.place is Place.SERVER:
            payload |= {"guild_id": str(state.guild.id), "member": self.member(author, with_user=False)}
        return payload | self._circumstances(message)

    def _circumstances(self, message: Message) -> Json:
        """What only some messages have."""
        some: Json = {}
        if message.nonce is not None:
            some["nonce"] = message.nonce
        if message.author == self.world.state.bot:
            some["application_id"] = str(message.author)
        if message.origin:
            some |= {"webhook_id": str(self.world.state.bot)} | self._origin(message.origin)
        if message.kind is MessageKind.THREAD_STARTER:
            thread = self.world.state.channels[message.channel]
            some |= self._reference(thread.parent or 0, thread.id)
        elif message.kind is MessageKind.THREAD_CREATED:
            some |= {"message_reference": self._reference(message.thread or 0, None)["message_reference"]}
        elif message.reply_to:
            some |= self._reference(message.channel, message.reply_to)
        return some

    def _origin(self, origin: Origin) -> Json:
        user = self.user(self.world.state.members[origin.member])
        known: Json = {
            "id": str(origin.id),
            "type": origin.kind,
            "user": user,
            "authorizing_integration_owners": origin.owners or {"0": str(self.world.state.guild.id)},
        }
        if origin.kind == Kind.COMMAND:
            known |= {"name": origin.command, "command_type": origin.command_kind}
            if origin.target:
                known["target_message_id"] = str(origin.target)
            named = {"id": str(origin.id), "type": origin.kind, "name": origin.command, "user": user}
            return {"interaction_metadata": known, "interaction": named}
        if origin.kind == Kind.COMPONENT:
            return {"interaction_metadata": known | {"interacted_message_id": str(origin.target)}}
        opened_by = {
            "id": str(origin.id),
            "type": int(Kind.COMMAND),
            "user": user,
            "authorizing_integration_owners": origin.owners,
        }
        return {"interaction_metadata": known | {"triggering_interaction_metadata": opened_by}}

    def _reference(self, place: int, number: int | None) -> Json:
        """What a message points at: another one (null where it is gone), or a channel alone."""
        channel, target = self.world.state.channels.get(place), self.world.message(place, number or 0)
        reference: Json = {"type": 0, "channel_id": str(place)}
        if number is not None:
            reference["message_id"] = str(number)
        if guild := self.world.guild_of(channel) if channel else self.world.state.guild:
            reference["guild_id"] = str(guild.id)
        shown = None
        if target:
            shown = {key: each for key, each in self.message(target).items() if key != "referenced_message"}
        return {"message_reference": reference, "referenced_message": shown}

    def attachment(self, attachment: Attachment, *, ephemeral: bool) -> Json:
        url = self.cdn + attachment.path
        payload: Json = {
            "id": str(attachment.id),
            "filename": attachment.name,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            "content_type": attachment.type,
        }
        if attachment.width:
            payload |= {"width": attachment.width, "height": attachment.height}
        if attachment.alt:
            payload["description"] = attachment.alt
        if ephemeral:
            payload["ephemeral"] = True
        return payload

    def with_addresses(self, part: Any, message: Message) -> Any:
        """Embeds or components with the full address and the size of every attachment that they show."""
        if isinstance(part, list):
            return [self.with_addresses(each, message) for each in part]
        if not isinstance(part, dict):
            return part
        part = {key: self.with_addresses(each, message) for key, each in part.items()}
        for key in ("url", "icon_url"):
            if str(part.get(key, "")).startswith("/attachments/"):
                part |= self._media(part[key], key, message)
        return part

    def _media(self, path: str, key: str, message: Message) -> Json:
        shown = next((each for each in message.attachments if each.path == path), None)
        url = self.cdn + path
        media: Json = {key: url, f"proxy_{key}": url}
        if key == "url" and shown:
            media |= {"content_type": shown.type, "attachment_id": str(shown.id), "loading_state": 2, "flags": 0}
            media |= {"width": shown.width, "height": shown.height, "placeholder": ""}
        return media

    # Interactions

    def interaction(self, interaction: Interaction) -> Json:
        """INTERACTION_CREATE."""
        state = self.world.state
        member, channel = state.members[interaction.member], state.channels[interaction.channel]
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(state.bot),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": self.channel(channel) | {"permissions": str(int(self.world.permissions(member.id, channel)))},
            "locale": "en-US",
            "app_permissions": str(int(places.app_permissions(state, member.id, channel))),
            "context": places.context(channel.place),
            "authorizing_integration_owners": interaction.owners,
            "entitlements": [],
            "attachment_size_limit": LARGEST_FILE,
        }
        source = self.world.message(channel.id, interaction.source) if interaction.source else None
        if source:
            payload["message"] = self.message(source)
        return payload | self._where(member, channel)

    def _where(self, member: Member, channel: Channel) -> Json:
        guild = self.world.guild_of(channel)
        if guild is None:
            return {"user": self.user(member)}
        return {
            "member": self.member_with_permissions(member, channel),
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
        }

    def member_with_permissions(self, member: Member, channel: Channel, *, with_user: bool = True) -> Json:
        """A member as they are in the server of a channel; nobody has a role in the one that the bot is not in."""
        allowed = self.world.permissions(member.id, channel)
        told = self.member(member, with_user=with_user) | {"permissions": str(int(allowed))}
        return told | ({"roles": []} if channel.elsewhere else {})

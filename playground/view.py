"""The world as the page shows it to one member; the shapes are those that the page's modules read."""

import copy
from typing import Any

from playground import places, schedule, snowflakes, threads
from playground.checks.tree import TEXT_DISPLAY, walk
from playground.interactions import Interaction, Kind
from playground.markup import Markup
from playground.model import Attachment, Channel, Json, Member, Message, MessageKind, Place, ScheduledEvent, Status
from playground.permissions import Permission, in_guild
from playground.world import World

SHOWN_PER_CHANNEL = 100
SNIPPET = 120
"""Characters of a message that a reply to it repeats."""


class View:
    """Values as JSON for the page. Ids are texts, since a browser's numbers are too short for them."""

    def __init__(self, world: World) -> None:
        self.world, self.markup = world, Markup(world)

    # People, places

    def member(self, member: Member) -> Json:
        roles = sorted((self.world.state.roles[role] for role in member.roles), key=lambda role: -role.position)
        color = next((role.color for role in roles if role.color), None)
        return {
            "id": str(member.id),
            "name": member.name,
            "color": f"#{color:06x}" if color else None,
            "roles": [role.name for role in roles],
            "bot": member.bot,
            "avatar": None,
            "initials": "".join(word[0] for word in member.name.split())[:2].upper(),
            "moderator": Permission.MANAGE_MESSAGES in in_guild(self.world.state, member),
            "about": member.about,
        }

    def servers(self) -> list[Json]:
        """The server with the bot first."""
        servers = [self.world.state.guild, self.world.state.elsewhere]
        return [{"id": str(each.id), "name": each.name} for each in servers if each]

    def channel(self, channel: Channel, member: int) -> Json:
        guild = self.world.guild_of(channel)
        people = [channel.recipient, self.world.state.bot] if channel.recipient else channel.people
        return {
            "id": str(channel.id),
            "name": channel.name,
            "type": int(channel.kind),
            "place": channel.place,
            "server": guild and str(guild.id),
            "people": None if guild else [str(each) for each in people],
            "topic": channel.topic,
            "parent": channel.parent and str(channel.parent),
            "locked": channel.locked,
            "archived": channel.archived,
            "can_send": self.world.may_send(member, channel),
            "joined": not channel.is_thread or member in channel.joined,
            "can_manage": channel.is_thread and threads.may_manage(self.world, member, channel),
        }

    def channels(self, member: int) -> list[Json]:
        channels = self.world.state.channels.values()
        return [self.channel(each, member) for each in channels if self.world.may_see(member, each)]

    def scheduled(self, event: ScheduledEvent, member: int) -> Json:
        return {
            "id": str(event.id),
            "name": event.name,
            "description_html": self.markup.html(event.description),
            "place": event.place,
            "start": event.start,
            "end": event.end,
            "active": event.status is Status.ACTIVE,
            "description": event.description,
            "interested": len(event.interested),
            "mine": member in event.interested,
            "creator": str(event.creator),
            "can_manage": schedule.may_manage(self.world, member, event),
        }

    def unread(self, member: int) -> Json:
        """What a member has not read, by channel: how many messages, and how many of them ping."""
        counts = {"unread": self.world.unread(member), "mentions": self.world.mentions(member)}
        return {key: {str(channel): count for channel, count in each.items()} for key, each in counts.items()}

    # Commands

    def commands(self, member: int) -> list[Json]:
        """The commands that a member may use, sub-commands as commands of their own, in the order of their names.

        Each says in which places.
        """
        rows: list[Json] = []
        for command in self.world.state.commands.values():
            if where := [each for each in Place if self.may_use(member, command, each)]:
                rows += [row | {"places": where} for row in _flat(command)]
        return sorted(rows, key=lambda row: row["name"])

    def may_use(self, member: int, command: Json, place: Place) -> bool:
        """By where it is offered, and in the server with the bot by `default_member_permissions`.

        None set: everybody; "0": administrators.
        """
        if not places.is_offered(command, place):
            return False
        needed = command.get("default_member_permissions")
        if needed is None or place is not Place.SERVER:
            return True
        granted = in_guild(self.world.state, self.world.state.members[member])
        return Permission(int(needed) or Permission.ADMINISTRATOR) in granted

    # Messages

    def messages(self, member: int, since: int) -> dict[str, list[Json]]:
        """What stands in each channel; of private messages only those newer than the id `since`."""
        shown = {}
        for channel in self.world.state.channels.values():
            readable = [
                each
                for each in self.world.messages(channel.id)
                if self.world.may_read(member, each) and (each.reader is None or each.id > since)
            ]
            if readable:
                shown[str(channel.id)] = [self.message(each) for each in readable[-SHOWN_PER_CHANNEL:]]
        return shown

    def message(self, message: Message) -> Json:
        origin = message.origin
        invoked = origin and origin.kind == Kind.COMMAND
        thread = message.thread or (on.id if (on := self.world.thread_on(message)) else None)
        return {
            "id": str(message.id),
            "kind": int(message.kind),
            "channel": str(message.channel),
            "author": str(message.author),
            "timestamp": snowflakes.moment(message.id),
            "edited": message.edited,
            "html": self.markup.html(message.content),
            "text": message.content,
            "embeds": [self._embed(each, message) for each in message.embeds],
            "components": self.components(message.components, message.attachments),
            "attachments": [_attachment(each) for each in _listed(message)],
            "ephemeral": message.reader is not None,
            "thinking": message.is_loading,
            "reply_to": self._reply(message),
            "thread": str(thread) if thread else None,
            "interaction": {"id": str(origin.id), "user": str(origin.member), "command": origin.command}
            if origin and invoked
            else None,
            "flags": message.flags,
            "pinned": message.pinned,
            "named": [str(each) for each in message.mentions],
            "pings": [str(each) for each in message.pings],
        }

    def _reply(self, message: Message) -> Json | None:
        if message.kind is MessageKind.THREAD_STARTER:
            target = self.world.find_message(message.channel)  # a thread has the id of the message that it began on
        else:
            target = self.world.message(message.channel, message.reply_to or 0)
        if target is None:
            return None
        texts = [
            target.content,
            *(each["content"] for _, each in walk(target.components) if each["type"] == TEXT_DISPLAY),
        ]
        text = next((line for text in texts for line in text.splitlines() if line), "")
        return {"id": str(target.id), "author": str(target.author), "text": self.markup.text(text)[:SNIPPET]}

    def components(self, components: list[Json], attachments: list[Attachment]) -> list[Json]:
        """Discord's own JSON, with `html` in every text display and the size of every picture kept here."""
        shown = copy.deepcopy(components)
        for _, component in walk(shown):
            if component["type"] == TEXT_DISPLAY:
                component["html"] = self.markup.html(component["content"])
            for preset in component.get("default_values", []):
                preset["id"] = str(preset["id"])
        return _measured(shown, {each.path: each for each in attachments})

    def _embed(self, embed: Json, message: Message) -> Json:
        shown = _measured(copy.deepcopy(embed), {each.path: each for each in message.attachments})
        if "title" in shown:
            shown["title_html"] = self.markup.line(shown["title"])
        if "description" in shown:
            shown["description_html"] = self.markup.html(shown["description"])
        for field in shown.get("fields", []):
            field |= {"name_html": self.markup.line(field["name"]), "value_html": self.markup.html(field["value"])}
        return shown

    # Interactions

    def form(self, interaction: Interaction) -> Json:
        form = interaction.form or {}
        return form | {"components": self.components(form.get("components", []), [])}


def _flat(command: Json) -> list[Json]:
    rows = []
    for path, description, options in _leaves(command["name"], command["description"], command.get("options", [])):
        rows.append(
            {
                "id": command["id"],
                "name": path,
                "root": command["name"],
                "description": description,
                "type": command["type"],
                "options": [_option(each) for each in options],
            }
        )
    return rows


def _leaves(path: str, description: str, options: list[Json]) -> list[tuple[str, str, list[Json]]]:
    if not options or options[0]["type"] > 2:
        return [(path, description, options)]
    return [
        leaf
        for option in options
        for leaf in _leaves(f"{path} {option['name']}", option["description"], option.get("options", []))
    ]


def _option(option: Json) -> Json:
    limits = {key: option.get(key) for key in ("min_value", "max_value", "min_length", "max_length", "channel_types")}
    return limits | {
        "name": option["name"],
        "description": option["description"],
        "type": option["type"],
        "required": option.get("required", False),
        "autocomplete": option.get("autocomplete", False),
        "choices": [{"name": each["name"], "value": each["value"]} for each in option.get("choices", [])] or None,
    }


def _attachment(attachment: Attachment) -> Json:
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "url": attachment.path,
        "size": attachment.size,
        "type": attachment.type,
        "width": attachment.width,
        "height": attachment.height,
        "alt": attachment.alt,
    }


def _listed(message: Message) -> list[Attachment]:
    """The attachments that stand below a message: those that no embed shows, and with Components V2 none."""
    if message.has_components_v2:
        return []
    shown = set(_urls(message.embeds))
    return [each for each in message.attachments if each.path not in shown]


def _urls(part: Any) -> list[str]:
    if isinstance(part, list):
        return [url for each in part for url in _urls(each)]
    if isinstance(part, dict):
        return [url for key, each in part.items() for url in ([each] if key in ("url", "icon_url") else _urls(each))]
    return []


def _measured(part: Any, attachments: dict[str, Attachment]) -> Any:
    """Every picture that is kept here with its width and height."""
    if isinstance(part, list):
        return [_measured(each, attachments) for each in part]
    if not isinstance(part, dict):
        return part
    part = {key: _measured(each, attachments) for key, each in part.items()}
    if shown := attachments.get(str(part.get("url"))):
        part |= {"width": shown.width, "height": shown.height, "content_type": shown.type}
    return part

"""From what a member chose to the data of an interaction; what Discord's own client would not send is refused."""

from typing import Any

from playground import limits
from playground.checks.tree import walk
from playground.model import Channel, ChannelKind, Json, Place
from playground.payloads import Payloads
from playground.refusals import Refusal
from playground.uploads import Uploads
from playground.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
"""Types of options."""
STRING_SELECT, TEXT_INPUT, USERS, ROLES, MENTIONABLES, CHANNELS = range(3, 9)
"""Types of components."""
FILES, RADIO, CHECKBOX = 19, 21, 23

_KINDS = {
    USER: {"users"},
    CHANNEL: {"channels"},
    ROLE: {"roles"},
    MENTIONABLE: {"users", "roles"},
}
_SELECTED = {USERS: USER, ROLES: ROLE, MENTIONABLES: MENTIONABLE, CHANNELS: CHANNEL}
_CHECKED = "true"


class Composer:
    """Builds the `data` of interactions that one member opens in one channel."""

    def __init__(self, payloads: Payloads, uploads: Uploads, channel: Channel) -> None:
        self.payloads, self.uploads, self.channel = payloads, uploads, channel
        self.resolved: Json = {}

    @property
    def world(self) -> World:
        return self.payloads.world

    # Commands

    def command(self, command: Json, path: str, chosen: Json) -> Json:
        """A command with all its options; refuses what is missing or does not fit."""
        definitions = _options_of(command, path)
        unknown = set(chosen) - {each["name"] for each in definitions}
        if unknown:
            raise Refusal(f"/{path} has no option {', '.join(sorted(unknown))}.")
        values = []
        for option in definitions:
            value = chosen.get(option["name"])
            if value is None or value == "":
                if option.get("required"):
                    raise Refusal(f"/{path} needs the option {option['name']}: {option['description']}")
                continue
            values.append({"name": option["name"], "type": option["type"], "value": self._value(option, value)})
        return self._command_data(command, path, values)

    def typing(self, command: Json, path: str, typed: Json, focused: str) -> Json:
        """A command that is still being typed, for autocomplete: values as far as they are there."""
        values = []
        for option in _options_of(command, path):
            if option["name"] not in typed and option["name"] != focused:
                continue
            entry = {"name": option["name"], "type": option["type"], "value": typed.get(option["name"], "")}
            if option["name"] == focused:
                entry |= {"focused": True, "value": str(entry["value"])}
            values.append(entry)
        return self._command_data(command, path, values)

    def menu(self, command: Json, target: int) -> Json:
        """A menu command on a message."""
        message = self.world.message(self.channel.id, target)
        if message is None:
            raise Refusal("That message is no longer there.")
        self.resolved["messages"] = {str(target): self.payloads.message(message)}
        return self._command_data(command, command["name"], []) | {"target_id": str(target)}

    def _command_data(self, command: Json, path: str, values: list[Json]) -> Json:
        names = path.split(" ")[1:] if command["type"] == 1 else []
        for depth, name in reversed(list(enumerate(names))):
            kind = 2 if depth == 0 and len(names) == 2 else 1
            values = [{"name": name, "type": kind, "options": values}]
        data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": values}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _value(self, option: Json, value: Any) -> Any:
        name, kind = option["name"], option["type"]
        if choices := option.get("choices"):
            if value not in [each["value"] for each in choices]:
                raise Refusal(f"{name}: choose one of {', '.join(str(each['name']) for each in choices)}.")
            return value
        if kind == STRING:
            return _fitting(str(value), option)
        if kind in (INTEGER, NUMBER):
            return _number(option, value)
        if kind == BOOLEAN:
            return value if isinstance(value, bool) else str(value).lower() == _CHECKED
        if kind in _KINDS:
            return self._entity(name, kind, str(value), option.get("channel_types"))
        return self._file(name, str(value))

    # Components

    def component(self, component: Json, values: list[str]) -> Json:
        """A pressed button or a select with what was chosen in it."""
        data: Json = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
        }
        if component["type"] == 2:
            return data
        data["values"] = self._selected(component, values)
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _selected(self, select: Json, values: list[str]) -> list[str]:
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        if not values and select.get("required") is False:
            return []
        if not least <= len(values) <= most:
            raise Refusal(f"Choose {least} to {most}." if least != most else f"Choose {least}.")
        if len(set(values)) < len(values):
            raise Refusal("Each can be chosen once.")
        if select["type"] in _SELECTED:
            types = select.get("channel_types")
            return [self._entity("This", _SELECTED[select["type"]], value, types) for value in values]
        if not set(values) <= {each["value"] for each in select["options"]}:
            raise Refusal("That is no longer one of the options.")
        return values

    # Forms

    def form(self, form: Json, sent: list[Json]) -> Json:
        """A submitted form: the fields of the form itself, with the values that were sent for them."""
        answers = {each["custom_id"]: each for _, each in walk(sent) if "custom_id" in each}
        components = [self._answered(each, answers) for each in form["components"]]
        data = {"custom_id": form["custom_id"], "components": components}
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _answered(self, component: Json, answers: dict[str, Json]) -> Json:
        shape = {"type": component["type"], "id": component["id"]}
        if "component" in component:
            return shape | {"component": self._field(component["component"], component["label"], answers)}
        if "components" in component:
            return shape | {
                "components": [self._field(each, each.get("label", ""), answers) for each in component["components"]]
            }
        return shape

    def _field(self, field: Json, label: str, answers: dict[str, Json]) -> Json:
        sent = answers.get(field["custom_id"], {})
        shape = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
        if field["type"] == TEXT_INPUT:
            value = str(sent.get("value") or "")
            if not value and field.get("required", True):
                raise Refusal(f"{label}: please write something.")
            return shape | {"value": _fitting(value, field | {"name": label}) if value else ""}
        if field["type"] == CHECKBOX:
            return shape | {"value": bool(sent.get("value"))}
        if field["type"] == FILES:
            return shape | {"values": self._files(field, label, [str(each) for each in sent.get("values") or []])}
        if field["type"] == RADIO:
            chosen = self._selected(field, [sent["value"]] if sent.get("value") else [])
            return shape | {"value": chosen[0] if chosen else None}
        return shape | {"values": self._selected(field, [str(each) for each in sent.get("values") or []])}

    def _files(self, field: Json, label: str, values: list[str]) -> list[str]:
        least, most = field.get("min_values", 1), field.get("max_values", 1)
        if not values and field.get("required") is False:
            return []
        if not least <= len(set(values)) == len(values) <= most:
            raise Refusal(
                f"{label}: {least} to {most} files, please." if least != most else f"{label}: {most} files, please."
            )
        return [self._file(label, value) for value in values]

    # Who and what was meant

    def _file(self, name: str, value: str) -> str:
        """The id of a file that was uploaded before, with the file put under `resolved`."""
        file = self.uploads.get(int(value)) if value.isdigit() else None
        if file is None:
            raise Refusal(f"{name}: that file is no longer here. Please choose it again.")
        self._resolve("attachments", value, self.payloads.attachment(file, ephemeral=True))
        return value

    def _entity(self, name: str, kind: int, value: str, types: list[int] | None = None) -> str:
        """An id of a member, role or channel (of one of the `types`), with the thing itself put under `resolved`."""
        wanted, state = _KINDS[kind], self.world.state
        number = int(value) if value.isdigit() else 0
        guild = self.world.guild_of(self.channel)
        if "users" in wanted and (member := state.members.get(number)):
            self._resolve("users", value, self.payloads.user(member))
            if guild:
                allowed = self.payloads.member_with_permissions(member, self.channel, with_user=False)
                self._resolve("members", value, allowed)
        elif "roles" in wanted and self.channel.place is Place.SERVER and (role := state.roles.get(number)):
            self._resolve("roles", value, self.payloads.role(role))
        elif (
            "channels" in wanted
            and guild
            and (channel := state.channels.get(number))
            and channel.kind in (types or ChannelKind)
            and self.world.guild_of(channel) is guild
        ):
            self._resolve("channels", value, self.payloads.channel(channel) | {"permissions": "0"})
        else:
            raise Refusal(f"{name}: nothing of that kind is here.")
        return value

    def _resolve(self, kind: str, value: str, payload: Json) -> None:
        self.resolved.setdefault(kind, {})[value] = payload


def _options_of(command: Json, path: str) -> list[Json]:
    """The options at the end of a path such as `poll create`."""
    options = command.get("options", [])
    for name in path.split(" ")[1:] if command["type"] == 1 else []:
        found = next((each for each in options if each["name"] == name and each["type"] in (1, 2)), None)
        if found is None:
            raise Refusal(f"There is no command /{path}.")
        options = found.get("options", [])
    return options


def _fitting(value: str, option: Json) -> str:
    least, most = option.get("min_length") or 0, option.get("max_length") or 6000
    if not least <= limits.length(value) <= most:
        raise Refusal(f"{option['name']}: {least} to {most} characters, please; these are {limits.length(value)}.")
    return value


def _number(option: Json, value: Any) -> int | float:
    try:
        number = int(value) if option["type"] == INTEGER else float(value)
    except (TypeError, ValueError):
        raise Refusal(f"{option['name']} is a number, such as 3.") from None
    least, most = option.get("min_value"), option.get("max_value")
    if (least is not None and number < least) or (most is not None and number > most):
        raise Refusal(
            f"{option['name']}: from {least if least is not None else '…'} to {most if most is not None else '…'}."
        )
    return number

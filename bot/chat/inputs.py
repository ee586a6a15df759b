"""What came with a click or a form, taken in at one place: what is forged in it becomes a refusal here.

Discord hands on what a member's client sends. A client may be told to send any custom id, any values and any fields.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

import discord

from bot.chat import limits
from bot.errors import Refusal

OUT_OF_DATE = "This control is out of date, and nothing was changed. Call the command again for a fresh card."
DEEPEST = 3
"""Components that lie in one another in a form: a label or a row with one field."""
TEXT_FIELD, SELECT, FILES = 4, 3, 19
_ID = re.compile(r"[0-9]{1,19}")
_HALF = re.compile("[\ud800-\udfff]")

Fields = dict[str, str | list[str] | bool]


@dataclass(frozen=True)
class Text:
    """A field to write in."""

    required: bool = True


@dataclass(frozen=True)
class Pick:
    """A select of which one value is picked; `among`: those that it offers, None where only the service knows."""

    among: Collection[str] | None = None
    required: bool = False


@dataclass(frozen=True)
class Files:
    """A field for one file."""

    required: bool = True


Field = Text | Pick | Files


def custom_id_of(interaction: discord.Interaction[Any]) -> str:
    """The custom id of what was used; empty where none came that Discord would have taken."""
    custom_id = _data(interaction).get("custom_id")
    return custom_id if isinstance(custom_id, str) and len(custom_id) <= limits.CUSTOM_ID else ""


def pattern_of(text: str) -> re.Pattern[str]:
    r"""The pattern of custom ids; in it `\d` and `\w` mean ASCII, as digits of other scripts are none of ours."""
    return re.compile(text, re.ASCII)


def fitting(pattern: re.Pattern[str], custom_id: str) -> re.Match[str] | None:
    """What a custom id carries; None where it does not fit, or holds a number that no id of a row or of Discord is."""
    found = pattern.fullmatch(custom_id)
    numbers = (part for part in found.groups() if part and part.isdecimal()) if found else ()
    return None if any(int(number) > limits.LARGEST_ID for number in numbers) else found


def chosen(interaction: discord.Interaction[Any]) -> list[str]:
    """The values picked in the select that was used; raises Refusal unless it offers them, in that number."""
    select, values = _used(interaction), _data(interaction).get("values")
    if select is None or not _are_texts(values) or len(set(values)) < len(values):
        raise Refusal(OUT_OF_DATE)
    offered = [option.value for option in select.options]
    if not all(value in offered if offered else is_id(value) for value in values) or len(values) not in _counts(select):
        raise Refusal(OUT_OF_DATE)
    return values


def components_of(interaction: discord.Interaction[Any]) -> Iterator[Any]:
    """Every component of the message that was clicked, containers before what they hold."""
    waiting = list(getattr(interaction.message, "components", ()))  # which a message may come without
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting[:0] = getattr(part, "children", ())


def entities_of(interaction: discord.Interaction[Any], kind: str) -> dict[str, dict[str, Any]]:
    """What Discord tells of the `users`, `members` or `attachments` that were picked, by id."""
    told = _data(interaction).get("resolved")
    of_kind = told.get(kind) if isinstance(told, dict) else None
    return {key: each for key, each in of_kind.items() if isinstance(each, dict)} if isinstance(of_kind, dict) else {}


def fields(interaction: discord.Interaction[Any], asked: dict[str, Field] | None = None) -> Fields:
    """What was written and picked, by the custom id of each field; with `asked` those alone.

    Raises Refusal for a form that is not as it was drawn: a field that is asked for is missing, there twice, of another
    type, or holds what it never offered.
    """
    values: Fields = {}
    for name, component in _leaves(interaction):
        if component.get("values", component.get("value")) is None:
            continue  # left empty
        value = _value(component)
        if value is None or name in values or not _fits(value, component, asked, name):
            raise Refusal(OUT_OF_DATE)
        values[name] = value
    if any(field.required and not values.get(name) for name, field in (asked or {}).items()):
        raise Refusal(OUT_OF_DATE)
    return values if asked is None else {name: value for name, value in values.items() if name in asked}


def texts(interaction: discord.Interaction[Any]) -> list[str]:
    """What somebody wrote, whatever else came with it."""
    values = (_value(component) for _, component in _leaves(interaction))
    return [value for value in values if isinstance(value, str) and value.strip()]


def is_id(value: str) -> bool:
    """Whether a text is an id that Discord may have given."""
    return _ID.fullmatch(value) is not None and int(value) <= limits.LARGEST_ID


def is_text(value: Any, most: int = limits.FIELD) -> bool:
    """Whether it is a text of that length which every database keeps: half characters and NUL are none."""
    return isinstance(value, str) and len(value) <= most and "\0" not in value and not _HALF.search(value)


def _data(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    return dict(interaction.data) if isinstance(interaction.data, dict) else {}


def _are_texts(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and len(values) <= limits.SELECT_OPTIONS and all(map(is_text, values))


def _used(interaction: discord.Interaction[Any]) -> discord.SelectMenu | None:
    """The select that was used, as the message that it hangs on draws it."""
    custom_id = custom_id_of(interaction)
    selects = (part for part in components_of(interaction) if isinstance(part, discord.SelectMenu))
    return next((select for select in selects if select.custom_id == custom_id), None)


def _counts(select: discord.SelectMenu) -> range:
    """How many values may be picked; none where the select does not say it as it should."""
    least, most = select.min_values, select.max_values
    return range(least, most + 1) if isinstance(least, int) and isinstance(most, int) else range(0)


def _leaves(interaction: discord.Interaction[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    waiting = [(part, 1) for part in _parts(_data(interaction).get("components"))]
    while waiting:
        part, depth = waiting.pop(0)
        name = part.get("custom_id")
        if isinstance(name, str) and "components" not in part:
            yield name, part
        if depth < DEEPEST:
            inner = [*_parts(part.get("components")), *_parts([part.get("component")])]
            waiting[:0] = [(each, depth + 1) for each in inner]


def _parts(components: Any) -> list[dict[str, Any]]:
    return [part for part in components if isinstance(part, dict)] if isinstance(components, list) else []


def _value(component: dict[str, Any]) -> str | list[str] | bool | None:
    value = component.get("values", component.get("value", ""))
    if isinstance(value, bool) or is_text(value):
        return value
    return value if _are_texts(value) else None


def _fits(value: str | list[str] | bool, component: dict[str, Any], asked: dict[str, Field] | None, name: str) -> bool:
    field, kind = (asked or {}).get(name), component.get("type")
    if isinstance(field, Text):
        return isinstance(value, str) and kind == TEXT_FIELD
    if isinstance(field, Pick):
        if not isinstance(value, list) or len(value) > 1 or kind != SELECT:
            return False
        return field.among is None or all(each in field.among for each in value)
    if isinstance(field, Files):
        return isinstance(value, list) and len(value) == 1 and kind == FILES and is_id(value[0])
    return True

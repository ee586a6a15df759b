"""A pack as the YAML that authors write: a key a line, lists of ids in brackets, long texts as they are read."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import yaml

from bot.packs.format.model import Pack

_ENDLESS = 1_000_000
"""Columns after which a line is broken: none, so that a text stays on its line."""


def yaml_text(pack: Pack, head: str = "") -> str:
    """The file of a pack, with a comment of one or several lines above it; what is as the format has it is left out."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + block(_value(pack))


def block(value: Any) -> str:
    """Mappings, lists, texts and numbers as authors write them, such as one entry of a pack."""
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_ENDLESS, default_flow_style=False
    )


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and lists of words in brackets."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Set the items of a list in from their key."""
        del indentless
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _list(dumper: yaml.SafeDumper, listed: list[Any]) -> yaml.SequenceNode:
    words = all(isinstance(each, str) and " " not in each and "\n" not in each for each in listed)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", listed, flow_style=words)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def _value(value: Any) -> Any:
    """A part of a pack as mappings, lists, texts and numbers."""
    if is_dataclass(value):
        told = ((_key(field), getattr(value, field.name)) for field in fields(value) if not _usual(field, value))
        return {key: _value(each) for key, each in told}
    if isinstance(value, Mapping):
        return {str(key): _value(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _key(field: Field[Any]) -> str:
    return field.metadata.get("alias", field.name)


def _usual(field: Field[Any], part: object) -> bool:
    """Whether a key holds what it holds where it is left out."""
    value = getattr(part, field.name)
    if field.default_factory is not MISSING:
        return value == field.default_factory()
    return field.default is not MISSING and value == field.default

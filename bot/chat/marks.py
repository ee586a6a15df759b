"""Discord's marks in words that somebody wrote: a mention, an emoji, a command, a time, as people read them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

T = TypeVar("T")

Name = Callable[[str, int], str | None]
"""What `@`, `@&` or `#` with an id is called; None where that is not known."""

TIME = re.compile(r"<t:-?[0-9]{1,17}(?::[tTdDfFRsS])?>")
"""A moment, which Discord shows to each reader in their own zone."""
LONGEST_TIME = 24
"""Characters of the longest of these."""
_MARK = re.compile(
    r"<(?:(?P<sign>@&|@!?|#)(?P<id>[0-9]+)"
    r"|a?:(?P<emoji>[\w~]{1,64}):[0-9]+"
    r"|/(?P<command>[^\s:<>][^:<>\n]{0,120}):[0-9]+"
    r"|(?P<sound>sound):[0-9]+:[0-9]+"
    r"|id:(?P<page>[a-z-]{1,24})(?::[0-9]+)?"
    r"|t:(?P<seconds>-?[0-9]+)(?::[tTdDfFRsS])?)>"
)
_UNKNOWN = {"@": "@member", "@&": "@role", "#": "#channel"}
_PAGES = {
    "customize": "Channels & Roles",
    "browse": "Browse Channels",
    "guide": "Server Guide",
    "home": "Server Guide",
    "linked-roles": "Linked Roles",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_ID = 20


def readable(text: str, name: Name = lambda _sign, _id: None) -> str:
    """The text with every mark in words but times, which Discord shows by itself where it shows Markdown."""
    return _said(text, name, flat=False)


def flat(text: str, name: Name = lambda _sign, _id: None) -> str:
    """The text with every mark in words, a time as date and time in UTC.

    For what Discord shows letter by letter: labels, options of selects, pictures, files, code.
    """
    return _said(text, name, flat=True)


def flattened(value: T) -> T:
    """The value with every text in it so; lists, tuples and dicts are looked through."""
    if isinstance(value, str):
        return cast("T", flat(value))
    if isinstance(value, list):
        return cast("T", [flattened(each) for each in cast("list[Any]", value)])
    if isinstance(value, tuple):
        return cast("T", tuple(flattened(each) for each in cast("tuple[Any, ...]", value)))
    if isinstance(value, dict):
        return cast("T", {key: flattened(each) for key, each in cast("dict[Any, Any]", value).items()})
    return value


def whole(text: str, end: int) -> int:
    """The place at or before `end` at which no time is cut in two."""
    for time in TIME.finditer(text, max(0, end - LONGEST_TIME)):
        if time.start() < end < time.end():
            return time.start()
    return end


def _said(text: str, name: Name, *, flat: bool) -> str:
    if "<" not in text:
        return text
    said = _MARK.sub(lambda mark: _words(mark, name, flat=flat), text)
    if any(flat or not TIME.fullmatch(mark[0]) for mark in _MARK.finditer(said)):
        # Marks within marks: what is left of the outer one is read as a mark only by who wrote it so on purpose.
        return said.replace("<", "‹")
    return said


def _words(mark: re.Match[str], name: Name, *, flat: bool) -> str:
    if sign := mark["sign"]:
        sign = "@" if sign == "@!" else sign
        known = name(sign, int(mark["id"])) if len(mark["id"]) <= _LONGEST_ID else None
        return f"{sign[0]}{known}" if known else _UNKNOWN[sign]
    if mark["seconds"]:
        at = _moment(mark["seconds"])
        return "a time" if at is None else f"{at:%Y-%m-%d %H:%M} UTC" if flat else mark[0]
    if mark["page"]:
        return _PAGES.get(mark["page"], f"#{mark['page']}")
    if mark["command"]:
        return f"/{mark['command']}"
    return f":{mark['emoji'] or mark['sound']}:"


def _moment(seconds: str) -> datetime | None:
    """None for what no calendar of Python's has."""
    try:
        return _EPOCH + timedelta(seconds=int(seconds)) if len(seconds) <= _LONGEST_ID else None
    except OverflowError:
        return None

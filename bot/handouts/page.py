"""A sheet as one page of HTML that needs nothing else: no script, no request, ready to be printed.

Every text comes into it as text: the template library escapes whatever it is given, and nothing here tells it not to.
Called where pictures are drawn, or by the command line; the bot's own process never loads that library.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.chat.marks import flat
from bot.chat.paper import Sheet

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
SOMEBODY = "a member"
"""Stands for whoever cannot be named, where names stand."""


def page(sheet: Sheet, names: Mapping[int, str] | None = None) -> bytes:
    """The page, in UTF-8; `names`: how the members are called whom it names."""
    known = names or {}
    numbers = {key: number for number, key in enumerate(sheet.sources, 1)}
    html = (
        _environment()
        .get_template("sheet.html")
        .render(
            sheet=sheet,
            numbers=lambda keys: [numbers[key] for key in keys if key in numbers],
            name=lambda member_id: known.get(member_id, SOMEBODY),
        )
    )
    return html.encode("utf-8", "replace")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = made.filters
    filters |= {"said": said, "paragraphs": paragraphs, "leads": leads, "host": host}
    return made


def said(text: str) -> str:
    """A text as it stands on paper: Discord's marks in words, without control characters and halves of letters."""
    return _UNSEEN.sub("", flat(text))


def paragraphs(text: str) -> list[str]:
    """A text in paragraphs."""
    return [part.strip("\n") for part in said(text).replace("\r\n", "\n").split("\n\n") if part.strip()]


def host(url: str) -> str:
    """Where an address leads: what is printed of it, since nobody types more from paper."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def leads(url: str | None) -> bool:
    """Whether an address may be a link."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))

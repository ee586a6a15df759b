"""A mistake that a member reported, how many may be open, and how moderators are told that some are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.text import listing

MAX_TEXT = 400
"""Characters of a report."""
OPEN_OF_MEMBER = 10
OPEN_OF_SERVER = 300
"""Reports that may be open at one time."""
KEPT = timedelta(days=90)
"""How long a report waits for a moderator before it is forgotten."""
NOTICE_EVERY = timedelta(hours=1)
"""How often the moderators of a server are told that reports wait, at most."""

NAMED = 5
"""Packs that the line about waiting reports names."""


def waiting_line(reports: Sequence[tuple[str, int]]) -> str:
    """How many reports wait on which packs, and where they are read; empty for none."""
    if not reports:
        return ""
    count = sum(each for _, each in reports)
    packs = [f"`{pack_id}`" + (f" ({each})" if len(reports) > 1 else "") for pack_id, each in reports[:NAMED]]
    more = [f"{len(reports) - NAMED} other packs"] if len(reports) > NAMED else []
    waiting = "1 reported mistake waits" if count == 1 else f"{count} reported mistakes wait"
    return f"{waiting} for a moderator, in {listing(packs + more)}. `/pack info` shows them."


@dataclass(frozen=True)
class Mistake:
    """What a member found wrong on the card of an entry; who it was is kept apart, and shown to nobody."""

    id: int
    guild_id: int
    pack_id: str
    entry_id: str
    version: str
    """The version of the pack that the card showed."""
    text: str
    reported_at: datetime

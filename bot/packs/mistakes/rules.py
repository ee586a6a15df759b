"""A mistake that a member reported, and how many may be open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_TEXT = 400
"""Characters of a report."""
OPEN_OF_MEMBER = 10
OPEN_OF_SERVER = 300
"""Reports that may be open at one time."""
KEPT = timedelta(days=90)
"""How long a report waits for a moderator before it is forgotten."""
NOTICE_EVERY = timedelta(hours=1)
"""How often the moderators of a server are told that reports wait, at most."""


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

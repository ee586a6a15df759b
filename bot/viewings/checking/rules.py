"""A source-check sheet: what one member found out about what a message says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import limits
from bot.chat.place import NO_SERVER
from bot.errors import Refusal
from bot.viewings.own_words import MAX_WRITTEN, kept_text

KEPT = timedelta(days=1)
"""How long a sheet can be shared; then it is deleted."""

GONE = "This sheet is gone: it is kept for a day. `Check this claim` on the message makes a new one."


@dataclass(frozen=True, slots=True)
class Place:
    """Where the message stands that is checked."""

    guild_id: int
    channel_id: int
    message_id: int

    @property
    def link(self) -> str | None:
        """The way to it; None outside of the bot's servers, where nothing of the place is kept."""
        if self.guild_id == NO_SERVER:
            return None
        return f"https://discord.com/channels/{self.guild_id}/{self.channel_id}/{self.message_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The four moves of SIFT (Mike Caulfield), each in the member's own words; None where a move was left out."""

    stop: str | None = None
    """What do I know of it already, and what does it do to me?"""
    investigate: str | None = None
    """Who says it?"""
    find: str | None = None
    """What do better sources say?"""
    trace: str | None = None
    """Where does it come from first?"""

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written, in the order of the moves."""
        return tuple(text for text in (self.stop, self.investigate, self.find, self.trace) if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """A sheet that its author can share; the message that it is about is only pointed to."""

    id: int
    member_id: int
    place: Place
    sheet: Sheet
    created_at: datetime


def checked(sheet: Sheet) -> Sheet:
    """The sheet with its texts tidied; raises Refusal where one cannot be kept or all are empty."""
    kept = Sheet(
        stop=kept_text(sheet.stop),
        investigate=kept_text(sheet.investigate),
        find=kept_text(sheet.find),
        trace=kept_text(sheet.trace),
    )
    if any(limits.length(text) > MAX_WRITTEN for text in kept.texts):
        raise Refusal(f"Each of the four answers may have {MAX_WRITTEN:,} characters. Shorten it.")
    if not kept.texts:
        raise Refusal("The sheet is empty. Answer at least one of the four questions.")
    return kept

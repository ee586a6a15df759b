"""Options that are moments: kept as Discord's timestamps, so that each reader sees them in their own zone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.chat import times
from bot.chat.marks import TIME
from bot.errors import Refusal

SOONEST, LATEST = timedelta(minutes=1), timedelta(days=366)


def option_of(moment: datetime) -> str:
    """The option that is this moment, to the minute: so exact it is written again for whoever edits it."""
    minute = round(moment.timestamp() / 60) * 60
    return f"<t:{minute}:F>"


def moment_of(option: str) -> datetime | None:
    """The moment that an option is; None for a text, which may hold one too."""
    if not TIME.fullmatch(option):
        return None
    try:
        return datetime.fromtimestamp(int(option.strip("<>").split(":")[1]), UTC)
    except (OverflowError, OSError, ValueError):
        return None


def read_option(text: str, *, now: datetime, zone: tzinfo) -> str:
    """What was typed, kept as a moment where it is written as one; raises Refusal where that cannot be read or is over.

    Whatever else was typed stays a text: `Friday evening` is one.
    """
    if not times.is_moment(text):
        return text
    return option_of(times.moment(text, option="options", now=now, zone=zone, least=SOONEST, most=LATEST))


def read_options(
    options: Sequence[str], *, now: datetime, zone: tzinfo, known: Mapping[str, str] | None = None, strict: bool = True
) -> tuple[str, ...]:
    """The same for each option; what stands in `known` is taken from there, also where its time is over.

    Without `strict`, what is refused stays as it was typed.
    """
    read: list[str] = []
    for text in options:
        try:
            read.append((known or {}).get(text) or read_option(text, now=now, zone=zone))
        except Refusal:
            if strict:
                raise
            read.append(text)
    return tuple(read)


def written_option(option: str, zone: tzinfo) -> str:
    """The option as somebody could have typed it, read back to the same in this zone."""
    moment = moment_of(option)
    if moment is None:
        return option
    if isinstance(zone, times.LostZone):
        return f"{moment:%Y-%m-%d %H:%M}Z"
    local = moment.astimezone(zone)
    repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.isoformat(" ", "minutes") if repeated else f"{local:%Y-%m-%d %H:%M}"

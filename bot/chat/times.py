"""Moments as members write them: `2h30m`, `18:00`, `fri 18:00`, `2026-11-30 18:00`."""

import difflib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.chat.text import quote, shorten
from bot.errors import Refusal

EXAMPLES = "`90m`, `2h30m`, `2d`, `18:00`, `fri 18:00` or `2026-11-30 18:00`"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(?:(\d{1,6})d)? ?(?:(\d{1,6})h)? ?(?:(\d{1,6})m)?", re.ASCII)
_MOMENT = re.compile(
    r"(?:(?P<date>20\d\d-\d\d-\d\d) |(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)? )?"
    r"(?P<clock>\d{1,2}:\d\d)(?P<offset>[+-]\d\d:\d\d)?",
    re.ASCII,
)


def moment(text: str, *, option: str, now: datetime, zone: tzinfo = UTC, least: timedelta, most: timedelta) -> datetime:
    """The moment, in UTC, that a member wrote for `option`; times of day are those of `zone`.

    Raises Refusal for what cannot be read, lies less than `least` or more than `most` ahead, or names a local time
    that a change of the clocks skips or repeats; a repeated one is asked back with its two offsets.
    """
    written = " ".join(text.lower().split())
    span = _span(written)
    at = now + span if span is not None else _read(written, option, now, zone)
    if at <= now:
        raise Refusal(f"`{option}`: {_quoted(text)} is not in the future. Try {EXAMPLES}.")
    if at < now + least:
        raise Refusal(f"`{option}`: {_quoted(text)} is too soon; at least {_length(least)} from now. Try `90m`.")
    if at > now + most:
        raise Refusal(f"`{option}`: {_quoted(text)} is too far away; at most {_length(most)} from now. Try `2d`.")
    return at


def zone(name: str) -> ZoneInfo:
    """The time zone of that name in the tz database, in any case; raises Refusal naming similar ones."""
    names = zones()
    if found := names.get(name.strip().casefold().replace(" ", "_")):
        return ZoneInfo(found)
    near = difflib.get_close_matches(name.casefold(), names, 3, 0.5)
    city = [key for key in names if key.rpartition("/")[2] == name.strip().casefold().replace(" ", "_")]
    hint = ", ".join(f"`{names[key]}`" for key in (city or near)[:3]) or "`Europe/Berlin` or `UTC`"
    raise Refusal(f"`time_zone`: {_quoted(name)} is no time zone I know. Try {hint}.")


@cache
def zones() -> dict[str, str]:
    """Every time zone by its name in small letters, in their order; read from the disk when first asked for."""
    return {name.casefold(): name for name in sorted(available_timezones())}


def _span(written: str) -> timedelta | None:
    match = _SPAN.fullmatch(written)
    if not match or not any(match.groups()):
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _read(written: str, option: str, now: datetime, zone: tzinfo) -> datetime:
    match = _MOMENT.fullmatch(written)
    try:
        if not match:
            raise ValueError(written)
        clock = time.fromisoformat(match["clock"].zfill(5))
        offset = timezone(_offset(match["offset"])) if match["offset"] else None
        days = list(_days(match, now.astimezone(offset or zone).date()))
    except ValueError:
        raise Refusal(f"`{option}`: {_quoted(written)} is no time I can read. Try {EXAMPLES}.") from None
    for day in days:
        local = datetime.combine(day, clock)
        meant = [at for at in _instants(local, offset or zone) if at > now]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise Refusal(_asked_back(option, local, zone, meant))
        if local.replace(tzinfo=offset or zone).astimezone(UTC) > now:
            raise Refusal(_skipped(option, local, zone))
    return now


def _days(match: re.Match[str], today: date) -> Iterator[date]:
    """The days that may be meant, in order; raises ValueError for one that no calendar has."""
    if match["date"]:
        yield date.fromisoformat(match["date"])
    elif match["day"]:
        ahead = (_DAYS.index(match["day"]) - today.weekday()) % 7
        yield from (today + timedelta(days=ahead + more) for more in (0, 7))
    else:
        yield from (today + timedelta(days=more) for more in (0, 1))


def _offset(written: str) -> timedelta:
    hours, minutes = int(written[1:3]), int(written[4:6])
    if hours > 14 or minutes > 59:
        raise ValueError(written)
    return timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1)


def _instants(local: datetime, zone: tzinfo) -> list[datetime]:
    """When a clock in `zone` shows `local`: once, never (clocks went forward) or twice (they went back)."""
    folds = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({at for at in folds if at.astimezone(zone).replace(tzinfo=None, fold=0) == local})


def _asked_back(option: str, local: datetime, zone: tzinfo, meant: list[datetime]) -> str:
    first, second = (at.astimezone(zone).isoformat(" ", "minutes") for at in meant)
    return (
        f"`{option}`: on {local:%Y-%m-%d} the clocks of {zone} show {local:%H:%M} twice. "
        f"Write `{first}` for the first time or `{second}` for the second."
    )


def _skipped(option: str, local: datetime, zone: tzinfo) -> str:
    hour = timedelta(hours=1)
    return (
        f"`{option}`: on {local:%Y-%m-%d} the clocks of {zone} go forward and skip {local:%H:%M}. "
        f"Try `{local - hour:%Y-%m-%d %H:%M}` or `{local + hour:%Y-%m-%d %H:%M}`."
    )


def _length(span: timedelta) -> str:
    if span >= timedelta(days=1):
        return f"{span.days} days"
    minutes = round(span.total_seconds() / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _quoted(text: str) -> str:
    return quote(shorten(" ".join(text.split()), 60))

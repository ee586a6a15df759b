"""Moments as members write them: `2h30m`, `18:00`, `6pm`, `fri 18:00`, `2026-11-30 18:00`, `<t:…>`."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bot.chat.text import quote, shorten
from bot.errors import Refusal

EXAMPLES = "`90m`, `2h30m`, `2d`, `18:00`, `6pm`, `fri 18:00` or `2026-11-30 18:00`"
LONGEST = 100
"""Characters that a moment may have; whatever is longer is none."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_SPAN = re.compile(
    r"(?:in )?"
    r"(?:(?P<weeks>\d+) ?(?:w|wk|wks|week|weeks)(?![a-z]))?(?:,? |, ?)?(?:and )?"
    r"(?:(?P<days>\d+) ?(?:d|day|days)(?![a-z]))?(?:,? |, ?)?(?:and )?"
    r"(?:(?P<hours>\d+) ?(?:h|hr|hrs|hour|hours)(?![a-z]))?(?:,? |, ?)?(?:and )?"
    r"(?:(?P<minutes>\d+) ?(?:m|min|mins|minute|minutes))?",
    re.ASCII,
)
_HOURS_AND = re.compile(r"(?:in )?(\d+) ?h ?([0-5]\d)", re.ASCII)
_FRENCH = re.compile(r"(1[3-9]|2[0-3]) ?h ?([0-5]\d)?", re.ASCII)
"""What is a clock to some and a span to others; smaller numbers are spans."""
_STAMP = re.compile(r"<t:(-?\d+)(?::[a-z])?>", re.ASCII)
_DAY = rf"(?:(?:on )?(?:(?P<date>\d{{4}}-\d\d-\d\d)|(?P<weekday>{_WEEKDAY})|(?P<near>today|tomorrow)))"
_CLOCK = (
    r"(?:at )?(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\.?|"
    r"(?P<clock>\d{1,2}[:.]\d\d)|(?P<named>noon|midnight))(?: ?(?P<offset>[+-]\d\d:\d\d|z))?"
)
_MOMENTS = (
    re.compile(rf"(?:{_DAY}(?:,? |t(?=\d)))?{_CLOCK}", re.ASCII),
    re.compile(rf"{_CLOCK},? {_DAY}", re.ASCII),
)
_BEFORE = re.compile("<t:-|0")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_A_DAY = re.compile(_DAY, re.ASCII)


class LostZone(tzinfo):
    """A zone that is set and that this machine does not have; whoever reads a time of day in it is told so."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> str:
        """What is wrong, and what to do, for members."""
        return (
            f"the time zone of this server, {quote(shorten(self.name, 60))}, is not known where I run, so I cannot "
            "read times of day. A moderator sets it again with `/settings set time_zone:`. Spans such as `90m` and "
            "Discord's own times such as `<t:1800000000>` work meanwhile."
        )

    def utcoffset(self, _: datetime | None) -> timedelta:
        """Raises Refusal."""
        raise Refusal(f"{self.why[0].upper()}{self.why[1:]}")

    dst = utcoffset

    def tzname(self, _: datetime | None) -> str:
        """What was set."""
        return self.name


def moment(text: str, *, option: str, now: datetime, zone: tzinfo = UTC, least: timedelta, most: timedelta) -> datetime:
    """The moment, in UTC, that a member wrote for `option`; times of day are those of `zone`.

    Raises Refusal for what cannot be read, lies less than `least` or more than `most` ahead, may be meant in two ways,
    or names a local time that a change of the clocks skips or repeats; a repeated one is asked back with its two
    offsets.
    """
    written = _written(text)
    try:
        at = _absolute(written, now)
        at = at if at is not None else _read(written, option, now, zone)
    except OverflowError:  # further away than calendars go
        at = _FIRST if _BEFORE.match(written) else _LAST
    if at <= now:
        raise Refusal(f"`{option}`: {_quoted(text)} is not in the future. Try {EXAMPLES}.")
    if at < now + least:
        raise Refusal(f"`{option}`: {_quoted(text)} is too soon; at least {_length(least)} from now. Try `90m`.")
    if at > now + most:
        raise Refusal(f"`{option}`: {_quoted(text)} is too far away; at most {_length(most)} from now. Try `2d`.")
    return at


def is_moment(text: str) -> bool:
    """Whether a text is written as a moment, be it one that `moment` refuses; other texts may be anything."""
    written = _written(text)
    try:
        return bool(_STAMP.fullmatch(written) or _FRENCH.fullmatch(written) or _match(written)) or (
            _span(written) is not None
        )
    except OverflowError:  # a span longer than calendars go
        return True


def needs_zone(text: str) -> bool:
    """Whether what was written is a time of day without an offset, so that it depends on a zone."""
    match = _match(_written(text))
    return match is not None and not match["offset"]


_SIGNS = str.maketrans("−–‐‑∶", "----:")


def _written(text: str) -> str:
    """What was written, in plain characters: no wide digits, no signs that nobody sees, one space for any."""
    flat = unicodedata.normalize("NFKC", text if len(text) <= LONGEST else "")
    seen = "".join(char for char in flat if unicodedata.category(char) != "Cf")
    return " ".join(seen.translate(_SIGNS).lower().split())


def _absolute(written: str, now: datetime) -> datetime | None:
    """What needs no zone: a span from now, or a time of Discord's; raises OverflowError."""
    if stamp := _STAMP.fullmatch(written):
        try:
            return datetime.fromtimestamp(int(stamp[1]), UTC)
        except (OSError, ValueError):
            raise OverflowError from None
    span = _span(written)
    return now + span if span is not None else None


def _span(written: str) -> timedelta | None:
    if _FRENCH.fullmatch(written):
        return None
    if match := _HOURS_AND.fullmatch(written):
        return timedelta(hours=int(match[1]), minutes=int(match[2]))
    match = _SPAN.fullmatch(written)
    if not match or not any(match.groups()):
        return None
    return timedelta(**{unit: int(number or 0) for unit, number in match.groupdict().items()})


def _match(written: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(written) for pattern in _MOMENTS)), None)


def _read(written: str, option: str, now: datetime, zone: tzinfo) -> datetime:
    if french := _FRENCH.fullmatch(written):
        hour, minute = french[1], french[2] or ""
        span = f"{hour}h{minute}m" if minute else f"{hour} hours"
        raise Refusal(
            f"`{option}`: {_quoted(written)} may be a time of day or a span. Write `{hour}:{minute or '00'}` for the "
            f"time of day, or `{span}` for that long from now."
        )
    match = _match(written)
    try:
        if not match:
            raise ValueError(written)
        clock = _clock(match)
        offset = timezone(_offset(match["offset"])) if match["offset"] else None
        if offset is None and isinstance(zone, LostZone):
            raise Refusal(f"`{option}`: {zone.why}")
        days = list(_days(match, now.astimezone(offset or zone).date()))
    except ValueError:
        hint = f" A day needs a time too, such as `{written} 18:00`." if _A_DAY.fullmatch(written) else ""
        raise Refusal(f"`{option}`: {_quoted(written)} is not a time that I can read.{hint} Try {EXAMPLES}.") from None
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


def _clock(match: re.Match[str]) -> time:
    """The time of day that was written; raises ValueError for one that no clock shows."""
    if match["named"]:
        if match["named"] == "midnight" and any(match[day] for day in ("date", "weekday", "near")):
            raise ValueError(match[0])  # the beginning of that day to some, its end to others
        return time(12 if match["named"] == "noon" else 0)
    if match["half"]:
        hour = int(match["hour"])
        if not 1 <= hour <= 12:
            raise ValueError(match[0])
        return time(hour % 12 + (12 if match["half"] == "p" else 0), int(match["minute"] or 0))
    hour, minute = match["clock"].replace(".", ":").split(":")
    return time(int(hour), int(minute))


def _days(match: re.Match[str], today: date) -> Iterator[date]:
    """The days that may be meant, in order; raises ValueError for one that no calendar has."""
    if match["date"]:
        yield date.fromisoformat(match["date"])
    elif match["weekday"]:
        ahead = (_DAYS.index(match["weekday"][:3]) - today.weekday()) % 7
        yield from (today + timedelta(days=ahead + more) for more in (0, 7))
    elif match["near"]:
        yield today + timedelta(days=match["near"] == "tomorrow")
    else:
        yield from (today + timedelta(days=more) for more in (0, 1))


def _offset(written: str) -> timedelta:
    if written == "z":
        return timedelta(0)
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

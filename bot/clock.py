"""The one clock, which tests move and nothing else reads the time beside; and moments as they are kept."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def ms(moment: datetime) -> int:
    """A moment as it is kept: UTC milliseconds, whole ones."""
    return (moment - _EPOCH) // _MS


def moment(ms: int) -> datetime:
    """A moment as it was kept."""
    return _EPOCH + ms * _MS


def ms_or_none(moment: datetime | None) -> int | None:
    """As `ms`, where there may be none."""
    return None if moment is None else ms(moment)


def moment_or_none(ms: int | None) -> datetime | None:
    """As `moment`, where there may be none."""
    return None if ms is None else moment(ms)


_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


def of_snowflake(snowflake: int) -> datetime:
    """When Discord made what has this id: its upper 42 bits count the milliseconds since 2015."""
    return _DISCORD_EPOCH + (snowflake >> 22) * _MS

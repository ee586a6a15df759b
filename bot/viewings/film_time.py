"""Where the film stands: a clock that runs or stands still, in two values that outlive a restart."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.text import plain, shorten
from bot.errors import Refusal
from bot.packs.format.fields import seconds

START = timedelta(0)
LONGEST = timedelta(hours=24)
MILLISECOND = timedelta(milliseconds=1)

_EXAMPLES = "`12:30`, `1:02:30` or `12` for minutes"


@dataclass(frozen=True, slots=True)
class FilmClock:
    """The time of the film; in whole milliseconds, as it is kept."""

    position: timedelta = START
    """The time of the film at `since`, or where it stands still."""
    since: datetime | None = None
    """Since when it runs on from `position`; None while it stands still."""

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.since is not None

    def at(self, now: datetime) -> timedelta:
        """The time of the film at a moment; a clock that was set back does not turn the film back."""
        return self.position + max(_whole(now) - self.since, START) if self.since else self.position

    def reaches(self, position: timedelta) -> datetime | None:
        """When the film reaches, or reached, a time of it; None while it stands still."""
        return self.since + (position - self.position) if self.since else None

    def started(self, at: datetime) -> "FilmClock":
        """The clock running on from where it stands, from a moment that may lie ahead."""
        return FilmClock(self.at(at), _whole(at))

    def stopped(self, now: datetime) -> "FilmClock":
        """The clock standing still where it is."""
        return FilmClock(self.at(now))

    def moved(self, position: timedelta, now: datetime) -> "FilmClock":
        """The clock at another time of the film, running if it ran."""
        return FilmClock(position - position % MILLISECOND, _whole(now) if self.since else None)


NOT_STARTED = FilmClock()


def written(position: timedelta) -> str:
    """A time of the film as members read it: `0:07`, `12:30` or `1:02:30`."""
    minutes, second = divmod(int(position.total_seconds()), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def read(text: str, option: str = "minute") -> timedelta:
    """A time of the film as members write it; a bare number is minutes. Raises Refusal for anything else."""
    typed = "".join(text.split())
    try:
        position = timedelta(minutes=int(typed)) if re.fullmatch(r"[0-9]{1,4}", typed) else _seconds(typed)
    except ValueError:
        quoted = plain(shorten(" ".join(text.split()), 40))
        raise Refusal(f"`{option}`: “{quoted}” is no time of a film that I can read. Try {_EXAMPLES}.") from None
    if position > LONGEST:
        raise Refusal(f"`{option}`: {written(position)} is longer than a day. Try {_EXAMPLES}.")
    return position


def _seconds(text: str) -> timedelta:
    return timedelta(seconds=seconds(text))


def whole_second(moment: datetime) -> datetime:
    """The next full second, which is what Discord shows of a moment."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

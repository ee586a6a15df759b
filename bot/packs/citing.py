"""How cards name sources: a number behind each statement, and the list that the numbers stand for."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from bot.chat.limits import length
from bot.chat.text import plain, shorten
from bot.packs.format.model import Pack, Source

LINKED = 600
"""Characters that an address may have to stand behind a number; a longer one could be broken over two pages."""
_NUMBER = re.compile(r"(?:^|(?<= ))\[{1,2}(\d{1,6})\]", re.MULTILINE)
"""A number as it is written here: brackets of a pack's own texts are escaped, and its addresses hold no spaces."""


class Citations:
    """The sources of one card, numbered through all its pages in the order in which they appear."""

    def __init__(self, pack: Pack) -> None:
        self._sources = pack.sources
        self._numbers: dict[str, int] = {}

    def cited(self, text: str, keys: Iterable[str]) -> str:
        """A text of a pack made safe, with the numbers of its sources; these lead where a source has an address."""
        known = [key for key in dict.fromkeys(keys) if key in self._sources]
        return " ".join(filter(None, (plain(text), *map(self._number, known))))

    def foot(self, page: str, most: int) -> str:
        """The sources whose numbers stand on a page, in small letters; empty where they take more than `most`."""
        numbers = {int(found) for found in _NUMBER.findall(page)}
        named = [(key, number) for key, number in self._numbers.items() if number in numbers]
        text = "\n".join(f"-# {number}. {reference(self._sources[key], 100)}" for key, number in named)
        return text if length(text) <= most else ""

    def listed(self) -> str:
        """All sources so far, one a line, with their addresses."""
        return "\n".join(
            " ".join(filter(None, (f"{number}. {reference(source)}", source.url and address(source.url))))
            for source, number in ((self._sources[key], number) for key, number in self._numbers.items())
        )

    def _number(self, key: str) -> str:
        number, url = self._numbers.setdefault(key, len(self._numbers) + 1), self._sources[key].url
        if url and len(target := _target(url)) <= LINKED:
            return f"[[{number}]]({target})"
        return f"[{number}]"


def reference(source: Source, most: int = 300, safe: Callable[[str], str] = plain) -> str:
    """What a source is: publisher, title, date, author; `most` characters of each; says so if read in a copy.

    `safe` makes its texts safe for where they are shown.
    """
    who, author = (source.publisher, source.author) if source.publisher else (source.author, None)
    parts = [
        f"{safe(shorten(who, most))}: " if who else "",
        f"{safe(shorten(source.title, most))}{f' ({safe(source.date)})' if source.date else ''}",
        f", by {safe(shorten(author, most))}" if author else "",
        ", read in a copy" if source.seen == "copy" else "",
    ]
    return ended("".join(parts))


def address(url: str) -> str:
    """A link under the name of its host, so that no label can pretend to lead elsewhere."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return f"[{plain(host)}]({_target(url)})"


def ended(sentence: str) -> str:
    """A sentence with its full stop."""
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def _target(url: str) -> str:
    """An address as the target of a link: brackets would end it, two asterisks bold text around it."""
    return f"<{url.replace('(', '%28').replace(')', '%29').replace('**', '%2A%2A')}>"

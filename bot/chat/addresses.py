"""Web addresses within texts: where one begins and ends, and how it is written so that Discord shows it whole."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])https?://\w[\w.:@%-]*(?:[/?#][^\s<>\"`|\\^{}“”„‘’«»‹›。，、；：？！…（）「」『』【】《》]*)?"
)
"""What an address may hold (RFC 3986), letters of other scripts included."""
_PUNCTUATION = ".,:;!?'"
_MARKDOWN = "*_~"
"""Which belong to the sentence only where as many of them stand before the address."""
_AS_DISCORD_READS = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
_BRACKETS = {")": "(", "]": "["}


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every address in a text; what belongs to the sentence around it is not taken in."""
    at = 0
    while found := _ADDRESS.search(text, at):
        address = _ended(found.group(), text[: found.start()])
        at = found.start() + len(address)
        yield found.start(), at


def shown(address: str, after: str) -> str:
    """An address for Discord, with what comes `after` it: bare where Discord sees its end by itself, else in < >.

    Two asterisks in a row would end the bold text that a card may put it in, so they are written as %2A.
    """
    whole = address.replace("**", "%2A%2A")
    read = _AS_DISCORD_READS.match(whole + after)
    return whole if read and _balanced(read.group()) == whole else f"<{whole}>"


def _ended(address: str, before: str) -> str:
    """An address without the punctuation of its sentence, the brackets and the Markdown around it."""
    open_ones = {closing: address.count(opening) for closing, opening in _BRACKETS.items()}
    closing_ones = {closing: address.count(closing) for closing in _BRACKETS}
    end = len(address)
    while True:
        sign = address[end - 1]
        if sign in _PUNCTUATION:
            end -= 1
        elif sign in _BRACKETS and closing_ones[sign] > open_ones[sign]:
            closing_ones[sign] -= 1
            end -= 1
        elif sign in _MARKDOWN and (marks := _run(address, end)) and before.endswith(sign * marks):
            before = before[: len(before) - marks]
            end -= marks
        else:
            return address[:end]


def _run(address: str, end: int) -> int:
    """How often the last sign before `end` stands there in a row."""
    return end - len(address[:end].rstrip(address[end - 1]))


def _balanced(address: str) -> str:
    """Without closing round brackets at the end that the address does not open, as Discord reads it."""
    stray = max(0, address.count(")") - address.count("("))
    kept = address.rstrip(")")
    return address[: max(len(kept), len(address) - stray)]

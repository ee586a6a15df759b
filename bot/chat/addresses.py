"""Web addresses within texts: where one begins and ends, and how it is written so that Discord shows it whole."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(r"https?://\w[\w.:@%-]*(?:[/?#][^\s<>\"`|\\^{}“”„‘’«»‹›。，、；：？！…（）「」『』【】《》]*)?")
"""What an address may hold (RFC 3986), letters of other scripts included."""
_END = re.compile(r"[.,:;!?'*_~]+\Z")
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
    while True:
        shorter = _balanced(address)
        if end := _END.search(shorter):
            shorter = _unpunctuated(shorter, end.start(), before)
        if shorter == address:
            return address
        address = shorter


def _unpunctuated(address: str, end: int, before: str) -> str:
    """Without the last signs: full stops and the like; asterisks and the like only where as many stand before."""
    sign = address[-1]
    if sign not in "*_~":
        return address[:-1]
    marks = len(address) - len(address.rstrip(sign))
    return address[:-marks] if before.endswith(sign * marks) and end <= len(address) - marks else address


def _balanced(address: str) -> str:
    """Without closing brackets at the end that the address does not open."""
    while (opening := _BRACKETS.get(address[-1:])) and address.count(address[-1]) > address.count(opening):
        address = address[:-1]
    return address

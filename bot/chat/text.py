"""Plain text made safe to show: pack and member text never becomes Markdown."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from bot.chat import limits
from bot.chat.addresses import addresses, shown
from bot.chat.marks import TIME, flat, readable, whole

LOOK_AHEAD = 40
"""Characters behind an address that are looked at for where Discord sees its end."""
SHORT = 100
"""Characters up to which what was made safe is remembered: labels of polls, which every vote is told by."""
_INLINE = str.maketrans({sign: f"\\{sign}" for sign in "\\*_~|`[]<>"})
_LINE_START = re.compile(r"^([ \t]*)(#{1,3}(?= )|[-+](?=[ #])|\d+(?=[.)] ))", re.MULTILINE)
_CLOSING = re.compile(r"(?:(?<=[ \t])|^)#(?=#*[ \t]*$)", re.MULTILINE)
"""What a heading may end with, which Markdown takes for a part of its mark."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|[。！？]")
_COMMONMARK = str.maketrans({sign: f"\\{sign}" for sign in "\\*_~|`[]<>&$^"})
_COMMONMARK_START = re.compile(r"^(\d+(?=[.)])|[#\-+=:])", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def plain(text: str) -> str:
    """The text with every character that Discord's Markdown would act on escaped; web addresses and times stay whole.

    Mentions and the like are told in words: those of members got their names where they were taken (`mark_names.py`).
    """
    return _plain_again(text) if len(text) <= SHORT else _plain(text)


def _plain(text: str) -> str:
    text = readable(text)
    kept = [(*at, True) for at in addresses(text)] + [(*time.span(), False) for time in TIME.finditer(text)]
    pieces: list[str] = []
    end = 0
    for start, stop, is_address in sorted(kept):
        if start >= end:
            pieces.append(_escape(text[end:start]))
            # What comes next is escaped, so that a sign of Markdown is a backslash when Discord looks for the end.
            after = _escape(text[stop : stop + LOOK_AHEAD])
            pieces.append(shown(text[start:stop], after) if is_address else text[start:stop])
            end = stop
    pieces.append(_escape(text[end:]))
    return "".join(pieces)


_plain_again = lru_cache(maxsize=1024)(_plain)


def quote(text: str) -> str:
    """The text in quotation marks, made safe; an address at its end does not take the mark in."""
    return plain(f"“{text}”")


def commonmark(text: str) -> str:
    """The text for a Markdown file, where any reader (CommonMark, GitHub's) shows it letter for letter.

    Web addresses become links, Discord's marks words; every line stays one.
    """
    text = flat(text)
    pieces: list[str] = []
    end = 0
    for start, stop in addresses(text):
        pieces += (text[end:start].translate(_COMMONMARK), f"<{text[start:stop]}>")
        end = stop
    safe = "".join((*pieces, text[end:].translate(_COMMONMARK)))
    lines = _CLOSING.sub(r"\\#", _COMMONMARK_START.sub(_escape_line_start, _INDENT.sub("", safe)))
    return re.sub(r"(?<=[^\n])[ \t]*\n(?=[^\n])", "\\\n", lines)


def _escape(text: str) -> str:
    return _LINE_START.sub(
        lambda found: found[1] + _escape_line_start(found, 2), _CLOSING.sub(r"\\#", text.translate(_INLINE))
    )


def _escape_line_start(match: re.Match[str], group: int = 1) -> str:
    mark = match[group]
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word with `…` where it has more than `limit` characters as Discord counts them."""
    if limits.length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    kept = kept[: whole(text, len(kept))]
    cut = kept.rsplit(" ", 1)[0] if " " in kept[limit // 2 :] else kept
    return cut.rstrip(" ,;:–-") + "…"


def pages(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` characters, broken at a paragraph, a sentence or a word."""
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > limit or limits.length(rest) > limit:
        head = rest[:limit].encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")
        cut = next((at for mark in ("\n\n", "\n", ". ", " ") if (at := head.rfind(mark)) > limit // 3), len(head) - 1)
        end = whole(rest, cut + 1) or cut + 1
        pieces.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*pieces, rest]


def sentences(text: str, limit: int) -> str:
    """The whole sentences that fit into so many characters, then `…` where any is left out; a longer first is cut."""
    if limits.length(text) <= limit:
        return text
    ends = [end for found in _SENTENCE_END.finditer(text) if limits.length(text[: (end := found.end())]) <= limit - 2]
    return f"{text[: ends[-1]]}\u00a0…" if ends else shorten(text, limit)


def brief(text: str, limit: int) -> str:
    """The text made safe, cut with `…` so that it has at most `limit` characters with what is escaped in it."""
    safe = plain(text)
    return safe if limits.length(safe) <= limit else f"{pages(safe, limit - 2)[0]} …"


def isolated(text: str) -> str:
    """The text, fenced off where it has letters that run from right to left: what stands beside it keeps its place."""
    turned = not text.isascii() and any(unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text)
    return f"\u2068{text}\u2069" if turned else text


def listing(items: list[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def stamp(moment: datetime, style: str = "") -> str:
    """A moment as each reader sees it in their own zone; the styles are Discord's, such as `R` for "in 5 minutes"."""
    return f"<t:{int(moment.timestamp())}{':' if style else ''}{style}>"

"""Plain text made safe to show: pack and member text never becomes Markdown."""

import re

from bot.chat import limits
from bot.chat.marks import TIME, readable, whole

LINK = re.compile(r"https?://[^\s<>|*`~\[\]()\\]+")
_KEPT = re.compile(f"{LINK.pattern}|{TIME.pattern}")
_INLINE = str.maketrans({sign: f"\\{sign}" for sign in "\\*_~|`[]<>"})
_LINE_START = re.compile(r"^([ \t]*)(#{1,3}(?= )|[-+](?=[ #])|\d+(?=\. ))", re.MULTILINE)


def plain(text: str) -> str:
    """The text with every character that Discord's Markdown would act on escaped; web addresses and times stay whole.

    Mentions and the like are told in words: those of members got their names where they were taken (`taking.py`).
    """
    text = readable(text)
    pieces: list[str] = []
    end = 0
    for kept in _KEPT.finditer(text):
        pieces += (_escape(text[end : kept.start()]), kept.group())
        end = kept.end()
    pieces.append(_escape(text[end:]))
    return "".join(pieces)


def _escape(text: str) -> str:
    return _LINE_START.sub(_escape_line_start, text.translate(_INLINE))


def _escape_line_start(match: re.Match[str]) -> str:
    indent, mark = match.groups()
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


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


def brief(text: str, limit: int) -> str:
    """The text made safe, cut with `…` so that it has at most `limit` characters with what is escaped in it."""
    safe = plain(text)
    return safe if limits.length(safe) <= limit else f"{pages(safe, limit - 2)[0]} …"


def listing(items: list[str]) -> str:
    """`a`, `a and b`, or `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"

"""Texts from people made fit for a picture, and the words that stand for a picture."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from bot.chat.limits import length

ALT = 1_024
"""Characters of an alt text, as Discord counts them."""
TITLE = 300
"""Characters of a title."""
EMPTY = "–"
"""Stands for a text that has nothing to show."""

Cut = Callable[[str], str]
"""Shortens a text to what there is room for."""

_MARKS = 4
"""Marks on one letter: more than any living script stacks."""
_JOINERS = "\u200c\u200d"
"""Of the invisible format characters these two change how Persian, Indic scripts and emoji look."""
_LABELS = (100, 60, 40, 30, 22, 16, 12, 8, 5, 3)
_READABLE = 16
_CUSTOM_EMOJI = re.compile(r"<a?(:\w{2,32}:)\d{17,20}>")


def clean(text: str, limit: int = 200) -> str:
    """The text in one line of at most `limit` characters: no controls, no marks that turn the reading direction."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", _CUSTOM_EMOJI.sub(r"\1", text[: limit * 20])):
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me", "Mc"} else 0
        if category in {"Zl", "Zp", "Zs", "Cc"}:
            kept.append(" ")
        elif char in _JOINERS or (category[0] != "C" and marks <= _MARKS):
            kept.append(char)
    return shorten(" ".join("".join(kept).split()), limit) or EMPTY


def shorten(text: str, limit: int) -> str:
    """The text, cut with `…` where it has more than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,;:–-\u200d") + "…"


def fitting(*ways: Callable[[Cut], str]) -> str:
    """The first way to say it that fits an alt text with labels still readable; at worst the last, cut at its end."""
    said = ""
    for way in ways:
        for limit in _LABELS:
            said = way(lambda text, limit=limit: shorten(text, limit))
            if length(said) <= ALT:
                return said
            if limit <= _READABLE and way is not ways[-1]:
                break
    return said.encode("utf-16-le")[: (ALT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def framed(kind: str, title: str, told: str, note: str, cut: Cut) -> str:
    """An alt text: what kind of picture, of what, and what it tells."""
    parts = [kind, cut(clean(title, TITLE)), told, clean(note, TITLE) if note else ""]
    return " ".join(sentence(part) for part in parts if part)


def listed(head: str, told: Callable[[int], Sequence[str]], least: int) -> str:
    """An alt text: what begins it, then a list; `told` with names cut so far that all of it fits, or to `least`.

    Of what is too long even then as much as fits, and how many more there are.
    """
    room = ALT - length(head) - 2
    items: Sequence[str] = ()
    for limit in _LABELS[: _LABELS.index(least) + 1]:
        items = told(limit)
        if length("; ".join(items)) <= room:
            break
    said = ""
    for shown in range(min(len(items), room // 4), -1, -1):
        more = [f"and {len(items) - shown} more"] if shown < len(items) else []
        said = "; ".join([*items[:shown], *more])
        if length(said) <= room:
            break
    return f"{head} {said}." if items else head


def counted(number: int, one: str) -> str:
    """`1 vote`, `1,234 votes`."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def sentence(text: str) -> str:
    """The text with a full stop, where it does not end a sentence already."""
    return text if text.endswith((".", "?", "!", "…", "。", "？", "！")) else f"{text}."


def clock(seconds: int) -> str:
    """`12:30`, `1:02:30`."""
    hours, rest = divmod(max(0, seconds), 3_600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"

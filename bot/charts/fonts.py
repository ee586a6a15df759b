"""Which fonts show a text: the one that comes with matplotlib, then the computer's own, and words where none does."""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from bot.charts.emoji import EMOJI, picture
from bot.charts.phrases import EMPTY

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

BASE = "DejaVu Sans"
"""Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian and many signs."""

_PREFERRED = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
    *("Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
    *("SimHei", "Heiti SC", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", "IPAexGothic", "Noto Sans CJK KR"),
    *("Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", "Nirmala UI", "Leelawadee UI", "Ebrima", "Thonburi"),
    *("Kohinoor Devanagari", "Arial Unicode MS", "FreeSans", "FreeSerif", "Symbola", "Segoe UI Symbol", "Unifont"),
)
"""Chinese first: Han characters that Chinese and Japanese share look best in one hand."""

_FLAG = tuple(chr(code) for code in range(0x1F1E6, 0x1F200))
"""The letters that flags are spelled with."""

Run = tuple[str, bool]
"""A piece of text, and whether it is an emoji that has a picture."""


@lru_cache(4_096)
def legible(text: str) -> str:
    """The text with what cannot be shown here told in words: `[thumbs up sign]`, `[Tamil text]`."""
    return "".join(piece if pictured else _shown(piece) for piece, pictured in runs(text)) or EMPTY


@lru_cache(4_096)
def runs(text: str) -> tuple[Run, ...]:
    """The text cut into letters and emoji."""
    pieces = [piece for piece in EMOJI.split(text) if piece] if not text.isascii() else [text]
    return tuple((piece, EMOJI.fullmatch(piece) is not None and _pictured(piece)) for piece in pieces)


def families(text: str) -> tuple[str, ...]:
    """The fonts to look letters up in for this text, in order."""
    needed = {name for char in set(text) if (name := _family(char))} - {BASE}
    return (BASE, *(name for name in _installed() if name in needed))


def bold_too(text: str) -> bool:
    """Whether the fonts for this text have all of it in bold: some have fewer letters there."""
    return all(_in_bold(char) for char in set(text))


def _pictured(sign: str) -> bool:
    """Signs that are letters too, such as arrows, stay letters unless they ask to be a picture."""
    asks = "\ufe0f" in sign or sign[0] >= "\U0001f000" or _family(sign[0]) is None
    return asks and picture(sign, 32) is not None


def told_apart(labels: Sequence[str]) -> list[str]:
    """The labels made legible; those that read alike then have their numbers, in the order of the text beside them."""
    shown = [legible(label) for label in labels]
    return [f"{n}. {each}" if shown.count(each) > 1 else each for n, each in enumerate(shown, 1)]


def _shown(text: str) -> str:
    """Letters as they are and others in words, of one script in a row once, whatever parts its words."""
    shown: list[str] = []
    last = between = ""
    for known, chars in groupby(text, key=lambda char: _family(char) is not None):
        piece = "".join(chars)
        if not known:
            told = _told(piece)
            shown += [between, told] if told != last else []
            last, between = told or last, ""
        elif last and not any(char.isalnum() for char in piece):
            between += piece
        else:
            shown += [between, piece]
            last = between = ""
    return "".join(shown) + between


def _told(run: str) -> str:
    if all(char in _FLAG for char in run):
        return f"[flag {''.join(chr(ord(char) - ord(_FLAG[0]) + ord('A')) for char in run)}]"
    return " ".join(f"[{name}]" for name in dict.fromkeys(_name(char) for char in run) if name)


def _name(char: str) -> str:
    """What a character is called: a sign by its name, a letter by its script, marks and points not at all."""
    category = unicodedata.category(char)
    name = unicodedata.name(char, "")
    if category[0] in "MZCP" or category == "Sk":
        return ""
    if category[0] == "S":
        return name.lower()
    script = name.split()[0] if name else "unknown"
    return f"{'Chinese' if script == 'CJK' else script.capitalize()} text"


@cache
def _installed() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager

    names = {font.name for font in fontManager.ttflist}
    noto = sorted(name for name in names if name.startswith("Noto Sans ") and "Mono" not in name)
    return tuple(dict.fromkeys(name for name in (BASE, *_PREFERRED, *noto) if name in names))


@lru_cache(8_192)
def _family(char: str) -> str | None:
    """The first font that has this character."""
    return next((name for name in _installed() if _face(name).get_char_index(ord(char))), None)


@lru_cache(8_192)
def _in_bold(char: str) -> bool:
    family = _family(char)
    return family is None or bool(_face(family, bold=True).get_char_index(ord(char)))


@cache
def _face(family: str, *, bold: bool = False) -> "FT2Font":
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=[family], weight="bold" if bold else "normal")))

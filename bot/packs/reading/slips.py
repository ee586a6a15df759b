"""What YAML reads otherwise than its author meant, without a word: texts cut at a number sign, spaces that are none."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from bot.chat.letters import named
from bot.packs.format.model import Pack, Part
from bot.packs.reading.shape import slots

CUT = "a number sign after a space begins a comment, so that the text ends here; put it in quotes"
CUT_QUOTED = "a number sign after a space begins a comment, so that the text ends here; take it into the quotes"

_COMMENT = re.compile(r"[ \t]+(#)\S")
_NO_SPACE = (
    "\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f"
    "\u2800\u3000\u3164\ufeff\uffa0"
)
_KEY = r"(?P<key>[A-Za-z_][\w-]*|\"[^\"\n]*\"|'[^'\n]*')"
_LOOKS_LIKE_SPACE = re.compile(
    rf"(?:^[ \t]*(?:-[ \t]+)*|[{{,][ \t]*){_KEY}(?:[ \t]*:[ \t]*(?P<after>[{_NO_SPACE}])|[ \t]*(?P<colon>[：﹕︓])"
    rf"|[ \t]*(?P<before>[{_NO_SPACE}])[{_NO_SPACE} \t]*[:：])"
    rf"|^[ \t]*(?:-[ \t]+)*-?(?P<indent>[{_NO_SPACE}])",
    re.MULTILINE,
)


def cut_at(text: str, end: int) -> int | None:
    """Where the number sign stands that cut a text which ended at `end`; None for an ordinary comment, or none."""
    found = _COMMENT.match(text, end)
    return found.start(1) if found else None


def opening(sign: str) -> str:
    """What to do about a text that begins with a sign that means something in YAML."""
    return f"a text that begins with {sign} needs quotation marks around it"


def strange_spaces(text: str) -> Iterator[tuple[int, bool]]:
    """Places where a space or a colon seems to stand between the parts of YAML and another character does.

    Each with whether it is surely meant so: beside a word that is no key of the format it may be a text's own.
    """
    if text.isascii():
        return
    for found in _LOOKS_LIKE_SPACE.finditer(text):
        group = next(name for name in ("after", "colon", "before", "indent") if found[name])
        yield found.start(group), group == "indent" or found["key"].strip("\"'") in _keys()


def strange(character: str) -> str:
    """What to do about one of these characters."""
    colon = unicodedata.category(character)[0] == "P"
    instead = "a colon with a space after it" if colon else "an ordinary space"
    return f"{named(character)} stands here in place of {instead}; type that instead"


@cache
def _keys() -> frozenset[str]:
    """Every key that a pack may have anywhere."""
    known: set[str] = set()
    parts: list[type[Part]] = [Pack]
    for part in parts:
        known |= slots(part).keys()
        parts += {slot.part for slot in slots(part).values() if slot.part} - set(parts)
    return frozenset(known)

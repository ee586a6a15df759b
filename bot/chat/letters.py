"""Which characters a text may hold: none that is invisible, turns text around, or piles up on one letter.

After Unicode Standard Annex 31 (where joiners belong) and Technical Standard 39 (how many marks one letter carries).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from bot.errors import Refusal

STRETCH = 50_000
"""Characters searched in one go: a search keeps all other threads waiting, so it is kept to about a millisecond."""
MOST_MARKS = 4
"""Marks on one letter, as many as UTS 39 advises."""
MORE_MARKS = {"TIBETAN": 10, "HEBREW": 7, "MYANMAR": 7, "KHMER": 7, "ARABIC": 6, "SYRIAC": 6, "TAI": 6}
"""Where the spelling of a script needs more: stacked letters, and vowels with signs for reading aloud."""
_SPACELESS = "\u302e\u302f\U0001d165\U0001d166\U0001d16d-\U0001d172"
"""Marks that count as spacing ones and take no space: tones of Hangul, parts of notes."""

_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U00013430-\U00013440\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
)
"""Controls, format characters of every block, fillers, blanks, halves and private characters. Not among them are the
format characters that can be seen, such as the Arabic signs around numbers."""

_JOINERS = "\u200c\u200d"
_DIRECTION_MARKS = "\u061c\u200e\u200f"
"""Which Arabic and Hebrew need beside numbers and signs; they turn nothing around by themselves."""
_JOINED = re.compile(
    "[\u0620-\u065f\u066e-\u06ef\u06fa-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1820-\u18af\u1a20-\u1aaf"
    "\u1b00-\u1bff\ua840-\ua8ff\ua980-\ua9df\uaa60-\uaa7f\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010eff\U00010f30-\U00011eff\U0001e900-\U0001e95f]"
)
"""Letters of Arabic, Indic and other scripts, between which joiners are part of the spelling."""
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_HIEROGLYPH = re.compile("[\U00013000-\U0001342f\U00013441-\U00013455]")
_DOTTED = re.compile("[\u1000-\u109f\ua840-\ua87f\uaa60-\uaa7f\U00010ac0-\U00010aff\u2200-\u2aff]")
"""Burmese, Phags-pa, Manichaean and mathematical signs, which have a second form."""
_SHOWN_AS_EMOJI = "0123456789#*©®‼⁉™ℹ〰〽"
_LAST_MARK = 0x1F000
"""From here on there are no marks but selectors."""
_NAMELESS = {"Cc": "a control character", "Co": "a private character"}
_TAG_END = "\U000e007f"
_SUBDIVISIONS = ("gbeng", "gbsct", "gbwls")
_SUBDIVISION_FLAG = re.compile(
    "\U0001f3f4(?:" + "|".join("".join(chr(0xE0000 + ord(c)) for c in each) for each in _SUBDIVISIONS) + f"){_TAG_END}"
)
"""The flags of England, Scotland and Wales, spelled with tags: no other is drawn anywhere."""


def suspects(text: str) -> Iterator[tuple[int, str]]:
    """The position of each character that a text may not hold and the character; of piled up marks all of them."""
    if text.isascii() and text.isprintable():
        return
    tags = (
        {at for flag in _SUBDIVISION_FLAG.finditer(text) for at in range(*flag.span())} if _TAG_END in text else set()
    )
    pattern, start = _pattern(), 0
    while start < len(text):
        end = _whole(text, start + STRETCH)
        for match in pattern.finditer(text, start, end):
            at, found = match.start(), match.group()
            if _piled(text, at, found) if len(found) > 1 else at not in tags and not _harmless(text, at):
                yield at, found
        start = end


def named(character: str) -> str:
    """A character as a message names it: `U+200B (zero width space)`."""
    nameless = _NAMELESS.get(unicodedata.category(character), "a character of no meaning")
    return f"U+{ord(character):04X} ({unicodedata.name(character, nameless).lower()})"


def check_letters(text: str, what: str) -> None:
    """Raise Refusal for the first character that a text may not hold; `what` names the text, such as "`question`"."""
    for at, found in suspects(text):
        if len(found) > 1:
            raise Refusal(
                f"{what} has {len(found)} marks on one letter, from character {at + 1} on. Take some of them out."
            )
        raise Refusal(
            f"{what} holds an invisible control character: {named(found)} as character {at + 1}. "
            "It cannot be seen or turns text around. Take it out, or type the text again by hand."
        )


@cache
def _pattern() -> re.Pattern[str]:
    """Every suspect: an unseen character, or marks of which there may be too many on one letter."""
    marks = "".join(_ranges("Mn", "Me")) + _SPACELESS
    selectors = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
    # The first mark is taken with what follows it, also where joiners stand between, so that they hide no pile.
    return re.compile(f"[{marks}](?:[{selectors}]*[{marks}])+|[{_UNSEEN}]")


def _ranges(*categories: str) -> Iterator[str]:
    """The characters of some categories, without the unseen ones, as they stand between the brackets of a pattern."""
    unseen = re.compile(f"[{_UNSEEN}]")
    first = last = 0
    for code in range(0x300, _LAST_MARK):
        if unicodedata.category(chr(code)) in categories and not unseen.match(chr(code)):
            if code != last + 1:
                yield f"{chr(first)}-{chr(last)}" if first else ""
                first = code
            last = code
    yield f"{chr(first)}-{chr(last)}"


def _whole(text: str, end: int) -> int:
    """The end of a stretch, moved on so that it parts no pile; of a pile that is longer the rest is told anew."""
    last = min(len(text), end + STRETCH)
    while end < last and unicodedata.category(text[end])[0] in "MC":
        end += 1
    return end


def _piled(text: str, at: int, found: str) -> bool:
    """Whether there are more marks on a letter than its script needs, or one of them twice in a row."""
    base = unicodedata.normalize("NFD", text[at - 1 : at]) if at else ""
    marks = [mark for mark in base[1:] + found if unicodedata.category(mark)[0] == "M"]
    scripts = {_script(mark) for mark in marks}
    # Marks of one script on a letter of another are nobody's spelling, so that they get no more room than that.
    own = scripts == {_script(base[:1])}
    if len(marks) > (MORE_MARKS.get(_script(base[:1]), MOST_MARKS) if own else MOST_MARKS):
        return True
    return scripts != {"TIBETAN"} and any(one == other for one, other in pairwise(marks))


def _script(character: str) -> str:
    """The first word of its name, which tells Hebrew from Thai; marks of no script are called combining."""
    return unicodedata.name(character, "").split(" ")[0] if character else ""


def _harmless(text: str, at: int) -> bool:
    """Whether a joiner, selector or tag stands inside an emoji, or in a word that is spelled with it."""
    character, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not before:
        return False
    if character in "\ufe0e\ufe0f":
        return _takes_selector(before)
    if character in _JOINERS:
        emoji = character == "\u200d" and after and unicodedata.category(after) == "So"
        if emoji and (before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk")):
            return True
        return bool(_JOINED.match(before)) and unicodedata.category(before)[0] in "LM"
    if character in _DIRECTION_MARKS:
        return any(unicodedata.bidirectional(beside) in ("R", "AL") for beside in before + after)
    if "\u180b" <= character <= "\u180f":
        return bool(_MONGOLIAN.match(before))
    if "\U000e0100" <= character <= "\U000e01ef":
        return bool(_HAN.match(before))
    if "\ufe00" <= character <= "\ufe02":
        return bool(_HAN.match(before) or _DOTTED.match(before))
    if "\U00013430" <= character <= "\U00013440":
        return bool(_HIEROGLYPH.match(before)) and bool(_HIEROGLYPH.match(after) or after)
    return False


def _takes_selector(before: str) -> bool:
    """Whether a character is drawn both as text and as emoji."""
    category = unicodedata.category(before)
    return before in _SHOWN_AS_EMOJI or category == "So" or (category == "Sm" and before >= "\u2190")

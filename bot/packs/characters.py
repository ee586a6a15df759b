"""Which characters the text of a pack may hold: what is invisible, or turns text around, is refused."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from bot.packs.problems import MOST, Findings, Place, place_of

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""What YAML cannot hold or takes for the end of a line where editors do not."""
_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000e0000-\U0010ffff]"
    "|[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}"
)
STRETCH = 50_000
"""Characters searched in one go: a search keeps all other threads waiting, so it is kept to about a millisecond."""

_JOINERS = "\u200c\u200d"
_JOINED_SCRIPTS = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]")
"""Letters of Arabic, Indic, Burmese and Khmer, between which joiners are part of the spelling."""


def decoded(name: str, data: bytes, findings: Findings) -> str | None:
    """The text of a file; or None, with the reason among the findings."""
    if not data.strip():
        findings.error(Place(name), (), "is empty; begin with `format: 1`")
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        findings.error(Place(name), (), "is written in UTF-16; save it as UTF-8")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        at = Place(name, *place_of(before, len(before)))
        findings.error(at, (), "is not text in UTF-8; save it as UTF-8")
        return None


def legible(name: str, text: str, findings: Findings) -> bool:
    """Whether YAML can hold all characters of a file; those that it cannot go to the findings."""
    found = list(islice(_CONTROLS.finditer(text), MOST + 1))
    if len(found) > MOST:
        findings.error(Place(name), (), "is not text; a pack is YAML in UTF-8")
    else:
        for match in found:
            findings.error(Place(name, *place_of(text, match.start())), (), _sentence(match.group()))
    return not found


def suspects(text: str) -> Iterator[tuple[int, str]]:
    """The position of each character that a text may not hold, and what to say of it."""
    if text.isascii() and not _CONTROLS.search(text):
        return
    for start in range(0, len(text), STRETCH):
        for match in _SUSPECT.finditer(text, start, start + STRETCH):
            if not _harmless(text, match.start()):
                yield match.start(), _sentence(match.group())


def _harmless(text: str, position: int) -> bool:
    """Whether a joiner or variation selector stands inside an emoji or a word that is spelled with it."""
    character, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if character in "\ufe0e\ufe0f":
        return bool(before) and (unicodedata.category(before)[0] in "SNP" or before == "ℹ")
    if character == "\u200d" and before and after and unicodedata.category(after) == "So":
        return before == "\ufe0f" or unicodedata.category(before) in ("So", "Sk")
    return character in _JOINERS and bool(_JOINED_SCRIPTS.match(before))


def _sentence(found: str) -> str:
    if len(found) > 1:
        return f"{len(found)} accents stand on one letter; take them out"
    name = unicodedata.name(found, "a control character").lower()
    return f"the character U+{ord(found):04X} ({name}) cannot be seen or turns text around; take it out"

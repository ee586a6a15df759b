"""Which characters the text of a pack may hold: what is invisible, or turns text around, is refused."""

import re
from collections.abc import Iterator
from itertools import islice

from bot.chat import letters
from bot.packs.format.problems import MOST, Findings, Place, place_of

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""What YAML cannot hold or takes for the end of a line where editors do not."""


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
    for at, found in letters.suspects(text):
        yield at, _sentence(found)


def _sentence(found: str) -> str:
    if len(found) > 1:
        return f"{len(found)} accents stand on one letter; take them out"
    return f"the character {letters.named(found)} cannot be seen or turns text around; take it out"

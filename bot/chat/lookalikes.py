"""Whether two short texts can be taken for one another, by how they look (Unicode Technical Standard 39)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("lookalikes.txt")
_ONE_STROKE = str.maketrans({"I": "l", "1": "l", "|": "l", "0": "O"})
_ONE_STROKE_SMALL = str.maketrans({"1": "l", "0": "o", "|": "l"})
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"


def twins(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """For each text that looks like an earlier one, its position and the earlier one's."""
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        seen = looks(text)
        earlier = [first[look] for look in seen if look in first]
        if earlier:
            yield position, min(earlier)
        for look in seen:
            first.setdefault(look, position)


def reads_as(text: str, words: str) -> bool:
    """Whether a text looks like these words, whatever its case, spaces and punctuation."""
    wanted = _bare(words.casefold())
    return any(_bare(look.casefold().translate(_ONE_STROKE_SMALL)) == wanted for look in looks(text))


def looks(text: str) -> frozenset[str]:
    """How a text looks, without regard to case and spaces; texts that share one of these can be taken for each other.

    Several, since it depends on the case: `AI` looks like `Al` but not like `al`.
    """
    as_written = _shape(unicodedata.normalize("NFKD", text))
    small = _shape(unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    return frozenset((small, as_written.casefold(), as_written.translate(_ONE_STROKE)))


def _shape(text: str) -> str:
    seen = "".join(each for each in text if not each.isspace() and not _is_unseen(each))
    return seen if seen.isascii() else unicodedata.normalize("NFKD", seen.translate(_lookalikes()))


def _is_unseen(character: str) -> bool:
    if character.isascii():
        return False
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff"
    return selector or character in _UNSEEN or unicodedata.category(character) in ("Cf", "Cc")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


@cache
def _lookalikes() -> dict[int, str]:
    """Each character that looks like another, with what it looks like; read with the first text that is not ASCII."""
    table: dict[int, str] = {}
    for line in _TABLE.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            shown, _, alike = line.partition(": ")
            shape = "".join(chr(int(code, 16)) for code in shown.split("+"))
            for codes in alike.split():
                first, _, last = codes.partition("-")
                table.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), shape))
    return table

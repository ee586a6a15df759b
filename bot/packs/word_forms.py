"""Words as they are compared: folded, without their endings, the small ones told from those that carry a question."""

import re
import unicodedata

_SMALL = """
a about actually again all also am an and any anyone anything are as at be because been being but by can cant could
did didnt do does doesnt doing dont else ever every everyone explain find for from get gets getting give gives
go goes gonna got had has hasnt have havent having he hello help her here hey hi him his how hows i if im in
info information into is isnt it its ive just kind know let like look lot lots made make makes making many may me mean
meaning means might much must my need no not now of off on one only or our ought out over own please possible
question questions quite real really say says search shall she should show so some someone something sort still such
tell than that thats the their them then there theres these they thing things this those to too true under until up
us use used very want wants was wasnt way we well were werent what whats when where wheres whether which while
who whom whos whose why will with wont work works would wouldnt yes you your
"""
SMALL = frozenset(_SMALL.split())
"""Words that questions are made of. They never make an entry a match and never count against one."""

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SHORTENED = re.compile(r"['\u2019\u02bc](?=(?:s|t|re|ve|ll|d|m)\b)")
_FAR = re.compile("[^\x00-\u02ff]+")
"""Marks that combine with the letter before them are among these."""
_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = (
    ("ability", "abl"), ("ibility", "ibl"),
    ("ological", "olog"), ("ologist", "olog"), ("ologic", "olog"), ("ology", "olog"),
    ("isation", ""), ("ization", ""), ("ational", ""), ("ation", ""), ("ator", ""), ("ating", ""), ("ated", ""),
    ("iveness", ""), ("ative", ""), ("ising", ""), ("izing", ""), ("ised", ""), ("ized", ""), ("iser", ""),
    ("izer", ""), ("ise", ""), ("ize", ""), ("ism", ""), ("ate", ""), ("ment", ""), ("ness", ""), ("ing", ""),
    ("ed", ""), ("ion", ""), ("ical", "ic"), ("al", ""), ("ly", ""),
)  # fmt: skip
"""Endings that forms of one word differ by, longest first, and what stays of them."""
_SHORTEST = 3
"""What is left without an ending has at least so many letters."""


def seen(text: str) -> str:
    """What is to be seen of a text, on one line: nothing that hides, turns text around, or is half a character."""
    shown = "".join(c if c.isprintable() else " " for c in _UNSEEN.sub("", text))
    return " ".join(shown.split())


def fold(text: str) -> str:
    """The text as it is compared: no case, accents, tone marks or punctuation; words parted by one space.

    An apostrophe before a short ending joins it to its word, as people do who leave it out ("china's", "chinas").
    """
    bare = text.casefold()
    if not bare.isascii():
        # English alone needs none of this, and it takes most of the time.
        bare = _FAR.sub(_unmarked, unicodedata.normalize("NFKD", _UNSEEN.sub("", bare)))
    return " ".join(_WORD.findall(_SHORTENED.sub("", bare)))


def _unmarked(far: re.Match[str]) -> str:
    return "".join(c for c in far[0] if not unicodedata.combining(c))


def asked(text: str) -> list[str]:
    """The folded words of a text that carry it, each once: all but the small ones."""
    return [word for word in dict.fromkeys(fold(text).split()) if word not in SMALL]


def stem(word: str) -> str:
    """What the forms of a folded word share, such as `policy` of `policies`; English endings alone are known."""
    if len(word) <= _SHORTEST or not word.isascii() or word.isdigit():
        return word
    left = word.replace("dgement", "dgment")
    if len(left) > 4 and left.endswith(("ies", "ie")):
        left = left[: left.rindex("i")] + "y"
    elif left.endswith("sses"):
        left = left[:-2]
    elif left.endswith("s") and not left.endswith(("ss", "us", "is")):
        left = left[:-1]
    for ending, kept in _SUFFIXES:
        if left.endswith(ending) and len(left) - len(ending) + len(kept) >= _SHORTEST:
            left = left[: -len(ending)] + kept
            break
    while len(left) > _SHORTEST and left[-1] in "ei":
        left = left[:-1]
    if len(left) > _SHORTEST and left[-1] == left[-2]:
        left = left[:-1]
    return left


def stems(text: str, known: dict[str, str]) -> str:
    """The stems of a text, with a space around each, so that whole words are found by looking for ` word `.

    `known` are those found so far, for a book has few words that are not said again.
    """
    words = fold(text).split()
    return f" {' '.join(known.get(word) or known.setdefault(word, stem(word)) for word in words)} "
